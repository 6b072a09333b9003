# SPDX-License-Identifier: GPL-2.0-only
#
# The model of caches, TLB and write buffer (docs/silicon.md), a plugin for its
# own QEMU, and the programs that check it.

SILICON_OUT := $(BUILD)/silicon
SILICON_QEMU := $(BUILD)/qemu/include/qemu-plugin.h
SILICON := $(SILICON_OUT)/silicon.so
SILICON_CFLAGS = -shared -fPIC -O2 -g -flto -fvisibility=hidden -std=gnu11 \
	-Wall -Wextra -Werror -Wno-unused-parameter \
	-I$(BUILD)/qemu/include $(shell pkg-config --cflags glib-2.0)

$(SILICON_QEMU): instruments/silicon/fetch-qemu
	$(call msg,FETCH,QEMU 10)
	$(Q)instruments/silicon/fetch-qemu $(BUILD)/qemu >&2
	$(Q)touch $@

$(SILICON): $(wildcard instruments/silicon/*.[ch]) | $(SILICON_QEMU)
	$(call msg,HOSTCC,$@)
	@mkdir -p $(@D)
	$(Q)$(HOST_CC) $(SILICON_CFLAGS) -o $@ $(filter %.c,$^)

# tests/cases has a short version of it
check-build: silicon

silicon: $(SILICON) $(SILICON_OUT)/bare.bin $(BUILD)/systems/two-linux/duet.img

$(SILICON_OUT)/bare.elf: instruments/silicon/bare/bare.S instruments/silicon/bare/bare.lds
	$(call msg,AS,$@)
	@mkdir -p $(@D)
	$(Q)arm-none-eabi-gcc -g -mcpu=arm926ej-s -nostdlib -static \
		-Wl,--build-id=none -T instruments/silicon/bare/bare.lds -o $@ $<
$(SILICON_OUT)/bare.bin: $(SILICON_OUT)/bare.elf
	$(Q)arm-none-eabi-objcopy -O binary $< $@
