// SPDX-License-Identifier: GPL-2.0-only
/*
 * Each call with the arguments that take longest, faults and interrupts of all
 * kinds, and all ways to end, beside seven other VMs with timers. While this
 * runs, instruments/latency measures how long the hypervisor does not poll for
 * interrupts.
 */
#include "beat.h"
#include "fuzz.h"
#include "paged.h"
#include "worst.h"

#define LIVES		6
#define BEAT		((volatile struct beat *)(uintptr_t)shared->channel[0].va)

#define FIRST_ROOT	0xc000u
#define ROOTS		(DUET_MAX_ROOTS - 1)
#define TABLE(n)	(0x300000u + (n) * 0x400u)
#define USER_SLOT(n)	(0x01000000u + ((n) << 20))
#define KERNEL_SLOT	0xd4000000u
#define UART_VA		0xd5000000u
#define UART_TABLE	TABLE(0x200)
#define UART_EV		(1u << 2)
#define REG(offset)	(*(volatile uint32_t *)(UART_VA + (offset)))

static struct frame frame;
static char text[256];

static uint32_t root_at(uint32_t n)
{
	return FIRST_ROOT + n * DUET_ROOT_SIZE;
}

static void slot(uint32_t root, uint32_t va, uint32_t kind, uint32_t value)
{
	queue((root + (va >> 20) * 4) | kind, value);
}

/* One of the calls that execute the queue */
static void drain(void)
{
	switch (rnd(5)) {
	case 0:
		duet_pt_update();
		break;
	case 1:
		duet_tlb(DUET_TLB_ALL, 0, 0);
		break;
	case 2:
		duet_tlb(DUET_TLB_RANGE, 0x1000, 0x11000);
		break;
	case 3:
		duet_mm_switch(rnd(2) ? ROOT : root_at(rnd(ROOTS)), 0);
		break;
	default:
		user_frame_init(&frame, u_swi, 0);
		user_run(&frame);
		take();
	}
	duet_pt_update();
}

/* ---- tables -------------------------------------------------------------- */

static void pages(void)
{
	uint32_t i, n = rnd(2) ? DUET_QUEUE_MAX : 8 + rnd(24);

	for (i = 0; i < n; i++)
		queue(L2(0) + (64 + i % 128) * 4,
		      rnd(8) ? (FREE_PA + 0x10000) | RW | CACHED : 0);
	drain();
}

/* A frame of the hypervisor: it is searched for in all of the VM's memory */
static void refused(void)
{
	uint32_t i;

	for (i = 0; i < DUET_QUEUE_MAX; i++)
		queue(L2(0) + (64 + i % 128) * 4, STORE_PA | RW);
	drain();
}

/* After a few fast entries, a link to a table that must be cleared first */
static void links(void)
{
	uint32_t i, j, quick = rnd(9);

	for (i = 0; shared->qlen + quick + 2 < DUET_QUEUE_MAX; i++) {
		for (j = 0; j < quick; j++)
			queue(L2(0) + (64 + j) * 4, (FREE_PA + 0x10000) | RW);
		slot(ROOT, USER_SLOT(i % 64), DUET_PT_LINK, TABLE(i % 64) | 1);
		if (i >= 32)
			slot(ROOT, USER_SLOT(i % 64 ^ 32), DUET_PT_SECTION, 0);
	}
	drain();
	for (i = 0; i < 64; i++)
		slot(ROOT, USER_SLOT(i), DUET_PT_LINK, 0);
	drain();
}

/* In every existing root */
static void kernel_half(void)
{
	uint32_t i;

	for (i = 0; i < 16; i++)
		switch (rnd(3)) {
		case 0:
			slot(ROOT, KERNEL_SLOT, DUET_PT_LINK,
			     TABLE(rnd(64)) | 1);
			break;
		case 1:
			slot(ROOT, KERNEL_SLOT, DUET_PT_SECTION, FREE_PA | RW);
			break;
		default:
			slot(ROOT, KERNEL_SLOT, DUET_PT_LINK, 0);
		}
	drain();
	slot(ROOT, KERNEL_SLOT, DUET_PT_LINK, 0);
	drain();
}

static void roots(void)
{
	uint32_t n = rnd(ROOTS);

	duet_mm_switch(ROOT, 0);
	duet_pt_root(DUET_ROOT_DESTROY, root_at(n));
	duet_pt_root(DUET_ROOT_CREATE, root_at(n));
	duet_pt_root(DUET_ROOT_CREATE, root_at(ROOTS));
}

/* ---- caches, TLB --------------------------------------------------------- */

static void caches(void)
{
	uint32_t start = RAM_VA + FREE_PA + rnd(64), op = rnd(DUET_CACHE_CLEAN_ALL + 1);
	volatile uint32_t *p;

	for (p = frame_at(FREE_PA + 0x20000); p < frame_at(FREE_PA + 0x28000);
	     p += 8)
		*p = op;
	if (rnd(2))
		start += 0x20000;
	duet_cache(op, start, start + (rnd(2) ? 0x8000 + rnd(64) : rnd(256)));
}

static void tlb(void)
{
	duet_tlb(DUET_TLB_RANGE, 0xfff, 0x10ffe);
	duet_tlb(DUET_TLB_RANGE, 0, 0x10001);
}

/* ---- other calls --------------------------------------------------------- */

/*
 * Lines alternate between VMs, each character in a call of its own, or long
 * ones of characters that are replaced.
 */
static void console(void)
{
	uint32_t i, fill = rnd(2) ? '.' : 1, length = rnd(2) ? 2 : 64;

	for (i = 0; i < sizeof(text); i++)
		text[i] = rnd(length) ? fill : '\n';
	duet_console((uintptr_t)text, rnd(2) ? 3 : sizeof(text));
	duet_console(rnd(0), rnd(80));
}

static void bells(void)
{
	uint32_t i;

	for (i = 0; i < shared->nr_channels; i++)
		duet_doorbell(i);
	shared->ack = ~0u;
	/* masked, so that no upcall takes the event that ends the block */
	mask();
	duet_timer(together(), 1);
	duet_block();
	take();
}

static void uart(void)
{
	REG(0x30) = 0x301;
	REG(0x38) = 0x20;
	REG(0x00) = '.';
	if (rnd(2))
		duet_ack(~0u);
	shared->ack = ~0u;
	if (rnd(2))
		duet_deliver();
	REG(0x38) = 0;
}

static void kernel_faults(void)
{
	uint32_t word = 0;
	struct regs regs;

	probe_ldr(0xd6000000, &word);
	probe_exec(0xd6000000);
	probe_str(HYPERVISOR, &word);
	regs_fill(&regs, 1);
	fixup = (uintptr_t)regs_back;
	regs_run(&regs, (uintptr_t)snip_und);
}

static void user_faults(void)
{
	static const char *const code[] = {
		u_swi, u_load, u_jump, u_und, u_swi_thumb, u_loop, u_bkpt,
	};

	user_frame_init(&frame, code[rnd(7)], 0);
	frame.r[6] = 0xd6000000;
	shared->mask = MASKED;
	if (rnd(2))
		shared->ack = ~0u;
	duet_timer(now() + rnd(TICKS_US(100)), 1);
	user_run(&frame);
	take();
}

static void small_calls(void)
{
	uint32_t i;

	for (i = 0; i < 32; i++)
		if (i != DUET_CALL_EXIT && i != DUET_CALL_IRET &&
		    i != DUET_CALL_UPCALL && i != DUET_CALL_BLOCK &&
		    i != DUET_CALL_CACHE && i != DUET_CALL_VM_CONTROL)
			call_raw(i, rnd(4), edge(), edge());
	shared->qlen = 0;
	duet_mm_switch(ROOT, 0);
}

/* One that ends on its own, and one that does not */
static void control(void)
{
	uint32_t vm = 1 + rnd(2);

	if (duet_vm_control(vm, rnd(8) ? DUET_CONTROL_RESTART :
			    DUET_CONTROL_STOP) == DUET_EBUSY)
		duet_vm_control(vm, DUET_CONTROL_START);
}

static void (*const work[])(void) = {
	pages, refused, links, kernel_half, roots, caches, tlb, console,
	bells, uart, kernel_faults, user_faults, small_calls, control,
};

/* ---- lives --------------------------------------------------------------- */

static void prepare(void)
{
	uint32_t n;

	kern_upcalls();
	user_upcalls();
	user_space();
	if (set_link(ROOT, UART_VA, UART_TABLE) ||
	    set_page(UART_TABLE, UART_VA, UART1_PA | RW))
		bail("the UART can't be mapped");
	for (n = 0; n < ROOTS; n++)
		if (duet_pt_root(DUET_ROOT_CREATE, root_at(n)))
			bail("a root can't be made");
}

static void life(void)
{
	uint32_t i;

	for (i = 0; i < 400; i++) {
		duet_timer(rnd(3) ? now() + rnd(TICKS_US(80)) : together(), 1);
		if (rnd(2))
			unmask();
		work[rnd(sizeof(work) / sizeof(work[0]))]();
		mask();
		duet_mm_switch(ROOT, 0);
	}
}

static void end(void)
{
	switch (shared->lives) {
	case 1:
		double_fault();
		break;
	case 2:
		iret_raw(0, 0x1000);
		break;
	case 3:
		duet_exit(DUET_EXIT_CRASH);
		break;
	case 4:
		shared->busy = 1;
		probe_exec(0xd6000000);
		break;
	default:
		duet_exit(DUET_EXIT_RESTART);
	}
}

int main(void)
{
	state = shared->lives * 2654435761u + 1;
	prepare();
	mask();
	life();
	if (shared->lives < LIVES)
		end();
	print("\n");
	same(shared->lives, LIVES, "it ended in each way");
	ok(counter(DUET_COUNTER_HYPERCALLS) > 1000, "... after many calls");
	ok(BEAT->count > 100, "the beat went on");
	same(BEAT->early + BEAT->spurious, 0, "... never early");
	ok(BEAT->worst < TICKS_US(30), "... never late");
	print("# %u beats, worst %u ticks\n", BEAT->count, BEAT->worst);
	plan();
	return 0;
}
