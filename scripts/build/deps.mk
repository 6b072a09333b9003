# SPDX-License-Identifier: GPL-2.0-only
#
# The Debian packages that the build needs. Make updates included makefiles
# before all targets, so every target finds the packages installed.

NO_DEPS_GOALS := help clean distclean rtos-console hyp-log linux-apply
ifneq ($(filter-out $(NO_DEPS_GOALS),$(or $(MAKECMDGOALS),all)),)
include $(BUILD)/deps.mk
endif

$(BUILD)/deps.mk: scripts/packages scripts/install-packages
	@mkdir -p $(@D)
	@scripts/install-packages scripts/packages
	@echo '# all of scripts/packages is installed' > $@
