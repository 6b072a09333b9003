// SPDX-License-Identifier: BSD-3-Clause
/* Faults of the guest itself: report them and end this life. */
#include <string.h>

#include <duet_port.h>

#include "kernel.h"

#define STACK_WORDS	24	/* number of words dumped */
#define STACK_COLUMNS	6

extern void port_und_entry(void);
extern void port_pabt_entry(void);
extern void port_dabt_entry(void);
extern uint32_t port_fault_regs[15];	/* r0 is not valid: see the record */

/* printf() may not work any more after a fault, so this does not use it. */
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

/* The name of the interrupted thread, if it was one. */
static const char *running_name(void)
{
	if (kernel.isr)
		return "(interrupt handler)";
	if (kernel.cur && kernel.cur->obj.name)
		return kernel.cur->obj.name;
	return "(none)";
}

static void put_registers(const struct duet_fault *f)
{
	static const char *const names[] = {
		"r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9",
		"r10", "r11", "r12", "sp", "lr",
	};
	int i;

	put_word("pc", f->pc, " ");
	put_word("psr", f->psr, " ");
	put_word("fsr", f->status, " ");
	put_word("far", f->address, "\n");
	for (i = 0; i < 15; i++)
		put_word(names[i], f->r[i], i % 5 == 4 ? "\n" : " ");
}

/* Dumps the words on the stack, up to the end of RAM. */
static void put_stack(uint32_t sp)
{
	uint32_t ram = duet_shared_page.ram_va, i;
	uint32_t size = duet_shared_page.ram_size;

	for (i = 0; i < STACK_WORDS; i++, sp += 4) {
		if (sp & 3 || sp - ram > size - 4)
			break;
		if (i % STACK_COLUMNS == 0)
			put_word(i ? "\n     " : "stack", sp, ":");
		duet_hypcon_puts(" ");
		put_hex(*(uint32_t *)(uintptr_t)sp);
	}
	duet_hypcon_puts(i ? "\n" : "stack pointer outside RAM\n");
}

__attribute__((weak)) void duet_fault_hook(const struct duet_fault *fault)
{
}

/* Called masked, on a stack of its own. */
__NO_RETURN void port_fault(uint32_t *regs, uint32_t kind)
{
	static struct duet_fault f;
	volatile struct duet_shared *s = &duet_shared_page;

	f.kind = kind_name(kind);
	f.thread = running_name();
	f.pc = s->kern.pc;
	f.psr = s->kern.psr;
	f.status = s->fsr;
	f.address = s->far;
	memcpy(f.r, regs, sizeof(f.r));
	f.r[0] = s->kern.r0;
	duet_hypcon_puts("fault: ");
	duet_hypcon_puts(f.kind);
	duet_hypcon_puts(" in thread ");
	duet_hypcon_puts(f.thread);
	duet_hypcon_puts("\n");
	put_registers(&f);
	put_stack(f.r[13]);
	duet_fault_hook(&f);
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
