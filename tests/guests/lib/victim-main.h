/* SPDX-License-Identifier: GPL-2.0-only */
/* The victim of the hostile guests: see hostile.h. */
#include <duet/chan.h>

#include "hostile.h"

#define PERIOD		TICKS_US(1000)
#define WORDS		8192
#define WORDS_A_TURN	256
#define GUARD		0x6a4d0a2du

static volatile struct report *report;
static uint32_t memory[WORDS];
static uint32_t deadline, sent, expected, checked;
static uint32_t known;		/* events of its timer and channels */

static struct {			/* guard words around received records */
	uint32_t before[4];
	uint32_t buf[64];
	uint32_t behind[4];
} prey_buf;
static struct duet_chan prey, peer;
static volatile bool rung;	/* an event since work() began */

static uint32_t pattern(uint32_t n)
{
	return n * 0x9e3779b9 ^ 0x5bd1e995;
}

static void *channel_va(uint32_t n)
{
	return (void *)(uintptr_t)shared->channel[n].va;
}

static void timing(void)
{
	uint32_t late = now() - deadline;

	if ((int32_t)late < 0) {
		report->early++;
	} else if (late > report->worst) {
		report->worst = late;
		report->worst_at = report->own[0];
	}
	report->beats++;
	deadline += PERIOD;
	duet_timer(deadline, 1);
}

/* With events masked, so brief: a deadline that comes meanwhile waits */
static void hook(uint32_t events)
{
	rung = true;
	if (events & 1u << DUET_EVENT_TIMER)
		timing();
	if (events & ~known)
		report->spurious++;
}

static void check_memory(void)
{
	uint32_t end = checked + WORDS_A_TURN;

	for (; checked < end; checked++)
		if (memory[checked] != pattern(checked))
			report->memory++;
	checked %= WORDS;
	if (shared->magic != DUET_INFO_MAGIC || shared->mask > DUET_PSR_I)
		report->memory++;
}

static void send_to_peer(void)
{
	struct record r;
	uint32_t i;

	r.seq = sent;
	r.errors = 0;
	for (i = 0; i < RECORD_WORDS; i++)
		r.word[i] = pattern(sent * RECORD_WORDS + i);
	if (!duet_ring_send(&peer.tx, &r, sizeof(r)))
		sent++;
}

/* In order, none lost, none changed */
static void hear_from_peer(void)
{
	struct record r;
	uint32_t i;
	int n;

	while ((n = duet_ring_recv(&peer.rx, &r, sizeof(r))) > 0) {
		if (n != sizeof(r) || r.seq != expected)
			report->ring++;
		for (i = 0; i < RECORD_WORDS; i++)
			if (r.word[i] != ~pattern(expected * RECORD_WORDS + i))
				report->ring++;
		report->peer = r.errors;
		report->replies++;
		expected++;
	}
	if (n != DUET_RING_EAGAIN)
		report->ring++;
}

static void serve_peer(void)
{
	bool bell = duet_chan_poll(&peer) & DUET_CHAN_POLL_RING;

	if (duet_chan_up(&peer)) {
		send_to_peer();
		hear_from_peer();
		bell |= duet_ring_flush(&peer.tx);
		bell |= duet_ring_flush(&peer.rx);
	}
	if (bell)
		duet_doorbell(CH_PEER);
}

static void guard_prey(bool set)
{
	uint32_t i;

	for (i = 0; i < 4; i++) {
		if (!set && (prey_buf.before[i] != GUARD ||
			     prey_buf.behind[i] != GUARD))
			report->prey++;
		prey_buf.before[i] = GUARD;
		prey_buf.behind[i] = GUARD;
	}
}

/* Limits that a ring with an untrusted peer must keep, seen from outside */
static void check_ring(const struct duet_ring *r)
{
	if (r->limit - r->index > r->size)
		report->prey++;
}

/* The record just read lies within the ring's data, and before its head */
static void check_record(uint32_t before, uint32_t n)
{
	uint32_t mask = prey.rx.size - 1, used = duet_ring_footprint(n);
	uint32_t skipped = prey.rx.index - before - used;

	if (skipped && (before + skipped) & mask)
		report->prey++;
	if (((prey.rx.index - used) & mask) + used > prey.rx.size)
		report->prey++;
}

/* One record back and forth, whatever the attacker has written */
static int serve_record(void)
{
	uint32_t before = prey.rx.index;
	int n = duet_ring_recv(&prey.rx, prey_buf.buf, sizeof(prey_buf.buf));
	int err = n;

	if (n > (int)sizeof(prey_buf.buf))
		report->prey++;
	check_ring(&prey.rx);
	if (n >= 0) {
		report->served++;
		check_record(before, n);
		err = duet_ring_send(&prey.tx, prey_buf.buf, n);
		check_ring(&prey.tx);
	}
	guard_prey(false);
	return n == DUET_RING_ECORRUPT || err == DUET_RING_ECORRUPT ?
		DUET_RING_ECORRUPT : n;
}

/* As a driver would: follows the peer, and reconnects if it is corrupt */
static void serve_prey(void)
{
	bool bell = duet_chan_poll(&prey) & DUET_CHAN_POLL_RING;
	int n, i;

	for (i = 0; i < 8; i++) {
		n = serve_record();
		if (n < 0)
			break;
	}
	bell |= duet_ring_flush(&prey.rx);
	bell |= duet_ring_flush(&prey.tx);
	if (n == DUET_RING_ECORRUPT || n == DUET_RING_ESIZE) {
		duet_chan_reset(&prey, DUET_CHAN_RECORDS);
		report->resets++;
		bell = true;
	}
	duet_ring_sleep(&prey.rx, 1);
	if (bell)
		duet_doorbell(CH_PREY);
}

static void open_chan(struct duet_chan *chan, uint32_t n)
{
	volatile struct duet_channel_info *info = &shared->channel[n];

	duet_chan_open(chan, channel_va(n), info->size,
		       info->flags & DUET_CHAN_FIRST, DUET_CHAN_RECORDS);
	duet_doorbell(n);
}

static void begin(void)
{
	uint32_t i;

	known = 1u << DUET_EVENT_TIMER;
	for (i = 0; i < shared->nr_channels; i++)
		known |= 1u << shared->channel[i].event;
	report = channel_va(CH_REPORT);
	for (i = 0; i < sizeof(*report) / 4; i++)
		((volatile uint32_t *)report)[i] = 0;
	for (i = 0; i < WORDS; i++)
		memory[i] = pattern(i);
	guard_prey(true);
	open_chan(&prey, CH_PREY);
	open_chan(&peer, CH_PEER);
	report->lives = shared->lives;
}

/* The prey at each event, everything else once per beat */
static void work(void)
{
	static uint32_t beats;

	rung = false;
	serve_prey();
	if (report->beats == beats)
		return;
	beats = report->beats;
	check_memory();
	serve_peer();
}

/*
 * Asleep with its events masked and open, alternating: an event just before the
 * call is handled with the next one, at the latest that of the timer.
 */
static void doze(void)
{
	static uint32_t turns;

	mask();
	if (turns++ & 1) {
		if (!rung)
			duet_block();
		hook(take());
		unmask();
	} else if (!rung) {
		unmask();
		duet_block();
	}
	unmask();
}

int main(void)
{
	kern_upcalls();
	begin();
	irq_hook = hook;
	deadline = now() + PERIOD;
	duet_timer(deadline, 1);
	unmask();
	for (;;) {
		work();
		doze();
	}
}
