// SPDX-License-Identifier: GPL-2.0-only
/*
 * In Linux's place: takes each path of the hypervisor several times, for the
 * plugin to count. It checks that each took the intended path.
 */
#include "../../../tests/guests/lib/paged.h"
#include "points.h"

#define REPEAT	20
#define UART_VA	0xd0000000u
#define USER_UART	0x00040000u
#define SOON	TICKS_US(30)

static volatile struct commands *commands;
static struct frame frame;
static volatile uint32_t rung;		/* a doorbell or interrupt was taken */
static volatile bool answer;		/* ring back in the handler, once */

static void hook(uint32_t events)
{
	if (events & shared->device_events) {
		uart_drain(UART_VA);
		duet_ack(shared->device_events);
	}
	rung = 1;
	if (!answer)
		return;
	answer = false;
	commands->command = CMD_NONE;
	point_doorbell_other(0);
}

static void user(const char *at)
{
	user_frame_init(&frame, user_start, 0);
	frame.pc = USER_CODE + (at - code);
}

static void expect(uint32_t got, uint32_t want, const char *what)
{
	if (got == want)
		return;
	print("# %s: %x instead of %x\n", what, got, want);
	bail("a path went another way");
}

/* ---- calls -------------------------------------------------------------- */

static void calls(void)
{
	point_version();
	point_vm_info(shared->vm_id, DUET_INFO_COUNTER);
	point_upcall(~0u, 0);		/* the shortest path of a call in C */
	point_deliver();
	point_ack(0);
	point_tls(5);
	point_timer(now() + 0x1000000, 1);
	point_timer(0, 0);
	point_tlb_all(DUET_TLB_ALL, 0, 0);
	point_tlb_page(DUET_TLB_RANGE, USER_CODE, USER_CODE + 4096);
	point_clean_line(DUET_CACHE_CLEAN, RAM_VA + 0x100000,
			 RAM_VA + 0x100020);
	point_flush_cache(DUET_CACHE_FLUSH_ALL, 0, 0);
}

static void fill(uint32_t n, uint32_t value)
{
	uint32_t i;

	for (i = 0; i < n; i++)
		queue((L2(1 + i / 256) + i % 256 * 4) | DUET_PT_L2,
		      value ? value + i * 4096 : 0);
}

static void both(uint32_t n, int32_t (*point)(void))
{
	fill(n, DATA_PA | RW | CACHED);
	expect(point(), 0, "updates refused");
	fill(n, 0);
	expect(point(), 0, "updates refused");
}

static void updates(void)
{
	both(1, point_update_1);
	both(2, point_update_2);
	both(8, point_update_8);
	both(16, point_update_16);
	both(64, point_update_64);
	both(128, point_update_128);
	both(256, point_update_256);
	both(384, point_update_384);
}

static void roots(void)
{
	expect(point_root(DUET_ROOT_CREATE, NEW_ROOT(0)), 0, "create");
	expect(point_mm_switch(NEW_ROOT(0), 1), 0, "switch");
	expect(point_mm_switch(ROOT, 2), 0, "switch");
	expect(point_mm_switch_kept(ROOT | DUET_MM_KEEP, 2), 0, "kept");
	expect(point_root(DUET_ROOT_DESTROY, NEW_ROOT(0)), 0, "destroy");
}

/* ---- user --------------------------------------------------------------- */

static void run_user(const char *at, uint32_t kind)
{
	user(at);
	frame.r[6] = 0x40000000;	/* nothing is mapped there */
	expect(go_user(&frame), kind, "kind");
	unmask();
}

static void upcalls_of_user(void)
{
	run_user(code_swi, DUET_UPCALL_SWI_USER);
	run_user(code_load, DUET_UPCALL_DABT_USER);
	run_user(code_und, DUET_UPCALL_UND_USER);
	run_user(code_jump, DUET_UPCALL_PABT_USER);
}

static void fault_of_kernel(void)
{
	expect(touch(0x40000000), 1, "a fault of the kernel");
}

/* ---- the other VM ------------------------------------------------------- */

static void tell(uint32_t what, uint32_t arg)
{
	commands->command = what;
	commands->arg = arg;
	rung = 0;
	point_doorbell_other(0);
}

static void wait_ring(void)
{
	while (!rung)
		duet_block();
}

/* To the RTOS and back: it rings, or only blocks again */
static void doorbells(void)
{
	tell(CMD_NONE, 0);
	point_doorbell(0);
	tell(CMD_RING, 0);
	expect(rung, 1, "ring");
	tell(CMD_MASKED, 0);
	commands->command = CMD_NONE;
	point_doorbell_masked(0);
	answer = true;
	tell(CMD_TRIP, 0);
	expect(answer, false, "answer");
	tell(CMD_OPEN, 0);
}

/*
 * An interrupt while user runs, which begins with a store of value to address.
 * The RTOS answers its interrupts with a ring, which ends the user's run. If
 * the kernel were not masked before, a ring that comes too early would be lost.
 */
static void in_user(uint32_t what, const char *at, uint32_t address,
		    uint32_t value)
{
	mask();
	tell(what, SOON);
	user(at);
	frame.r[6] = address;
	frame.r[5] = value;
	expect(go_user(&frame), DUET_UPCALL_IRQ_USER, "interrupt");
	hook(take());
	unmask();
}

static void arm(void)
{
	rung = 0;
	duet_timer(now() + SOON, 1);
}

/* A byte on this guest's UART is an interrupt of the RTOS's */
static void interrupts_of_rtos(void)
{
	in_user(CMD_TIMER, code_timer, USER_DATA, 0);
	in_user(CMD_NONE, code_device, USER_UART + UART_DATA, 0);
	tell(CMD_TIMER, SOON);
	spin_timer(&rung);
	rung = 0;
	spin_device(&rung, uart_at(UART_VA, UART_DATA), 0);
	tell(CMD_SPIN_TIMER, SOON);
	wait_ring();
	tell(CMD_SPIN_DEVICE, 0);
	wait_ring();
	tell(CMD_TIMER, SOON);
	wait_ring();			/* no VM runs */
}

/* The same while the RTOS waits masked, as its idle thread does */
static void masked_interrupts_of_rtos(void)
{
	tell(CMD_MASKED, 0);
	in_user(CMD_TIMER, code_timer, USER_DATA, 0);
	in_user(CMD_NONE, code_device, USER_UART + UART_DATA, 0);
	tell(CMD_TIMER, SOON);
	spin_timer(&rung);
	rung = 0;
	spin_device(&rung, uart_at(UART_VA, UART_DATA), 0);
	tell(CMD_TIMER, SOON);
	wait_ring();			/* no VM runs */
	tell(CMD_OPEN, 0);
}

static void own_interrupts(void)
{
	in_user(CMD_NONE, code_own_device, USER_UART + UART_MASK, UART_TX);
	rung = 0;
	spin_own_device(&rung, uart_at(UART_VA, UART_MASK), UART_TX);
	mask();
	arm();
	user(code_own_timer);
	frame.r[6] = USER_DATA;
	expect(go_user(&frame), DUET_UPCALL_IRQ_USER, "interrupt");
	hook(take());
	unmask();
	arm();
	spin_own_timer(&rung);
}

/* ---- rings -------------------------------------------------------------- */

#define RECORD(n)	do { \
	expect(ring_send_##n(), 0, "send"); \
	expect(ring_recv_##n(), n, "receive"); \
	expect(ring_place_##n(), 0, "reserve"); \
	expect(ring_take_##n(), n, "peek"); \
	ring_copy_##n(); \
	expect(ring_stream_##n(), n, "stream"); \
} while (0)

static void rings(void)
{
	RECORD(16);
	RECORD(64);
	RECORD(512);
	RECORD(4096);
}

/* ------------------------------------------------------------------------- */

static void enter(uint32_t kind, const char *entry)
{
	if (duet_upcall(kind, (uintptr_t)entry))
		bail("an upcall can't be registered");
}

static void entries(void)
{
	kern_upcalls();
	enter(DUET_UPCALL_SWI_USER, at_swi_user);
	enter(DUET_UPCALL_UND_USER, at_und_user);
	enter(DUET_UPCALL_PABT_USER, at_pabt_user);
	enter(DUET_UPCALL_DABT_USER, at_dabt_user);
	enter(DUET_UPCALL_IRQ_USER, at_irq_user);
}

static void user_code(void)
{
	const uint32_t *from = (const uint32_t *)code;
	volatile uint32_t *to = frame_at(CODE_PA);

	user_space();
	while (from < (const uint32_t *)code_end)
		*to++ = *from++;
	if (set_link(ROOT, 0x100000, L2(1)) || set_link(ROOT, 0x200000, L2(2)))
		bail("no tables for updates");
	flush_tlb();
}

static void devices(void)
{
	if (set_link(ROOT, UART_VA, L2(6)) ||
	    set_page(L2(6), UART_VA, UART0_PA | RW) ||
	    set_page(L2(0), USER_UART, UART0_PA | RW))
		bail("the UART can't be mapped");
	flush_tlb();
	uart_begin(UART_VA);
	duet_ack(shared->device_events);
}

int main(void)
{
	uint32_t i;

	commands = (volatile struct commands *)(uintptr_t)shared->channel[0].va;
	irq_hook = hook;
	entries();
	user_code();
	devices();
	ring_connect();
	unmask();
	for (i = 0; i < REPEAT; i++) {
		calls();
		updates();
		roots();
		upcalls_of_user();
		fault_of_kernel();
		doorbells();
		interrupts_of_rtos();
		masked_interrupts_of_rtos();
		own_interrupts();
		rings();
	}
	print("paths: done\n");
	return 0;
}
