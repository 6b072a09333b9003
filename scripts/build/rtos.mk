# SPDX-License-Identifier: GPL-2.0-only
#
# The RTOS, its applications, and those that are tests. guest-rtos/Kbuild sets,
# with names relative to guest-rtos/:
#   rtos-objs-y    objects of the kernel, its port and libduet
#   rtos-apps-y    applications; each is linked into build/guest-rtos/NAME.bin
#   NAME-objs-y    objects of an application; NAME-ldflags-y: its link flags;
#                  NAME-heapless: y: it is an error if malloc() gets linked
#   rtos-lds       linker script (preprocessed)
#   rtos-cflags-y  additional flags;  rtos-libs-y: libraries
# tests/rtos/Kbuild sets the same for tests, and
#   rtos-tests-y   applications that are tests
#   rtos-small-y   applications that are also tested as the smallest code
#   rtos-debug-y   applications that are also tested with assertions

#? RTOS_THUMB=1     compile the RTOS and its applications as Thumb code
#? RTOS_OPT=-Os     optimisation flags of the RTOS (default -O2)
#? RTOS_DEBUG=1     enable the assertions of the RTOS kernel
RTOS_OUT := $(BUILD)/guest-rtos
RTOS_CC := arm-none-eabi-gcc
RTOS_CXX := arm-none-eabi-g++
RTOS_CPU := -mcpu=arm926ej-s
RTOS_OPT ?= -O2
RTOS_CPUFLAGS := $(RTOS_CPU) $(if $(RTOS_THUMB),-mthumb,-marm)
RTOS_ASSERTS := -DRTOS_DEBUG

rtos-objs-y :=
rtos-apps-y :=
rtos-tests-y :=
rtos-small-y :=
rtos-debug-y :=
rtos-lds :=
rtos-cflags-y :=
rtos-libs-y := -lc -lgcc
-include guest-rtos/Kbuild
-include tests/rtos/Kbuild

RTOS_FLAGS := -g -ffreestanding -fno-common \
	-ffunction-sections -fdata-sections -Wall -Wextra -Werror \
	-Wno-unused-parameter -Iinclude -Iguest-rtos/include $(rtos-cflags-y)
RTOS_CFLAGS := -std=gnu11 $(RTOS_FLAGS)
RTOS_CXXFLAGS := -std=gnu++17 -fno-exceptions -fno-rtti $(RTOS_FLAGS)
RTOS_VARIANT := $(RTOS_CPUFLAGS) $(RTOS_OPT) $(if $(RTOS_DEBUG),$(RTOS_ASSERTS))
RTOS_ALL_CFLAGS := $(RTOS_VARIANT) $(RTOS_CFLAGS)
RTOS_OBJS := $(addprefix $(RTOS_OUT)/,$(rtos-objs-y))
RTOS_LDFLAGS := -nostdlib -nostartfiles -static -Wl,--gc-sections \
	-Wl,--build-id=none -Wl,--fatal-warnings

# $(call rtos-app,output folder,flags,application)
define rtos-app
$(eval app-all := $(addprefix $(1)/,$(rtos-objs-y) $($(3)-objs-y)))
$(eval $(call flags-rule,$(1)/.$(3)-ld,$(RTOS_CC) $(2) $(RTOS_LDFLAGS) $($(3)-ldflags-y) $(app-all) $(rtos-libs-y)))
$(1)/$(3).elf: $(app-all) $(1)/rtos.lds $(1)/.$(3)-ld
	$$(call msg,LD,$$@)
	$$(Q)$(RTOS_CC) $(2) $(RTOS_LDFLAGS) -Wl,-Map=$$(@:.elf=.map) \
		$($(3)-ldflags-y) -Wl,-T,$(1)/rtos.lds \
		-o $$@ $(app-all) -Wl,--start-group $(rtos-libs-y) -Wl,--end-group
	$(if $($(3)-heapless),$$(Q)! arm-none-eabi-nm $$@ | \
		grep -wE '_?(malloc|realloc|sbrk)(_r)?' || \
		{ echo '$$@: has a heap: its .map names the cause' >&2; exit 1; })

$(1)/$(3).bin: $(1)/$(3).elf
	$$(call msg,BIN,$$@)
	$$(Q)arm-none-eabi-objcopy -O binary $$< $$@

$(call read-deps,$(app-all))
endef

# $(call rtos-sources,source folder,output folder,flags)
define rtos-sources
$(eval $(call compile-rules,$(1),$(2),$(RTOS_CC),$(3) $(RTOS_CFLAGS)))
$(eval $(call flags-rule,$(2)/.cxx-flags,$(RTOS_CXX) $(3) $(RTOS_CXXFLAGS)))
$(2)/%.o: $(1)/%.cpp $(2)/.cxx-flags
	$$(call msg,CXX,$(1)/$$*.cpp)
	@mkdir -p $$(@D)
	$$(Q)$(RTOS_CXX) $(3) $(RTOS_CXXFLAGS) -MMD -MP -c -o $$@ $$<
endef

# $(call rtos-variant,output folder,flags,applications)
define rtos-variant
$(eval $(call rtos-sources,guest-rtos,$(1),$(2)))
$(eval $(call rtos-sources,tests/rtos,$(1)/tests,$(2)))

$(1)/rtos.lds: guest-rtos/$(rtos-lds) $(1)/.flags
	$$(call msg,LDS,$$<)
	@mkdir -p $$(@D)
	$$(Q)$(RTOS_CC) $(2) $(filter-out -std=%,$(RTOS_CFLAGS)) -E -P \
		-x assembler-with-cpp -MMD -MP -MT $$@ -MF $$@.d -o $$@ $$<
-include $(1)/rtos.lds.d
$(foreach app,$(3),$(eval $(call rtos-app,$(1),$(2),$(app))))
endef

# The variant selected by the user, and those needed by the tests
RTOS_SMALL_OUT := $(BUILD)/guest-rtos-small
RTOS_DEBUG_OUT := $(BUILD)/guest-rtos-debug
$(eval $(call rtos-variant,$(RTOS_OUT),$(RTOS_VARIANT),$(rtos-apps-y) $(rtos-tests-y)))
$(eval $(call rtos-variant,$(RTOS_DEBUG_OUT),$(RTOS_CPUFLAGS) $(RTOS_OPT) $(RTOS_ASSERTS),$(rtos-debug-y)))
$(eval $(call rtos-variant,$(RTOS_SMALL_OUT),$(RTOS_CPU) -mthumb -Os,$(rtos-small-y)))

# ARM code in addition to Thumb, for the table in docs/rtos.md
RTOS_SIZES_OUT := $(addprefix $(BUILD)/rtos-sizes/,arm-O2 arm-Os)
$(foreach opt,-O2 -Os,$(eval $(call rtos-variant,$(BUILD)/rtos-sizes/arm$(opt),$(RTOS_CPU) -marm $(opt),)))
RTOS_SIZES_OUT += $(RTOS_SMALL_OUT)
RTOS_SIZES_OBJS := $(foreach out,$(RTOS_SIZES_OUT),$(addprefix $(out)/,$(rtos-objs-y)))
$(call read-deps,$(RTOS_SIZES_OBJS))

RTOS_BINS := $(patsubst %,$(RTOS_OUT)/%.bin,$(rtos-apps-y))
RTOS_TEST_BINS := $(patsubst %,$(RTOS_OUT)/%.bin,$(rtos-tests-y))
RTOS_SMALL_BINS := $(patsubst %,$(RTOS_SMALL_OUT)/%.bin,$(rtos-small-y))
RTOS_DEBUG_BINS := $(patsubst %,$(RTOS_DEBUG_OUT)/%.bin,$(rtos-debug-y))
