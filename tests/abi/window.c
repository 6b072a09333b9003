// SPDX-License-Identifier: GPL-2.0-only
/*
 * The subject in the window: calls of a VM without page tables, channels from
 * both ends, control of other VMs, the watchdog. It begins, and ends the run.
 */
#include "suite.h"

#define PAGED	1	/* numbers of the VMs; see tests/abi/abi.dts */
#define PEER	2
#define BUSY	3

#define STATE(vm)	info(vm, DUET_INFO_STATE)
#define LIVES(vm)	info(vm, DUET_INFO_LIVES)
#define COUNT(vm, name)	info(vm, DUET_INFO_COUNTER + DUET_COUNTER_##name)
#define EVENT(n)	(1u << shared->channel[n].event)

static volatile struct link *peer;

static void no_tables(void)
{
	struct regs regs;

	shared->qlen = 1;
	FAILS(PT_UPDATE, EPERM, "no page tables", 0, 0, 0);
	shared->qlen = 0;
	FAILS(PT_ROOT, EPERM, "no page tables: create", DUET_ROOT_CREATE,
	      0xc000, 0);
	FAILS(PT_ROOT, EPERM, "no page tables: destroy", DUET_ROOT_DESTROY,
	      0x4000, 0);
	FAILS(MM_SWITCH, EPERM, "no page tables", 0x4000, 0, 0);
	raw(&regs, DUET_CALL_IRET, 0, shared->ram_va, 0, 0);
	point(regs.r[0] == (uint32_t)DUET_EPERM && kept(&regs, 0, 6), "iret",
	      "EPERM", "no user mode");
	raw(&regs, DUET_CALL_IRET, 0, 0x1000, 0, 0);
	point(regs.r[0] == (uint32_t)DUET_EPERM && kept(&regs, 0, 6), "iret",
	      "EPERM", "... wherever the frame");
	FIELD(!shared->zone_size, shared.zone_size, "0 without page tables");
	FIELD(!shared->root, shared.root, "0 without page tables");
	FIELD(!shared->kernel_base, shared.kernel_base,
	      "0 without page tables");
	FIELD(!shared->device_va == !shared->device_events, shared.device_va,
	      "where there are devices");
}

/* ---- channels ---- */

static void bells_out(void)
{
	uint32_t rung = info(0, DUET_INFO_COUNTER + DUET_COUNTER_DOORBELLS);

	peer->events = 0;
	WORKS(DOORBELL, "to the peer", CH_PEER, 0, 0);
	OK_IF(peer->events, DOORBELL, "... which got its event");
	OK_IF(gives(DUET_CALL_DOORBELL, 0, CH_PEER_2, 0, 0) &&
	      peer->events & (peer->events - 1), DOORBELL,
	      "another channel: another event");
	OK_IF(info(0, DUET_INFO_COUNTER + DUET_COUNTER_DOORBELLS) ==
	      rung + 8, DOORBELL, "counted");
	take();
}

/* The peer's channels 0 and 1 lead here, as 0 and 1. */
static void bells_in(void)
{
	uint32_t i, n, before;
	bool masked = true, open = true;

	mask();
	take();
	for (i = 0; i < 100; i++) {
		masked &= !peer_call(DUET_CALL_DOORBELL, i & 1, 0, 0);
		masked &= take() == EVENT(i & 1);
	}
	point(masked, "event", "MASKED", "a doorbell: pending, none lost");
	for (i = 0; i < 100; i++) {
		seen = 0;
		before = irqs;
		shared->mask = 0;
		open &= !peer_call(DUET_CALL_DOORBELL, i & 1, 0, 0);
		open &= seen == EVENT(i & 1) && irqs == before + 1;
		mask();
	}
	point(open, "event", "OPEN", "a doorbell: one upcall, none lost");
	for (n = 0; n < 5; n++)
		peer_call(DUET_CALL_DOORBELL, CH_PEER, 0, 0);
	peer_call(DUET_CALL_DOORBELL, CH_PEER_2, 0, 0);
	point(take() == (EVENT(0) | EVENT(1)) && !take(), "event",
	      "COALESCED", "five doorbells and another: one bit each");
}

static bool named(uint32_t channel, const char *name)
{
	volatile uint8_t *is = &shared->channel_name[16 * channel];

	while (*name && *is == *name) {
		is++;
		name++;
	}
	return *is == *name;
}

static void memory(void)
{
	volatile uint32_t *cached = &link_at(CH_PEER)->reserved[0];
	volatile uint32_t *uncached = &link_at(CH_PEER_2)->reserved[0];

	*cached = 0x1111;
	*uncached = 0x2222;
	FIELD(*cached == 0x1111 && *uncached == 0x2222 &&
	      peer->lives == 1, channel_info.pa, "two memories");
	FIELD(shared->channel[CH_PEER_2].flags & DUET_CHAN_UNCACHED,
	      channel_info.flags, "uncached as described");
	VALUE(shared->channel[CH_PEER_2].flags & DUET_CHAN_UNCACHED &&
	      !(shared->channel[CH_PEER].flags & DUET_CHAN_UNCACHED),
	      CHAN.UNCACHED, "as described");
	VALUE(shared->channel[CH_PEER].flags & DUET_CHAN_FIRST, CHAN.FIRST,
	      "the first end");
	FIELD(named(CH_PEER_2, "uncached"), shared.channel_name,
	      "as described");
	FIELD(shared->channel[CH_PEER].peer == PEER, channel_info.peer,
	      "as described");
	FIELD(!shared->channel[CH_PEER].pad, channel_info.pad, "0");
}

/* Up to date, since an event arrives while this VM runs */
static uint32_t stolen(void)
{
	mask();
	duet_timer(now(), 1);
	wait_ticks(TICKS_US(100));
	take();
	return shared->steal;
}

static void steal(void)
{
	uint32_t before = stolen(), ticks;

	peer_do(CMD_BUSY, TICKS_US(2000));
	ticks = stolen() - before;
	FIELD(ticks >= TICKS_US(1800) && ticks < TICKS_US(4000), shared.steal,
	      "while the peer was busy");
}

/* ---- control ---- */

static void control_errors(void)
{
	FAILS(VM_CONTROL, EINVAL, "itself", 0, DUET_CONTROL_STOP, 0);
	FAILS(VM_CONTROL, EINVAL, "VM 4", 4, DUET_CONTROL_STOP, 0);
	FAILS(VM_CONTROL, EINVAL, "VM -1", ~0u, DUET_CONTROL_START, 0);
	FAILS(VM_CONTROL, EINVAL, "operation 3", PEER, 3, 0);
	FAILS(VM_CONTROL, EINVAL, "operation -1", PEER, ~0u, 0);
	FAILS(VM_CONTROL, EBUSY, "START of one that runs", PEER,
	      DUET_CONTROL_START, 0);
	point(LIVES(PEER) == 1, "vm_control", "EBUSY", "... which runs on");
	FAILS(VM_INFO, EINVAL, "VM 4", 4, 0, 0);
	FAILS(VM_INFO, EINVAL, "VM -1", ~0u, 0, 0);
	FAILS(VM_INFO, EINVAL, "another's word 9", PEER, 9, 0);
	OK_IF(gives(DUET_CALL_VM_INFO, 0, PEER, DUET_INFO_RAM, 0) &&
	      info(PEER, DUET_INFO_RAM) == 0x100000, VM_INFO, "another's RAM");
	OK_IF(info(PEER, DUET_INFO_PRIO) > info(0, DUET_INFO_PRIO), VM_INFO,
	      "priorities");
}

static bool goes_off(uint32_t vm)
{
	uint32_t i;

	for (i = 0; i < 1000 && STATE(vm) != DUET_STATE_OFF; i++)
		rest(100);
	return STATE(vm) == DUET_STATE_OFF;
}

static bool life_is(uint32_t channel, uint32_t life)
{
	return rest_until(&shared->peer_life[channel], life);
}

static void stop_start(void)
{
	uint32_t life = shared->peer_life[CH_PEER];

	FIELD(life == 1, shared.peer_life, "up, in its first life");
	seen = 0;
	OK_IF(!duet_vm_control(PEER, DUET_CONTROL_STOP), VM_CONTROL, "STOP");
	FIELD(life_is(CH_PEER, life + 1) && life_is(CH_PEER_2, life + 1),
	      shared.peer_life, "stopped: even");
	rest(5000);
	FIELD((seen & (EVENT(0) | EVENT(1))) == (EVENT(0) | EVENT(1)),
	      shared.peer_life, "... with the events");
	OK_IF(STATE(PEER) == DUET_STATE_OFF, VM_CONTROL, "... it is off");
	VALUE(STATE(PEER) == DUET_STATE_OFF, STATE.OFF, "stopped");
	VALUE(STATE(PEER) == DUET_STATE_OFF, CONTROL.STOP, "it is off");
	FAILS(DOORBELL, EAGAIN, "the peer is off", CH_PEER, 0, 0);
	FAILS(DOORBELL, EAGAIN, "... on both channels", CH_PEER_2, 0, 0);
	FAILS(VM_CONTROL, EBUSY, "STOP of one that is off", PEER,
	      DUET_CONTROL_STOP, 0);
	FAILS(VM_CONTROL, EBUSY, "RESTART of one that is off", PEER,
	      DUET_CONTROL_RESTART, 0);
	rest(50000);
	OK_IF(STATE(PEER) == DUET_STATE_OFF, KICK,
	      "one that is off needs none");
	seen = 0;
	OK_IF(!duet_vm_control(PEER, DUET_CONTROL_START), VM_CONTROL, "START");
	FIELD(life_is(CH_PEER, life + 2) && life_is(CH_PEER_2, life + 2),
	      shared.peer_life, "started: odd");
	rest(5000);
	FIELD(seen & EVENT(0) && seen & EVENT(1), shared.peer_life,
	      "... with the events");
	OK_IF(LIVES(PEER) == 2 && rest_until(&peer->lives, 2), VM_CONTROL,
	      "... its second life");
	VALUE(LIVES(PEER) == 2, CONTROL.START, "a new life");
	VALUE(peer->last_end == DUET_END_STOPPED, END.STOPPED, "it knows");
	FIELD(peer->last_end == DUET_END_STOPPED, shared.last_end, "STOP");
	VALUE(STATE(PEER) == DUET_STATE_BLOCKED, STATE.BLOCKED,
	      "the peer waits");
	OK_IF(peer_call(DUET_CALL_TLS, 0, 0, 0) == 0, VM_CONTROL,
	      "... executes its commands");
}

static void restart(void)
{
	uint32_t life = shared->peer_life[CH_PEER];

	seen = 0;
	OK_IF(!duet_vm_control(PEER, DUET_CONTROL_RESTART), VM_CONTROL,
	      "RESTART");
	OK_IF(life_is(CH_PEER, life + 2) && rest_until(&peer->lives, 3),
	      VM_CONTROL, "... its third life");
	VALUE(LIVES(PEER) == 3, CONTROL.RESTART, "a new life");
	VALUE(peer->last_end == DUET_END_RESTARTED, END.RESTARTED, "it knows");
	rest(1000);
	FIELD(seen & EVENT(0), shared.peer_life, "... with the event");
	OK_IF(shared->lives == 1, VM_CONTROL, "... and not this one's");
}

/* The peer ends by itself, and comes back or not */
static bool peer_exit(uint32_t how, uint32_t lives)
{
	peer->nr = DUET_CALL_EXIT;
	peer->arg[0] = how;
	peer->command = CMD_CALL;
	return !duet_doorbell(CH_PEER) && rest_until(&peer->lives, lives);
}

static void exits(void)
{
	uint32_t lives = peer->lives;

	OK_IF(peer_exit(DUET_EXIT_RESTART, lives + 1), EXIT,
	      "RESTART: a new life");
	VALUE(LIVES(PEER) == lives + 1, EXIT.RESTART, "a new life");
	VALUE(peer->last_end == DUET_END_RESTART, END.RESTART, "its own wish");
	OK_IF(peer_exit(DUET_EXIT_CRASH, lives + 1) && goes_off(PEER), EXIT,
	      "CRASH: stopped, as described");
	VALUE(LIVES(PEER) == lives + 1, EXIT.CRASH, "no new life");
	OK_IF(!duet_vm_control(PEER, DUET_CONTROL_START) &&
	      rest_until(&peer->lives, lives + 2), VM_CONTROL,
	      "START, after it crashed");
	VALUE(peer->last_end == DUET_END_CRASH, END.CRASH, "it knows");
	OK_IF(peer_exit(DUET_EXIT_POWEROFF, lives + 2), EXIT, "POWEROFF");
	OK_IF(goes_off(PEER) && !(shared->peer_life[CH_PEER] & 1), EXIT,
	      "... it is off");
	rest(50000);
	OK_IF(STATE(PEER) == DUET_STATE_OFF, KICK, "... and stays so");
	OK_IF(!duet_vm_control(PEER, DUET_CONTROL_START) &&
	      rest_until(&peer->lives, lives + 3), VM_CONTROL,
	      "START, after it switched itself off");
	VALUE(peer->last_end == DUET_END_POWEROFF, END.POWEROFF, "it knows");
}

static void from_the_peer(void)
{
	OK_IF(peer_gives(DUET_CALL_VM_INFO, 0, PEER, 0), VM_INFO,
	      "its own, without control");
	OK_IF(peer_gives(DUET_CALL_KICK, 0, 0, 0), KICK, "the call");
	point(peer_refuses(DUET_CALL_VM_INFO, DUET_EPERM, 0, 0), "vm_info",
	      "EPERM", "the peer may not");
	point(peer_refuses(DUET_CALL_VM_CONTROL, DUET_EPERM, 0,
			   DUET_CONTROL_STOP), "vm_control", "EPERM",
	      "the peer may not");
	point(peer_refuses(DUET_CALL_LOG, DUET_EPERM, 0, 0), "log", "EPERM",
	      "the peer may not");
}

/* Open: the events caused by the call come as upcalls; registers are kept. */
static void open_control(void)
{
	static const uint32_t op[] = {
		DUET_CONTROL_RESTART, DUET_CONTROL_STOP, DUET_CONTROL_START,
	};
	uint32_t lives = LIVES(PEER), i;
	struct regs regs;
	bool good = true;

	for (i = 0; i < 12; i++) {
		seen = 0;
		shared->mask = 0;
		raw(&regs, DUET_CALL_VM_CONTROL, PEER, op[i % 3], 0, i);
		good &= !regs.r[0] && kept(&regs, i, 4) && !shared->mask;
		rest(3000);
		good &= seen & EVENT(0) && seen & EVENT(1);
	}
	OK_IF(good && LIVES(PEER) == lives + 8, VM_CONTROL,
	      "with events open: registers, upcalls");
}

/* ---- counters, which other VMs don't read ---- */

static void counters(void)
{
	uint32_t calls = COUNT(0, HYPERCALLS), switches = COUNT(0, SWITCHES);
	uint32_t bells = COUNT(0, DOORBELLS), i;

	for (i = 0; i < 10; i++) {
		duet_exit(3);		/* refused */
		peer_call(DUET_CALL_TLS, 0, 0, 0);
	}
	VALUE(COUNT(0, HYPERCALLS) - calls >= 10, COUNTER.HYPERCALLS,
	      "calls that are not quick");
	VALUE(COUNT(0, SWITCHES) - switches >= 10, COUNTER.SWITCHES,
	      "to the peer and back");
	VALUE(COUNT(0, DOORBELLS) - bells == 10, COUNTER.DOORBELLS, "each");
	VALUE(!COUNT(0, ROOT_LOADS), COUNTER.ROOT_LOADS, "none: no tables");
	VALUE(!COUNT(0, CACHE_FLUSHES), COUNTER.CACHE_FLUSHES, "none, too");
	VALUE(!COUNT(0, TLB_FLUSHES), COUNTER.TLB_FLUSHES, "none, too");
	VALUE(COUNT(PAGED, ROOT_LOADS), COUNTER.ROOT_LOADS, "to start");
	VALUE(!COUNT(0, RESTARTS), COUNTER.RESTARTS, "none: the first life");
	VALUE(COUNT(PEER, RESTARTS) == LIVES(PEER) - 1, COUNTER.RESTARTS,
	      "lives before this one");
	VALUE(COUNT(0, THROTTLES) == 0, COUNTER.THROTTLES, "no budget");
	VALUE(COUNT(0, HELD_TICKS) == 0, COUNTER.HELD_TICKS, "never held");
	VALUE(COUNT(0, WATCHDOGS) == 0, COUNTER.WATCHDOGS, "no watchdog");
}

/* ---- watchdog ---- */

static void watchdog(void)
{
	uint32_t lives = peer->lives, kicked, i;
	uint32_t dogs = info(PEER, DUET_INFO_COUNTER +
			     DUET_COUNTER_WATCHDOGS);

	rest(200000);
	OK_IF(LIVES(PEER) == lives && !dogs, KICK,
	      "a VM that kicks in time keeps running, for ten times as long");
	peer_do(CMD_NO_KICK, 0);
	kicked = peer->kicked;
	rest(10000);
	OK_IF(LIVES(PEER) == lives, KICK, "not before its time");
	OK_IF(rest_until(&peer->lives, lives + 1), KICK,
	      "a VM that does not is restarted, though a crash would stop it");
	i = peer->started - kicked;
	OK_IF(i >= TICKS_US(20000) && i < TICKS_US(40000), KICK,
	      "... in time");
	OK_IF(info(PEER, DUET_INFO_COUNTER + DUET_COUNTER_WATCHDOGS) ==
	      dogs + 1, KICK, "... and counted");
	VALUE(COUNT(PEER, WATCHDOGS) == dogs + 1, COUNTER.WATCHDOGS, "one");
	VALUE(peer->last_end == DUET_END_WATCHDOG, END.WATCHDOG, "it knows");
	rest(100000);
	OK_IF(LIVES(PEER) == lives + 1, KICK, "... once");
}

/* ---- log ---- */

static uint32_t log_end(void)
{
	uint32_t text, at = 0, next, i;

	for (i = 0; i < 2000; i++, at = next) {
		next = duet_log(at, &text);
		if (next == at)
			break;
	}
	return at;
}

static const char mark[] = "# to be found in the log\n";

/* Reads the log from a position, as documented: true if it has the mark */
static bool log_has_mark(uint32_t at)
{
	uint32_t text, next, found = 0, i;

	for (;; at = next) {
		next = duet_log(at, &text);
		for (i = 0; i < next - at; i++, text >>= 8) {
			char c = text & 255;

			found = c == mark[found] ? found + 1 : c == mark[0];
			if (!mark[found])
				return true;
		}
		if (next == at)
			return false;
	}
}

static void logs(void)
{
	uint32_t text, at;
	int32_t oldest;

	rest(20000);
	at = log_end();
	OK_IF(gives(DUET_CALL_LOG, at, at, 0, 0) && !duet_version(&text) == 0 &&
	      (int32_t)duet_log(at, &text) == (int32_t)at && !text, LOG,
	      "at its end: nothing, and the position");
	OK_IF(!log_has_mark(at), LOG, "a line is not there before");
	print("%s", mark);
	OK_IF(log_has_mark(at), LOG, "... and is there once written");
	OK_IF(duet_log(at, &text) == (int32_t)(at + 4), LOG,
	      "four characters at once");
	oldest = duet_log(0, &text);
	OK_IF(oldest >= 4 && (int32_t)(at - oldest) <= 1024, LOG,
	      "0: the oldest that is kept");
	OK_IF(duet_log(at + 0x40000000, &text) == duet_log(0, &text), LOG,
	      "a position that is not kept: the oldest");
}

/* ---- the other subject ---- */

static void other_subject(void)
{
	volatile struct link *link = link_at(CH_OTHER);

	link->finished = 0;
	link->points = suite_points;
	link->go = 1;
	duet_doorbell(CH_OTHER);
	while (!link->finished) {
		rest(10000);
		if (STATE(PAGED) == DUET_STATE_OFF && !link->finished)
			bail("the VM with page tables is off");
	}
	suite_points = link->points;
	OK_IF(rest_until(&shared->peer_life[CH_OTHER], 2) &&
	      STATE(PAGED) == DUET_STATE_OFF, EXIT,
	      "POWEROFF of one with page tables");
	link->command = CMD_NONE;
	link->errors = 0;
	link->progress = 0;
	link->points = 2;
	OK_IF(!duet_vm_control(PAGED, DUET_CONTROL_START) &&
	      rest_until(&shared->peer_life[CH_OTHER], 3), VM_CONTROL,
	      "START of one with page tables");
	VALUE(STATE(PAGED) != DUET_STATE_OFF, EXIT.POWEROFF, "was off");
	rest(20000);
	OK_IF(link->progress && !link->errors, VM_CONTROL, "... which works");
}

/* Stopped in the middle of calls, of user code, of its start, and asleep */
static void any_time(void)
{
	volatile struct link *link = link_at(CH_OTHER);
	uint32_t i, lives = LIVES(PAGED), progress;
	bool good = true;

	for (i = 1; i <= 60; i++) {
		progress = link->progress;
		rest(4000 + rnd(500));
		good &= link->progress != progress;
		/* it does not run before this VM rests */
		good &= !duet_doorbell(CH_OTHER);
		link->points = lives + i;
		if (i % 2) {
			good &= !duet_vm_control(PAGED, DUET_CONTROL_RESTART);
			good &= STATE(PAGED) == DUET_STATE_RESET;
			good &= duet_vm_control(PAGED, DUET_CONTROL_RESTART) ==
				DUET_EBUSY;
			good &= duet_doorbell(CH_OTHER) == DUET_EAGAIN;
			continue;
		}
		good &= !duet_vm_control(PAGED, DUET_CONTROL_STOP);
		good &= duet_vm_control(PAGED, DUET_CONTROL_START) ==
			DUET_EBUSY;
		good &= goes_off(PAGED) &&
			!duet_vm_control(PAGED, DUET_CONTROL_START);
	}
	rest(20000);
	if (!good || link->errors)
		print("# %u errors in %u steps\n", link->errors,
		      link->progress);
	OK_IF(good && !link->errors, VM_CONTROL,
	      "60 ends at any time: each new life works");
	OK_IF(LIVES(PAGED) == lives + 60 &&
	      shared->peer_life[CH_OTHER] == 2 * (lives + 60) - 1, VM_CONTROL,
	      "... counted");
	point(duet_vm_control(PAGED, DUET_CONTROL_RESTART) == 0 &&
	      duet_doorbell(CH_OTHER) == DUET_EAGAIN, "doorbell", "EAGAIN",
	      "the peer's new life is being prepared");
	VALUE(STATE(PAGED) == DUET_STATE_RESET, STATE.RESET,
	      "it has not run yet");
	rest(20000);
	OK_IF(!duet_vm_control(PAGED, DUET_CONTROL_STOP) && goes_off(PAGED),
	      VM_CONTROL, "STOP, in the end");
}

/* The paged subject's next life ends this way, and no other follows. */
static bool dies_by(uint32_t command)
{
	uint32_t lives = LIVES(PAGED);
	bool off;

	link_at(CH_OTHER)->command = command;
	if (duet_vm_control(PAGED, DUET_CONTROL_START))
		return false;
	rest(1000);
	off = goes_off(PAGED);
	link_at(CH_OTHER)->command = CMD_NONE;
	return off && LIVES(PAGED) == lives + 1;
}

static void fatal(void)
{
	point(dies_by(CMD_NO_ENTRY), "entry", "DABT_KERN",
	      "no entry: the VM is stopped");
	OK_IF(dies_by(CMD_NO_FRAME), IRET,
	      "a frame that can't be read: the VM is stopped");
	FIELD(dies_by(CMD_DOUBLE_FAULT), shared.busy,
	      "a double fault: the VM is stopped");
}

/* ---- budget ---- */

/* 2 ms of each 10; commanded to be busy for longer */
static void budget(void)
{
	volatile struct link *link = link_at(CH_BUSY);
	uint32_t run = COUNT(BUSY, RUN_TICKS), i, throttled = 0;
	uint32_t cuts = COUNT(BUSY, THROTTLES), held = COUNT(BUSY, HELD_TICKS);

	link->arg[0] = TICKS_US(200000);
	link->command = CMD_BUSY;
	OK_IF(!duet_doorbell(CH_BUSY), DOORBELL, "to one with a budget");
	for (i = 0; i < 100; i++) {
		rest(1000);
		throttled += STATE(BUSY) == DUET_STATE_THROTTLED;
	}
	run = COUNT(BUSY, RUN_TICKS) - run;
	print("# ran for %u of 100000 us\n", run / 24);
	OK_IF(run > TICKS_US(18000) && run < TICKS_US(23000), VM_INFO,
	      "a budget of 20% is kept");
	OK_IF(throttled > 60 && throttled < 95, VM_INFO, "THROTTLED else");
	VALUE(throttled > 60, STATE.THROTTLED, "the budget is used up");
	i = COUNT(BUSY, THROTTLES) - cuts;
	VALUE(i >= 8 && i <= 12, COUNTER.THROTTLES, "once a period");
	held = COUNT(BUSY, HELD_TICKS) - held;
	VALUE(held > TICKS_US(65000) && held < TICKS_US(90000),
	      COUNTER.HELD_TICKS, "for 8 ms");
}

static bool busy_again(volatile struct link *link, uint32_t lives)
{
	if (!rest_until(&link->lives, lives))
		return false;
	link->arg[0] = TICKS_US(500000);
	link->command = CMD_BUSY;
	return !duet_doorbell(CH_BUSY);
}

/* Ended while it is throttled, and while it isn't: it gains no budget. */
static void budget_lives(void)
{
	volatile struct link *link = link_at(CH_BUSY);
	uint32_t lives = LIVES(BUSY), i, t = now(), run, got;
	bool good = true;

	run = COUNT(BUSY, RUN_TICKS);
	for (i = 1; i <= 12; i++) {
		rest(7000 + rnd(3000));
		if (i & 1) {
			good &= !duet_vm_control(BUSY, DUET_CONTROL_RESTART);
		} else {
			good &= !duet_vm_control(BUSY, DUET_CONTROL_STOP);
			good &= goes_off(BUSY);
			good &= !duet_vm_control(BUSY, DUET_CONTROL_START);
		}
		good &= busy_again(link, lives + i);
	}
	run = COUNT(BUSY, RUN_TICKS) - run;
	t = now() - t;
	got = run / (t / 1000);
	print("# %u of 1000 parts\n", got);
	OK_IF(good, VM_CONTROL, "STOP, START, RESTART of one that is throttled");
	OK_IF(got <= 225, VM_CONTROL, "... its budget holds in all its lives");
	duet_vm_control(BUSY, DUET_CONTROL_STOP);
}

/* ---- its own restart ---- */

static uint32_t pristine = 0x1234;

static void end_this_life(void)
{
	volatile struct link *link = link_at(CH_OTHER);
	uint32_t i;

	for (i = 0; i < 4; i++)
		peer_do(CMD_BUSY, TICKS_US(10000));
	pristine = 0;
	link->points = suite_points;
	shared->ack = 0xff;
	shared->qlen = 5;
	shared->busy = 1;
	duet_ack(shared->device_events);
	duet_timer(now() + TICKS_US(3000), 1);
	duet_exit(DUET_EXIT_RESTART);
	bail("the end of this life was not its end");
}

static void second_life(void)
{
	uint32_t start = now();
	bool good;

	suite_points = link_at(CH_OTHER)->points;
	good = shared->pend == 0;
	at_the_start();
	VALUE(shared->last_end == DUET_END_RESTART, END.RESTART, "this life");
	OK_IF(pristine == 0x1234, EXIT, "RESTART: RAM is as at first");
	OK_IF(shared->lives == 2 && info(0, DUET_INFO_LIVES) == 2, EXIT,
	      "... the second life");
	OK_IF(good && shared->features && shared->nr_channels == 4, EXIT,
	      "... a shared page of its own");
	FIELD(shared->peer_life[CH_PEER] == 2 * LIVES(PEER) - 1 &&
	      shared->peer_life[CH_OTHER] == 2 * LIVES(PAGED),
	      shared.peer_life, "in a new life: the peers' as they are");
	suite_init();
	wait_ticks(TICKS_US(5000));
	good = !shared->pend;
	start = now() - start;
	FIELD(stolen() <= start, shared.steal,
	      "in a new life: not that of the old one");
	OK_IF(good, EXIT, "... the old one's timer is gone");
	if (shared->device_va)
		uart_raise((volatile uint32_t *)(uintptr_t)shared->device_va);
	OK_IF(!shared->pend, ACK, "a new life: devices are shut again");
	OK_IF(duet_doorbell(CH_PEER) == 0, EXIT, "... its channels are there");
	print("1..%u\n", suite_points);
}

int main(void)
{
	if (shared->lives > 1) {
		second_life();
		return 0;
	}
	at_the_start();
	suite_init();
	link_at(CH_OTHER)->go = 0;
	peer = link_at(CH_PEER);
	if (!rest_until(&peer->lives, 1) ||
	    !rest_until(&shared->peer_life[CH_OTHER], 1))
		bail("the others have not started");
	rest(5000);	/* until the last of them sleeps */
	common((volatile uint32_t *)(uintptr_t)shared->device_va);
	kernel_entries();
	no_tables();
	memory();
	bells_out();
	bells_in();
	steal();
	control_errors();
	from_the_peer();
	stop_start();
	restart();
	exits();
	open_control();
	counters();
	watchdog();
	logs();
	other_subject();
	any_time();
	fatal();
	budget();
	budget_lives();
	end_this_life();
	return 0;
}
