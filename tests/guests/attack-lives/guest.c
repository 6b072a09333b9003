// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lives that end in the middle of an operation, one after another: a timer that
 * is due, a device's line open and raised, a cut batch, a half-made root,
 * another root loaded, its user running. The next life starts clean, and the
 * victim does not notice. own[1] counts them.
 */
#include "attack.h"
#include "paged.h"

#define LIVES	72
#define UART_VA	0xd0000000u
#define UART(o)	(*(volatile uint32_t *)(UART_VA + (o)))

static uint32_t life;
static struct frame frame;

/* By request, a crash, two faults at once, or a missing frame */
static void die(uint32_t events)
{
	uint32_t i;

	switch (life % 4) {
	case 0:
		duet_exit(DUET_EXIT_RESTART);
		break;
	case 1:
		duet_exit(DUET_EXIT_CRASH);
		break;
	case 2:
		double_fault();
		break;
	case 3:
		/* returns with refused updates, a few times */
		for (i = 0; i < 8; i++)
			iret_raw(0, 0x40000000);
		break;
	}
	bail("a life did not end");
}

static void all_pages(void)
{
	uint32_t i;

	set_link(ROOT, 0xd0500000, L2(5));
	for (i = 0; i < DUET_QUEUE_MAX; i++)
		queue(L2(5) + (i & 0xff) * 4, FREE_PA | RW);
}

/* In the interrupt that cuts a batch; queue_done and errors remain */
static void in_batch(void)
{
	irq_hook = die;
	all_pages();
	duet_timer(now() + TICKS_US(3) + life, 1);
	shared->mask = 0;
	duet_pt_update();
	wait_ticks(TICKS_US(20));
}

static void in_root(void)
{
	irq_hook = die;
	duet_timer(now() + TICKS_US(2) + life, 1);
	shared->mask = 0;
	duet_pt_root(DUET_ROOT_CREATE, NEW_ROOT(2));
	wait_ticks(TICKS_US(20));
}

/* An entry of the kernel's half while it is spread over many roots */
static void in_spread(void)
{
	uint32_t i;

	for (i = 0; i < 40; i++)
		duet_pt_root(DUET_ROOT_CREATE, NEW_ROOT(i));
	irq_hook = die;
	for (i = 0; i < 20; i++)
		queue((ROOT + (0xd0600000 >> 20) * 4) | DUET_PT_SECTION,
		      FREE_PA | (i & 1 ? RW : 0));
	duet_timer(now() + TICKS_US(1) + life, 1);
	shared->mask = 0;
	duet_pt_update();
	wait_ticks(TICKS_US(20));
}

static void in_flush(void)
{
	irq_hook = die;
	duet_timer(now() + TICKS_US(20), 1);
	shared->mask = 0;
	duet_cache(DUET_CACHE_FLUSH, 0, DUET_GUEST_TOP);
}

static void with_line(void)
{
	set_link(ROOT, UART_VA, L2(2));
	set_page(L2(2), UART_VA, UART0_PA | RW);
	flush_tlb();
	UART(0x30) = 0x301;
	UART(0x38) = 0x20;
	UART(0) = '.';
	duet_ack(2);
	duet_timer(now(), 1);
}

static void in_other_root(void)
{
	duet_pt_root(DUET_ROOT_CREATE, NEW_ROOT(1));
	set_section(NEW_ROOT(1), 0x100000, FREE_PA | RW);
	duet_mm_switch(NEW_ROOT(1), 0xbad0bad0);
	all_pages();
	duet_timer(now() + TICKS_US(300), 1);
}

/* No entry for its user's fault: the life ends there */
static void in_user(void)
{
	user_space();
	duet_upcall(DUET_UPCALL_SWI_USER, (uintptr_t)entry_swi_user);
	user_frame_init(&frame, life & 1 ? u_und : u_jump, life);
	frame.r[6] = HYPERVISOR;
	duet_timer(now() + TICKS_US(100), 1);
	user_run(&frame);
}

static void forged(void)
{
	uint32_t i;

	for (i = 0; i < 0x400; i += 4)
		((volatile uint32_t *)shared)[i / 4] = life * i;
	shared->pend = 0;
	shared->busy = 0;
	shared->mask = MASKED;
	shared->qlen = ~0u;
}

static void end_this(void)
{
	static void (*const ways[])(void) = {
		in_batch, in_root, in_spread, in_flush, with_line,
		in_other_root, in_user, forged, in_batch,
	};

	ways[life % 9]();
	die(0);
}

/* No trace of the previous life: words, tables, events, TLS, lines */
static bool is_new(void)
{
	uint32_t word = 0, slot;
	bool good;

	good = !shared->pend && !shared->qlen && !shared->busy &&
		!shared->ack && shared->mask == MASKED &&
		shared->root == ROOT && shared->magic == DUET_INFO_MAGIC &&
		shared->lives == life && at_start.sp == 0;
	good &= !probe_ldr(0xffff0ff0, &word) && !word;
	good &= probe_ldr(0xd0500000, &word) && probe_ldr(UART_VA, &word);
	for (slot = 0; slot < 0xbf0; slot += 13)
		good &= probe_ldr(slot << 20, &word);
	good &= set_page(L2(5), 0, FREE_PA | RW) == DUET_EINVAL;
	good &= set_page(L2(0), 0, FREE_PA | RW) == DUET_EINVAL;
	good &= duet_mm_switch(NEW_ROOT(1), 0) == DUET_EINVAL;
	good &= duet_mm_switch(NEW_ROOT(2), 0) == DUET_EINVAL;
	/* a root half-made in the last life has no claim on its memory */
	good &= !set_link(ROOT, 0x700000, NEW_ROOT(2));
	good &= !duet_pt_root(DUET_ROOT_CREATE, NEW_ROOT(3));
	good &= !set_page(NEW_ROOT(2), 0, FREE_PA | RO);
	good &= !clear_slot(ROOT, 0x700000);
	good &= !duet_pt_root(DUET_ROOT_DESTROY, NEW_ROOT(3));
	wait_ticks(TICKS_US(400));
	good &= !take();
	return good;
}

int main(void)
{
	attack_begin();
	life = shared->lives;
	report->own[1] += is_new();
	report->own[0] = life % 9;
	if (life <= LIVES)
		end_this();
	same(life, LIVES + 1,
	     "pitfall A8: lives that end in the middle of something");
	same(report->own[1], LIVES + 1, "pitfall A8: ... each is as the first");
	same(counter(DUET_COUNTER_RESTARTS), LIVES, "... and counted");
	verdict(LIVES);
	plan();
	return 0;
}
