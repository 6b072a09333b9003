# SPDX-License-Identifier: GPL-2.0-only
#
# The RTOS and its applications. guest-rtos/Kbuild sets, with names relative to
# guest-rtos/:
#   rtos-objs-y    objects of the kernel, its port and libduet
#   rtos-apps-y    applications; each is linked into build/guest-rtos/NAME.bin
#   NAME-objs-y    objects of an application; NAME-ldflags-y: its link flags
#   rtos-lds       linker script (preprocessed)
#   rtos-cflags-y  further flags;  rtos-libs-y: libraries

RTOS_OUT := $(BUILD)/guest-rtos
RTOS_CC := arm-none-eabi-gcc
RTOS_CPUFLAGS := -mcpu=arm926ej-s -marm

rtos-objs-y :=
rtos-apps-y :=
rtos-lds :=
rtos-cflags-y :=
rtos-libs-y := -lc -lgcc
-include guest-rtos/Kbuild

RTOS_CFLAGS := $(RTOS_CPUFLAGS) -std=gnu11 -O2 -g -ffreestanding -fno-common \
	-ffunction-sections -fdata-sections -Wall -Wextra -Werror \
	-Wno-unused-parameter -Iinclude -Iguest-rtos/include $(rtos-cflags-y)
RTOS_OBJS := $(addprefix $(RTOS_OUT)/,$(rtos-objs-y))
RTOS_BINS := $(patsubst %,$(RTOS_OUT)/%.bin,$(rtos-apps-y))

$(eval $(call compile-rules,guest-rtos,$(RTOS_OUT),$(RTOS_CC),$(RTOS_CFLAGS)))

$(RTOS_OUT)/rtos.lds: guest-rtos/$(rtos-lds) $(RTOS_OUT)/.flags
	$(call msg,LDS,$<)
	@mkdir -p $(@D)
	$(Q)$(RTOS_CC) $(filter-out -std=%,$(RTOS_CFLAGS)) -E -P \
		-x assembler-with-cpp -MMD -MP -MT $@ -MF $@.d -o $@ $<

define rtos-app
$(eval $(1)-all := $(RTOS_OBJS) $(addprefix $(RTOS_OUT)/,$($(1)-objs-y)))
$(RTOS_OUT)/$(1).elf: $($(1)-all) $(RTOS_OUT)/rtos.lds
	$$(call msg,LD,$$@)
	$$(Q)$(RTOS_CC) $(RTOS_CPUFLAGS) -nostdlib -nostartfiles -static \
		-Wl,--gc-sections -Wl,--build-id=none -Wl,--fatal-warnings \
		-Wl,-Map=$$(@:.elf=.map) $($(1)-ldflags-y) -Wl,-T,$(RTOS_OUT)/rtos.lds \
		-o $$@ $($(1)-all) -Wl,--start-group $(rtos-libs-y) -Wl,--end-group

$(RTOS_OUT)/$(1).bin: $(RTOS_OUT)/$(1).elf
	$$(call msg,BIN,$$@)
	$$(Q)arm-none-eabi-objcopy -O binary $$< $$@

$(call read-deps,$($(1)-all))
endef
$(foreach app,$(rtos-apps-y),$(eval $(call rtos-app,$(app))))
-include $(RTOS_OUT)/rtos.lds.d
