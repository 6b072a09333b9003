# SPDX-License-Identifier: GPL-2.0-only
#
# The longest stretches of the hypervisor between two polls for interrupts: a
# plugin for the QEMU that instruments/silicon fetches. See docs/latency.md.

LATENCY_OUT := $(BUILD)/latency
LATENCY_QEMU := $(BUILD)/qemu/include/qemu-plugin.h

$(LATENCY_OUT)/stretch.so: instruments/latency/stretch.c | $(LATENCY_QEMU)
	$(call msg,HOSTCC,$@)
	@mkdir -p $(@D)
	$(Q)$(HOST_CC) -shared -fPIC -O2 -g -std=gnu11 -Wall -Wextra -Werror \
		-Wno-unused-parameter -I$(BUILD)/qemu/include \
		$$(pkg-config --cflags glib-2.0) -o $@ $<

check-build-quick: $(LATENCY_OUT)/stretch.so
