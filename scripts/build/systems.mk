# SPDX-License-Identifier: GPL-2.0-only
#
# System descriptions to packed images. An image is made again when a file
# changes that its description names, so that no kernel is built for a system
# without Linux.

# $(call system-files,name): what its properties image and initramfs name
system-files = $(addprefix $(BUILD)/,$(shell sed -n \
	's/^[[:space:]]*\(image\|initramfs\) = "\(.*\)";.*/\2/p' systems/$(1).dts))

SYSTEM_IMAGES := $(patsubst systems/%.dts,$(BUILD)/systems/%/duet.img,$(wildcard systems/*.dts))
$(SYSTEM_IMAGES): $(BUILD)/systems/%/duet.img: systems/%.dts $$(call system-files,$$*) \
		$(BUILD)/systems/%/system.dtb $(TOOL_BIN) \
		$(HYP_OUT)/hypervisor.bin $(HYP_CHOICE) scripts/pack-system
	$(call msg,PACK,$@)
	$(Q)HYPERVISOR=$(HYP_OUT)/hypervisor.bin scripts/pack-system $< $@

$(BUILD)/systems/%/system.dtb: systems/%.dts scripts/system-dtb
	@scripts/system-dtb $< $@

-include $(wildcard $(BUILD)/systems/*/*.dtb.d)

# ---- running --------------------------------------------------------------
RUN := HYPERVISOR=$(HYP_OUT)/hypervisor.bin scripts/run $(if $(SCRIPT),--script '$(SCRIPT)') \
	$(if $(OVERLAY),--overlay '$(OVERLAY)') $(if $(ICOUNT),--icount) \
	$(if $(MMC),--mmc '$(MMC)') $(if $(APPEND),--append '$(APPEND)') \
	$(if $(LIMIT),--limit $(LIMIT)) $(if $(SILENCE),--silence $(SILENCE))
