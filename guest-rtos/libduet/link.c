// SPDX-License-Identifier: BSD-3-Clause
/* The life of a channel: its ends open and close it, and their VMs restart. */
#include <string.h>

#include "way.h"

uint32_t duet_channel_count(void)
{
	return duet_shared_page.nr_channels;
}

const char *duet_channel_name(uint32_t index)
{
	if (index >= duet_channel_count())
		return "";
	return (const char *)&duet_shared_page.channel_name[16 * index];
}

uint32_t duet_channel_find(const char *name)
{
	uint32_t i;

	for (i = 0; i < duet_channel_count(); i++)
		if (!strcmp(duet_channel_name(i), name))
			return i;
	return UINT32_MAX;
}

/* As reported by the hypervisor, not by the peer: odd while its VM is up. */
static uint32_t peer_life(const struct duet_channel *ch)
{
	return duet_shared_page.peer_life[ch->index];
}

bool duet_channel_peer_up(const struct duet_channel *ch)
{
	return peer_life(ch) & 1;
}

/* The rings restart empty: records held in place become stale. */
static void drop_records(struct duet_channel *ch)
{
	if (ch->tx.held)
		ch->tx.held = STALE;
	if (ch->rx.held)
		ch->rx.held = STALE;
}

/* Moves this end to its next epoch, and rings so that the peer follows. */
static void restart_end(struct duet_channel *ch)
{
	duet_chan_reset(&ch->chan, ch->chan.mode);
	drop_records(ch);
	ring_peer(ch);
	ch->poll = true;
}

/*
 * Detects that the peer's VM ended. It could not report that in the channel,
 * where its epoch still looks alive, and data sent to it would be stuck for
 * ever. This end starts its next epoch, which the dead peer has not taken up.
 * If the peer's next life has already opened the channel, its new epoch shows
 * that, and nothing special is needed.
 */
static void follow_life(struct duet_channel *ch)
{
	uint32_t life = peer_life(ch);

	if (life == ch->life)
		return;
	ch->life = life;
	if (duet_chan_up(&ch->chan) &&
	    DUET_RING_LOAD(&ch->chan.theirs->epoch) == ch->chan.taken) {
		restart_end(ch);
		ch->renewed = true;
	}
}

/* Takes up a new epoch of the peer, or notices that it has gone. */
static void follow_epoch(struct duet_channel *ch)
{
	int flags = duet_chan_poll(&ch->chan);

	if (flags < 0)
		return;		/* the peer must restart its end first */
	if (flags & DUET_CHAN_POLL_RING)
		ring_peer(ch);
	if (flags & DUET_CHAN_POLL_CHANGED) {
		ch->renewed = true;
		ch->links += duet_chan_up(&ch->chan);
		drop_records(ch);
	}
}

/* See way.h. */
bool channel_follow(struct duet_channel *ch)
{
	bool tx = is_in_use(&ch->tx), rx = is_in_use(&ch->rx);

	K_ASSERT(port_masked());
	if (tx)
		ch->tx.state |= DUE_FOLLOW;
	if (rx)
		ch->rx.state |= DUE_FOLLOW;
	if (tx || rx)
		return false;
	ch->poll = false;
	if (ch->broken)
		restart_end(ch);
	ch->broken = false;
	follow_life(ch);
	follow_epoch(ch);
	set_steady(ch);
	return true;
}

/* A doorbell carries no reason: wake both directions, and let them check. */
static void wake_waiters(struct duet_channel *ch)
{
	k_wake_all(sleepers_of(&ch->rx), WOKEN);
	k_wake_all(sleepers_of(&ch->tx), WOKEN);
	if (ch->event_fn)
		ch->event_fn(ch, ch->event_arg);
}

/*
 * Returns whether the peer has come or gone. There might be no thread that is
 * going to use the channel, so the work thread must follow it.
 */
static bool peer_changed(struct duet_channel *ch)
{
	return !duet_chan_up(&ch->chan) || peer_life(ch) != ch->told ||
		DUET_RING_LOAD(&ch->chan.theirs->epoch) != ch->chan.taken;
}

/* The handler of the channel's event. */
static void channel_interrupt(uint32_t event, void *arg)
{
	struct duet_channel *ch = arg;

	ch->woken++;
	if (peer_changed(ch)) {
		ch->poll = true;
		ch->steady = false;
		duet_work_post(&ch->work);
	}
	wake_waiters(ch);
}

/* Reports the last two changes at most, in order. Not masked. */
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

/* The part of the event that may not run in the interrupt handler. */
static void follow_work(void *arg)
{
	struct duet_channel *ch = arg;
	uint32_t masked = k_enter();

	channel_follow(ch);
	wake_waiters(ch);
	k_leave(masked);
	tell_peer(ch);
}

void duet_channel_on_peer(struct duet_channel *ch, duet_channel_peer_fn fn,
			  void *arg)
{
	uint32_t masked = k_enter();

	ch->peer_fn = fn;
	ch->peer_arg = arg;
	k_leave(masked);
}

void duet_channel_on_event(struct duet_channel *ch, duet_channel_event_fn fn,
			   void *arg)
{
	uint32_t masked = k_enter();

	ch->event_fn = fn;
	ch->event_arg = arg;
	k_leave(masked);
}

/* ---- open and close -------------------------------------------------------*/

static bool open_way(struct duet_channel_way *way)
{
	const osMutexAttr_t attr = {
		.name = "channel",
		.attr_bits = osMutexPrioInherit | osMutexRobust,
		.cb_mem = way->mutex_cb,
		.cb_size = sizeof(way->mutex_cb),
	};

	way->state = 0;
	way->held = 0;
	list_init(sleepers_of(way));
	return osMutexNew(&attr);
}

/* The last step of opening: from here on events of the peer are handled. */
static void start_connection(struct duet_channel *ch)
{
	ch->life = peer_life(ch);
	ch->told = ch->life;
	ch->poll = true;
	ch->broken = false;
	ch->renewed = false;
	ch->work.fn = follow_work;
	ch->work.arg = ch;
	ch->open = true;
	ch->steady = false;
	duet_irq_register(ch->event, channel_interrupt, ch);
	ring_peer(ch);
	duet_work_post(&ch->work);
}

int duet_channel_open(struct duet_channel *ch, uint32_t index, uint32_t mode)
{
	volatile struct duet_channel_info *info;
	int err;

	if (index >= duet_channel_count())
		return DUET_RING_ESIZE;
	if (!open_way(&ch->tx) || !open_way(&ch->rx))
		return DUET_CHANNEL_EISR;
	info = &duet_shared_page.channel[index];
	err = duet_chan_open(&ch->chan, (void *)info->va, info->size,
			     info->flags & DUET_CHAN_FIRST, mode);
	if (err)
		return err;
	ch->index = index;
	ch->event = info->event;
	start_connection(ch);
	return 0;
}

/* Another thread is inside a function, which will not hold the way for long. */
static bool is_copying(struct duet_channel_way *way)
{
	return is_in_use(way) && !way->held;
}

/* Takes the way from its owner, and wakes all threads that wait for it. */
static void seize_way(struct duet_channel_way *way)
{
	/* the owner inherits our priority; it may yet hold a record */
	while (is_copying(way) && k_mutex_lock(mutex_of(way), 1) != osOK)
		;
	k_mutex_kill(mutex_of(way));
}

/* Masked. Closes the channel, waiting for threads inside its functions. */
static void leave_channel(struct duet_channel *ch)
{
	ch->open = false;
	ch->steady = false;
	duet_irq_register(ch->event, NULL, NULL);
	k_wake_all(sleepers_of(&ch->rx), (uint32_t)DUET_RING_ELINK);
	k_wake_all(sleepers_of(&ch->tx), (uint32_t)DUET_RING_ELINK);
	seize_way(&ch->tx);
	seize_way(&ch->rx);
	duet_work_cancel(&ch->work);
	duet_chan_close(&ch->chan);
	ring_peer(ch);
}

int duet_channel_close(struct duet_channel *ch)
{
	uint32_t masked;
	int err = 0;

	if (k_in_isr())
		return DUET_CHANNEL_EISR;
	masked = k_enter();
	if (!ch->open)
		;
	else if (!k_may_block() && (is_copying(&ch->tx) || is_copying(&ch->rx)))
		err = DUET_RING_EAGAIN;
	else
		leave_channel(ch);
	k_leave(masked);
	return err;
}
