# SPDX-License-Identifier: GPL-2.0-only
#
# From system descriptions to packed images. An image is rebuilt when a file
# named in its description changes, so that no kernel is built for a system
# without Linux.

# $(call system-names,file): the names in its properties image and initramfs
system-names = $(shell sed -n \
	's/^[[:space:]]*\(image\|initramfs\) = "\([^"]*\)";.*/\2/p' '$(1)' 2>/dev/null)

# $(call system-files,file): those of the named files that can be built, or that
# exist. For others duet-system reports an error and suggests existing names;
# therefore all RTOS applications are built if one of the names is unknown.
SYSTEM_MADE := $(RTOS_BINS) $(RTOS_TEST_BINS) $(addprefix $(BUILD)/,linux/Image \
	linux-native/Image initramfs.cpio initramfs-native.cpio)
system-files = $(call system-known,$(call system-names,$(1)))
system-known = $(filter $(SYSTEM_MADE),$(addprefix $(BUILD)/,$(1))) \
	$(wildcard $(filter /%,$(1)) $(addprefix $(BUILD)/,$(filter-out /%,$(1)))) \
	$(if $(filter-out $(SYSTEM_MADE),$(addprefix $(BUILD)/,$(filter guest-rtos/%,$(1)))),$(RTOS_BINS))

SYSTEM_IMAGES := $(patsubst systems/%.dts,$(BUILD)/systems/%/duet.img,$(wildcard systems/*.dts))
$(SYSTEM_IMAGES): $(BUILD)/systems/%/duet.img: systems/%.dts $$(call system-files,systems/$$*.dts) \
		$(BUILD)/systems/%/system.dtb $(TOOL_BIN) \
		$(HYP_OUT)/hypervisor.bin $(HYP_CHOICE) scripts/pack-system
	$(call msg,PACK,$@)
	$(Q)HYPERVISOR=$(HYP_OUT)/hypervisor.bin scripts/pack-system $< $@

$(BUILD)/systems/%/system.dtb: systems/%.dts scripts/system-dtb
	@scripts/system-dtb $< $@

-include $(wildcard $(BUILD)/systems/*/*.dtb.d)

# SYSTEM is a name in systems/, or the path of any .dts file
ifneq ($(words $(SYSTEM)),1)
$(error SYSTEM is the name of a description in systems/ or the path of a .dts file; it can't be empty, nor have spaces)
endif
ifneq ($(filter %.dts,$(SYSTEM)),)
SYSTEM_IMAGE := $(BUILD)/systems/own/$(basename $(notdir $(SYSTEM)))/duet.img
$(SYSTEM_IMAGE): $$(call system-files,$(SYSTEM)) $(TOOL_BIN) $(HYP_OUT)/hypervisor.bin FORCE
	$(call msg,PACK,$@)
	$(Q)HYPERVISOR=$(HYP_OUT)/hypervisor.bin scripts/pack-system '$(SYSTEM)' $@
else
SYSTEM_IMAGE := $(BUILD)/systems/$(SYSTEM)/duet.img
ifeq ($(filter $(SYSTEM_IMAGE),$(SYSTEM_IMAGES)),)
$(SYSTEM_IMAGE): FORCE
	@scripts/system-dtb '$(SYSTEM)' $@.dtb
endif
endif

# ---- the phone's card -------------------------------------------------------
PHONE_CARD := $(BUILD)/phone/card.img
$(PHONE_CARD): scripts/phone-card scripts/fetch-armel guest-linux/phone/packages \
		$(shell find guest-linux/phone/root -type f) $(BUILD)/linux/Image
	$(call msg,CARD,$@)
	$(Q)scripts/phone-card $@ $(BUILD)/linux/modules

# It has no use without its card
ifeq ($(SYSTEM),phone)
ifndef MMC
MMC := $(PHONE_CARD)
RUN_CARD := $(PHONE_CARD)
endif
endif

# ---- running --------------------------------------------------------------
# $(call run-option,VARIABLE,option)
run-option = $(if $(value $(1)),--$(2)=$(call quoted,$(1)))
RUN = $(UNLOCK) HYPERVISOR=$(HYP_OUT)/hypervisor.bin scripts/run $(call run-option,SCRIPT,script) \
	$(call run-option,OVERLAY,overlay) $(call run-option,MMC,mmc) \
	$(call run-option,APPEND,append) $(call run-option,LIMIT,limit) \
	$(call run-option,SILENCE,silence) $(if $(RESTARTS),--restarts) \
	$(if $(ICOUNT),$(if $(filter 0 no,$(ICOUNT)),--no-icount,--icount))

# Report mistakes before a kernel is built
ifneq ($(filter run native,$(MAKECMDGOALS)),)
no-such = $(if $(value $(1)),$(shell test $(2) $(call quoted,$(1)) || echo no))
$(if $(call no-such,SCRIPT,-f),$(error SCRIPT=$(value SCRIPT): no such file))
$(if $(call no-such,OVERLAY,-d),$(error OVERLAY=$(value OVERLAY): no such directory))
endif
