// SPDX-License-Identifier: GPL-2.0-only
/*
 * Scheduling: VMs that run and sleep at random, on a fake clock. The running VM
 * must have the highest priority; VMs of equal priority wait for a few slices
 * at most; and no tick is lost or counted twice.
 */
#include "hyp_test.h"

#include "arch.h"
#include "budget.h"
#include "event.h"
#include "exit.h"
#include "plat.h"
#include "sched.h"
#include "slice.h"
#include "timer.h"
#include "vm.h"

#define NR	6
#define SLICE	1000u
#define SLACK	60u

uint32_t host_dacr, host_drains;
const struct sys_table *sys;
const uint32_t plat_clock_va = 0xf0200000;
struct vm vms[SYS_VM_MAX];

static struct sys_table *table;
static uint32_t clock;
static uint64_t elapsed, idle_ticks;
static bool hw_on;
static uint32_t hw_at;
static bool flushed;		/* the cache, just before */
static uint32_t loads, load_max;	/* ticks */

static struct sim {
	uint32_t work, rest;	/* ticks left to run; to sleep afterwards */
	uint32_t work_max, rest_max;
	uint32_t waited;	/* ticks ready while an equal VM ran */
	uint64_t ran;
	bool awake;
	uint32_t pending;	/* ticks ready since it last ran */
	uint64_t stolen;	/* the same of all earlier waits */
	uint32_t delivered;
} sim[NR];

static void advance(uint32_t ticks)
{
	clock += ticks;
	elapsed += ticks;
}

uint32_t plat_clock(void)
{
	advance(1);
	return clock;
}

void plat_timer_arm(uint32_t ticks)
{
	hw_on = true;
	hw_at = clock + ticks;
}

void plat_timer_stop(void)
{
	hw_on = false;
}

uint32_t clock_quarters;

void plat_timer_ack(void)
{
	hw_on = false;
}

bool plat_irq_waiting(void)
{
	return hw_on && (int32_t)(hw_at - clock) <= 0;
}

/* May meet an interrupt, which does not always cut it. */
bool arch_flush_all(void)
{
	advance(rnd_below(load_max));
	flushed = !plat_irq_waiting() || rnd_below(2);
	return flushed;
}

void arch_vm_load(struct vm *vm)
{
	assert_true(vm_is_paged(vm));
	assert_ptr_not_equal(vm, sched.loaded);
	assert_true(flushed && !plat_irq_waiting());
	flushed = false;
	sched.loaded = vm;
	loads++;
}

void event_post(struct vm *vm, uint32_t events)
{
	vm->new_events |= events;
	sim[vm - vms].awake = true;
	if (vm->blocked)
		sched_set_ready(vm);
}

void event_deliver(struct vm *vm)
{
	assert_ptr_equal(vm, current);
	vm->new_events = 0;
	sim[vm - vms].delivered++;
}

/* The only line is the timer's. */
const uint32_t plat_timer_line = 4;

uint32_t plat_irq_next(void)
{
	return plat_irq_waiting() ? plat_timer_line : PLAT_NO_IRQ;
}

void plat_irq_mask(uint32_t line)
{
	fail();
}

void host_wait(void)
{
	uint32_t from = clock;

	assert_true(hw_on);
	if ((int32_t)(hw_at - clock) > 0)
		advance(hw_at - clock);
	idle_ticks += clock - from;
}

static bool ready(uint32_t i)
{
	return sched.run_map & vms[i].rank_bit;
}

/* by_rank is a permutation in the order of priorities. */
static void check_ranks(void)
{
	uint32_t seen = 0, i;

	for (i = 0; i < sys->nr_vms; i++) {
		struct vm *vm = sched.by_rank[i];

		seen |= 1u << (vm - vms);
		assert_int_equal(vm->rank_bit, 0x80000000u >> i);
		if (i)
			assert_true(vm->sys->prio <=
				    sched.by_rank[i - 1]->sys->prio);
	}
	assert_int_equal(seen, (1u << sys->nr_vms) - 1);
}

static void check_choice(const struct vm *next)
{
	uint32_t i;

	assert_true(ready(next - vms));
	assert_true(sim[next - vms].awake);
	assert_false(next->blocked);
	assert_int_equal(next->new_events, 0);
	assert_true(vm_in_space(next));
	for (i = 0; i < sys->nr_vms; i++)
		if (ready(i))
			assert_true(vms[i].sys->prio <= next->sys->prio);
	check_ranks();
}

/* VMs equal to the one that ran waited so long; others wait by right. */
static void count_waiting(const struct vm *ran, uint32_t ticks)
{
	uint32_t i, equals = 0;

	for (i = 0; i < sys->nr_vms; i++)
		equals += vms[i].sys->prio == ran->sys->prio;
	for (i = 0; i < sys->nr_vms; i++) {
		if (&vms[i] == ran || !ready(i)) {
			sim[i].waited = 0;
			sim[i].stolen += sim[i].pending;
			sim[i].pending = 0;
			continue;
		}
		sim[i].pending += ticks;
		if (vms[i].sys->prio != ran->sys->prio)
			continue;
		sim[i].waited += ticks;
		if (sim[i].waited > equals * (SLICE + SLACK + load_max))
			fail_msg("VM %u waits for %u ticks", i, sim[i].waited);
	}
}

static void sleep_now(struct vm *vm, struct sim *s)
{
	vm->blocked = 1;
	s->awake = false;
	sched_clear_ready(vm);
	timer_arm(&vm->timer, clock + s->rest);
	s->work = 1 + rnd_below(s->work_max);
	s->rest = rnd_below(s->rest_max);
}

/* As switch_fast.S does it */
static void interrupt(void)
{
	sched.entered = plat_clock();
	irq_serve_next();
}

/* The VM runs until its work is done or the timer interrupt comes. */
static void run_vm(struct vm *vm)
{
	struct sim *s = &sim[vm - vms];
	uint32_t ticks = s->work;

	if (hw_on && (int32_t)(hw_at - clock) < (int32_t)ticks)
		ticks = (int32_t)(hw_at - clock) > 0 ? hw_at - clock : 0;
	advance(ticks);
	s->work -= ticks;
	s->ran += ticks;
	count_waiting(vm, ticks);
	if (!s->work && s->work_max)
		sleep_now(vm, s);
	else
		interrupt();
}

/* As computed by the host tool */
static uint32_t rank_of_prio(uint32_t nr, const uint32_t *prio, uint32_t vm)
{
	uint32_t i, rank = 0;

	for (i = 0; i < nr; i++)
		rank += prio[i] > prio[vm] || (prio[i] == prio[vm] && i < vm);
	return rank;
}

static void new_system(uint32_t nr, const uint32_t *prio)
{
	uint32_t i;

	while (timer_head)
		timer_cancel(timer_head);
	memset(vms, 0, sizeof(vms));
	memset(sim, 0, sizeof(sim));
	memset(&sched, 0, sizeof(sched));
	hw_on = false;
	clock = 0xffff0000;
	elapsed = idle_ticks = 0;
	free(table);
	table = calloc(1, sizeof(*table) + nr * sizeof(struct sys_vm));
	table->nr_vms = nr;
	sys = table;
	for (i = 0; i < nr; i++) {
		table->vm[i].prio = prio[i];
		table->vm[i].rank = rank_of_prio(nr, prio, i);
		table->vm[i].slice = SLICE;
		vms[i].sys = &table->vm[i];
		vms[i].state = VM_LIVE;
		vms[i].timer.kern = ctx_base(&vms[i].kern);
		vms[i].timer.events = 1;
		sim[i].awake = true;
		sim[i].work = 1 + rnd_below(SLICE);
		sim[i].work_max = 1 + rnd_below(3 * SLICE);
		sim[i].rest_max = 1 + rnd_below(3 * SLICE);
	}
	slice_init();
	sched_init();
	elapsed = 0;
	check_ranks();
	for (i = 0; i < nr; i++)
		sched_set_ready(&vms[i]);
}

static void run(uint32_t steps)
{
	uint32_t base;

	while (steps--) {
		base = sched_exit();
		/* sched_exit returns vm->base, which is 0 in all VMs */
		assert_int_equal(base, 0);
		check_choice(current);
		run_vm(current);
	}
}

static void check_times(void)
{
	uint64_t sum = idle_ticks;
	uint32_t i;

	sched_charge();
	for (i = 0; i < sys->nr_vms; i++) {
		sum += vms[i].counter[DUET_COUNTER_RUN_TICKS];
		assert_true(vms[i].counter[DUET_COUNTER_RUN_TICKS] >=
			    sim[i].ran);
		/* only one of them includes reads of the clock */
		assert_true(vms[i].steal >= sim[i].stolen);
		/* a wait is counted when it ends */
		if (!sim[i].ran)
			continue;
		assert_true(vms[i].steal - sim[i].stolen <
			    sim[i].stolen / 4 + SLACK * vms[i].counter[DUET_COUNTER_SWITCHES] + SLACK);
	}
	/* reads of the clock while idle count for no VM */
	assert_true(sum <= elapsed);
	assert_true(elapsed - sum < elapsed / 20 + 100);
}

static int teardown(void **state)
{
	free(table);
	table = NULL;
	return 0;
}

static void random_systems(void **state)
{
	uint32_t prio[NR], seed, i, nr;

	for (seed = 1; seed <= 300; seed++) {
		rnd_state = seed * 2654435761u;
		nr = 1 + rnd_below(NR);
		for (i = 0; i < nr; i++)
			prio[i] = rnd_below(3);
		new_system(nr, prio);
		run(4000);
		check_times();
		for (i = 0; i < nr; i++)
			if (prio[i] == 2)
				assert_true(sim[i].ran > 0);
	}
}

/* Each VM runs with its tables loaded, however often interrupts cut that. */
static void paged(void **state)
{
	static const uint32_t prio[] = { 1, 0, 1, 2, 1 };
	uint32_t seed, i;

	for (seed = 1; seed <= 20; seed++) {
		rnd_state = seed * 2654435761u;
		new_system(5, prio);
		loads = 0;
		load_max = 100;
		for (i = 0; i < 3; i++)
			table->vm[i].flags = SYS_VM_PAGED;
		run(4000);
		assert_true(loads > 100);
		assert_true(sim[0].ran > 0 && sim[2].ran > 0);
	}
	load_max = 0;
}

/* Two that never sleep, below one with a period much shorter than a slice */
static void preempted_turns(void **state)
{
	static const uint32_t prio[] = { 1, 1, 2 };
	uint64_t a, b;

	rnd_state = 1;
	new_system(3, prio);
	sim[0].work_max = sim[1].work_max = 0;
	sim[0].work = sim[1].work = 0x7fffffff;
	sim[2].work = 10;
	sim[2].work_max = 20;
	sim[2].rest_max = 200;
	run(20000);
	a = sim[0].ran;
	b = sim[1].ran;
	assert_true(a > 0 && b > 0);
	assert_true((a > b ? a - b : b - a) <= 2 * (SLICE + SLACK));
}

/* Three that never sleep get a third each. */
static void thirds(void **state)
{
	static const uint32_t prio[] = { 1, 1, 1, 0 };
	uint32_t i;

	rnd_state = 1;
	new_system(4, prio);
	for (i = 0; i < 4; i++) {
		sim[i].work_max = 0;
		sim[i].work = 0x7fffffff;
	}
	run(3000);
	for (i = 0; i < 3; i++)
		assert_in_range(sim[i].ran, sim[0].ran - 2 * SLICE,
				sim[0].ran + 2 * SLICE);
	assert_int_equal(sim[3].ran, 0);
	assert_true(vms[0].counter[DUET_COUNTER_SWITCHES] > 500);
	check_times();
}

/* A VM that wakes in the middle of another's slice waits only for its end. */
static void woken_in_a_turn(void **state)
{
	static const uint32_t prio[] = { 1, 1 };

	rnd_state = 1;
	new_system(2, prio);
	sim[0].work_max = 0;
	sim[0].work = 0x7fffffff;
	sim[1].work = 5;
	sim[1].work_max = 5;
	sim[1].rest_max = 3 * SLICE;
	run(3000);
	assert_true(sim[1].ran > 1000);
	assert_true(vms[1].steal > 0);
}

/* A VM alone in its priority is never preempted at the end of a slice. */
static void alone(void **state)
{
	static const uint32_t prio[] = { 2, 1 };

	rnd_state = 1;
	new_system(2, prio);
	sim[0].work_max = sim[1].work_max = 0;
	sim[0].work = sim[1].work = 10 * SLICE;
	run(1);
	assert_false(hw_on);
	assert_ptr_equal(current, &vms[0]);
	assert_int_equal(sim[0].ran, 10 * SLICE);
}

#define BUDGET_PERIOD	240000u

/*
 * A VM of high priority with a budget, which works for so many ticks and then
 * rests for some (0: it never rests), above one that always works.
 */
static void budgeted(uint32_t budget, uint32_t work, uint32_t periods)
{
	static const uint32_t prio[] = { 2, 1 };

	rnd_state = 1;
	new_system(2, prio);
	table->clock_hz = 24000000;
	table->vm[0].budget = budget;
	table->vm[0].period = BUDGET_PERIOD;
	sim[0].work_max = work;
	sim[0].work = work ? work : 0x7fffffff;
	sim[0].rest_max = 9000;
	sim[1].work_max = 0;
	sim[1].work = 0x7fffffff;
	sched_clear_ready(&vms[0]);
	budget_init(&vms[0]);
	sched_set_ready(&vms[0]);
	while (elapsed < periods * BUDGET_PERIOD)
		run(1);
}

/*
 * A VM that never sleeps gets its budget and no more; the VM below gets the
 * rest. An overrun in one period is deducted from the next.
 */
static void budget(void **state)
{
	budgeted(60000, 0, 100);
	assert_in_range(sim[0].ran * 1000 / elapsed, 245, 255);
	assert_in_range(vms[0].counter[DUET_COUNTER_THROTTLES], 98, 101);
	assert_true(sim[1].ran * 1000 / elapsed > 730);
}

/* A VM that sleeps has its budget whenever it wakes, and no more than that. */
static void budget_of_sleeper(void **state)
{
	budgeted(60000, 9000, 100);
	assert_in_range(sim[0].ran * 1000 / elapsed, 230, 250);
	assert_true(vms[0].counter[DUET_COUNTER_THROTTLES] > 90);
	/* a VM that needs less is never throttled */
	budgeted(200000, 900, 50);
	assert_int_equal(vms[0].counter[DUET_COUNTER_THROTTLES], 0);
	assert_true(sim[0].ran > 100000);
}

#define SWITCH_COST	(24000000u >> 17)	/* charged for each switch */

/* A look at the VM that runs, with so many ticks left of its budget */
static void look_with(int32_t left)
{
	struct vm *vm = &vms[0];

	sched.switched_at = sched.entered = clock;
	vm->period_end = clock + BUDGET_PERIOD / 2;
	vm->run_limit = vm->counter[DUET_COUNTER_RUN_TICKS] +
		vm->counter[DUET_COUNTER_SWITCHES] * SWITCH_COST + left;
	vm->budget.fire(&vm->budget);
}

/* It is throttled when nothing is left, and not before. */
static void budget_to_the_tick(void **state)
{
	budgeted(60000, 0, 2);
	while (!ready(0))
		run(1);
	sched_exit();
	assert_ptr_equal(current, &vms[0]);
	look_with(1);
	assert_int_equal(vms[0].limit, LIMIT_NONE);
	look_with(0);
	assert_int_equal(vms[0].limit, LIMIT_USED);
	assert_false(ready(0));
}

/* A VM that sleeps is looked at once, and then not until it runs again. */
static void budget_at_rest(void **state)
{
	budgeted(200000, 900, 2);
	while (!ready(0))
		run(1);
	sim[0].rest = 10 * BUDGET_PERIOD;
	while (ready(0))
		run(1);
	assert_true(vms[0].budget.armed);
	run(1);
	assert_false(vms[0].budget.armed);
	while (!ready(0))
		run(1);
	assert_true(elapsed > 10 * BUDGET_PERIOD);
	run(1);
	assert_true(vms[0].budget.armed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(random_systems, teardown),
		cmocka_unit_test_teardown(paged, teardown),
		cmocka_unit_test_teardown(preempted_turns, teardown),
		cmocka_unit_test_teardown(thirds, teardown),
		cmocka_unit_test_teardown(woken_in_a_turn, teardown),
		cmocka_unit_test_teardown(alone, teardown),
		cmocka_unit_test_teardown(budget, teardown),
		cmocka_unit_test_teardown(budget_of_sleeper, teardown),
		cmocka_unit_test_teardown(budget_to_the_tick, teardown),
		cmocka_unit_test_teardown(budget_at_rest, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
