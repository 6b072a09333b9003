# SPDX-License-Identifier: GPL-2.0-only
#
# The Debian packages that the build needs. Make remakes a makefile that it
# includes before anything else, so that every target finds them installed.

NO_DEPS_GOALS := help clean distclean rtos-console hyp-log linux-apply
ifneq ($(filter-out $(NO_DEPS_GOALS),$(or $(MAKECMDGOALS),all)),)
include $(BUILD)/deps.mk
endif

$(BUILD)/deps.mk: scripts/packages scripts/install-packages
	@mkdir -p $(@D)
	@scripts/install-packages scripts/packages
	@echo '# all of scripts/packages is installed' > $@
