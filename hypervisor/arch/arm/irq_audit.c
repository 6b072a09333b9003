// SPDX-License-Identifier: GPL-2.0-only
/* The auditor's checks of interrupt lines: each belongs to one VM. */
#include "assert.h"
#include "audit.h"
#include "irq_desc.h"
#include "plat.h"
#include "vm.h"

extern char irq_device[], irq_timer[], irq_in_c[];

static void audit_line(uint32_t line)
{
	const struct irq_desc *desc = &irq_desc[IRQ_LINES - 1 - line];
	const struct sys_irq *irq = &sys->irq[line];
	const char *handler = line == plat_timer_line ? irq_timer : irq_in_c;
	bool given = irq->vm != SYS_NO_VM && plat_irq_valid(line);

	ASSERT(desc->bit == 1u << line);
	if (!given) {
		ASSERT(!desc->kern);
		ASSERT(desc->handler == (uint32_t)(uintptr_t)handler);
		return;
	}
	ASSERT(vm_of(desc->kern) == &vms[irq->vm]);
	ASSERT(desc->events == 1u << irq->event);
	ASSERT(desc->handler == (uint32_t)(uintptr_t)irq_device);
	ASSERT(vms[irq->vm].line[irq->event] == line);
}

void audit_lines(void)
{
	uint32_t i;

	for (i = 0; i < IRQ_LINES; i++)
		audit_line(i);
	ASSERT(irq_desc[IRQ_LINES].handler == (uint32_t)(uintptr_t)irq_in_c);
}
