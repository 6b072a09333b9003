# SPDX-License-Identifier: GPL-2.0-only
#
# Duet's front door. `make help` lists its targets; that text is made from the
# comments in this file: "## text" after a target, "#? NAME text" for a
# variable. The rules are in scripts/build/, the lists of objects in the Kbuild
# files. There is one make, no recursion: every file is known to it.

MAKEFLAGS += --no-builtin-rules --no-builtin-variables
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.SECONDEXPANSION:
.SECONDARY:

#? V=1              show the commands
#? DEBUG=1          a hypervisor with assertions, in build/hypervisor-debug
#? FAST=0           a hypervisor without fast paths: all in C, in build/hypervisor-slow
#? UART=slow        a hypervisor with a console as slow as silicon's, in build/hypervisor-slow-uart
#? PLAT=versatile   the board: a folder of hypervisor/plat
#? CPU=arm926       the CPU: a folder of hypervisor/arch/arm/cpu
#? SYSTEM=demo      the system description to use: systems/demo.dts, or the path of
#?                  a .dts file of your own
#? SCRIPT=file      run and native: run this shell script in Linux, pass its
#?                  output on, power off, fail if it fails
#? OVERLAY=folder   files to add to the initramfs
#? ICOUNT=1         deterministic instruction counting; ICOUNT=0: an interactive
#?                  run uses the host's time instead of counting instructions
#? MMC=file         image of the MMC card (build/mmc.img; for SCRIPT a new one)
#? APPEND=words     more of Linux's command line
#? KDIR=path        linux-apply: the tree to patch
#? MATCH=text       check: only tests whose name contains the text
#? TIME=seconds     fuzz: how long (600)
#? SECONDS=n SHIFT=n check-phone-ticks: how long, and an instruction takes 2^SHIFT ns (600, 0)
#? PATHNAME=text    bench-paths: the functions on paths whose name contains the text
#? SEED=n COUNT=n   mutants-random: seed and number of mutants (1, 60)
#? WERROR=          do not treat warnings in the hypervisor as errors
#? BENCH_KEEP=1     bench: store the results as the new reference
#? RESTARTS=1       SCRIPT: run the script again after it has ended Linux
#? LIMIT=seconds    time limit of a run (SCRIPT: 1800)
#? SILENCE=seconds  longest time without output (SCRIPT: 60)
PLAT ?= versatile
CPU ?= arm926
SYSTEM ?= demo
TIME ?= 600
SEED ?= 1
COUNT ?= 60
WERROR ?= -Werror
BUILD := build

all: hypervisor tools rtos ## The hypervisor, the host tool and the RTOS (no Linux)

include scripts/build/lib.mk
include scripts/build/deps.mk
include scripts/build/hypervisor.mk
include scripts/build/tools.mk
include scripts/build/rtos.mk
include scripts/build/linux.mk
include scripts/build/systems.mk
include scripts/build/tests.mk
include scripts/build/examples.mk
include scripts/build/abi.mk
include scripts/build/silicon.mk
include scripts/build/latency.mk
include scripts/build/fuzz.mk
include scripts/build/coverage.mk
include scripts/build/bench.mk

# ---- parts ----------------------------------------------------------------
hypervisor: $(HYP_OUT)/hypervisor.bin ## The hypervisor: build/hypervisor/hypervisor.{elf,bin,map}
tools: $(if $(host-objs),$(TOOL_BIN)) ## The tool that checks and packs system descriptions
rtos: $(RTOS_BINS) ## The RTOS applications: build/guest-rtos/NAME.bin
linux: $(BUILD)/linux/Image ## The guest's Linux kernel: build/linux/Image
linux-native: $(BUILD)/linux-native/Image ## The same kernel for the bare board
initramfs: $(BUILD)/initramfs.cpio ## User space of the Linux guest
phone-card: $(PHONE_CARD) ## The phone's MMC card: Debian's ModemManager and friends
image: $(SYSTEM_IMAGE) ## The boot image: build/systems/demo/duet.img

# ---- running --------------------------------------------------------------
run: image $(RUN_CARD) $(if $(SCRIPT)$(OVERLAY),$(BUILD)/initramfs.cpio) ## Boot the system in QEMU, Linux's console on this terminal
	$(Q)$(RUN) --system '$(SYSTEM)'

native: linux-native $(BUILD)/linux-native/native.dtb $(BUILD)/initramfs-native.cpio ## Boot the same Linux on the bare board, for comparison
	$(Q)$(RUN) --native

rtos-console: ## The running RTOS's console
	$(Q)scripts/uart $(BUILD)/run/rtos.sock

hyp-log: ## The running hypervisor's messages
	$(Q)tail -n +1 -F $(BUILD)/run/hyp.log

# ---- tests ----------------------------------------------------------------
MATCHING = $(if $(value MATCH),--match=$(call quoted,MATCH))

check: check-build linux-series ## All tests (about half an hour; kernels are built)
	$(Q)$(UNLOCK) tests/run $(MATCHING)

check-quick: check-build-quick ## The tests that need no kernel
	$(Q)$(UNLOCK) tests/run --group quick $(MATCHING)

check-abi: $(ABI_OUT)/duet.img ## The conformance suite, and the table of its coverage
	$(Q)$(UNLOCK) tests/abi/run --table

check-debug: ## Tiny guests under a hypervisor that audits itself
	$(Q)$(MAKE) --no-print-directory DEBUG=1 check-build-debug
	$(Q)$(UNLOCK) tests/run $(MATCHING) tests/cases-debug

check-slow: ## Tiny guests and the ABI suite under a hypervisor without fast paths
	$(Q)$(MAKE) --no-print-directory FAST=0 check-build-slow
	$(Q)tests/run $(if $(MATCH),--match '$(MATCH)') tests/cases-slow

check-slow-uart: ## Tiny guests that print much, with a console as slow as silicon's
	$(Q)$(MAKE) --no-print-directory UART=slow check-build-slow-uart
	$(Q)$(UNLOCK) tests/run $(MATCHING) tests/cases-slow-uart

check-linux-debug: check-build-linux-debug ## Linux with lockdep, kprobes, read-only text (one more kernel)
	$(Q)$(UNLOCK) tests/run $(MATCHING) tests/cases-linux-debug

check-phone: check-build ## The phone's modem crashes ROUNDS times in each state (long; 25)
	$(UNLOCK) tests/systems/phone phone-crashes.sh test.rounds=$(or $(ROUNDS),25) --limit 28800 --silence 7200

check-phone-ticks: check-build ## The phone under load for SECONDS (long; 600): no tick of the radio is missed
	$(UNLOCK) tests/systems/phone phone-storm.sh test.seconds=$(or $(SECONDS),600) \
		test.ns=$$((1 << $(or $(SHIFT),0))) --limit 28800 --silence 7200 \
		--qemu=-icount --qemu=shift=$(or $(SHIFT),0),sleep=off

check-restarts: check-build ## Linux, then the RTOS, restarted ROUNDS times (long; 100)
	$(UNLOCK) tests/systems/restarts $(or $(ROUNDS),100)
	tests/systems/streamed rtos-restarts.sh $(or $(ROUNDS),100)

check-silicon: check-build silicon ## Native Linux and Duet on a model of caches, TLB, write buffer
	$(Q)rm -rf $(BUILD)/silicon/logs $(BUILD)/silicon/*.json
	$(Q)$(UNLOCK) tests/run $(MATCHING) --logs $(BUILD)/silicon/logs \
		instruments/silicon/cases && status=0 || status=$$?; \
		instruments/silicon/tables; exit $$status

check-rtos-restarts: check-build ## The RTOS ends 100 times next to a Linux that receives data (minutes)
	$(Q)$(UNLOCK) tests/rtos/restarts 100

fuzz: $(FUZZ_BINS) $(TINY_IMAGES) ## Fuzzers on the host and random guests, for TIME seconds
	$(Q)$(UNLOCK) tests/fuzz/run calls -max_total_time=$(TIME) & bad=0; \
		tests/fuzz/run ring -max_total_time=$$(($(TIME) / 3)) && \
		tests/fuzz/run mbim -max_total_time=$$(($(TIME) / 6)) && \
		tests/fuzz/run at -max_len=512 -max_total_time=$$(($(TIME) / 6)) && \
		tests/fuzz/run net -max_total_time=$$(($(TIME) / 6)) && \
		tests/fuzz/guests $$(($(TIME) / 6)) || bad=1; \
		wait $$! && [ $$bad = 0 ]

mutants: check-build-quick ## Do the quick suites notice faults? (an hour; continues where it was stopped)
	$(Q)$(UNLOCK) tests/mutants/run

mutants-random: check-build-quick ## The same with COUNT random faults of SEED (also continues where it was stopped)
	$(Q)tests/mutants/random --seed $(SEED) --count $(COUNT)

coverage: check-build-coverage ## Lines of the hypervisor that the tests run
	$(Q)$(UNLOCK) tests/coverage/run

style: $(BUILD)/linux-tree/pristine/.duet-version ## checkpatch over the project's own C and assembly
	$(Q)$(UNLOCK) scripts/style

figures: ## Size and style of the source: functions, comments, asserts, names, words
	$(Q)scripts/figures

size: $(HYP_OUT)/hypervisor.bin $(TOOL_BIN) $(BUILD)/systems/demo/system.dtb ## Size of the hypervisor; fails above its limits
	$(Q)scripts/size $(HYP_OUT)/hypervisor.elf $$($(TOOL_BIN) show $(BUILD)/systems/demo/system.dtb | \
		sed -n 's/^tables of the hypervisor: \([0-9]*\) bytes$$/\1/p; $$!s/^VM .*/VM/p' | \
		awk '/VM/ { n++; next } { t = $$1 } END { print t, n }') \
		$$(find hypervisor -name '*.[chS]' -o -name '*.inc' -o -name '*.lds')

rtos-sizes: $(RTOS_SIZES_OBJS) ## Size of the RTOS as ARM and Thumb code; fails if docs/rtos.md differs
	$(Q)scripts/rtos-sizes docs/rtos.md $(RTOS_SIZES_OUT) -- $(rtos-objs-y)

# ---- the Linux series -----------------------------------------------------
linux-apply: ## Apply the series to your own Linux 6.1 tree: KDIR=path
	$(Q)scripts/linux-apply $(call quoted,KDIR)

linux-check: linux-series ## Series: git am, checkpatch, lines touched, instructions, option off
	$(Q)scripts/linux-check
	$(Q)scripts/linux-privileged guest-linux/privileged.allow $(BUILD)/linux/vmlinux \
		$$(find $(BUILD)/linux/modules -name '*.ko' 2>/dev/null)
	$(Q)scripts/linux-same $(BUILD)/linux-native $(BUILD)/linux-off

linux-bisect: ## Build the kernel after each patch of the series (slow)
	$(Q)scripts/linux-bisect

# ---- housekeeping ---------------------------------------------------------
deps: $(BUILD)/deps.mk ## Install the Debian packages of scripts/packages

clean: ## Remove build/ except the kernel trees, which take long
	$(Q)if [ -d $(BUILD) ]; then find $(BUILD) -mindepth 1 -maxdepth 1 \
		! -name 'linux-tree*' -exec rm -rf {} +; fi

distclean: ## Remove build/
	$(Q)rm -rf $(BUILD)

help: ## This text
	$(Q)scripts/make-help Makefile scripts/build/*.mk

.PHONY: all hypervisor tools rtos rtos-sizes linux linux-native initramfs phone-card image run \
	native rtos-console hyp-log deps clean distclean help FORCE \
	check check-quick check-phone check-phone-ticks check-restarts check-linux-debug check-build-linux-debug check-debug check-build-debug check-slow check-build-slow check-slow-uart check-build-slow-uart fuzz mutants mutants-random coverage check-build-coverage check-silicon silicon check-rtos-restarts check-build check-build-quick check-build-rtos style size figures \
	linux-apply linux-check linux-bisect linux-series
