# SPDX-License-Identifier: GPL-2.0-only
#
# The benchmarks: tests/bench. Two native kernels are compared with; see
# docs/benchmarks.md.

BENCH := tests/bench
BENCH_OUT := $(BUILD)/bench

$(BUILD)/linux-no-domains/Image: $(LINUX_INPUTS) $(BENCH)/native/no-domains.config \
		$(BENCH)/native/no-domains.patch
	$(Q)scripts/linux-build --tree $(BUILD)/linux-tree/no-domains --patches none \
		--also $(BENCH)/native/no-domains.patch $(@D) \
		$(LINUX_CONFIGS)/common.config $(BENCH)/native/no-domains.config

# ---- what runs in Linux ---------------------------------------------------
BENCH_OVERLAY := $(BENCH_OUT)/overlay
LM_SRCS := $(wildcard $(BENCH)/lm/*.c)
$(eval $(call flags-rule,$(BENCH_OUT)/.flags,$(GUEST_CC) $(GUEST_CFLAGS)))
$(BENCH_OVERLAY)/usr/bin/lm: $(LM_SRCS) $(BENCH)/lm/lm.h $(BENCH_OUT)/.flags
	$(call msg,CC,$@)
	@mkdir -p $(@D)
	$(Q)$(GUEST_CC) $(GUEST_CFLAGS) -Wno-missing-field-initializers -static \
		-pthread -s -o $@ $(LM_SRCS)

# ---- the systems: tests/bench/systems -------------------------------------
BENCH_SYSTEMS := $(patsubst $(BENCH)/systems/%.dts,%,$(wildcard $(BENCH)/systems/*.dts))

bench-build: hypervisor tools rtos image $(BUILD)/linux-no-domains/Image \
		$(BUILD)/linux-native/native.dtb $(BUILD)/initramfs-base.cpio.gz \
		$(BENCH_OVERLAY)/usr/bin/lm

bench: bench-build ## Benchmarks: Linux native against Duet, and Duet's own figures
	$(Q)$(BENCH)/run.py

.PHONY: bench bench-build
