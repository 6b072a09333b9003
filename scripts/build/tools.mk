# SPDX-License-Identifier: GPL-2.0-only
#
# duet-system, the host tool for system descriptions. systems/tool/Kbuild lists
# its objects: host-objs := ...

TOOL_OUT := $(BUILD)/tools
TOOL_BIN := $(TOOL_OUT)/duet-system
HOST_CC := gcc
HOST_CFLAGS := -std=gnu11 -O2 -g -Wall -Wextra -Werror -Wno-unused-parameter \
	-Wmissing-prototypes -Iinclude -Isystems/tool

host-objs :=
-include systems/tool/Kbuild
TOOL_OBJS := $(addprefix $(TOOL_OUT)/obj/,$(host-objs))

$(eval $(call compile-rules,systems/tool,$(TOOL_OUT)/obj,$(HOST_CC),$(HOST_CFLAGS)))

$(TOOL_BIN): $(TOOL_OBJS)
	$(call msg,HOSTLD,$@)
	$(Q)$(HOST_CC) -o $@ $^ -lfdt

$(call read-deps,$(TOOL_OBJS))
