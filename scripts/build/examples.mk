# SPDX-License-Identifier: GPL-2.0-only
#
# examples/window: a guest to copy as the start of a port. It uses nothing from
# the rest of the tree except for include/duet.

EXAMPLE_OUT := $(BUILD)/examples/window
EXAMPLE_OBJS := $(addprefix $(EXAMPLE_OUT)/,start.o upcall.o main.o)
EXAMPLE_CFLAGS := $(RTOS_CPUFLAGS) -std=gnu11 -O2 -g -ffreestanding \
	-Wall -Wextra -Werror -Iinclude
EXAMPLE_RAM := 0xf8000000

$(eval $(call compile-rules,examples/window,$(EXAMPLE_OUT),$(RTOS_CC),$(EXAMPLE_CFLAGS)))
$(call read-deps,$(EXAMPLE_OBJS))

$(EXAMPLE_OUT)/window.elf: $(EXAMPLE_OBJS) examples/window/window.lds
	$(call msg,LD,$@)
	$(Q)$(RTOS_CC) $(RTOS_CPUFLAGS) -nostdlib -static -Wl,--build-id=none \
		-Wl,--defsym=RAM=$(EXAMPLE_RAM) -Wl,-T,examples/window/window.lds \
		-o $@ $(EXAMPLE_OBJS) -lgcc

$(EXAMPLE_OUT)/window.bin: $(EXAMPLE_OUT)/window.elf
	$(Q)arm-none-eabi-objcopy -O binary $< $@

$(EXAMPLE_OUT)/duet.img: examples/window/system.dts $(EXAMPLE_OUT)/window.bin \
		$(TOOL_BIN) $(HYP_OUT)/hypervisor.bin scripts/pack-system
	$(call msg,PACK,$@)
	$(Q)HYPERVISOR=$(HYP_OUT)/hypervisor.bin scripts/pack-system $< $@

check-build-quick: $(EXAMPLE_OUT)/duet.img
