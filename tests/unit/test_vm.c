// SPDX-License-Identifier: GPL-2.0-only
/*
 * Life cycle: the resources that a VM gives up when it ends, restarts, and
 * the end of the board.
 */
#include <stdio.h>

#include "hyp_test.h"

#include "arch.h"
#include "budget.h"
#include "console.h"
#include "event.h"
#include "last_words.h"
#include "life.h"
#include "plat.h"
#include "print.h"
#include "sched.h"
#include "slice.h"
#include "timer.h"
#include "vm.h"

#define NR	3

uint32_t host_dacr, host_drains;
struct sched sched;
struct console_reports console_reports;
struct vm vms[SYS_VM_MAX];

static struct sys_table *table;
static char text[4096];
static jmp_buf off;
static struct {
	bool ready, loaded, masked, timer, watchdog;
	uint32_t resets, loaders, told;
} sim[NR];
static uint32_t steps;		/* of a reset */

void print(const char *format, ...)
{
	char line[200], plain[200];
	const char *s = format;
	uint32_t i = 0;
	va_list args;

	/* %x of the hypervisor has eight digits */
	for (; *s; s++) {
		plain[i++] = *s;
		if (*s == '%' && s[1] == 'x') {
			plain[i++] = '0';
			plain[i++] = '8';
		}
	}
	plain[i] = 0;
	va_start(args, format);
	vsnprintf(line, sizeof(line), plain, args);
	va_end(args);
	strcat(text, line);
}

void print_string(const char *s)
{
	strcat(text, s);
}

static bool drained;

void console_drain(void)
{
	drained = true;
}

void plat_power_off(void)
{
	assert_true(drained);
	drained = false;
	longjmp(off, 1);
}

static bool crowded;

/* Alternates */
bool console_prepare(void)
{
	crowded = !crowded;
	return !crowded;
}

static bool has_room, irq_waits;

bool console_has_room(void)
{
	return has_room;
}

bool plat_irq_waiting(void)
{
	return irq_waits;
}

void arch_irq_init(void)
{
}

void arch_irq_init_vm(struct vm *vm)
{
}

void event_init_vm(struct vm *vm)
{
}

void budget_init(struct vm *vm)
{
}

void slice_init(void)
{
}

void sched_init(void)
{
	uint32_t i;

	sched.vm = &vms[0];
	for (i = 0; i < NR; i++)
		sched.by_rank[i] = &vms[i];
}

void arch_vm_init(struct vm *vm)
{
	assert_ptr_equal(vm->sys, &table->vm[vm - vms]);
	assert_int_equal(vm->id, vm - vms);
}

void event_mask_devices(struct vm *vm)
{
	sim[vm - vms].masked = true;
}

void timer_cancel(struct timer *timer)
{
	uint32_t i;

	timer->armed = false;
	for (i = 0; i < NR; i++)
		if (timer == &vms[i].timer)
			sim[i].timer = false;
		else if (timer == &vms[i].watchdog)
			sim[i].watchdog = false;
}

static uint32_t clock, deadline;

uint32_t plat_clock(void)
{
	return clock;
}

void timer_arm(struct timer *timer, uint32_t at)
{
	uint32_t i;

	timer->armed = true;
	for (i = 0; i < NR; i++)
		if (timer == &vms[i].watchdog) {
			assert_int_equal(at, clock + vms[i].sys->watchdog);
			sim[i].watchdog = true;
			return;
		}
	deadline = at;
}

void event_post(struct vm *vm, uint32_t events)
{
	assert_true(vm->peers_changed);
	assert_int_equal(events, 1u << 9);
	sim[vm - vms].told++;
}

void event_update_peers(struct vm *vm)
{
	assert_int_equal(vm->state, VM_LIVE);
	vm->peers_changed = false;
}

void sched_set_ready(struct vm *vm)
{
	assert_int_equal(vm->state, VM_RESET);
	sim[vm - vms].ready = true;
}

void sched_clear_ready(struct vm *vm)
{
	sim[vm - vms].ready = false;
}

/* Its memory is given up: nothing in it may wake the VM any more. */
void arch_reset_begin(struct vm *vm)
{
	assert_int_equal(vm->state, VM_RESET);
	assert_true(sim[vm - vms].masked);
	sim[vm - vms].loaded = false;
	vm->step = 0;
}

bool arch_reset_step(struct vm *vm)
{
	assert_int_equal(vm->state, VM_RESET);
	assert_false(sim[vm - vms].loaded);
	if (!vm->step)
		sim[vm - vms].resets++;
	return ++vm->step == steps;
}

void arch_reset_done(struct vm *vm)
{
	assert_int_equal(vm->state, VM_LIVE);
	sim[vm - vms].loaded = true;
}

/* By now its peers have been notified. */
void arch_enter_loader(struct vm *vm)
{
	assert_int_equal(vm->state, VM_LIVE);
	assert_int_equal(vm->peers_left, 0);
	sim[vm - vms].loaders++;
}

/* Messages that an earlier test has left */
static void hush(void)
{
	while (table && console_reports.waiting)
		last_words_print();
}

static int setup(void **state)
{
	uint32_t i;

	hush();
	free(table);
	table = calloc(1, sizeof(*table) + NR * sizeof(struct sys_vm));
	table->nr_vms = NR;
	sys = table;
	memset(vms, 0, sizeof(vms));
	memset(sim, 0, sizeof(sim));
	text[0] = 0;
	clock = 1000;
	steps = 6;
	has_room = irq_waits = false;
	for (i = 0; i < NR; i++)
		snprintf(table->vm[i].name, SYS_NAME_MAX, "vm%u", i);
	table->vm[1].nr_channels = 1;
	table->vm[1].channel[0].peer = 2;
	table->vm[1].channel[0].peer_event = 9;
	return 0;
}

static int teardown(void **state)
{
	hush();
	free(table);
	table = NULL;
	return 0;
}

/* As many swi as the reset has steps; then the VM is live. */
static void bring_up(uint32_t i)
{
	uint32_t n = 0, before = sim[i].loaders;
	/* it looks whether it is to wait */
	uint32_t later = vms[i].next_life == NEXT_LATER;

	current = &vms[i];
	while (sim[i].loaders == before && n++ < 100)
		vm_reset_step();
	assert_int_equal(n, later + steps + table->vm[i].nr_channels + 1);
	assert_int_equal(vms[i].state, VM_LIVE);
	assert_true(sim[i].loaded);
	/* the state of a running VM */
	sim[i].timer = true;
	vms[i].timer.armed = true;
	sim[i].masked = false;
	vms[i].new_events = 5;
	vms[i].blocked = 1;
	vms[i].wake_bit = 1;
}

static void all_up(void)
{
	uint32_t i;

	vm_init_all();
	for (i = 0; i < NR; i++) {
		assert_true(sim[i].ready);
		assert_int_equal(vm_peer_life(&vms[i]), 0);
		bring_up(i);
		assert_int_equal(vms[i].lives, 1);
		assert_int_equal(vm_peer_life(&vms[i]), 1);
	}
}

static void given_up(uint32_t i)
{
	assert_true(sim[i].masked);
	assert_false(sim[i].loaded);
	/* timers that are still armed have no effect */
	assert_int_equal(vms[i].timer.kern, 0);
	vms[i].timer.fire(&vms[i].timer);
	vms[i].watchdog.fire(&vms[i].watchdog);
	assert_int_not_equal(vms[i].state, VM_LIVE);
	assert_int_equal(vms[i].new_events, 0);
	assert_int_equal(vms[i].blocked, 0);
	assert_int_equal(vms[i].wake_bit, 0);
}

/* A crash report is printed in pieces, whatever its VM does meanwhile. */
static void said(void)
{
	uint32_t n = 0;

	while (console_reports.waiting) {
		last_words_print();
		assert_true(n++ < 1000);
	}
}

/* The VM gives up its resources; its end does not wait for the console. */
static void ended(uint32_t i)
{
	uint32_t n = 0;

	given_up(i);
	current = &vms[i];
	while (vms[i].state == VM_RESET &&
	       (vms[i].timer.armed || vms[i].watchdog.armed ||
		vms[i].peers_left || !vms[i].next_life) && n++ < 200) {
		assert_true(sim[i].ready);
		assert_int_equal(vms[i].step, 0);
		vm_reset_step();
	}
	assert_in_range(n, 0, 4);
	assert_false(sim[i].timer);
	assert_false(sim[i].watchdog);
}

static void dumped(uint32_t i)
{
	ended(i);
	said();
}

static void restarted(uint32_t i)
{
	assert_int_equal(vms[i].state, VM_RESET);
	assert_true(sim[i].ready);
	assert_int_equal(vm_peer_life(&vms[i]), 2);
	assert_ptr_equal(vm_ctx(&vms[i]), &vms[i].kern);
	bring_up(i);
	assert_int_equal(vms[i].counter[DUET_COUNTER_RESTARTS], 1);
	assert_int_equal(sim[i].resets, 2);
	assert_int_equal(vm_peer_life(&vms[i]), 3);
}

static void power_off(void **state)
{
	all_up();
	if (setjmp(off))
		fail_msg("the board is off");
	assert_int_equal(sim[2].told, 1);
	vm_exit(&vms[1], false);
	assert_int_equal(vm_peer_life(&vms[1]), 2);
	dumped(1);
	assert_int_equal(sim[2].told, 2);
	assert_int_equal(vms[1].state, VM_STOPPED);
	assert_false(sim[1].ready);
	assert_int_equal(vms[0].state, VM_LIVE);
	assert_string_equal(text, "vm1: stopped\n");
	vm_exit(&vms[0], false);
	dumped(0);
	/* the last VM powers off the board */
	if (!setjmp(off)) {
		vm_exit(&vms[2], false);
		dumped(2);
		fail_msg("the board is on");
	}
	given_up(2);
}

static void restart(void **state)
{
	all_up();
	if (setjmp(off))
		fail_msg("the board is off");
	vms[1].base = ctx_base(&vms[1].user);
	assert_int_equal(vms[1].last_end, DUET_END_BOOT);
	current = &vms[1];
	vm_exit(&vms[1], true);
	assert_int_equal(vms[1].last_end, DUET_END_RESTART);
	dumped(1);
	restarted(1);
	assert_int_equal(sim[2].told, 3);
	assert_string_equal(text, "vm1: restarts\n");
}

static void crash(void **state)
{
	uint32_t i;

	table->vm[1].flags = SYS_VM_CRASH_RESTART;
	all_up();
	if (setjmp(off))
		fail_msg("the board is off");
	for (i = 0; i < 15; i++)
		vms[1].user.r[i] = 0x100 + i;
	vms[1].user.pc = 0x8000;
	vms[1].user.psr = 0x60000010;
	vms[1].base = ctx_base(&vms[1].user);
	vm_crash(&vms[1], "why");
	assert_int_equal(vms[1].last_end, DUET_END_CRASH);
	dumped(1);
	restarted(1);
	assert_string_equal(text,
			    "vm1: crashed: why, in user mode\n"
			    " pc  00008000 psr 60000010\n"
			    " r0 00000100 r1 00000101 r2 00000102 r3 00000103 r4 00000104\n"
			    " r5 00000105 r6 00000106 r7 00000107 r8 00000108 r9 00000109\n"
			    " r10 0000010a r11 0000010b r12 0000010c r13 0000010d r14 0000010e\n"
			    "vm1: restarts\n");
	text[0] = 0;
	vm_crash(&vms[2], "other");
	dumped(2);
	assert_int_equal(vms[2].state, VM_STOPPED);
	assert_false(sim[2].ready);
	assert_non_null(strstr(text, "vm2: crashed: other, in kernel mode\n"));
	assert_null(strstr(text, "restarts"));
}

/* The end of the VM that the system depends on */
static void ends_system(void **state)
{
	table->vm[0].flags = SYS_VM_CONSOLE;
	all_up();
	if (!setjmp(off)) {
		vm_exit(&vms[0], false);
		dumped(0);
		fail_msg("the board is on");
	}
	setup(NULL);
	table->vm[0].flags = SYS_VM_CONSOLE;
	all_up();
	if (!setjmp(off)) {
		vm_crash(&vms[0], "why");
		dumped(0);
		fail_msg("the board is on");
	}
	setup(NULL);
	table->vm[0].flags = SYS_VM_CONSOLE | SYS_VM_CRASH_RESTART;
	all_up();
	if (setjmp(off))
		fail_msg("the board is off");
	vm_crash(&vms[0], "why");
	dumped(0);
	restarted(0);
	vm_exit(&vms[0], true);
	dumped(0);
	bring_up(0);
	assert_int_equal(vms[0].lives, 3);
}

/* A VM that does not kick is restarted, whatever else its description says. */
static void watchdog(void **state)
{
	table->vm[1].flags = SYS_VM_WATCHDOG;
	table->vm[1].watchdog = 500;
	all_up();
	if (setjmp(off))
		fail_msg("the board is off");
	assert_true(sim[1].watchdog);
	assert_false(sim[0].watchdog);
	sim[1].watchdog = false;
	vm_kick_watchdog(&vms[1]);
	assert_true(sim[1].watchdog);
	current = &vms[0];
	sim[1].watchdog = false;
	vms[1].watchdog.fire(&vms[1].watchdog);
	dumped(1);
	restarted(1);
	assert_int_equal(vms[1].counter[DUET_COUNTER_WATCHDOGS], 1);
	assert_int_equal(vms[1].last_end, DUET_END_WATCHDOG);
	assert_true(sim[1].watchdog);
	assert_non_null(strstr(text, "vm1: crashed: watchdog expired, in "));
	vm_kick_watchdog(&vms[0]);
	assert_false(sim[0].watchdog);
}

/* Stopped by another, and started again */
static void stopped_and_started(void **state)
{
	all_up();
	if (setjmp(off))
		fail_msg("the board is off");
	current = &vms[0];
	vm_exit(&vms[1], false);
	assert_int_equal(vms[1].last_end, DUET_END_STOPPED);
	dumped(1);
	assert_int_equal(vms[1].state, VM_STOPPED);
	vm_start(&vms[1]);
	assert_int_equal(vms[1].state, VM_RESET);
	assert_true(sim[1].ready);
	bring_up(1);
	assert_int_equal(vms[1].lives, 2);
	assert_int_equal(vms[1].counter[DUET_COUNTER_RESTARTS], 1);
	assert_string_equal(text, "vm1: stopped\n");
}

#define HZ	1280u

/* Ends before the console has taken all messages about the first */
static void ends_in_a_row(void **state)
{
	const char *next;
	uint32_t i;

	table->clock_hz = HZ;
	table->vm[1].flags = SYS_VM_CRASH_RESTART;
	all_up();
	if (setjmp(off))
		fail_msg("the board is off");
	vm_crash(&vms[1], "first");
	ended(1);
	restarted(1);
	assert_int_equal(text[0], 0);
	last_words_print();
	last_words_print();
	vm_crash(&vms[2], "other");
	vms[1].kern.pc = 0x1234;
	vm_crash(&vms[1], "second");
	said();
	assert_int_equal(strncmp(text, "vm1: crashed: first", 19), 0);
	next = strstr(text, "vm1: crashed: second");
	assert_non_null(next);
	assert_non_null(strstr(next, "00001234"));
	assert_non_null(strstr(next, "vm2: crashed: other"));
	/* with four notifications pending the fifth is dropped: no life waits */
	text[0] = 0;
	for (i = 0; i < 5; i++) {
		ended(1);
		bring_up(1);
		vm_exit(&vms[1], true);
	}
	ended(1);
	bring_up(1);
	said();
	for (i = 0, next = text; (next = strstr(next, ": restarts")); i++)
		next++;
	assert_int_equal(i, 4);
}

/* A piece takes long: no step prints one while an interrupt waits. */
static void speaks_in_reset(void **state)
{
	uint32_t n;

	table->vm[1].flags = SYS_VM_CRASH_RESTART;
	all_up();
	vm_crash(&vms[1], "why");
	ended(1);
	has_room = irq_waits = true;
	for (n = 0; n < 10; n++)
		vm_reset_step();
	assert_int_equal(text[0], 0);
	assert_int_equal(vms[1].step, 0);
	irq_waits = false;
	for (n = 0; console_reports.waiting && n < 1000; n++)
		vm_reset_step();
	assert_int_equal(vms[1].step, 0);
	assert_int_equal(strncmp(text, "vm1: crashed: why", 17), 0);
	restarted(1);
}

#define LONGEST	10240u

/* Crashes after a while; returns how long the next life is delayed. */
static uint32_t crashed(uint32_t life)
{
	clock += life;
	text[0] = 0;
	vm_crash(&vms[1], "why");
	said();
	ended(1);
	deadline = clock;
	vm_reset_step();
	assert_int_equal(vms[1].step, 0);
	if (vms[1].timer.armed)
		vm_reset_step();
	assert_int_equal(vms[1].step, 0);
	assert_int_equal(vms[1].timer.armed, !sim[1].ready);
	assert_int_equal(!vms[1].blocked, sim[1].ready);
	if (vms[1].timer.armed) {
		clock = deadline;
		vms[1].timer.armed = false;
		vms[1].timer.fire(&vms[1].timer);
		assert_true(sim[1].ready);
		assert_int_equal(vms[1].blocked, 0);
	}
	bring_up(1);
	return vms[1].delay;
}

/* Up, and no crash so far */
static void looping(uint32_t longest)
{
	table->vm[1].flags = SYS_VM_CRASH_RESTART;
	table->vm[1].restart_delay = longest;
	all_up();
	clock += LONGEST;
}

/* The delays double until they are as long as the longest. */
static void crash_loop(void **state)
{
	static const uint32_t delays[] = {
		10, 30, 70, 150, 310, 630, 1270, 2550, 5110, 10230, LONGEST, LONGEST
	};
	uint32_t i, before;

	if (setjmp(off))
		fail_msg("the board is off");
	looping(LONGEST);
	assert_int_equal(crashed(0), 0);
	for (i = 0; i < sizeof(delays) / sizeof(delays[0]); i++) {
		before = clock;
		assert_int_equal(crashed(LONGEST - 1), delays[i]);
		assert_int_equal(clock - before, LONGEST - 1 + delays[i]);
	}
	/* a long life, and all is forgotten */
	assert_int_equal(crashed(LONGEST), 0);
	assert_int_equal(crashed(1), 10);
	/* what it is told to do it does at once, and that ends no row */
	vm_exit(&vms[1], true);
	dumped(1);
	bring_up(1);
	assert_int_equal(crashed(1), 30);
}

static void no_delay(void **state)
{
	uint32_t i;

	if (setjmp(off))
		fail_msg("the board is off");
	looping(0);
	for (i = 0; i < 20; i++)
		assert_int_equal(crashed(0), 0);
}

/* One that waits is stopped or restarted as one that runs; that ends the row. */
static void delay_cut(void **state)
{
	uint32_t again;

	if (setjmp(off))
		fail_msg("the board is off");
	looping(LONGEST);
	crashed(0);
	for (again = 0; again < 2; again++) {
		vm_crash(&vms[1], "why");
		ended(1);
		vm_reset_step();
		vm_reset_step();
		assert_false(sim[1].ready);
		vm_exit(&vms[1], !again);
		assert_true(sim[1].ready);
		ended(1);
		if (!again) {
			bring_up(1);
			assert_int_equal(crashed(1), 0);
		}
		assert_int_equal(vms[1].state, again ? VM_STOPPED : VM_LIVE);
	}
}

/* One that is missed by its watchdog is delayed as well. */
static void watchdog_loop(void **state)
{
	uint32_t i;

	if (setjmp(off))
		fail_msg("the board is off");
	looping(LONGEST);
	table->vm[1].flags = SYS_VM_WATCHDOG;
	vm_kick_watchdog(&vms[1]);
	for (i = 0; i < 2; i++) {
		vms[1].watchdog.fire(&vms[1].watchdog);
		ended(1);
		if (!i)
			bring_up(1);
	}
	vm_reset_step();
	vm_reset_step();
	assert_false(sim[1].ready);
	assert_int_equal(deadline, clock + 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(power_off, setup, teardown),
		cmocka_unit_test_setup_teardown(restart, setup, teardown),
		cmocka_unit_test_setup_teardown(crash, setup, teardown),
		cmocka_unit_test_setup_teardown(ends_in_a_row, setup, teardown),
		cmocka_unit_test_setup_teardown(speaks_in_reset, setup,
						teardown),
		cmocka_unit_test_setup_teardown(crash_loop, setup, teardown),
		cmocka_unit_test_setup_teardown(no_delay, setup, teardown),
		cmocka_unit_test_setup_teardown(delay_cut, setup, teardown),
		cmocka_unit_test_setup_teardown(watchdog_loop, setup, teardown),
		cmocka_unit_test_setup_teardown(ends_system, setup, teardown),
		cmocka_unit_test_setup_teardown(watchdog, setup, teardown),
		cmocka_unit_test_setup_teardown(stopped_and_started, setup,
						teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
