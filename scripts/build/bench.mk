# SPDX-License-Identifier: GPL-2.0-only
#
# The benchmarks: instruments/bench. Two native kernels are the baseline, and a third
# is measured for its latencies; see docs/benchmarks.md.

BENCH := instruments/bench
BENCH_OUT := $(BUILD)/bench

$(BUILD)/linux-no-domains/Image: $(LINUX_INPUTS) $(BENCH)/native/no-domains.config \
		$(BENCH)/native/no-domains.patch
	$(Q)scripts/linux-build --tree $(BUILD)/linux-tree/no-domains --patches none \
		--also $(BENCH)/native/no-domains.patch $(@D) \
		$(LINUX_CONFIGS)/common.config $(BENCH)/native/no-domains.config

# In real time: with Debian's PREEMPT_RT, or PREEMPT if that is not available.
# Without patches its file is empty.
$(BENCH_OUT)/rt.patch: $(BENCH)/native/fetch-rt $(BUILD)/linux-tree/pristine/.duet-version
	@mkdir -p $(@D)
	$(Q)$< $(BUILD)/linux-tree/pristine $@ >&2 || \
		{ echo 'bench: the real-time kernel is one with PREEMPT' >&2; : > $@; }

$(BUILD)/linux-rt/Image: $(LINUX_INPUTS) $(BENCH)/native/rt.config \
		$(BENCH)/native/preempt.config $(BENCH_OUT)/rt.patch
	$(Q)scripts/linux-build --tree $(BUILD)/linux-tree/rt --patches none \
		--also $(BENCH_OUT)/rt.patch $(@D) $(LINUX_CONFIGS)/common.config \
		$(BENCH)/native/$$([ -s $(BENCH_OUT)/rt.patch ] && echo rt || echo preempt).config

# ---- programs that run in Linux -------------------------------------------
BENCH_OVERLAY := $(BENCH_OUT)/overlay
LM_SRCS := $(wildcard $(BENCH)/lm/*.c)
$(eval $(call flags-rule,$(BENCH_OUT)/.flags,$(GUEST_CC) $(GUEST_CFLAGS)))
$(BENCH_OVERLAY)/usr/bin/lm: $(LM_SRCS) $(BENCH)/lm/lm.h $(BENCH_OUT)/.flags
	$(call msg,CC,$@)
	@mkdir -p $(@D)
	$(Q)$(GUEST_CC) $(GUEST_CFLAGS) -Wno-missing-field-initializers -static \
		-pthread -s -o $@ $(LM_SRCS)

$(BENCH_OVERLAY)/usr/bin/%: $(BENCH)/latency/%.c $(BENCH_OUT)/.flags
	$(call msg,CC,$@)
	@mkdir -p $(@D)
	$(Q)$(GUEST_CC) $(GUEST_CFLAGS) -static -s -o $@ $<

# Whole programs, in their own overlay
PROGRAMS_OVERLAY := $(BENCH_OUT)/programs
$(PROGRAMS_OVERLAY)/usr/bin/%: $(BENCH)/programs/%.c $(BENCH_OUT)/.flags
	$(call msg,CC,$@)
	@mkdir -p $(@D)
	$(Q)$(GUEST_CC) $(GUEST_CFLAGS) -static -s -o $@ $<

# A compiler that runs on this CPU: Debian's, with the libraries it needs
$(PROGRAMS_OVERLAY)/usr/bin/tcc: scripts/fetch-armel $(BENCH)/programs/small.c
	$(call msg,FETCH,tcc:armel)
	$(Q)scripts/fetch-armel --deps $(BUILD)/armel/tcc tcc
	@mkdir -p $(@D) $(PROGRAMS_OVERLAY)/lib/arm-linux-gnueabi
	$(Q)cp -L $(BUILD)/armel/tcc/lib/ld-linux.so.3 $(PROGRAMS_OVERLAY)/lib
	$(Q)cp -L $(addprefix $(BUILD)/armel/tcc/lib/arm-linux-gnueabi/,libc.so.6 libm.so.6 \
		libpthread.so.0 libdl.so.2) \
		$(PROGRAMS_OVERLAY)/lib/arm-linux-gnueabi
	$(Q)cp $(BENCH)/programs/small.c $(PROGRAMS_OVERLAY)
	$(Q)cp $(BUILD)/armel/tcc/usr/bin/tcc $@
	$(Q)touch $@

$(BENCH_OVERLAY)/usr/bin/seed: $(BENCH)/programs/seed.c $(BENCH_OUT)/.flags
	$(call msg,CC,$@)
	@mkdir -p $(@D)
	$(Q)$(GUEST_CC) $(GUEST_CFLAGS) -static -s -o $@ $<

BENCH_PROGS := $(addprefix $(BENCH_OVERLAY)/usr/bin/,lm wake packets bounce seed)
BENCH_PROGS += $(addprefix $(PROGRAMS_OVERLAY)/usr/bin/,took hack transfer modem tcc)

# ---- RTOSes that measure ---------------------------------------------------
$(eval $(call compile-rules,$(BENCH)/latency,$(BENCH_OUT)/rtos,$(RTOS_CC),$(RTOS_ALL_CFLAGS) -Iguest-rtos/port))
$(eval $(call compile-rules,$(BENCH)/rtos,$(BENCH_OUT)/operations,$(RTOS_CC),$(RTOS_ALL_CFLAGS) -Iguest-rtos/port -Itests/rtos))
BENCH_RTOS := $(BENCH_OUT)/latency.elf $(BENCH_OUT)/paths/trip.elf $(BENCH_OUT)/operations/operations.elf
$(BENCH_OUT)/latency.elf: $(BENCH_OUT)/rtos/rtos.o
$(BENCH_OUT)/paths/trip.elf: $(BENCH_OUT)/rtos/trip.o
$(BENCH_OUT)/operations/operations.elf: $(BENCH_OUT)/operations/operations.o
$(call read-deps,$(BENCH_OUT)/rtos/rtos.o $(BENCH_OUT)/rtos/trip.o $(BENCH_OUT)/operations/operations.o)
$(BENCH_RTOS): $(RTOS_OBJS) $(RTOS_OUT)/rtos.lds
	$(call msg,LD,$@)
	@mkdir -p $(@D)
	$(Q)$(RTOS_CC) $(RTOS_CPUFLAGS) -nostdlib -nostartfiles -static \
		-Wl,--gc-sections -Wl,--build-id=none -Wl,-T,$(RTOS_OUT)/rtos.lds \
		-o $@ $(filter %.o,$^) -Wl,--start-group $(rtos-libs-y) -Wl,--end-group
$(BENCH_RTOS:.elf=.bin): %.bin: %.elf
	$(Q)arm-none-eabi-objcopy -O binary $< $@

# ---- the paths of the hypervisor ------------------------------------------
# Two guests like those in tests/guests, a third beside the RTOS, and the plugin
# that counts
PATHS_OUT := $(BENCH_OUT)/paths
PATHS_QEMU := $(BUILD)/qemu/include/qemu-plugin.h
PATHS_CFLAGS := $(TINY_CFLAGS) -Iinstruments/bench/paths
paths-base-linux := 0xc0008000
paths-base-rtos := 0xf8001000
paths-base-answer := 0xc0008000
paths-objs-linux := linux.o points.o user.o ring.o sizes.o
paths-objs-rtos := rtos.o points.o
paths-objs-answer := answer.o

$(eval $(call compile-rules,$(BENCH)/paths,$(PATHS_OUT),$(RTOS_CC),$(PATHS_CFLAGS)))

define paths-guest
$(PATHS_OUT)/$(1).elf: $(addprefix $(PATHS_OUT)/,$(paths-objs-$(1))) $(TINY_LIB) \
		tests/guests/lib/guest.lds
	$$(call msg,LD,$$@)
	$$(Q)$(RTOS_CC) $(TINY_CPUFLAGS) -nostdlib -static -Wl,--build-id=none \
		-Wl,-T,tests/guests/lib/guest.lds \
		-Wl,--defsym=BASE=$(paths-base-$(1)) -o $$@ $$(filter %.o,$$^) -lgcc
$(PATHS_OUT)/$(1).bin: $(PATHS_OUT)/$(1).elf
	$(Q)arm-none-eabi-objcopy -O binary --set-section-flags \
		.bss=alloc,load,contents $$< $$@
$(call read-deps,$(addprefix $(PATHS_OUT)/,$(paths-objs-$(1))))
endef
$(foreach guest,linux rtos answer,$(eval $(call paths-guest,$(guest))))

# Position independent, so that many VMs can run the same program
$(PATHS_OUT)/idle.elf $(PATHS_OUT)/quiet.elf: $(PATHS_OUT)/%.elf: $(PATHS_OUT)/%.o \
		tests/guests/lib/guest.lds
	$(Q)$(RTOS_CC) $(TINY_CPUFLAGS) -nostdlib -static -Wl,--build-id=none \
		-Wl,-T,tests/guests/lib/guest.lds -Wl,--defsym=BASE=0 -o $@ $<
$(call read-deps,$(PATHS_OUT)/idle.o $(PATHS_OUT)/quiet.o)
$(PATHS_OUT)/idle.bin $(PATHS_OUT)/quiet.bin: %.bin: %.elf
	$(Q)arm-none-eabi-objcopy -O binary $< $@

# Both kinds of hypervisor can be measured: the images are packed again for the other
$(eval $(call flags-rule,$(PATHS_OUT)/.hypervisor,$(HYP_OUT)))
$(PATHS_OUT)/duet.img: $(BENCH)/systems/paths.dts $(TOOL_BIN) $(HYP_OUT)/hypervisor.bin \
		$(PATHS_OUT)/.hypervisor \
		scripts/pack-system $(PATHS_OUT)/linux.bin $(PATHS_OUT)/rtos.bin \
		$(PATHS_OUT)/idle.bin $(PATHS_OUT)/quiet.bin
	$(call msg,PACK,$@)
	$(Q)HYPERVISOR=$(HYP_OUT)/hypervisor.bin scripts/pack-system $< $@ \
		--dir $(PATHS_OUT)
	$(Q)cp $(HYP_OUT)/hypervisor.elf $(PATHS_OUT)

$(PATHS_OUT)/trip.img: $(BENCH)/systems/trip.dts $(PATHS_OUT)/duet.img \
		$(PATHS_OUT)/answer.bin $(PATHS_OUT)/trip.bin
	$(call msg,PACK,$@)
	$(Q)HYPERVISOR=$(HYP_OUT)/hypervisor.bin scripts/pack-system $< $@ \
		--dir $(PATHS_OUT)

# The RTOS alone
OPERATIONS_IMG := $(BENCH_OUT)/operations/duet.img
$(OPERATIONS_IMG): $(BENCH)/systems/rtos.dts $(TOOL_BIN) $(BUILD)/hypervisor/hypervisor.bin \
		scripts/pack-system $(BENCH_OUT)/operations/operations.bin
	$(call msg,PACK,$@)
	$(Q)scripts/pack-system $< $@ --dir $(@D)

BENCH_PLUGINS := $(addprefix $(BENCH_OUT)/,paths.so rise.so)
$(BENCH_PLUGINS): $(BENCH_OUT)/%.so: $(BENCH)/paths/%.c $(BENCH)/paths/spec.h | $(PATHS_QEMU)
	$(call msg,HOSTCC,$@)
	@mkdir -p $(@D)
	$(Q)$(HOST_CC) -shared -fPIC -O2 -g -std=gnu11 -Wall -Wextra -Werror \
		-Wno-unused-parameter -I$(BUILD)/qemu/include \
		$$(pkg-config --cflags glib-2.0) -o $@ $<

bench-paths-build: $(PATHS_OUT)/duet.img $(PATHS_OUT)/trip.img $(OPERATIONS_IMG) $(BENCH_PLUGINS)
bench-paths: bench-paths-build ## Instructions on each path of the hypervisor: PATHNAME='irq/...' shows one
	$(Q)$(UNLOCK) python3 -B $(BENCH)/figures.py $(if $(PATHNAME),$(call quoted,PATHNAME))

# ---- all ------------------------------------------------------------------
bench-build: hypervisor tools rtos image $(BUILD)/silicon/silicon.so $(BUILD)/linux-no-domains/Image \
		$(BUILD)/linux-rt/Image \
		$(BUILD)/linux-native/native.dtb $(BUILD)/initramfs-base.cpio \
		$(BENCH_PROGS) $(WWAN_TEST) $(BENCH_OUT)/latency.bin bench-paths-build $(LATENCY_OUT)/stretch.so

bench: bench-build ## Benchmarks: Linux native against Duet, and Duet's own figures
	$(Q)$(UNLOCK) $(BENCH)/run.py $(if $(BENCH_KEEP),--keep)

# The figures that make check verifies: instruments/bench/check.py
check-build-quick: bench-paths-build
check-build: $(BENCH_PROGS)

.PHONY: bench bench-build bench-paths bench-paths-build
