// SPDX-License-Identifier: GPL-2.0-only
/* The VM and event of each interrupt line: set once, from the description. */
#include "arch.h"
#include "assert.h"
#include "irq_desc.h"
#include "plat.h"
#include "vm.h"

struct irq_desc irq_desc[IRQ_LINES + 1];
_Static_assert(IRQ_LINES == 32 && PLAT_NO_IRQ == IRQ_LINES,
	       "the index is the number of leading zeros of a word of lines");

extern char irq_device[], irq_timer[], irq_in_c[];

static void set_irq_desc(uint32_t line, struct vm *vm, uint32_t event,
			 const char *handler)
{
	struct irq_desc *desc = &irq_desc[IRQ_LINES - 1 - line];

	ASSERT(line < IRQ_LINES && event < DUET_EVENT_MAX);
	desc->bit = 1u << line;
	desc->kern = vm ? ctx_base(&vm->kern) : 0;
	desc->events = 1u << event;
	desc->handler = (uint32_t)handler;
}

void arch_irq_init(void)
{
	uint32_t i;

	for (i = 0; i < IRQ_LINES; i++)
		set_irq_desc(i, NULL, 0, irq_in_c);
	irq_desc[IRQ_LINES].handler = (uint32_t)irq_in_c;
	set_irq_desc(plat_timer_line, NULL, 0, irq_timer);
}

void arch_irq_init_vm(struct vm *vm)
{
	uint32_t i;

	ASSERT(vm == &vms[vm->id]);
	for (i = 0; i < DUET_EVENT_MAX; i++)
		vm->line[i] = NO_LINE;
	for (i = 0; i < IRQ_LINES; i++)
		if (sys->irq[i].vm == vm->id && plat_irq_valid(i)) {
			vm->line[sys->irq[i].event] = i;
			set_irq_desc(i, vm, sys->irq[i].event, irq_device);
		}
}
