# SPDX-License-Identifier: GPL-2.0-only
#
# The lines of the hypervisor that the tests execute: unit tests and fuzzer
# corpora, rebuilt with gcov, and the tiny guests in QEMU. tests/coverage
# combines the results.

COV_OUT := $(BUILD)/coverage
COV_CFLAGS := -O0 --coverage
# Except for those of the RTOS and of the channels
COV_UNITS := $(patsubst tests/unit/%.c,$(COV_OUT)/unit/%,$(filter-out %/test_rtos_api.c \
	%/test_chan.c $(wildcard tests/unit/test_ring*.c tests/unit/test_modem_*.c tests/unit/test_mbim_*.c),$(UNIT_SRCS)))

$(COV_UNITS): $(COV_OUT)/unit/%: tests/unit/%.c $$(call unit-deps,$$*) \
		$$(wildcard tests/unit/$$*.deps) $(wildcard tests/unit/hyp/*.h hypervisor/include/*.h \
		hypervisor/arch/arm/include/*.h)
	$(call msg,HOSTCC,$@)
	@mkdir -p $(@D)
	$(Q)$(HOST_CC) $(UNIT_CFLAGS) $(call unit-flags,$*) $(COV_CFLAGS) \
		-o $@ $< $(call unit-deps,$*) -lcmocka

cov-fuzz-srcs := tests/fuzz/replay.c tests/fuzz/calls.c tests/fuzz/host.c \
	$(fuzz-hyp:%=hypervisor/core/%.c) $(fuzz-arch:%=hypervisor/arch/arm/%.c)

# Two sources have the same name: each gets an object in its own folder
$(COV_OUT)/fuzz/%.o: %.c $(wildcard tests/fuzz/*.h tests/unit/hyp/*.h hypervisor/include/*.h \
		hypervisor/arch/arm/include/*.h)
	$(call msg,HOSTCC,$<)
	@mkdir -p $(@D)
	$(Q)$(HOST_CC) $(filter-out -fsanitize=% -Wno-void% -Wno-int-to-void%,$(FUZZ_CFLAGS)) \
		-g $(COV_CFLAGS) -Wno-attributes -Wno-unknown-pragmas -c -o $@ $<
$(COV_OUT)/fuzz-calls: $(cov-fuzz-srcs:%.c=$(COV_OUT)/fuzz/%.o) tests/fuzz/fuzz.lds
	$(call msg,LD,$@)
	$(Q)$(HOST_CC) -no-pie --coverage -Wl,--wrap=panic,--wrap=console_drain -Wl,-T,tests/fuzz/fuzz.lds \
		-o $@ $(filter %.o,$^)

check-build-coverage: $(COV_UNITS) $(COV_OUT)/fuzz-calls $(TINY_IMAGES)
