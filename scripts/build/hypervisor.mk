# SPDX-License-Identifier: GPL-2.0-only
#
# The hypervisor. hypervisor/Kbuild lists the objects; PLAT and CPU select
# folders. No source has an #if for a board or a CPU.

# Each kind of build has folders of its own
KIND := $(if $(DEBUG),-debug)$(if $(filter 0,$(FAST)),-slow)$(if $(filter slow,$(UART)),-slow-uart)
HYP_OUT := $(BUILD)/hypervisor$(KIND)
HYP_CC := arm-none-eabi-gcc
HYP_CPUFLAGS := -mcpu=arm926ej-s -marm
# uint32_t is unsigned int, as on the host and in Linux: one format suits all
HYP_TYPES := -U__UINT32_TYPE__ -U__INT32_TYPE__ \
	-D'__UINT32_TYPE__=unsigned int' -D__INT32_TYPE__=int
HYP_CFLAGS := $(HYP_CPUFLAGS) $(HYP_TYPES) -std=gnu11 -ffreestanding -fno-common \
	-fno-strict-aliasing -fno-pic -fomit-frame-pointer -nostdlib -g \
	-Wall -Wextra $(WERROR) -Wmissing-prototypes -Wstrict-prototypes \
	-Wno-unused-parameter -Wvla -Wframe-larger-than=256 -Wundef \
	-Iinclude -iquote hypervisor/include -iquote hypervisor/arch/arm/include \
	-iquote hypervisor/plat/$(PLAT) -iquote hypervisor/arch/arm/cpu/$(CPU) \
	-I$(HYP_OUT)/gen $(if $(DEBUG),-O1 -DDEBUG,-Os)

hyp-objs-y :=
hyp-thumb-y :=
include hypervisor/Kbuild
HYP_OBJS := $(addprefix $(HYP_OUT)/,$(hyp-objs-y))
HYP_THUMB := $(addprefix $(HYP_OUT)/,$(hyp-thumb-y))
# GCC 12's -Os takes this for a saving, but in Thumb code it costs 32 bytes
HYP_SMALL := -fno-if-conversion
$(HYP_THUMB): CFLAGS_OBJ := -mthumb -fno-jump-tables $(HYP_SMALL)
# The file VERSION is the only source of the version
$(HYP_OUT)/core/main.o: CFLAGS_OBJ += -DVERSION='"$(file <VERSION)"'
$(HYP_OUT)/core/main.o: VERSION
# Neither is in the flags of all: all objects are made again when they change
$(eval $(call flags-rule,$(HYP_OUT)/.thumb,$(HYP_SMALL) $(hyp-thumb-y)))
$(HYP_OBJS): $(HYP_OUT)/.thumb
HYP_OFFSETS := $(HYP_OUT)/gen/asm-offsets.h
HYP_LDS := hypervisor/arch/arm/layout.lds

$(eval $(call compile-rules,hypervisor,$(HYP_OUT),$(HYP_CC),$(HYP_CFLAGS),$(HYP_OFFSETS)))

# Offsets of structures for assembly: the compiler prints them into its output
# as lines "->NAME value", which are turned into the header.
$(HYP_OUT)/gen/asm-offsets.s: hypervisor/arch/arm/asm-offsets.c $(HYP_OUT)/.flags
	@mkdir -p $(@D)
	$(Q)$(HYP_CC) $(HYP_CFLAGS) -MMD -MP -MT $@ -S -o $@ $<

$(HYP_OFFSETS): $(HYP_OUT)/gen/asm-offsets.s
	$(call msg,GEN,$@)
	$(Q){ echo '/* Made from asm-offsets.c: do not edit */'; \
		sed -n 's/^.*->\([A-Z0-9_]*\) [#$$]*\(-\{0,1\}[0-9]*\).*/#define \1 \2/p' $<; \
	} > $@.new
	$(Q)grep -q '^#define' $@.new || \
		{ echo "$<: no offsets in it" >&2; exit 1; }
	$(Q)if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi; touch $@

$(HYP_OUT)/layout.lds: $(HYP_LDS) $(HYP_OUT)/.flags | $(HYP_OFFSETS)
	$(call msg,LDS,$(HYP_LDS))
	@mkdir -p $(@D)
	$(Q)$(HYP_CC) $(filter-out -std=%,$(HYP_CFLAGS)) -E -P \
		-x assembler-with-cpp -MMD -MP -MT $@ -MF $@.d -o $@ $<

$(eval $(call flags-rule,$(HYP_OUT)/.objs,$(HYP_OBJS)))

$(HYP_OUT)/hypervisor.elf: $(HYP_OBJS) $(HYP_OUT)/layout.lds $(HYP_OUT)/.objs
	$(call msg,LD,$@)
	$(Q)$(HYP_CC) $(HYP_CPUFLAGS) -nostdlib -static -Wl,--build-id=none \
		-Wl,--fatal-warnings -Wl,--use-blx -Wl,-Map=$(@:.elf=.map) \
		-Wl,-T,$(HYP_OUT)/layout.lds -o $@ $(HYP_OBJS) -lgcc

$(HYP_OUT)/hypervisor.bin: $(HYP_OUT)/hypervisor.elf
	$(call msg,BIN,$@)
	$(Q)arm-none-eabi-objcopy -O binary $< $@

# The hypervisor to pack: images are rebuilt when DEBUG etc. change
HYP_CHOICE := $(BUILD)/.hypervisor
$(eval $(call flags-rule,$(HYP_CHOICE),$(HYP_OUT)))

$(call read-deps,$(HYP_OBJS) $(HYP_OUT)/gen/asm-offsets.o)
-include $(HYP_OUT)/layout.lds.d
