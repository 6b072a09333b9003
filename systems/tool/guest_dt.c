// SPDX-License-Identifier: GPL-2.0-only
/*
 * The device tree of a Linux guest: its memory and command line, the virtual
 * devices of every VM (duet,*), and the board devices given to it, with events
 * as their interrupts. Linux's own properties of a device come from the guest
 * node in the board description; phandles keep their values, so that
 * references remain valid.
 */
#include <stdio.h>
#include <string.h>

#include <libfdt.h>

#include "tool.h"

#define DT_SIZE		(64 * KB)

struct dt {
	const struct system *sys;
	const struct vm *vm;
	void *fdt;
	uint32_t intc;		/* phandle */
	int err;		/* the first error */
};

static void keep_error(struct dt *dt, int err)
{
	if (!dt->err)
		dt->err = err;
}

static void begin_node(struct dt *dt, const char *name)
{
	keep_error(dt, fdt_begin_node(dt->fdt, name));
}

static void end_node(struct dt *dt)
{
	keep_error(dt, fdt_end_node(dt->fdt));
}

static void put_u32(struct dt *dt, const char *name, uint32_t value)
{
	keep_error(dt, fdt_property_u32(dt->fdt, name, value));
}

static void put_pair(struct dt *dt, const char *name, uint32_t a, uint32_t b)
{
	fdt32_t v[2] = { cpu_to_fdt32(a), cpu_to_fdt32(b) };

	keep_error(dt, fdt_property(dt->fdt, name, v, sizeof(v)));
}

static void put_string(struct dt *dt, const char *name, const char *value)
{
	keep_error(dt, fdt_property_string(dt->fdt, name, value));
}

static void put_flag(struct dt *dt, const char *name)
{
	keep_error(dt, fdt_property(dt->fdt, name, NULL, 0));
}

/* Copies the properties and subnodes of a node of the description. */
static void copy_inside(struct dt *dt, int node)
{
	const void *from = dt->sys->fdt;
	int prop, sub;

	fdt_for_each_property_offset(prop, from, node) {
		const char *name;
		int len;
		const void *data = fdt_getprop_by_offset(from, prop, &name,
							 &len);

		keep_error(dt, fdt_property(dt->fdt, name, data, len));
	}
	fdt_for_each_subnode(sub, from, node) {
		begin_node(dt, fdt_get_name(from, sub, NULL));
		copy_inside(dt, sub);
		end_node(dt);
	}
}

static const char *device_node_name(struct dt *dt, const struct device *dev)
{
	const char *name = fdt_getprop(dt->sys->fdt, dev->node, "guest-name",
				       NULL);

	return text("%s@%x", name ? name : dev->name, dev->pages[0].pa);
}

static void put_aliases(struct dt *dt)
{
	int serial = 0;

	begin_node(dt, "aliases");
	for (int i = 0; i < dt->vm->nr_devices; i++) {
		const struct device *dev = dt->vm->device[i].device;
		const char *alias = fdt_getprop(dt->sys->fdt, dev->node,
						"guest-alias", NULL);

		if (alias)
			put_string(dt, text("%s%d", alias, serial++),
				   text("/%s", device_node_name(dt, dev)));
	}
	end_node(dt);
}

static void put_chosen_node(struct dt *dt, const char *bootargs,
			    struct region initrd)
{
	begin_node(dt, "chosen");
	put_string(dt, "bootargs", bootargs);
	if (initrd.size) {
		put_u32(dt, "linux,initrd-start", initrd.pa);
		put_u32(dt, "linux,initrd-end", initrd.pa + initrd.size);
	}
	for (int i = 0; i < dt->vm->nr_devices; i++) {
		const struct device *dev = dt->vm->device[i].device;

		if (dt->vm->stdout_device &&
		    !strcmp(dt->vm->stdout_device, dev->name))
			put_string(dt, "stdout-path",
				   text("/%s", device_node_name(dt, dev)));
	}
	end_node(dt);
}

static void put_cpu_node(struct dt *dt)
{
	begin_node(dt, "cpus");
	put_u32(dt, "#address-cells", 1);
	put_u32(dt, "#size-cells", 0);
	begin_node(dt, "cpu@0");
	put_string(dt, "device_type", "cpu");
	put_string(dt, "compatible", "arm,arm926ej-s");
	put_u32(dt, "reg", 0);
	end_node(dt);
	end_node(dt);
}

static void put_memory_node(struct dt *dt)
{
	begin_node(dt, text("memory@%x", dt->vm->ram.pa));
	put_string(dt, "device_type", "memory");
	put_pair(dt, "reg", dt->vm->ram.pa, dt->vm->ram.size);
	end_node(dt);
}

/* The devices that every guest has. An interrupt is one cell: its event. */
static void put_virtual_devices(struct dt *dt)
{
	begin_node(dt, "interrupt-controller");
	put_string(dt, "compatible", "duet,intc");
	put_flag(dt, "interrupt-controller");
	put_u32(dt, "#interrupt-cells", 1);
	put_u32(dt, "phandle", dt->intc);
	end_node(dt);

	begin_node(dt, "timer");
	put_string(dt, "compatible", "duet,timer");
	put_u32(dt, "interrupts", 0);
	put_u32(dt, "clock-frequency", dt->sys->board.clock_hz);
	end_node(dt);

	begin_node(dt, "console");
	put_string(dt, "compatible", "duet,console");
	end_node(dt);
}

static void put_channels(struct dt *dt)
{
	if (!dt->vm->nr_channels)
		return;
	begin_node(dt, "channels");
	put_string(dt, "compatible", "simple-bus");
	put_u32(dt, "#address-cells", 1);
	put_u32(dt, "#size-cells", 0);
	for (int i = 0; i < dt->vm->nr_channels; i++) {
		const struct vm_channel *vc = &dt->vm->channel[i];
		const struct channel *ch = vc->channel;

		begin_node(dt, text("channel@%x", i));
		put_string(dt, "compatible",
			   text("duet,%s", ch->protocol ? ch->protocol :
							  "channel"));
		put_u32(dt, "reg", i);
		put_string(dt, "label", ch->name);
		put_u32(dt, "interrupts", ch->event[vc->end]);
		end_node(dt);
	}
	end_node(dt);
}

static void put_device(struct dt *dt, const struct vm_device *vd)
{
	const struct device *dev = vd->device;
	fdt32_t reg[2 * DEVICE_PAGES_MAX], irq[DEVICE_LINES_MAX];
	int guest = fdt_subnode_offset(dt->sys->fdt, dev->node, "guest");

	for (int i = 0; i < dev->nr_pages; i++) {
		reg[2 * i] = cpu_to_fdt32(dev->pages[i].pa);
		reg[2 * i + 1] = cpu_to_fdt32(dev->pages[i].size);
	}
	for (int i = 0; i < dev->nr_lines; i++)
		irq[i] = cpu_to_fdt32(vd->event[i]);
	begin_node(dt, device_node_name(dt, dev));
	keep_error(dt, fdt_property(dt->fdt, "reg", reg, 8 * dev->nr_pages));
	if (dev->nr_lines)
		keep_error(dt, fdt_property(dt->fdt, "interrupts", irq,
					    4 * dev->nr_lines));
	if (guest >= 0)
		copy_inside(dt, guest);
	end_node(dt);
}

static void put_devices(struct dt *dt)
{
	int nodes = fdt_subnode_offset(dt->sys->fdt, dt->sys->board.node,
				       "guest-nodes");

	if (!dt->vm->nr_devices)
		return;
	if (nodes >= 0)
		copy_inside(dt, nodes);
	for (int i = 0; i < dt->vm->nr_devices; i++)
		put_device(dt, &dt->vm->device[i]);
}

static void begin_root_node(struct dt *dt)
{
	begin_node(dt, "");
	put_string(dt, "compatible", "duet,guest");
	put_string(dt, "model",
		   text("Duet guest %s", dt->vm->name));
	put_u32(dt, "#address-cells", 1);
	put_u32(dt, "#size-cells", 1);
	put_u32(dt, "interrupt-parent", dt->intc);
}

struct blob make_guest_tree(const struct system *sys, const struct vm *vm,
			    const char *bootargs, struct region initrd)
{
	struct dt dt = { .sys = sys, .vm = vm, .fdt = must_alloc(DT_SIZE) };

	keep_error(&dt, fdt_create(dt.fdt, DT_SIZE));
	keep_error(&dt, fdt_finish_reservemap(dt.fdt));
	keep_error(&dt, fdt_find_max_phandle(sys->fdt, &dt.intc));
	dt.intc++;
	begin_root_node(&dt);
	put_aliases(&dt);
	put_chosen_node(&dt, bootargs, initrd);
	put_cpu_node(&dt);
	put_memory_node(&dt);
	put_virtual_devices(&dt);
	put_channels(&dt);
	put_devices(&dt);
	end_node(&dt);
	keep_error(&dt, fdt_finish(dt.fdt));
	if (dt.err)
		report(sys, vm->node, "cannot make its device tree: %s",
		       fdt_strerror(dt.err));
	return (struct blob){ dt.fdt, dt.err ? 0 : fdt_totalsize(dt.fdt) };
}
