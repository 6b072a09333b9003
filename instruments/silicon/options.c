// SPDX-License-Identifier: GPL-2.0-only
/* The options of the plugin: key=value, in the order they are given. */
#include "silicon.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct config config = {
	.ram_size = 128u << 20,
	.icache = 16384, .dcache = 16384, .tlb = 64,
	.wbuf_words = 16, .wbuf_runs = 4,
	.seed = 1,
	.bus_ratio = 2, .mem_first = 7, .mem_next = 1, .mem_write = 4,
	.device = 12,
};

static const struct {
	const char *key;
	u32 *to;
} numbers[] = {
	{ "base", &config.ram_base }, { "size", &config.ram_size },
	{ "icache", &config.icache }, { "dcache", &config.dcache },
	{ "tlb", &config.tlb }, { "seed", &config.seed },
	{ "wbuf", &config.wbuf_words }, { "wbuf-runs", &config.wbuf_runs },
	{ "bus-ratio", &config.bus_ratio }, { "mem-first", &config.mem_first },
	{ "mem-next", &config.mem_next }, { "mem-write", &config.mem_write },
	{ "device", &config.device },
};

static const struct {
	const char *key;
	const char **to;
} strings[] = {
	{ "ram", &config.ram_path }, { "out", &config.out },
	{ "json", &config.json },
};

static const struct {
	const char *key;
	const char *(*run)(const char *value);
} functions[] = {
	{ "elf", symbols_add }, { "vm", vm_add }, { "span", span_add },
	{ "break", seed_add }, { "remap", seed_map_add }, { "suppress", report_suppressions },
};

static const char *set_mark(const char *name)
{
	return symbol_find(name, &config.mark) ? NULL :
		"mark= names no known symbol; elf= must come before it";
}

static const char *set_switch(bool *to, const char *value)
{
	*to = !strcmp(value, "on");
	return *to || !strcmp(value, "off") ? NULL : "it is on or off";
}

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const char *set(const char *key, const char *value)
{
	for (size_t i = 0; i < COUNT(numbers); i++)
		if (!strcmp(key, numbers[i].key)) {
			*numbers[i].to = strtoul(value, NULL, 0);
			return NULL;
		}
	for (size_t i = 0; i < COUNT(strings); i++)
		if (!strcmp(key, strings[i].key)) {
			*strings[i].to = strdup(value);
			return NULL;
		}
	for (size_t i = 0; i < COUNT(functions); i++)
		if (!strcmp(key, functions[i].key))
			return functions[i].run(strdup(value));
	if (!strcmp(key, "mark"))
		return set_mark(value);
	if (!strcmp(key, "check-qemu"))
		return set_switch(&config.check_qemu, value);
	if (!strcmp(key, "tlb-eager"))
		return set_switch(&config.tlb_eager, value);
	if (!strcmp(key, "ram-unlink"))
		return set_switch(&config.ram_unlink, value);
	return "unknown option";
}

static bool power_of_two(u32 n, u32 least, u32 most)
{
	return n >= least && n <= most && !(n & (n - 1));
}

static const char *check(void)
{
	if (!config.ram_path)
		return "ram=FILE is missing: the file that backs the board's RAM";
	if (!power_of_two(config.icache, 4096, 131072) ||
	    !power_of_two(config.dcache, 4096, 131072))
		return "icache and dcache are powers of two from 4096 to 131072";
	if (!power_of_two(config.tlb, 2, 65536))
		return "tlb is a power of two from 2 to 65536";
	if (config.wbuf_words < 8 || config.wbuf_words > 64 ||
	    !config.wbuf_runs)
		return "wbuf is 8 to 64 words, wbuf-runs 1 or more";
	return NULL;
}

const char *config_parse(int argc, char **argv)
{
	static char text[300];

	for (int i = 0; i < argc; i++) {
		char *equals = strchr(argv[i], '=');
		const char *wrong;

		if (!equals)
			return "options are key=value";
		*equals = 0;
		wrong = set(argv[i], equals + 1);
		if (wrong) {
			snprintf(text, sizeof(text), "%s=%s: %s", argv[i],
				 equals + 1, wrong);
			return text;
		}
	}
	return check();
}
