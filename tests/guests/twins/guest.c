// SPDX-License-Identifier: GPL-2.0-only
/*
 * The fast paths of switch_fast.S behave like their twins in C: which VM runs, with
 * which events and state, and what is counted and charged. One VM is above this
 * one, and one below.
 */
#include "stolen.h"
#include "twins.h"

enum { HIGH, LOW };		/* channels */

#define LATE	TICKS_US(25)	/* upper limit for a few switches */
#define MINE	0x80000000u	/* a pending bit of the guest's own */

static volatile uint32_t seen, irqs, steal_seen;

struct counts {
	uint32_t run, switches, bells;
};

struct point {
	uint32_t time;
	struct counts vm[3];		/* HIGH, LOW, this VM */
};

static volatile struct twin *twin(uint32_t channel)
{
	return (volatile struct twin *)(uintptr_t)shared->channel[channel].va;
}

static uint32_t event(uint32_t channel)
{
	return 1u << shared->channel[channel].event;
}

static uint32_t count_of(uint32_t vm, uint32_t index)
{
	uint32_t word = 0;

	if (duet_vm_info(vm, DUET_INFO_COUNTER + index, &word))
		bail("vm_info refused");
	return word;
}

static void take_counts(struct counts *counts, uint32_t vm)
{
	counts->run = count_of(vm, DUET_COUNTER_RUN_TICKS);
	counts->switches = count_of(vm, DUET_COUNTER_SWITCHES);
	counts->bells = count_of(vm, DUET_COUNTER_DOORBELLS);
}

static void take_point(struct point *point)
{
	take_counts(&point->vm[HIGH], shared->channel[HIGH].peer);
	take_counts(&point->vm[LOW], shared->channel[LOW].peer);
	take_counts(&point->vm[2], shared->vm_id);
	point->time = now();
}

/* The difference between then and now */
static struct point since(const struct point *then)
{
	struct point point;
	uint32_t i;

	take_point(&point);
	point.time -= then->time;
	for (i = 0; i < 3; i++) {
		point.vm[i].run -= then->vm[i].run;
		point.vm[i].switches -= then->vm[i].switches;
		point.vm[i].bells -= then->vm[i].bells;
	}
	return point;
}

static bool near(uint32_t got, uint32_t want)
{
	if (got - want + LATE <= 2 * LATE)
		return true;
	print("# got %u instead of %u ticks\n", got, want);
	return false;
}

static void hook(uint32_t events)
{
	irqs++;
	seen |= events;
	steal_seen = shared->steal;
}

static void order(uint32_t channel, uint32_t command, uint32_t argument)
{
	volatile struct twin *t = twin(channel);

	t->events = 0;
	t->wakes = 0;
	t->upcalls = 0;
	t->done = 0;
	t->result = 0xbad;
	t->argument = argument;
	t->command = command;
}

/* Sleeps for a time with events masked, so that the VM below runs */
static void sleep(uint32_t us)
{
	duet_timer(now() + TICKS_US(us), 1);
	for (seen = take(); !(seen & 1u << DUET_EVENT_TIMER); seen |= take())
		duet_block();
}

static uint32_t state_of(uint32_t channel)
{
	uint32_t word = 0;

	duet_vm_info(shared->channel[channel].peer, DUET_INFO_STATE, &word);
	return word;
}

/* Rings a sleeping VM of higher rank, and returns when it sleeps again */
static void up(uint32_t open)
{
	volatile struct twin *t = twin(HIGH);
	struct point then, d;
	uint32_t steal;

	print("# up, %s\n", open ? "open" : "masked");
	t->open = open;
	order(HIGH, DO_NOTHING, 0);
	duet_doorbell(HIGH);
	steal = stolen();
	order(HIGH, DO_SPIN, TICKS_US(400));
	take_point(&then);
	same(duet_doorbell(HIGH), 0, "the doorbell of one above that sleeps");
	d = since(&then);
	steal = stolen() - steal;
	same(t->wakes, 1, "... wakes it once");
	same(t->upcalls, open, "... by an upcall if its events are open");
	same(t->events, event(TO_GUEST), "... with this event");
	same(t->state, DUET_STATE_READY, "... it is ready then");
	same(state_of(HIGH), DUET_STATE_BLOCKED, "... and blocked beyond it");
	same(d.vm[2].bells, 1, "one doorbell counted");
	same(d.vm[HIGH].switches, 1, "a switch to it");
	same(d.vm[2].switches, 1, "a switch to me");
	same(d.vm[LOW].switches, 0, "none to the third");
	ok(near(d.vm[HIGH].run, TICKS_US(400)), "it is charged its time");
	ok(near(d.vm[2].run + d.vm[HIGH].run, d.time), "and I all the rest");
	same(d.vm[LOW].run, 0, "the third nothing");
	ok(near(steal, d.vm[HIGH].run), "its run time is stolen from me");
}

/* Rung from above while runnable: it has the event when it continues */
static void from_above(uint32_t open)
{
	volatile struct twin *t = twin(HIGH);
	uint32_t before = irqs;
	struct point then, d;

	print("# from above, %s\n", open ? "open" : "masked");
	t->open = 0;
	order(HIGH, DO_RING, TO_GUEST);
	take();
	seen = 0;
	shared->pend = MINE;
	take_point(&then);
	shared->mask = open ? 0 : MASKED;
	same(duet_doorbell(HIGH), 0, "it rings me");
	same(shared->mask, open ? 0 : MASKED, "... my mask is as it was");
	mask();
	d = since(&then);
	same(t->result, 0, "... and the call says so");
	same(irqs - before, open, "... an upcall if my events are open");
	same(open ? seen : shared->pend, MINE | event(HIGH),
	     "... the event beside those that were there");
	same(open ? last.mask : shared->mask, MASKED, "... masked");
	take();
	same(d.vm[HIGH].bells, 1, "its doorbell is counted");
	same(d.vm[2].bells, 1, "... and mine");
	same(d.vm[2].switches, 1, "a switch to me");
}

/* After a deliver call the time for which another VM ran is known. */
static void delivered(uint32_t open)
{
	uint32_t steal = stolen(), before = irqs;

	print("# delivered, %s\n", open ? "open" : "masked");
	twin(HIGH)->open = 0;
	order(HIGH, DO_SPIN, TICKS_US(400));
	duet_doorbell(HIGH);
	take();
	seen = 0;
	shared->pend = MINE;
	shared->mask = open ? 0 : MASKED;
	same(duet_deliver(), 0, "deliver, after one above ran");
	mask();
	same(irqs - before, open, "... an upcall if my events are open");
	if (!open) {
		same(take(), MINE, "... the event is still there");
		ok(near(shared->steal - steal, TICKS_US(400)),
		   "... and the time that was stolen is known");
		return;
	}
	same(seen, MINE, "... with the event");
	same(last.mask, MASKED, "... masked");
	ok(near(steal_seen - steal, TICKS_US(400)),
	   "... and the time that was stolen");
}

/* Rung from above: the sleeping VM below, while this one runs */
static void past_me(uint32_t open)
{
	volatile struct twin *t = twin(LOW);
	struct point then, d;
	uint32_t steal, at;

	print("# past me, %s\n", open ? "open" : "masked");
	t->open = open;
	order(LOW, DO_NOTHING, 0);
	duet_doorbell(LOW);
	sleep(1000);
	steal = t->steal;
	order(LOW, DO_SPIN, TICKS_US(300));
	order(HIGH, DO_RING, TO_OTHER);
	take_point(&then);
	duet_doorbell(HIGH);
	at = now();
	same(twin(HIGH)->result, 0, "one above rings one below");
	same(t->wakes, 0, "... which does not run before me");
	wait_ticks(TICKS_US(500));
	same(duet_doorbell(LOW), 0, "I ring it, too");
	same(t->wakes, 0, "... nor now");
	at = now() - at;
	sleep(1000);
	d = since(&then);
	same(t->wakes, 1, "... but when I sleep, once");
	same(t->upcalls, open, "... by an upcall if its events are open");
	same(t->events, event(TO_GUEST) | event(TO_OTHER), "... with both");
	same(t->state, DUET_STATE_READY, "... it is ready then");
	ok(near(t->steal - steal, at), "... and was since it was rung");
	same(d.vm[HIGH].bells, 1, "one doorbell of the one above");
	same(d.vm[2].bells, 2, "... and both of mine");
	same(d.vm[LOW].switches, 1, "a switch to it");
	same(d.vm[2].switches, 2, "... two to me");
	ok(near(d.vm[LOW].run, TICKS_US(300)), "it is charged its time");
	ok(near(d.time - d.vm[2].run - d.vm[LOW].run - d.vm[HIGH].run,
		TICKS_US(700)), "... and none has time that none of us ran");
}

/* The timer preempts the VM below; rung, it continues when this one sleeps. */
static void preempted(uint32_t open)
{
	volatile struct twin *t = twin(LOW);
	struct point then, d;
	uint32_t steal, t0;

	print("# preempted, %s\n", open ? "open" : "masked");
	t->open = open;
	order(LOW, DO_SPIN, TICKS_US(5000));
	duet_doorbell(LOW);
	sleep(1000);
	same(t->done, 0, "one below spins");
	same(state_of(LOW), DUET_STATE_READY, "... and is ready");
	steal = stolen();
	take_point(&then);
	t0 = now();
	sleep(1000);
	ok(near(now() - t0, TICKS_US(1000)), "my timer preempts it in time");
	d = since(&then);
	ok(near(d.vm[LOW].run, TICKS_US(1000)), "... it ran until then");
	ok(near(stolen(), steal), "... which steals nothing from me");
	same(d.vm[LOW].switches, 1, "a switch to it");
	same(d.vm[2].switches, 1, "... and one to me");
	same(d.vm[LOW].bells + d.vm[2].bells, 0, "no doorbell");
	order(HIGH, DO_RING, TO_OTHER);
	duet_doorbell(HIGH);
	same(twin(HIGH)->result, 0, "one above rings it: it can run already");
	same(duet_doorbell(LOW), 0, "... and I");
	same(t->events, event(TO_GUEST), "it has not seen that yet");
	t->events = 0;
	sleep(5000);
	same(t->done, 1, "it continues when I sleep, to its end");
	same(t->events, event(TO_GUEST) | event(TO_OTHER),
	     "... and then has both events");
}

/* Its timer is due while this VM runs: it must wait. */
static void late_timer(void)
{
	volatile struct twin *t = twin(LOW);
	uint32_t steal, at;

	print("# late timer\n");
	t->open = 0;
	order(LOW, DO_TIMER, TICKS_US(1000));
	duet_doorbell(LOW);
	sleep(300);
	steal = t->steal;
	t->events = 0;
	t->wakes = 0;
	at = now();
	wait_ticks(TICKS_US(2000));
	same(t->wakes, 0, "its timer is due while I run");
	at = now() - at;
	sleep(1000);
	same(t->wakes, 1, "... it wakes when I sleep");
	same(t->events, 1u << DUET_EVENT_TIMER, "... with its timer's event");
	ok(near(t->steal - steal, at - TICKS_US(700)),
	   "... having waited from then on");
}

/* Runs for a time with the given values in these two registers */
static void run_with(uint32_t value, uint32_t us)
{
	register uint32_t r12 asm("r12") = value, r2 asm("r2") = value;
	uint32_t i;

	for (i = 0; i < us * 500; i++)
		asm volatile("" : "+r" (r12), "+r" (r2));
}

/* The timer interrupt re-arms by the clock, not by a register of this VM. */
static void next_timer(void)
{
	volatile struct twin *t = twin(HIGH);
	uint32_t i, at, after[] = { 0, 0x40000000, 0x80000000, 0xc0000000 };
	bool good = true;

	print("# next timer\n");
	t->open = 0;
	for (i = 0; i < 4; i++) {
		order(HIGH, DO_TIMER, TICKS_US(1000));
		duet_doorbell(HIGH);
		at = now();
		duet_timer(at + TICKS_US(300), 1);
		run_with(at + after[i], 2000);
		good &= t->wakes == 2 && near(t->at - at, TICKS_US(1000));
		good &= take() == 1u << DUET_EVENT_TIMER;
	}
	ok(good, "after my timer's interrupt that of another is in time");
}

/* A device of one above that sleeps, while this VM runs */
static void alarm(uint32_t open)
{
	volatile struct twin *t = twin(HIGH);
	uint32_t switches, start = now();

	print("# alarm, %s\n", open ? "open" : "masked");
	t->open = open;
	order(HIGH, DO_ALARM, 0);
	duet_doorbell(HIGH);
	switches = count_of(shared->channel[HIGH].peer, DUET_COUNTER_SWITCHES);
	t->events = 0;
	sleep(990000);
	while (!t->events && now() - start < TICKS_US(1010000))
		;
	same(t->events, ALARM, "the alarm of one above that sleeps wakes it");
	same(count_of(shared->channel[HIGH].peer, DUET_COUNTER_SWITCHES),
	     switches + 1, "... by one switch");
	ok(near(t->at - start, TICKS_US(1000000)), "... in time");
	t->open = 0;
}

/* A peer's new life is in the shared page before any VM runs. */
static void lives(void)
{
	uint32_t life = shared->peer_life[HIGH];

	print("# lives\n");
	take();
	order(HIGH, DO_RESTART, 0);
	same(duet_doorbell(HIGH), 0, "one above restarts, while I wait");
	same(shared->peer_life[HIGH], life + 2, "... its life is the next");
	same(shared->pend, event(HIGH), "... and I get the event");
	take();
	order(LOW, DO_SPIN, TICKS_US(10));
	sleep(1000);
	same(twin(LOW)->wakes, 1, "one below gets its event when I sleep");
	same(twin(LOW)->events, event(TO_OTHER), "... by the event alone");
	same(twin(LOW)->peer_life[TO_OTHER], life + 2, "... its life, too");
	take();
	duet_doorbell(HIGH);
	same(twin(HIGH)->peer_life[TO_GUEST], 1, "the new one knows mine");
	same(twin(HIGH)->events, event(TO_GUEST), "... and works");
	ok(!duet_vm_control(shared->channel[HIGH].peer, DUET_CONTROL_STOP),
	   "it is stopped");
	sleep(1000);
	take();
	same(duet_doorbell(HIGH), DUET_EAGAIN, "... its doorbell: EAGAIN");
	same(duet_doorbell(LOW), 0, "... not so that of the other");
}

/* The VM below is rung when its life is announced, before its program runs. */
static void rung_in_the_stub(void)
{
	uint32_t life = shared->peer_life[LOW];

	print("# rung in the stub\n");
	take();
	twin(LOW)->open = 0;
	order(LOW, DO_RESTART, 0);
	duet_doorbell(LOW);
	for (; shared->peer_life[LOW] != life + 2; take())
		duet_block();
	order(LOW, DO_NOTHING, 0);
	same(duet_doorbell(LOW), 0, "one below is rung as its life begins");
	sleep(1000);
	same(twin(LOW)->wakes, 1, "... its program finds that");
	same(twin(LOW)->events, event(TO_GUEST), "... as the first event");
}

/* Both kinds of calls are counted exactly. */
static void calls(void)
{
	uint32_t before, i;

	print("# calls\n");
	before = counter(DUET_COUNTER_HYPERCALLS);
	for (i = 0; i < 10; i++)
		duet_exit(3);		/* refused */
	same(counter(DUET_COUNTER_HYPERCALLS), before + 10,
	     "ten calls that may switch: counted");
}

/* The registers that a call may change contain no information. */
static bool silent(uint32_t nr, uint32_t r0, int32_t result)
{
	struct regs regs, given;
	bool good;
	uint32_t i;

	regs_fill(&regs, nr);
	regs.r[0] = r0;
	regs.r[12] = nr;
	given = regs;
	regs_run(&regs, (uintptr_t)snip_swi);
	good = regs.r[0] == (uint32_t)result;
	for (i = 1; i < 15; i++)
		good &= regs.r[i] == given.r[i] || i == 13 ||
			((i < 4 || i == 12) && !regs.r[i]);
	return good && regs.r[13] == regs.sp_before;
}

static void registers(void)
{
	print("# registers\n");
	ok(silent(DUET_CALL_DOORBELL, HIGH, 0), "a doorbell up: no more than r0");
	ok(silent(DUET_CALL_DOORBELL, LOW, 0), "... down");
	ok(silent(DUET_CALL_DOORBELL, LOW, 0), "... to one that is ready");
	ok(silent(DUET_CALL_DOORBELL, 2, DUET_EINVAL), "... to none");
	shared->pend = MINE;
	ok(silent(DUET_CALL_BLOCK, 0, 0), "block with an event pending");
	ok(silent(DUET_CALL_DELIVER, 0, 0), "deliver");
	shared->mask = 0;
	ok(silent(DUET_CALL_DELIVER, 0, 0), "... that makes the upcall");
	mask();
	same(shared->pend, 0, "... which took the event");
	ok(silent(DUET_CALL_DELIVER, 0, 0), "... with nothing pending");
	duet_timer(now() + TICKS_US(500), 1);
	ok(silent(DUET_CALL_BLOCK, 0, 0), "block, and another runs");
	take();
	ok(silent(DUET_CALL_TIMER, 1, DUET_EINVAL), "a call that fails");
	ok(silent(DUET_CALL_TLS, 0, 0), "tls");
}

static void ring_up(void)
{
	duet_doorbell(HIGH);
}

static void ring_down(void)
{
	duet_doorbell(LOW);
}

static void ring_back(void)
{
	twin(HIGH)->argument = TO_GUEST;
	twin(HIGH)->command = DO_RING;
	duet_doorbell(HIGH);
	take();
}

static void own_timer(void)
{
	uint32_t i;

	duet_timer(now() + TICKS_US(1), 1);
	for (i = 0; i < 5000; i++)
		asm volatile("");
	take();
}

static void deliver(void)
{
	duet_deliver();
}

static void deliver_one(void)
{
	shared->pend = MINE;
	shared->mask = 0;
	duet_deliver();
	mask();
}

static void prices(void)
{
	print("# prices\n");
	cheap(ring_up, 300, "a doorbell up and back goes the short way");
	cheap(ring_down, 50, "one down");
	cheap(ring_back, 380, "one to me while another runs");
	cheap(own_timer, 10330, "my timer's interrupt, masked");
	shared->mask = 0;
	cheap(own_timer, 10390, "... and open");
	mask();
	cheap(deliver, 25, "deliver, nothing pending");
	cheap(deliver_one, 200, "... an upcall");
	sleep(1000);
}

int main(void)
{
	mask();
	kern_upcalls();
	irq_hook = hook;
	sleep(20000);
	up(0);
	up(1);
	from_above(0);
	from_above(1);
	delivered(0);
	delivered(1);
	past_me(0);
	past_me(1);
	preempted(0);
	preempted(1);
	alarm(0);
	alarm(1);
	late_timer();
	next_timer();
	registers();
	prices();
	rung_in_the_stub();
	lives();
	calls();
	plan();
	return 0;
}
