/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Private to the channel library. Each direction ("way") of a channel has a
 * kernel mutex. Unless another thread wants it, locking takes a few stores
 * with interrupts masked, as do all checks of the channel's state.
 */
#ifndef LIBDUET_WAY_H
#define LIBDUET_WAY_H

#include <duet/hypercall.h>
#include <duet_channel.h>

#include "kernel.h"

/* A way's state. 0: unlocked by its last owner, and consistent. */
#define BUSY		1u
/* Requests to the owner, for when it unlocks the way */
#define DUE_FOLLOW	2u	/* check the state of the peer */
#define DUE_FLUSH	4u	/* flush the ring */
#define DUE		(DUE_FOLLOW | DUE_FLUSH)

/* State of a way's record in place */
#define HELD		1u
#define STALE		2u	/* its connection has ended: drop it */

/* Results of a sleep; DUET_RING_ELINK: the channel was closed */
#define WOKEN		0u
#define EXPIRED		1u

static inline struct k_mutex *mutex_of(struct duet_channel_way *way)
{
	return (struct k_mutex *)way->mutex_cb;
}

static inline struct list *sleepers_of(struct duet_channel_way *way)
{
	return (struct list *)&way->sleepers;
}

static inline struct duet_ring *ring_of(struct duet_channel *ch,
					struct duet_channel_way *way)
{
	return way == &ch->rx ? &ch->chan.rx : &ch->chan.tx;
}

static inline void ring_peer(struct duet_channel *ch)
{
	ch->rung++;
	duet_doorbell(ch->index);	/* peer down: it polls later */
}

static inline void flush_ring(struct duet_channel *ch, struct duet_ring *r)
{
	if (duet_ring_flush(r))
		ring_peer(ch);
}

/* Masked. Must be called whenever one of these conditions has changed. */
static inline void set_steady(struct duet_channel *ch)
{
	ch->steady = ch->open && !ch->poll && !ch->broken && !ch->renewed &&
		duet_chan_up(&ch->chan);
}

/* The way is locked by another thread. */
static inline bool is_in_use(struct duet_channel_way *way)
{
	const struct k_mutex *m = mutex_of(way);

	return m->count && m->owner != kernel.cur;
}

/*
 * Masked. Follows changes of the peer's state, which may restart both rings.
 * Returns false if other threads are accessing them: these then post the work
 * that does it.
 */
bool channel_follow(struct duet_channel *ch);

#endif
