// SPDX-License-Identifier: GPL-2.0-only
/*
 * The properties that a node may and must have, and their forms. A misspelt
 * property would silently get its default value, so unknown names are refused.
 */
#include <ctype.h>
#include <string.h>

#include <libfdt.h>

#include "tool.h"

enum form { FLAG, CELLS, STRING, STRINGS, TEXT };	/* TEXT: may be empty */

/* min and max: number of cells or strings; min 0: optional */
struct rule {
	const char *name;
	enum form form;
	int min, max;
};

#define RULES(name) static const struct rule name[]

RULES(root_rules) = {
	{ "model", TEXT, 0, 1 },
	{ }
};

RULES(board_rules) = {
	{ "model", TEXT, 1, 1 },
	{ "platform", CELLS, 1, 1 },
	{ "ram", CELLS, 2, 2 },
	{ "hypervisor-sections", CELLS, 1, BOARD_SECTION_MAX },
	{ "hypervisor-lines", CELLS, 1, SYS_IRQ_MAX },
	{ "hypervisor-pages", CELLS, 2, 2 * BOARD_OWN_MAX },
	{ "clock-page", CELLS, 1, 1 },
	{ "clock-offset", CELLS, 1, 1 },
	{ "clock-hz", CELLS, 1, 1 },
	{ }
};

RULES(device_rules) = {
	{ "pages", CELLS, 2, 2 * DEVICE_PAGES_MAX },
	{ "lines", CELLS, 0, DEVICE_LINES_MAX },
	{ "dma-master", FLAG, 0, 0 },
	{ "guest-name", STRING, 0, 1 },
	{ "guest-alias", STRING, 0, 1 },
	{ }
};

RULES(hypervisor_rules) = {
	{ "store", CELLS, 2, 2 },
	{ }
};

RULES(vm_rules) = {
	{ "kind", STRING, 1, 1 },
	{ "priority", CELLS, 1, 1 },
	{ "slice-us", CELLS, 0, 1 },
	{ "watchdog-ms", CELLS, 0, 1 },
	{ "budget-us", CELLS, 0, 1 },
	{ "period-us", CELLS, 0, 1 },
	{ "control", FLAG, 0, 0 },
	{ "memory", CELLS, 2, 2 },
	{ "zone", CELLS, 0, 2 },
	{ "kernel-base", CELLS, 0, 1 },
	{ "image", STRING, 1, 1 },
	{ "load-offset", CELLS, 0, 1 },
	{ "zero-size", CELLS, 0, 1 },
	{ "device-tree", FLAG, 0, 0 },
	{ "initramfs", STRING, 0, 1 },
	{ "bootargs", TEXT, 0, 1 },
	{ "stdout", STRING, 0, 1 },
	{ "devices", STRINGS, 0, VM_DEVICE_MAX },
	{ "device-events", CELLS, 0, VM_DEVICE_MAX * DEVICE_LINES_MAX },
	{ "dma-trusted", STRINGS, 0, VM_DEVICE_MAX },
	{ "may-restart", FLAG, 0, 0 },
	{ "on-crash", STRING, 0, 1 },
	{ "restart-delay-ms", CELLS, 0, 1 },
	{ "ends-system", FLAG, 0, 0 },
	{ }
};

RULES(channel_rules) = {
	{ "ends", STRINGS, 2, 2 },
	{ "memory", CELLS, 2, 2 },
	{ "uncached", FLAG, 0, 0 },
	{ "protocol", STRING, 0, 1 },
	{ "events", CELLS, 0, 2 },
	{ }
};

RULES(no_rules) = { { } };

static int count_strings(const char *data, int len)
{
	int n = 0;

	if (!len || data[len - 1])
		return -1;
	for (int i = 0; i < len; i++)
		n += !data[i];
	return n;
}

static void check_count(const struct system *sys, int node,
			const struct rule *rule, int n, const char *what)
{
	int min = rule->min ? rule->min : 1;

	/* an optional region of two cells is either complete or absent */
	if (!strcmp(rule->name, "zone") || !strcmp(rule->name, "events"))
		min = rule->max;
	if (n >= min && n <= rule->max)
		return;
	if (min == rule->max)
		report(sys, node, "%s needs %d %s", rule->name, min, what);
	else
		report(sys, node, "%s needs %d to %d %s", rule->name, min,
		       rule->max, what);
}

/* An empty string is a forgotten file or device, not a default. */
static void check_filled(const struct system *sys, int node,
			 const struct rule *rule, const char *data, int len)
{
	for (int i = 0; i < len; i++)
		if (!data[i] && (!i || !data[i - 1])) {
			report(sys, node, "%s %s an empty string", rule->name,
			       rule->max == 1 ? "is" : "has");
			return;
		}
}

/* Bytes above 0x7f may be letters of other alphabets. */
static void check_printable(const struct system *sys, int node,
			    const struct rule *rule, const char *data, int len)
{
	for (int i = 0; i < len; i++)
		if (data[i] && iscntrl((unsigned char)data[i])) {
			report(sys, node,
			       "%s has an unprintable character",
			       rule->name);
			return;
		}
}

static void check_value_form(const struct system *sys, int node,
			     const struct rule *rule, const char *data, int len)
{
	switch (rule->form) {
	case FLAG:
		if (len)
			report(sys, node, "%s has a value; it must have none",
			       rule->name);
		break;
	case CELLS:
		check_count(sys, node, rule, len % 4 ? -1 : len / 4,
			    rule->max == 1 ? "number" : "numbers");
		break;
	case STRING:
	case STRINGS:
	case TEXT:
		if (rule->form != TEXT)
			check_filled(sys, node, rule, data, len);
		check_count(sys, node, rule, count_strings(data, len),
			    rule->max == 1 ? "string, in quotes" :
					     "strings, in quotes");
		check_printable(sys, node, rule, data, len);
		break;
	}
}

/* Properties of device trees in general, allowed in every node */
static bool is_common_property(const char *name)
{
	return !strcmp(name, "phandle") || !strcmp(name, "linux,phandle") ||
	       !strcmp(name, "#address-cells") || !strcmp(name, "#size-cells");
}

static const struct rule *find_rule(const struct rule *rule, const char *name)
{
	for (; rule->name; rule++)
		if (!strcmp(rule->name, name))
			return rule;
	return NULL;
}

static void check_properties(const struct system *sys, int node,
			     const struct rule *rules)
{
	const struct rule *rule;
	int prop;

	fdt_for_each_property_offset(prop, sys->fdt, node) {
		const char *name;
		int len;
		const char *data = fdt_getprop_by_offset(sys->fdt, prop, &name,
							 &len);

		if (!data || is_common_property(name))
			continue;
		if (data != fdt_getprop(sys->fdt, node, name, NULL))
			report(sys, node, "duplicate property %s", name);
		rule = find_rule(rules, name);
		if (rule)
			check_value_form(sys, node, rule, data, len);
		else
			report(sys, node, "unknown property %s", name);
	}
	for (rule = rules; rule->name; rule++)
		if (rule->min && !fdt_getprop(sys->fdt, node, rule->name, NULL))
			report(sys, node, "missing property %s",
			       rule->name);
}

static void check_children(const struct system *sys, int parent,
			   const struct rule *rules, const char *allowed_child)
{
	int node, sub;

	fdt_for_each_subnode(node, sys->fdt, parent) {
		check_properties(sys, node, rules);
		fdt_for_each_subnode(sub, sys->fdt, node) {
			const char *name = fdt_get_name(sys->fdt, sub, NULL);

			if (!allowed_child || strcmp(name, allowed_child))
				report(sys, sub, "unknown node");
		}
	}
}

/* Finds a node, which must exist if required. */
static int find_node(const struct system *sys, int parent, const char *name,
		     bool required)
{
	int node = fdt_subnode_offset(sys->fdt, parent, name);

	if (node < 0 && required)
		report(sys, parent, "missing node %s", name);
	return node;
}

static void check_known_nodes(const struct system *sys, int parent,
			      const char *const *names)
{
	int node;

	fdt_for_each_subnode(node, sys->fdt, parent) {
		const char *name = fdt_get_name(sys->fdt, node, NULL);
		int i = 0;

		while (names[i] && strcmp(names[i], name))
			i++;
		if (!names[i])
			report(sys, node, "unknown node");
	}
}

static void check_board_node(const struct system *sys, int board)
{
	static const char *const names[] = { "devices", "guest-nodes", NULL };
	int devices;

	check_properties(sys, board, board_rules);
	check_known_nodes(sys, board, names);
	devices = find_node(sys, board, "devices", true);
	if (devices >= 0) {
		check_properties(sys, devices, no_rules);
		check_children(sys, devices, device_rules, "guest");
	}
}

void check_schema(const struct system *sys)
{
	static const char *const names[] = {
		"board", "hypervisor", "vms", "channels", NULL
	};
	int node;

	check_properties(sys, 0, root_rules);
	check_known_nodes(sys, 0, names);
	node = find_node(sys, 0, "board", true);
	if (node >= 0)
		check_board_node(sys, node);
	node = find_node(sys, 0, "hypervisor", true);
	if (node >= 0)
		check_properties(sys, node, hypervisor_rules);
	node = find_node(sys, 0, "vms", true);
	if (node >= 0) {
		check_properties(sys, node, no_rules);
		check_children(sys, node, vm_rules, NULL);
	}
	node = find_node(sys, 0, "channels", false);
	if (node >= 0) {
		check_properties(sys, node, no_rules);
		check_children(sys, node, channel_rules, NULL);
	}
}
