// SPDX-License-Identifier: BSD-3-Clause
/* Channels for threads that block: see duet_channel.h. */
#include <duet/hypercall.h>
#include <duet_channel.h>
#include <port.h>

/* An event sets both: the receiver and the sender each have one to wait for */
#define EVENT_RX	1u
#define EVENT_TX	2u

/* A wait that may take several sleeps. */
struct wait {
	uint32_t timeout;
	uint32_t end;		/* tick count, once it has begun */
	bool begun;
};

uint32_t duet_channel_count(void)
{
	return duet_shared_page.nr_channels;
}

static void lock(struct duet_channel *ch)
{
	osMutexAcquire(ch->mutex, osWaitForever);
}

static void unlock(struct duet_channel *ch)
{
	osMutexRelease(ch->mutex);
}

static void doorbell(struct duet_channel *ch)
{
	ch->rung++;
	duet_doorbell(ch->index);	/* a stopped peer will look by itself */
}

/* As the hypervisor says, not the peer: odd while its VM is up. */
static uint32_t peer_life(const struct duet_channel *ch)
{
	return duet_shared_page.peer_life[ch->index];
}

bool duet_channel_peer_up(const struct duet_channel *ch)
{
	return peer_life(ch) & 1;
}

/*
 * The peer comes or goes, and perhaps no thread is about to use the channel:
 * then the work thread answers it.
 */
static bool peer_changed(struct duet_channel *ch)
{
	return !duet_chan_up(&ch->chan) || peer_life(ch) != ch->told ||
		DUET_RING_LOAD(&ch->chan.theirs->epoch) != ch->chan.taken;
}

static void interrupt(uint32_t event, void *arg)
{
	struct duet_channel *ch = arg;

	ch->woken++;
	if (peer_changed(ch)) {
		ch->poll = true;
		duet_work_post(&ch->work);
	}
	osEventFlagsSet(ch->flags, EVENT_RX | EVENT_TX);
}

static void start_anew(struct duet_channel *ch)
{
	duet_chan_reset(&ch->chan, ch->chan.mode);
	doorbell(ch);
	ch->poll = true;
}

/*
 * A VM that ended could not say so in the channel: its epoch still looks
 * alive, and what is sent would lie there for ever. The next epoch of this
 * end is one that the dead has not taken up. If its next life has opened the
 * channel already, its epoch tells, and all is as with any new epoch.
 */
static void follow_life(struct duet_channel *ch)
{
	uint32_t life = peer_life(ch);

	if (life == ch->life)
		return;
	ch->life = life;
	if (duet_chan_up(&ch->chan) &&
	    DUET_RING_LOAD(&ch->chan.theirs->epoch) == ch->chan.taken) {
		start_anew(ch);
		ch->renewed = true;
	}
}

/* Follows the peer's comings and goings. Locked. */
static void follow(struct duet_channel *ch)
{
	int flags;

	ch->poll = false;
	follow_life(ch);
	flags = duet_chan_poll(&ch->chan);
	if (flags < 0)
		return;		/* the peer must start anew first */
	if (flags & DUET_CHAN_POLL_RING)
		doorbell(ch);
	if (flags & DUET_CHAN_POLL_CHANGED) {
		ch->renewed = true;
		ch->links += duet_chan_up(&ch->chan);
	}
}

/* Each of the last two changes, whatever came before them. Not locked. */
static void tell_peer(struct duet_channel *ch)
{
	duet_channel_peer_fn fn = ch->peer_fn;
	uint32_t life = peer_life(ch), since = life - ch->told;

	if (since > 2)
		ch->told += (since - 1) & ~1u;
	while (ch->told != life) {
		ch->told++;
		if (fn)
			fn(ch, ch->told & 1, ch->peer_arg);
	}
}

void duet_channel_on_peer(struct duet_channel *ch, duet_channel_peer_fn fn,
			  void *arg)
{
	uint32_t masked = duet_irq_save();

	ch->peer_fn = fn;
	ch->peer_arg = arg;
	duet_irq_restore(masked);
}

static void follow_work(void *arg)
{
	struct duet_channel *ch = arg;

	if (osMutexAcquire(ch->mutex, osWaitForever) != osOK)
		return;		/* closed */
	follow(ch);
	unlock(ch);
	osEventFlagsSet(ch->flags, EVENT_RX | EVENT_TX);
	tell_peer(ch);
}

int duet_channel_open(struct duet_channel *ch, uint32_t index, uint32_t mode)
{
	volatile struct duet_channel_info *info;
	const osMutexAttr_t mutex = {
		.name = "channel",
		.attr_bits = osMutexRecursive | osMutexPrioInherit,
		.cb_mem = ch->mutex_cb,
		.cb_size = sizeof(ch->mutex_cb),
	};
	const osEventFlagsAttr_t flags = {
		.name = "channel",
		.cb_mem = ch->flags_cb,
		.cb_size = sizeof(ch->flags_cb),
	};
	int err;

	if (index >= duet_channel_count())
		return DUET_RING_ESIZE;
	info = &duet_shared_page.channel[index];
	err = duet_chan_open(&ch->chan, (void *)info->va, info->size,
			     info->flags & DUET_CHAN_FIRST, mode);
	if (err)
		return err;
	ch->index = index;
	ch->event = info->event;
	ch->life = peer_life(ch);
	ch->told = ch->life;
	ch->mutex = osMutexNew(&mutex);
	ch->flags = osEventFlagsNew(&flags);
	ch->poll = true;
	ch->work.fn = follow_work;
	ch->work.arg = ch;
	duet_irq_register(ch->event, interrupt, ch);
	doorbell(ch);
	duet_work_post(&ch->work);
	return 0;
}

void duet_channel_close(struct duet_channel *ch)
{
	lock(ch);
	duet_irq_register(ch->event, NULL, NULL);
	duet_chan_close(&ch->chan);
	doorbell(ch);
	unlock(ch);
	osEventFlagsDelete(ch->flags);
	osMutexDelete(ch->mutex);
}

/* The time begins when there is something to wait for: mostly it never does. */
static void wait_begin(struct wait *w, uint32_t timeout)
{
	w->timeout = timeout;
	w->begun = false;
}

/* What is left of the time, at most `most` ticks; 0: nothing. */
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

/* Sleeps until the peer rings, without the lock. False: the time is over. */
static bool sleep_for(struct duet_channel *ch, uint32_t flag,
		      struct wait *w, uint32_t most)
{
	uint32_t left = wait_left(w, most);

	if (!left)
		return false;
	unlock(ch);
	osEventFlagsWait(ch->flags, flag, osFlagsWaitAny, left);
	lock(ch);
	return true;
}

int duet_channel_wait(struct duet_channel *ch, uint32_t timeout)
{
	struct wait w;
	int err = 0;

	wait_begin(&w, timeout);
	lock(ch);
	follow(ch);
	while (!duet_chan_up(&ch->chan) && !err) {
		if (!sleep_for(ch, EVENT_RX, &w, osWaitForever))
			err = DUET_RING_EAGAIN;
		follow(ch);
	}
	if (!err)
		ch->renewed = false;
	unlock(ch);
	return err;
}

/* Before each try: does the connection still stand? Locked. */
static int check_link(struct duet_channel *ch)
{
	if (ch->poll)
		follow(ch);
	if (ch->renewed || !duet_chan_up(&ch->chan)) {
		ch->renewed = false;
		return DUET_RING_ELINK;
	}
	return 0;
}

static void flush_ring(struct duet_channel *ch, struct duet_ring *r)
{
	if (duet_ring_flush(r))
		doorbell(ch);
}

/* The bytes to sleep for: what is needed, or more to be woken less often. */
static uint32_t sleep_bytes(const struct duet_ring *r, uint32_t batch)
{
	if (batch > r->size / 4)
		batch = r->size / 4;
	return batch > r->want ? batch : r->want;
}

/*
 * What follows a try at a ring that returned `err`. 0: try again; else the
 * result. Locked.
 */
static int after(struct duet_channel *ch, struct duet_ring *r, int err,
		 struct wait *w)
{
	bool is_rx = r == &ch->chan.rx;
	uint32_t batch = is_rx ? ch->rx_batch : ch->tx_batch;
	uint32_t bytes;

	switch (err) {
	case DUET_RING_ECORRUPT:
		ch->corrupt++;
		start_anew(ch);
		return err;
	case DUET_RING_ELINK:
		follow(ch);
		ch->renewed = false;
		return err;
	case DUET_RING_EAGAIN:
		break;
	default:
		return err;
	}
	flush_ring(ch, r);
	bytes = sleep_bytes(r, batch);
	if (!duet_ring_sleep(r, bytes))
		return 0;
	if (!sleep_for(ch, is_rx ? EVENT_RX : EVENT_TX, w,
		       bytes > r->want ? DUET_CHANNEL_BATCH_TICKS :
					 osWaitForever))
		return DUET_RING_EAGAIN;
	return check_link(ch);
}

/*
 * The loop of all functions: `try` an expression until it works. Leaves the
 * channel locked if it did, else unlocked.
 */
#define WAIT_FOR(ch, ring, result, timeout, try) do {			\
	struct wait w;							\
									\
	wait_begin(&w, timeout);					\
	lock(ch);							\
	result = check_link(ch);					\
	while (!result) {						\
		result = (try);						\
		if (result >= 0)					\
			break;						\
		result = after(ch, ring, result, &w);			\
	}								\
	if (result < 0)							\
		unlock(ch);						\
} while (0)

int duet_channel_send(struct duet_channel *ch, const void *buf, uint32_t len,
		      uint32_t timeout)
{
	struct duet_ring *r = &ch->chan.tx;
	int n;

	WAIT_FOR(ch, r, n, timeout, duet_ring_send(r, buf, len));
	if (n < 0)
		return n;
	flush_ring(ch, r);
	unlock(ch);
	return 0;
}

int duet_channel_recv(struct duet_channel *ch, void *buf, uint32_t size,
		      uint32_t timeout)
{
	struct duet_ring *r = &ch->chan.rx;
	int n;

	WAIT_FOR(ch, r, n, timeout, duet_ring_recv(r, buf, size));
	if (n < 0)
		return n;
	flush_ring(ch, r);
	unlock(ch);
	return n;
}

int duet_channel_reserve(struct duet_channel *ch, uint32_t len, void **at,
			 uint32_t timeout)
{
	struct duet_ring *r = &ch->chan.tx;
	int n;

	WAIT_FOR(ch, r, n, timeout, duet_ring_reserve(r, len, at));
	return n;
}

void duet_channel_commit(struct duet_channel *ch, uint32_t len)
{
	duet_ring_commit(&ch->chan.tx, len);
	unlock(ch);
}

int duet_channel_peek(struct duet_channel *ch, const void **at, uint32_t *len,
		      uint32_t timeout)
{
	struct duet_ring *r = &ch->chan.rx;
	int n;

	WAIT_FOR(ch, r, n, timeout, duet_ring_peek(r, at, len));
	return n;
}

void duet_channel_release(struct duet_channel *ch)
{
	duet_ring_release(&ch->chan.rx);
	unlock(ch);
}

void duet_channel_flush(struct duet_channel *ch)
{
	lock(ch);
	flush_ring(ch, &ch->chan.tx);
	flush_ring(ch, &ch->chan.rx);
	unlock(ch);
}

int duet_channel_write(struct duet_channel *ch, const void *buf, uint32_t len,
		       uint32_t timeout)
{
	struct duet_ring *r = &ch->chan.tx;
	int n;

	WAIT_FOR(ch, r, n, timeout, duet_ring_write(r, buf, len));
	if (n < 0)
		return n;
	flush_ring(ch, r);
	unlock(ch);
	return n;
}

int duet_channel_read(struct duet_channel *ch, void *buf, uint32_t len,
		      uint32_t timeout)
{
	struct duet_ring *r = &ch->chan.rx;
	int n;

	WAIT_FOR(ch, r, n, timeout, duet_ring_read(r, buf, len));
	if (n < 0)
		return n;
	flush_ring(ch, r);
	unlock(ch);
	return n;
}

void duet_channel_batch(struct duet_channel *ch, uint32_t rx_bytes,
			uint32_t tx_bytes)
{
	ch->rx_batch = rx_bytes;
	ch->tx_batch = tx_bytes;
}
