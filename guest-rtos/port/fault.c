// SPDX-License-Identifier: BSD-3-Clause
/* Faults of the guest itself: a dump, and the end of this life. */
#include <duet_port.h>

#include "kernel.h"

extern void port_und_entry(void);
extern void port_pabt_entry(void);
extern void port_dabt_entry(void);
extern uint32_t port_fault_regs[15];	/* r0 is the record's, not this */

static void put_hex(uint32_t n)
{
	char text[9];
	int i;

	for (i = 7; i >= 0; i--, n >>= 4)
		text[i] = "0123456789abcdef"[n & 15];
	text[8] = '\0';
	duet_hypcon_puts(text);
}

static void put_word(const char *name, uint32_t value, const char *end)
{
	duet_hypcon_puts(name);
	duet_hypcon_puts(" ");
	put_hex(value);
	duet_hypcon_puts(end);
}

static const char *kind_name(uint32_t kind)
{
	switch (kind) {
	case DUET_UPCALL_UND_KERN:
		return "undefined instruction";
	case DUET_UPCALL_PABT_KERN:
		return "prefetch abort";
	default:
		return "data abort";
	}
}

static void put_thread(void)
{
	const char *name = "(none)";

	if (kernel.isr)
		name = "(interrupt handler)";
	else if (kernel.cur && kernel.cur->obj.name)
		name = kernel.cur->obj.name;
	duet_hypcon_puts(" in thread ");
	duet_hypcon_puts(name);
	duet_hypcon_puts("\n");
}

/* On its own stack, masked. */
__NO_RETURN void port_fault(const uint32_t *regs, uint32_t kind)
{
	static const char *const names[] = {
		"r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9",
		"r10", "r11", "r12", "sp", "lr",
	};
	volatile struct duet_shared *s = &duet_shared_page;
	int i;

	duet_hypcon_puts("fault: ");
	duet_hypcon_puts(kind_name(kind));
	put_thread();
	put_word("pc", s->kern.pc, " ");
	put_word("psr", s->kern.psr, " ");
	put_word("fsr", s->fsr, " ");
	put_word("far", s->far, "\n");
	for (i = 0; i < 15; i++)
		put_word(names[i], i ? regs[i] : s->kern.r0,
			 i % 5 == 4 ? "\n" : " ");
	duet_exit(DUET_EXIT_CRASH);
	for (;;)
		;
}

void port_fault_init(void)
{
	duet_upcall(DUET_UPCALL_UND_KERN, (uint32_t)port_und_entry);
	duet_upcall(DUET_UPCALL_PABT_KERN, (uint32_t)port_pabt_entry);
	duet_upcall(DUET_UPCALL_DABT_KERN, (uint32_t)port_dabt_entry);
}
