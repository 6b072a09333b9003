// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <duet/abi.h>

#include "device.h"
#include "show.h"

#define FOLLOW_US	200000
#define COUNT(array)	(sizeof(array) / sizeof(*(array)))

static const char *const states[] = {
	[DUET_STATE_OFF] = "off",
	[DUET_STATE_RESET] = "reset",
	[DUET_STATE_READY] = "ready",
	[DUET_STATE_BLOCKED] = "blocked",
	[DUET_STATE_THROTTLED] = "throttled",
};

static const struct {
	uint32_t bit;
	const char *name;
} features[] = {
	{ DUET_FEATURE_PAGED, "paged" },
	{ DUET_FEATURE_RESTART, "may-restart" },
	{ DUET_FEATURE_CONTROL, "control" },
	{ DUET_FEATURE_WATCHDOG, "watchdog" },
};

static const char *const counters[] = {
	[DUET_COUNTER_SWITCHES] = "switches",
	[DUET_COUNTER_ROOT_LOADS] = "root_loads",
	[DUET_COUNTER_CACHE_FLUSHES] = "cache_flushes",
	[DUET_COUNTER_TLB_FLUSHES] = "tlb_flushes",
	[DUET_COUNTER_MM_SWITCHES] = "mm_switches",
	[DUET_COUNTER_MM_CACHE_FLUSHES] = "mm_cache_flushes",
	[DUET_COUNTER_MM_TLB_FLUSHES] = "mm_tlb_flushes",
	[DUET_COUNTER_UPDATES] = "updates",
	[DUET_COUNTER_REFUSED] = "refused",
	[DUET_COUNTER_IRQS] = "irqs",
	[DUET_COUNTER_RESTARTS] = "restarts",
	[DUET_COUNTER_RUN_TICKS] = "run_ticks",
	[DUET_COUNTER_HYPERCALLS] = "hypercalls",
	[DUET_COUNTER_DOORBELLS] = "doorbells",
	[DUET_COUNTER_THROTTLES] = "throttles",
	[DUET_COUNTER_WATCHDOGS] = "watchdogs",
	[DUET_COUNTER_HELD_TICKS] = "held_ticks",
};

static const char *state_of(uint32_t vm)
{
	uint32_t state = vm_word(vm, DUET_INFO_STATE);

	return state < COUNT(states) ? states[state] : "unknown";
}

/* Prints the names of the features, quoted and separated. */
static void print_features(uint32_t vm, const char *quote, const char *between)
{
	uint32_t has = vm_word(vm, DUET_INFO_FEATURES);
	const char *before = "";
	uint32_t i;

	for (i = 0; i < COUNT(features); i++) {
		if (!(has & features[i].bit))
			continue;
		printf("%s%s%s%s", before, quote, features[i].name, quote);
		before = between;
	}
}

static void list_line(uint32_t vm)
{
	printf("%2u %-15s %-9s %5u %4u %6uK  ", vm, vm_name(vm), state_of(vm),
	       vm_word(vm, DUET_INFO_LIVES), vm_word(vm, DUET_INFO_PRIO),
	       vm_word(vm, DUET_INFO_RAM) / 1024);
	print_features(vm, "", " ");
	putchar('\n');
}

/* No escapes are needed: names consist of letters, digits and - . _ only. */
static void list_json(uint32_t vm)
{
	printf("%s  {\"id\": %u, \"name\": \"%s\", \"state\": \"%s\", ",
	       vm ? ",\n" : "", vm, vm_name(vm), state_of(vm));
	printf("\"lives\": %u, \"priority\": %u, \"ram\": %u, \"features\": [",
	       vm_word(vm, DUET_INFO_LIVES), vm_word(vm, DUET_INFO_PRIO),
	       vm_word(vm, DUET_INFO_RAM));
	print_features(vm, "\"", ", ");
	fputs("]}", stdout);
}

void show_list(bool json)
{
	uint32_t vm;

	if (json)
		puts("[");
	else
		puts("id name            state     lives prio     RAM  features");
	for (vm = 0; vm_exists(vm); vm++)
		json ? list_json(vm) : list_line(vm);
	if (json)
		puts("\n]");
}

static void stats_text(uint32_t vm)
{
	uint32_t i;

	printf("%s\n", vm_name(vm));
	for (i = 0; i < COUNT(counters); i++)
		printf("  %-18s %10u\n", counters[i],
		       vm_word(vm, DUET_INFO_COUNTER + i));
}

static void stats_json(uint32_t vm, bool first)
{
	uint32_t i;

	printf("%s  {\"id\": %u, \"name\": \"%s\"", first ? "" : ",\n", vm,
	       vm_name(vm));
	for (i = 0; i < COUNT(counters); i++)
		printf(", \"%s\": %u", counters[i],
		       vm_word(vm, DUET_INFO_COUNTER + i));
	fputs("}", stdout);
}

void show_stats(const uint32_t *vms, uint32_t count, bool json)
{
	uint32_t i;

	if (json)
		puts("[");
	for (i = 0; count ? i < count : vm_exists(i); i++) {
		uint32_t vm = count ? vms[i] : i;

		json ? stats_json(vm, i == 0) : stats_text(vm);
	}
	if (json)
		puts("\n]");
}

void show_log(int device, bool follow)
{
	char text[512];
	ssize_t n;

	do {
		n = read(device, text, sizeof(text));
		if (n < 0 && errno != EINTR)
			die(DEVICE ": %s", strerror(errno));
		if (n > 0 && write(STDOUT_FILENO, text, n) != n)
			die("the log can't be written: %s", strerror(errno));
		if (n == 0 && follow)
			usleep(FOLLOW_US);
	} while (n || follow);
}
