# SPDX-License-Identifier: GPL-2.0-only
#
# The conformance suite: the programs of tests/abi, linked with the library of
# the tiny guests, and the system that boots them; see systems/abi.dts.

ABI_OUT := $(BUILD)/tests/abi$(KIND)
ABI_LIB := $(patsubst %,$(ABI_OUT)/%.o,suite common fault) $(TINY_LIB)
ABI_PROGS := window paged peer busy
abi-window-base := 0xf8001000
abi-paged-base := 0xc0008000
abi-peer-base := 0xf8101000
abi-busy-base := 0xf8201000

$(eval $(call compile-rules,tests/abi,$(ABI_OUT),$(RTOS_CC),$(TINY_CFLAGS)))

$(ABI_OUT)/%.elf: $(ABI_OUT)/%.o $(ABI_LIB) tests/guests/lib/guest.lds
	$(call msg,LD,$@)
	$(Q)$(RTOS_CC) $(TINY_CPUFLAGS) -nostdlib -static -Wl,--build-id=none \
		-Wl,-T,tests/guests/lib/guest.lds \
		-Wl,--defsym=BASE=$(abi-$*-base) -o $@ $(filter %.o,$^) -lgcc

$(ABI_OUT)/%.bin: $(ABI_OUT)/%.elf
	$(Q)arm-none-eabi-objcopy -O binary --set-section-flags \
		.bss=alloc,load,contents $< $@

$(ABI_OUT)/duet.img: tests/abi/abi.dts $(TOOL_BIN) $(HYP_OUT)/hypervisor.bin \
		scripts/pack-system $(ABI_PROGS:%=$(ABI_OUT)/%.bin)
	$(call msg,PACK,$@)
	$(Q)HYPERVISOR=$(HYP_OUT)/hypervisor.bin scripts/pack-system $< $@ \
		--dir $(ABI_OUT)
$(call read-deps,$(ABI_LIB) $(ABI_PROGS:%=$(ABI_OUT)/%.o))

check-build-quick check-build-slow: $(ABI_OUT)/duet.img
