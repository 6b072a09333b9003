# SPDX-License-Identifier: GPL-2.0-only
#
# The Linux guest: its kernel and the same kernel for the bare board, programs
# for its user space (guest-linux/tools/Kbuild: guest-progs-y := NAME ..., each
# of NAME.c or of NAME-objs-y), and the initramfs.

LINUX_VERSION := 6.1
LINUX_SERIES := guest-linux/patches/$(LINUX_VERSION)
LINUX_CONFIGS := guest-linux/configs
LINUX_PATCHES := $(wildcard $(LINUX_SERIES)/series $(LINUX_SERIES)/*.patch)
LINUX_INPUTS := scripts/linux-build $(LINUX_CONFIGS)/common.config

# $(call linux-build,tree,output folder,options,configurations)
linux-build = $(Q)scripts/linux-build --tree $(BUILD)/linux-tree/$(1) $(3) \
	$(2) $(LINUX_CONFIGS)/common.config $(LINUX_CONFIGS)/$(4).config

$(BUILD)/linux/Image: $(LINUX_INPUTS) $(LINUX_CONFIGS)/duet.config $(LINUX_PATCHES)
	$(call linux-build,duet,$(@D),,duet)

# One with the kernel's own checks on
$(BUILD)/linux-debug/Image: $(LINUX_INPUTS) $(LINUX_CONFIGS)/duet.config \
		tests/linux/debug.config tests/linux/atomic-sleep.patch $(LINUX_PATCHES)
	$(call linux-build,debug,$(@D),--also tests/linux/atomic-sleep.patch,duet) \
		tests/linux/debug.config

$(BUILD)/linux-native/Image: $(LINUX_INPUTS) $(LINUX_CONFIGS)/native.config
	$(call linux-build,native,$(@D),--patches none,native)

# With the series, but its option off: linux-check compares it with the native one
$(BUILD)/linux-off/Image: $(LINUX_INPUTS) $(LINUX_CONFIGS)/native.config $(LINUX_PATCHES)
	$(call linux-build,off,$(@D),,native)

# The device tree of the bare board, with the devices that are emulated
LINUX_DTS := $(BUILD)/linux-tree/pristine/arch/arm/boot/dts
$(BUILD)/linux-native/native.dtb: guest-linux/native/native.dts \
		$(BUILD)/linux-native/Image $(BUILD)/linux-tree/pristine/.duet-version
	$(call msg,DTC,$@)
	$(Q)gcc -E -nostdinc -undef -D__DTS__ -x assembler-with-cpp -I $(LINUX_DTS) \
		-I $(BUILD)/linux-tree/pristine/include $< | \
		dtc -q -I dts -O dtb -i $(LINUX_DTS) -o $@

# The inputs of the series' checks
linux-series: $(BUILD)/linux/Image $(BUILD)/linux-native/Image $(BUILD)/linux-off/Image

# ---- user space -----------------------------------------------------------
GUEST_OUT := $(BUILD)/guest-linux
GUEST_CC := arm-linux-gnueabi-gcc
GUEST_CFLAGS := -std=gnu11 -O2 -g -Wall -Wextra -Werror -Wno-unused-parameter \
	-march=armv5te -marm -Iinclude -Iguest-linux/tools

guest-progs-y :=
guest-libs-y :=
-include guest-linux/tools/Kbuild
GUEST_PROGS := $(addprefix $(GUEST_OUT)/,$(guest-progs-y))

$(eval $(call compile-rules,guest-linux/tools,$(GUEST_OUT)/obj,$(GUEST_CC),$(GUEST_CFLAGS)))

define guest-prog
$(eval $(1)-all := $(addprefix $(GUEST_OUT)/obj/,$(or $($(1)-objs-y),$(1).o)))
$(GUEST_OUT)/$(1): $($(1)-all)
	$$(call msg,LD,$$@)
	$$(Q)$(GUEST_CC) -static -s -o $$@ $$^ $(guest-libs-y)
$(call read-deps,$($(1)-all))
endef
$(foreach prog,$(guest-progs-y),$(eval $(call guest-prog,$(prog))))

BUSYBOX := $(BUILD)/armel/busybox/bin/busybox
$(BUSYBOX): scripts/fetch-armel
	$(call msg,FETCH,busybox-static:armel)
	$(Q)scripts/fetch-armel $(BUILD)/armel/busybox busybox-static
	$(Q)touch $@

INITRAMFS_FILES := $(shell find guest-linux/initramfs -type f 2>/dev/null)
$(BUILD)/initramfs-base.cpio: $(INITRAMFS_FILES) $(BUSYBOX) $(GUEST_PROGS)
	$(call msg,CPIO,$@)
	$(Q)guest-linux/initramfs/build $@ $(BUSYBOX) $(GUEST_PROGS)

# The kernel accepts several concatenated archives: modules are another one,
# without those that only systems with a modem need
define initramfs
$(BUILD)/initramfs$(1).cpio: $(BUILD)/initramfs-base.cpio $(BUILD)/linux$(1)/Image
	$$(call msg,CPIO,$$@)
	$$(Q)cp $$< $$@.new
	$$(Q)if [ -d $(BUILD)/linux$(1)/modules ]; then \
		guest-linux/initramfs/modules $(BUILD)/linux$(1)/modules \
			$(BUILD)/linux$(1)/modules.cpio drivers/net/wwan; \
		cat $(BUILD)/linux$(1)/modules.cpio >> $$@.new; fi
	$$(Q)mv $$@.new $$@
endef
$(eval $(call initramfs,))
$(eval $(call initramfs,-native))

# The unpacked source, for its checkpatch script
$(BUILD)/linux-tree/pristine/.duet-version: | scripts/linux-build
	$(Q)scripts/linux-build --unpack
