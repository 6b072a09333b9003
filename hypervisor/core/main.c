// SPDX-License-Identifier: GPL-2.0-only
/* C starts here: the MMU and the caches are on, interrupts are off. */
#include "assert.h"
#include "clock.h"
#include "exit.h"
#include "life.h"
#include "plat.h"
#include "print.h"
#include "vm.h"

uint32_t hyp_main(const struct sys_table *table);

/* Called by head.S. Returns the base of the first context to run. */
uint32_t hyp_main(const struct sys_table *table)
{
	plat_init();
	if (table->magic != SYS_MAGIC || table->version != IMAGE_VERSION ||
	    !table->nr_vms || table->nr_vms > SYS_VM_MAX)
		panic("system tables: damaged, or of another version");
	sys = table;
	clock_count(plat_clock());
	print("Duet " VERSION ", %u VMs\n", sys->nr_vms);
	vm_init_all();
	return sched_exit();
}
