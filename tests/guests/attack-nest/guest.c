// SPDX-License-Identifier: GPL-2.0-only
/*
 * Faults inside fault handlers, as deep as the stack allows, and then one
 * deeper: each kind in each kind's handler, entries that lie anywhere,
 * interrupts inside interrupts. A fault that is too deep ends the attacker's
 * life, and the next life continues after it: own[1] is the progress.
 */
#include "attack.h"
#include "paged.h"

#define DEEP	20

static volatile uint32_t depth, bottom;

/* Kinds in turn: a load, an undefined instruction, a jump into nothing */
static void fault_again(uint32_t kind)
{
	uint32_t word;

	if (kind % 3 == 0)
		probe_ldr(0x1000, &word);
	else if (kind % 3 == 1)
		probe_exec((uintptr_t)snip_und);
	else
		probe_exec(0x40000000);
}

/*
 * A handler for all kinds: goes deeper, until the bottom; then returns,
 * skipping the failed instruction at each level. busy was cleared by the entry.
 */
extern const char entry_deep[];
void deep(uint32_t *pc);
asm(
"	.text\n"
"	.arm\n"
"	.globl	entry_deep\n"
"entry_deep:\n"
"	sub	sp, sp, #60\n"
"	stmib	sp, {r1-r12}\n"
"	str	lr, [sp, #52]\n"
"	ldmia	r0, {r1, r2}\n"		/* r0, pc */
"	str	r1, [sp]\n"
"	str	r2, [sp, #56]\n"
"	mov	r1, #0\n"
"	str	r1, [r0, #0x14]\n"	/* busy */
"	add	r0, sp, #56\n"
"	sub	sp, sp, #4\n"
"	bl	deep\n"
"	add	sp, sp, #4\n"
"	ldmfd	sp!, {r0-r12, lr, pc}\n");

void deep(uint32_t *pc)
{
	*pc = fixup;
	fixup = 0;
	if (++depth < bottom)
		fault_again(depth);
	depth--;
}

static void deep_entries(void)
{
	duet_upcall(DUET_UPCALL_UND_KERN, (uintptr_t)entry_deep);
	duet_upcall(DUET_UPCALL_PABT_KERN, (uintptr_t)entry_deep);
	duet_upcall(DUET_UPCALL_DABT_KERN, (uintptr_t)entry_deep);
}

static volatile uint32_t reached;

static void nested(void)
{
	uint32_t i;

	deep_entries();
	for (i = 1; i <= DEEP; i++) {
		bottom = i;
		fault_again(0);
		reached += !depth;
	}
	kern_upcalls();
	same(reached, DEEP, "faults in handlers of faults, 20 deep, and back");
}

/* Each interrupt causes the next before it has ended. */
static volatile uint32_t levels, most;

static void hook(uint32_t events)
{
	if (++levels > most)
		most = levels;
	if (levels < DEEP) {
		duet_timer(now(), 1);
		shared->mask = 0;
		wait_ticks(TICKS_US(4));
		duet_deliver();
		mask();
	}
	levels--;
}

static void interrupts(void)
{
	irq_hook = hook;
	duet_timer(now(), 1);
	unmask();
	wait_ticks(TICKS_US(200));
	mask();
	irq_hook = 0;
	same(most, DEEP, "interrupts in interrupts, 20 deep, and back");
	same(levels, 0, "... each of them");
	duet_timer(0, 0);
	take();
}

/* Entries outside of its own code: a fault when taken, or its end */
static const uint32_t wild[] = {
	4, 0x1000, 0x40000000, 0xbffffffc, RAM_VA + RAM_SIZE, 0xedfffffc,
	DUET_SHARED_VA + 0x1000, HYPERVISOR, 0xf0000008, 0xf1000000,
	0xf8001000, 0xfe200000, 0xffff0000, 0xffff0008, 0xffff0bfc,
};

#define WILD	(sizeof(wild) / 4)

static struct frame frame;

static void provoke(uint32_t kind)
{
	uint32_t word;

	user_frame_init(&frame, kind == DUET_UPCALL_SWI_USER ? u_swi :
			kind == DUET_UPCALL_UND_USER ? u_und :
			kind == DUET_UPCALL_DABT_USER ? u_load :
			kind == DUET_UPCALL_IRQ_USER ? u_loop : u_jump, 1);
	frame.r[6] = 0x40000000;
	if (kind == DUET_UPCALL_IRQ_USER || kind == DUET_UPCALL_IRQ_KERN)
		duet_timer(now() + TICKS_US(5), 1);
	if (kind < DUET_UPCALL_UND_KERN) {
		user_run(&frame);
	} else if (kind == DUET_UPCALL_IRQ_KERN) {
		unmask();
		wait_ticks(TICKS_US(50));
	} else if (kind == DUET_UPCALL_UND_KERN) {
		probe_exec((uintptr_t)snip_und);
	} else if (kind == DUET_UPCALL_PABT_KERN) {
		probe_exec(0x40000000);
	} else {
		probe_ldr(0x1000, &word);
	}
}

/* The kernel resumes here after a wild entry: its prefetch abort leads here */
static void fell(void)
{
	mask();
	duet_timer(0, 0);
	report->own[2]++;
	duet_exit(DUET_EXIT_RESTART);
}

static void wild_entries(void)
{
	uint32_t n;

	while ((n = report->own[1]) < 9 * WILD) {
		report->own[1]++;
		kern_upcalls();
		user_upcalls();
		duet_upcall(n % 9, wild[n / 9]);
		fixup = (uintptr_t)fell;
		provoke(n % 9);
		/* no fault: the address must be unmapped */
		report->own[3]++;
	}
}

static void judge_entries(void)
{
	kern_upcalls();
	user_upcalls();
	same(report->own[1], 9 * WILD, "upcalls whose entry lies anywhere");
	same(report->own[3], 0, "... none is taken as if nothing was");
	same(report->own[2], 6 * WILD,
	     "... two of three: a fault that its kernel takes");
	same(shared->lives - 2, 9 * WILD, "... the others: its end");
}

/* A stack that ends: the last fault occurs while a fault is taken */
static void bottomless(void)
{
	if (report->own[4]++)
		return;
	deep_entries();
	bottom = ~0u;
	if (set_link(ROOT, 0xd0000000, L2(1)) ||
	    set_page(L2(1), 0xd0000000, FREE_PA | RW | CACHED))
		bail("no page for a stack");
	flush_tlb();
	asm volatile("mov sp, %0\n"
		     "mov r0, #0\n"
		     "bl fault_again_stub"
		     : : "r" (0xd0001000) : "r0", "lr", "memory");
}

void fault_again_stub(uint32_t kind);
void fault_again_stub(uint32_t kind)
{
	fault_again(kind);
	duet_exit(DUET_EXIT_POWEROFF);
}

int main(void)
{
	attack_begin();
	user_space();
	wild_entries();
	bottomless();
	judge_entries();
	same(report->own[4], 2, "a stack's end: that of a life");
	nested();
	interrupts();
	verdict(50);
	plan();
	return 0;
}
