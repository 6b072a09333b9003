// SPDX-License-Identifier: BSD-3-Clause
/*
 * Channels for threads that block: see duet_channel.h. The last check of the
 * ring and going to sleep are one step, with interrupts masked, so that no
 * event is lost in between.
 */
#include "way.h"

/* A wait, which may consist of several sleeps. */
struct wait {
	uint32_t timeout;
	uint32_t end;		/* tick count; valid once begun */
	bool begun;
};

/* Time starts to run only with the first sleep: most calls need none. */
static inline void wait_begin(struct wait *w, uint32_t timeout)
{
	w->timeout = timeout;
	w->begun = false;
	w->end = 0;		/* silences compilers: begun guards it */
}

/* Returns the remaining time, `most` ticks at most; 0 if it has expired. */
static uint32_t wait_left(struct wait *w, uint32_t most)
{
	uint32_t now, left;

	if (w->timeout == osWaitForever)
		return most;
	now = osKernelGetTickCount();
	if (!w->begun)
		w->end = now + w->timeout;
	w->begun = true;
	left = w->end - now;
	if (left > w->timeout)
		return 0;
	return left < most ? left : most;
}

/*
 * Sleeps until the peer rings, or for `most` ticks. Returns 0 if the caller
 * must try again, possibly for the last time; otherwise the result of its
 * function. After DUET_RING_ELINK, `ch` must not be accessed any more.
 */
static int sleep_unlocked(struct duet_channel *ch, struct duet_channel_way *way,
			  struct wait *w, uint32_t most)
{
	uint32_t left, result;

	if (!ch->open)
		return DUET_RING_ELINK;
	left = k_may_block() ? wait_left(w, most) : 0;
	if (!left)
		return DUET_RING_EAGAIN;
	result = k_wait(sleepers_of(way), left, EXPIRED);
	if (result == EXPIRED)
		return most == osWaitForever ? DUET_RING_EAGAIN : 0;
	return (int)result;
}

/* ---- the lock of a way: all of these are called masked -------------------*/

/* Unlocks a way that other threads want, or that left work to its owner. */
static void unlock_wanted_way(struct duet_channel *ch,
			      struct duet_channel_way *way)
{
	struct k_mutex *m = mutex_of(way);
	uint32_t due = way->state;

	way->state = list_empty(&m->queue) ? 0 : BUSY;
	if (due & DUE_FLUSH)
		flush_ring(ch, ring_of(ch, way));
	if (due & DUE_FOLLOW)
		duet_work_post(&ch->work);
	k_mutex_pass_on(m);
}

/* The fast path is a few stores: no waiter, and nothing requested. */
static inline void unlock_way(struct duet_channel *ch,
			      struct duet_channel_way *way)
{
	struct k_mutex *m = mutex_of(way);

	K_ASSERT(port_masked() && m->owner == kernel.cur);
	if ((way->state & DUE) || !list_empty(&m->queue)) {
		unlock_wanted_way(ch, way);
		return;
	}
	way->state = 0;
	k_mutex_free(m);
}

/* Locks a free way. */
static inline void take_way(struct duet_channel_way *way)
{
	k_mutex_give(mutex_of(way), kernel.cur);
	way->state = BUSY;
}

/*
 * Returns 0 with the way locked, or an error. If the last owner ended without
 * unlocking, anything but the ring's contents may be inconsistent.
 */
static int lock_way(struct duet_channel *ch, struct duet_channel_way *way,
		    struct wait *w)
{
	struct k_mutex *m = mutex_of(way);
	osStatus_t status;
	uint32_t left;

	if (!ch->open)
		return DUET_RING_ELINK;
	if (!way->state) {
		take_way(way);
		return 0;
	}
	if (m->owner == kernel.cur)
		return DUET_CHANNEL_EHELD;
	left = wait_left(w, osWaitForever);
	status = k_mutex_lock(m, left);
	if (status == osErrorResource && left)
		return DUET_RING_ELINK;		/* closed while we waited */
	if (status != osOK)
		return DUET_RING_EAGAIN;
	way->state = BUSY | (way->state & DUE);
	way->held = 0;
	duet_ring_astray(ring_of(ch, way));
	return 0;
}

/* ---- the steps of all functions ------------------------------------------*/

/*
 * Returns 0 if the connection that the caller knows still stands, otherwise
 * DUET_RING_ELINK; or DUET_RING_EAGAIN: unknown until other threads have
 * unlocked the channel's ways.
 */
static int check_link(struct duet_channel *ch)
{
	if (ch->steady)
		return 0;
	if (!ch->open)
		return DUET_RING_ELINK;
	if ((ch->poll || ch->broken) && !channel_follow(ch))
		return DUET_RING_EAGAIN;
	if (!ch->renewed && duet_chan_up(&ch->chan))
		return 0;
	ch->renewed = false;
	set_steady(ch);
	return DUET_RING_ELINK;
}

/* Sleeps without the lock. Returns 0 with it, or the result without it. */
static int sleep_and_relock(struct duet_channel *ch,
			    struct duet_channel_way *way, struct wait *w,
			    uint32_t most)
{
	int err;

	unlock_way(ch, way);
	err = sleep_unlocked(ch, way, w, most);
	return err ? err : lock_way(ch, way, w);
}

/*
 * Prepares an access to the ring. Called locked; returns 0 still locked, or
 * the result unlocked. It must not sleep for long: the other way's owner may
 * be terminated, which wakes no one.
 */
static int prepare_access(struct duet_channel *ch, struct duet_channel_way *way,
			  struct wait *w)
{
	int err;

	for (;;) {
		err = check_link(ch);
		if (!err)
			return 0;
		if (err != DUET_RING_EAGAIN) {
			unlock_way(ch, way);
			return err;
		}
		err = sleep_and_relock(ch, way, w, DUET_CHANNEL_BATCH_TICKS);
		if (err)
			return err;
	}
}

static int begin_access_slow(struct duet_channel *ch,
			     struct duet_channel_way *way, struct wait *w,
			     uint32_t masked)
{
	int err;

	if (masked)
		return DUET_CHANNEL_EISR;
	err = lock_way(ch, way, w);
	if (!err)
		err = prepare_access(ch, way, w);
	k_leave(0);
	return err;
}

/* Returns 0 with the way locked and connected, or the result. Not masked. */
static inline int begin_access(struct duet_channel *ch,
			       struct duet_channel_way *way, struct wait *w)
{
	uint32_t masked = port_mask();

	if (masked || !ch->steady || way->state)
		return begin_access_slow(ch, way, w, masked);
	take_way(way);
	port_unmask();
	return 0;
}

static inline void end_access(struct duet_channel *ch,
			      struct duet_channel_way *way)
{
	uint32_t masked = k_enter();

	unlock_way(ch, way);
	k_leave(masked);
}

/* Returns the bytes to sleep for: those needed, or more for fewer wake-ups. */
static uint32_t sleep_bytes(const struct duet_ring *r, uint32_t batch)
{
	if (batch > r->size / 4)
		batch = r->size / 4;
	return batch > r->want ? batch : r->want;
}

/* The ring was empty or full. An event after the last check ends the sleep. */
static int wait_for_peer(struct duet_channel *ch,
			 struct duet_channel_way *way, struct wait *w)
{
	struct duet_ring *r = ring_of(ch, way);
	uint32_t bytes = sleep_bytes(r, way->batch);
	int err;

	if (!duet_ring_sleep(r, bytes))
		return 0;
	err = sleep_and_relock(ch, way, w, bytes > r->want ?
			       DUET_CHANNEL_BATCH_TICKS : osWaitForever);
	return err ? err : prepare_access(ch, way, w);
}

/* The ring is disconnected; the channel may already be connected again. */
static int handle_lost_link(struct duet_channel *ch,
			    struct duet_channel_way *way, struct wait *w)
{
	int err;

	ch->poll = true;
	set_steady(ch);
	err = prepare_access(ch, way, w);
	if (err)
		return err;
	unlock_way(ch, way);
	return DUET_RING_ELINK;
}

/* The peer violated the protocol: reset this end, and reconnect. */
static void break_off(struct duet_channel *ch)
{
	ch->corrupt++;
	ch->broken = true;
	set_steady(ch);
	channel_follow(ch);
}

/*
 * Handles the result `err` of an access to the ring. Returns 0 if it must be
 * repeated, still locked; otherwise the result, unlocked.
 */
static int handle_result(struct duet_channel *ch, struct duet_channel_way *way,
			 int err, struct wait *w)
{
	uint32_t masked;

	if (err == DUET_RING_EAGAIN)
		flush_ring(ch, ring_of(ch, way));
	masked = k_enter();
	switch (err) {
	case DUET_RING_EAGAIN:
		err = wait_for_peer(ch, way, w);
		break;
	case DUET_RING_ELINK:
		err = handle_lost_link(ch, way, w);
		break;
	case DUET_RING_ECORRUPT:
		break_off(ch);
		/* fall through */
	default:
		unlock_way(ch, way);
		break;
	}
	k_leave(masked);
	return err;
}

/*
 * Evaluates the expression `try` until it succeeds. The way is then locked; on
 * failure it is unlocked.
 */
#define WAIT_FOR(ch, way, result, timeout, try) do {			\
	struct wait w;							\
									\
	wait_begin(&w, timeout);					\
	result = begin_access(ch, way, &w);					\
	while (!result) {						\
		result = (try);						\
		if (result >= 0)					\
			break;						\
		result = handle_result(ch, way, result, &w);			\
	}								\
} while (0)

/* ---- the functions --------------------------------------------------------*/

int duet_channel_wait(struct duet_channel *ch, uint32_t timeout)
{
	bool seen;
	struct wait w;
	int err = 0;

	wait_begin(&w, timeout);
	if (port_mask())
		return DUET_CHANNEL_EISR;
	while (!err) {
		seen = ch->steady || (ch->open && channel_follow(ch));
		if (seen && duet_chan_up(&ch->chan)) {
			ch->renewed = false;
			set_steady(ch);
			break;
		}
		err = sleep_unlocked(ch, &ch->rx, &w, seen ? osWaitForever :
				     DUET_CHANNEL_BATCH_TICKS);
	}
	k_leave(0);
	return err;
}

int duet_channel_send(struct duet_channel *ch, const void *buf, uint32_t len,
		      uint32_t timeout)
{
	struct duet_ring *r = &ch->chan.tx;
	int n;

	WAIT_FOR(ch, &ch->tx, n, timeout, duet_ring_send(r, buf, len));
	if (n < 0)
		return n;
	flush_ring(ch, r);
	end_access(ch, &ch->tx);
	return 0;
}

int duet_channel_recv(struct duet_channel *ch, void *buf, uint32_t size,
		      uint32_t timeout)
{
	struct duet_ring *r = &ch->chan.rx;
	int n;

	WAIT_FOR(ch, &ch->rx, n, timeout, duet_ring_recv(r, buf, size));
	if (n < 0)
		return n;
	flush_ring(ch, r);
	end_access(ch, &ch->rx);
	return n;
}

int duet_channel_reserve(struct duet_channel *ch, uint32_t len, void **at,
			 uint32_t timeout)
{
	struct duet_ring *r = &ch->chan.tx;
	int n;

	WAIT_FOR(ch, &ch->tx, n, timeout, duet_ring_reserve(r, len, at));
	if (!n)
		ch->tx.held = HELD;
	return n;
}

int duet_channel_peek(struct duet_channel *ch, const void **at, uint32_t *len,
		      uint32_t timeout)
{
	struct duet_ring *r = &ch->chan.rx;
	int n;

	WAIT_FOR(ch, &ch->rx, n, timeout, duet_ring_peek(r, at, len));
	if (!n)
		ch->rx.held = HELD;
	return n;
}

/* Returns the state of the caller's record in place; 0: none. Masked or ISR. */
static inline uint32_t held_by_us(struct duet_channel_way *way)
{
	if (mutex_of(way)->owner != kernel.cur || kernel.isr)
		return 0;
	return way->held;
}

void duet_channel_commit(struct duet_channel *ch, uint32_t len)
{
	uint32_t masked = k_enter();
	uint32_t held = held_by_us(&ch->tx);

	if (held == HELD)
		duet_ring_commit(&ch->chan.tx, len);
	if (held) {
		ch->tx.held = 0;
		unlock_way(ch, &ch->tx);
	}
	k_leave(masked);
}

void duet_channel_release(struct duet_channel *ch)
{
	uint32_t masked = k_enter();
	uint32_t held = held_by_us(&ch->rx);

	if (held == HELD)
		duet_ring_release(&ch->chan.rx);
	if (held) {
		ch->rx.held = 0;
		unlock_way(ch, &ch->rx);
	}
	k_leave(masked);
}

/* Flushes now, or leaves it to the thread that has locked the way. */
static void flush_way(struct duet_channel *ch, struct duet_channel_way *way)
{
	struct duet_ring *r = ring_of(ch, way);
	bool ring = false;
	uint32_t masked;

	if (duet_ring_told(r))
		return;
	masked = k_enter();
	if (kernel.isr)
		;
	else if (is_in_use(way))
		way->state |= DUE_FLUSH;
	else
		ring = duet_ring_flush(r);
	k_leave(masked);
	if (ring)
		ring_peer(ch);
}

void duet_channel_flush(struct duet_channel *ch)
{
	flush_way(ch, &ch->tx);
	flush_way(ch, &ch->rx);
}

int duet_channel_write(struct duet_channel *ch, const void *buf, uint32_t len,
		       uint32_t timeout)
{
	struct duet_ring *r = &ch->chan.tx;
	int n;

	WAIT_FOR(ch, &ch->tx, n, timeout, duet_ring_write(r, buf, len));
	if (n < 0)
		return n;
	flush_ring(ch, r);
	end_access(ch, &ch->tx);
	return n;
}

int duet_channel_read(struct duet_channel *ch, void *buf, uint32_t len,
		      uint32_t timeout)
{
	struct duet_ring *r = &ch->chan.rx;
	int n;

	WAIT_FOR(ch, &ch->rx, n, timeout, duet_ring_read(r, buf, len));
	if (n < 0)
		return n;
	flush_ring(ch, r);
	end_access(ch, &ch->rx);
	return n;
}

void duet_channel_batch(struct duet_channel *ch, uint32_t rx_bytes,
			uint32_t tx_bytes)
{
	ch->rx.batch = rx_bytes;
	ch->tx.batch = tx_bytes;
}
