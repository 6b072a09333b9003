# SPDX-License-Identifier: GPL-2.0-only
#
# libFuzzer on the host: the hypervisor's own calls, the rings, the modem's front
# ends and its gateway. See docs/tests.md.

FUZZ_OUT := $(BUILD)/tests/fuzz
FUZZ_CC := clang
FUZZ_PLAIN := -std=gnu11 -O2 -g -fno-pie -fno-omit-frame-pointer -DDEBUG \
	-fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
	-Wall -Wextra $(WERROR) -Wno-unused-parameter -Wno-sign-compare \
	-Wno-pointer-to-int-cast -Wno-int-to-pointer-cast \
	-Wno-void-pointer-to-int-cast -Wno-int-to-void-pointer-cast \
	-Iinclude -iquote hypervisor/include -iquote hypervisor/arch/arm/include
FUZZ_CFLAGS := $(FUZZ_PLAIN) -Itests/unit/hyp -include tests/unit/hyp/cpu.h

fuzz-hyp := life last_words exit sched slice budget event timer vm_control
fuzz-hyp += console print assert audit
fuzz-arch := pt ptqueue space user hypercall reset upcall irq audit irq_audit
FUZZ_HYP := $(fuzz-hyp:%=$(FUZZ_OUT)/hypervisor/core/%.o) \
	$(fuzz-arch:%=$(FUZZ_OUT)/hypervisor/arch/arm/%.o)
FUZZ_MODEM := $(patsubst %.c,$(FUZZ_OUT)/modem/%.o,$(MODEM_SRCS))
FUZZ_FRONTS := $(FUZZ_OUT)/modem/tests/fuzz/at.o $(FUZZ_OUT)/modem/tests/fuzz/mbim.o
FUZZ_NET := $(patsubst %.c,$(FUZZ_OUT)/modem/%.o,tests/fuzz/net.c \
	$(addprefix guest-rtos/modem/net/,gateway.c nat.c arp.c icmp.c))
FUZZ_BINS := $(addprefix $(FUZZ_OUT)/,calls ring at mbim net)

$(eval $(call flags-rule,$(FUZZ_OUT)/.flags,$(FUZZ_CC) $(FUZZ_CFLAGS)))

$(FUZZ_HYP): CFLAGS_OBJ := -include tests/fuzz/hyp-data.h \
	-fno-sanitize-coverage=trace-cmp
# The auditor is neither instrumented nor built without optimisation.
$(filter %audit.o,$(FUZZ_HYP)): CFLAGS_OBJ := -fno-sanitize=all
$(FUZZ_OUT)/%.o: %.c $(FUZZ_OUT)/.flags tests/fuzz/hyp-data.h
	$(call msg,HOSTCC,$<)
	@mkdir -p $(@D)
	$(Q)$(FUZZ_CC) $(FUZZ_CFLAGS) $(CFLAGS_OBJ) -MMD -MP -c -o $@ $<

$(FUZZ_OUT)/calls: $(FUZZ_OUT)/tests/fuzz/calls.o $(FUZZ_OUT)/tests/fuzz/host.o \
		$(FUZZ_HYP) tests/fuzz/fuzz.lds
	$(call msg,LD,$@)
	$(Q)$(FUZZ_CC) $(FUZZ_CFLAGS) -no-pie -Wl,--wrap=panic,--wrap=console_drain \
		-Wl,-T,tests/fuzz/fuzz.lds -o $@ $(filter %.o,$^)

$(FUZZ_OUT)/ring: $(FUZZ_OUT)/tests/fuzz/ring.o
	$(call msg,LD,$@)
	$(Q)$(FUZZ_CC) $(FUZZ_CFLAGS) -no-pie -o $@ $^

$(FUZZ_NET): CFLAGS_OBJ := -Iguest-rtos/modem/net -Itests/unit -Itests/modem-host
$(FUZZ_OUT)/modem/%.o: %.c $(FUZZ_OUT)/.flags
	$(call msg,HOSTCC,$<)
	@mkdir -p $(@D)
	$(Q)$(FUZZ_CC) $(FUZZ_PLAIN) $(MODEM_CFLAGS) -Itests/modem-host \
		$(CFLAGS_OBJ) -MMD -MP -c -o $@ $<

$(FUZZ_OUT)/at $(FUZZ_OUT)/mbim: $(FUZZ_OUT)/%: $(FUZZ_OUT)/modem/tests/fuzz/%.o $(FUZZ_MODEM)
$(FUZZ_OUT)/net: $(FUZZ_NET)
$(addprefix $(FUZZ_OUT)/,at mbim net):
	$(call msg,LD,$@)
	$(Q)$(FUZZ_CC) $(FUZZ_PLAIN) -no-pie -o $@ $^

$(call read-deps,$(FUZZ_HYP) $(FUZZ_MODEM) $(FUZZ_FRONTS) $(FUZZ_NET) $(FUZZ_OUT)/tests/fuzz/calls.o \
	$(FUZZ_OUT)/tests/fuzz/host.o $(FUZZ_OUT)/tests/fuzz/ring.o)

check-build-quick: $(FUZZ_BINS)
