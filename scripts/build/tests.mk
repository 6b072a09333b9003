# SPDX-License-Identifier: GPL-2.0-only
#
# Builds the programs of the tests. tests/cases lists the tests; tests/run runs them.

# ---- unit tests on the host: tests/unit/test_NAME.c with cmocka -----------
# test_NAME.deps contains additional sources and flags, separated by white space.
UNIT_OUT := $(BUILD)/tests/unit
UNIT_SRCS := $(wildcard tests/unit/test_*.c)
UNIT_BINS := $(patsubst tests/unit/%.c,$(UNIT_OUT)/%,$(UNIT_SRCS))
UNIT_CFLAGS := -std=gnu11 -O1 -g -fno-omit-frame-pointer -DASSERTIONS \
	-fsanitize=address,undefined -fno-sanitize-recover=all \
	-Wall -Wextra $(WERROR) -Wno-unused-parameter \
	-Iinclude -iquote hypervisor/include -iquote hypervisor/arch/arm/include -Itests/unit

unit-deps = $(filter-out -%,$(shell cat tests/unit/$(1).deps 2>/dev/null))
unit-flags = $(filter -%,$(shell cat tests/unit/$(1).deps 2>/dev/null))

$(eval $(call flags-rule,$(UNIT_OUT)/.flags,$(HOST_CC) $(UNIT_CFLAGS)))

$(UNIT_BINS): $(UNIT_OUT)/%: tests/unit/%.c $$(call unit-deps,$$*) \
		$$(wildcard tests/unit/$$*.deps) $(UNIT_OUT)/.flags
	$(call msg,HOSTCC,$@)
	@mkdir -p $(@D)
	$(Q)$(HOST_CC) $(UNIT_CFLAGS) $(call unit-flags,$*) -MMD -MP -MF $@.d \
		-o $@ $< $(call unit-deps,$*) -lcmocka
-include $(UNIT_BINS:%=%.d)

# ---- random calls of the RTOS's API, on the host: tests/rtos-random --------
RTOS_RANDOM := $(BUILD)/tests/rtos-random
$(RTOS_RANDOM): $(wildcard tests/rtos-random/*.[ch] tests/rtos-host/*.[ch] \
		guest-rtos/kernel/*.[ch] guest-rtos/include/*.h) $(UNIT_OUT)/.flags
	$(call msg,HOSTCC,$@)
	@mkdir -p $(@D)
	$(Q)$(HOST_CC) $(UNIT_CFLAGS) $(RTOS_ASSERTS) -Iguest-rtos/include -Iguest-rtos/kernel \
		-Itests/rtos-host -Itests/rtos-random -o $@ $(filter %.c,$^)

# ---- the RTOS's modem and its MBIM function on a pseudo terminal: tests/mbim
MODEM_SRCS := $(wildcard guest-rtos/modem/core/*.c guest-rtos/modem/radio/*.c \
	guest-rtos/modem/at/*.c guest-rtos/modem/mbim/*.c) tests/modem-host/modem_host.c
MODEM_HDRS := $(wildcard guest-rtos/modem/*/*.h tests/modem-host/*.h)
MODEM_CFLAGS := -Iguest-rtos/modem/include -Wno-missing-field-initializers
MBIM_MODEM := $(BUILD)/tests/mbim-modem
$(MBIM_MODEM): tests/mbim/modem.c $(MODEM_SRCS) $(MODEM_HDRS) $(UNIT_OUT)/.flags
	$(call msg,HOSTCC,$@)
	@mkdir -p $(@D)
	$(Q)$(HOST_CC) $(UNIT_CFLAGS) $(MODEM_CFLAGS) -Itests/modem-host \
		-o $@ $(filter %.c,$^) -lutil

# ---- tiny guests: tests/guests/Kbuild lists them --------------------------
# guest-tests-y := NAME ...; NAME-system: the description (guest); a program
# PROG of a test is made of tests/guests/NAME/PROG.c or .S and the library.
# NAME-objs: more objects of all its programs, from its folder.
# For each description SYSTEM, SYSTEM-progs says the programs that it boots and
# SYSTEM-PROG-base where they are linked.
TINY_OUT := $(BUILD)/tests/guests$(KIND)
TINY_CPUFLAGS := -mcpu=arm926ej-s -marm
TINY_CFLAGS := $(TINY_CPUFLAGS) $(HYP_TYPES) -std=gnu11 -O2 -g -ffreestanding -fno-common \
	-Wall -Wextra -Werror -Wno-unused-parameter -Iinclude -Itests/guests/lib

guest-tests-y :=
tiny-lib-objs :=
-include tests/guests/Kbuild

$(eval $(call compile-rules,tests/guests,$(TINY_OUT),$(RTOS_CC),$(TINY_CFLAGS)))

tiny-system = $(or $($(1)-system),guest)
TINY_LIB := $(addprefix $(TINY_OUT)/,$(tiny-lib-objs))

# $(call tiny-prog,test,program,base address)
define tiny-prog
$(TINY_OUT)/$(1)/$(2).elf: $(addprefix $(TINY_OUT)/$(1)/,$(2).o $($(1)-objs)) $(TINY_LIB) \
		tests/guests/lib/guest.lds
	$$(call msg,LD,$$@)
	$$(Q)$(RTOS_CC) $(TINY_CPUFLAGS) -nostdlib -static -Wl,--build-id=none \
		-Wl,-T,tests/guests/lib/guest.lds -Wl,--defsym=BASE=$(3) \
		-o $$@ $$(filter %.o,$$^) -lgcc
$(TINY_OUT)/$(1)/$(2).bin: $(TINY_OUT)/$(1)/$(2).elf
	$(Q)arm-none-eabi-objcopy -O binary --set-section-flags \
		.bss=alloc,load,contents $$< $$@
$(call read-deps,$(addprefix $(TINY_OUT)/$(1)/,$(2).o $($(1)-objs)))
endef
define tiny-test
$(foreach prog,$($(2)-progs),$(eval $(call tiny-prog,$(1),$(prog),$($(2)-$(prog)-base))))
$(TINY_OUT)/$(1)/duet.img: tests/guests/systems/$(2).dts $(TOOL_BIN) $(HYP_OUT)/hypervisor.bin \
		scripts/pack-system $(patsubst %,$(TINY_OUT)/$(1)/%.bin,$($(2)-progs))
	$$(call msg,PACK,$$@)
	$$(Q)HYPERVISOR=$(HYP_OUT)/hypervisor.bin scripts/pack-system $$< $$@ \
		--dir $(TINY_OUT)/$(1)
endef
$(foreach t,$(guest-tests-y),$(eval $(call tiny-test,$(t),$(call tiny-system,$(t)))))
$(call read-deps,$(TINY_LIB))
TINY_IMAGES := $(patsubst %,$(TINY_OUT)/%/duet.img,$(guest-tests-y))

# ---- the program that tests Linux from user space -------------------------
# In a folder that runs of the guest use as overlay
LINUX_TESTS := $(BUILD)/tests/overlay/usr/bin/linux-tests
$(LINUX_TESTS): $(wildcard tests/linux/*.c tests/linux/*.h)
	$(call msg,CC,$@)
	@mkdir -p $(@D)
	$(Q)$(GUEST_CC) $(filter-out -marm,$(GUEST_CFLAGS)) -static -pthread -s \
		-o $@ $(filter %.c,$^)

RT_SPIN := $(BUILD)/tests/overlay/usr/bin/rt-spin
$(RT_SPIN): tests/systems/rt-spin.c
	$(call msg,CC,$@)
	@mkdir -p $(@D)
	$(Q)$(GUEST_CC) $(GUEST_CFLAGS) -static -s -o $@ $<

WWAN_TEST := $(BUILD)/tests/overlay/usr/bin/wwan-test
$(WWAN_TEST): tests/systems/wwan-test.c
	$(call msg,CC,$@)
	@mkdir -p $(@D)
	$(Q)$(GUEST_CC) $(GUEST_CFLAGS) -static -s -o $@ $<

# Those that tests/cases-slow-uart runs
SLOW_UART_TESTS := attack-ends attack-storm console crash crash-loop fuzz-window

check-build-debug: $(TINY_IMAGES)
check-build-slow: $(TINY_IMAGES)
check-build-slow-uart: $(SLOW_UART_TESTS:%=$(TINY_OUT)/%/duet.img)
# It fills the random pool, which counted instructions have no jitter for
$(BUILD)/tests/overlay/usr/bin/seed: instruments/bench/programs/seed.c
	$(call msg,CC,$@)
	@mkdir -p $(@D)
	$(Q)$(GUEST_CC) $(GUEST_CFLAGS) -static -s -o $@ $<

check-build: $(BUILD)/tests/overlay/usr/bin/seed
check-build-quick: all check-build-rtos $(UNIT_BINS) $(MBIM_MODEM) $(RTOS_RANDOM) $(TINY_IMAGES)
check-build-rtos: $(RTOS_BINS) $(RTOS_TEST_BINS) $(RTOS_SMALL_BINS) $(RTOS_DEBUG_BINS)
check-build: check-build-quick image $(BUILD)/systems/linux/duet.img $(BUILD)/systems/budget/duet.img \
	$(BUILD)/systems/two-linux/duet.img initramfs $(LINUX_TESTS) $(RT_SPIN) $(WWAN_TEST) \
	$(BUILD)/initramfs-native.cpio $(BUILD)/linux-native/native.dtb
check-build-linux-debug: all $(BUILD)/linux-debug/Image initramfs $(LINUX_TESTS)
