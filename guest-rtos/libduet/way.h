/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Private to the channel library. Each direction ("way") of a channel has a
 * mutex of the kernel. As long as nobody else wants it, locking is a few
 * stores with interrupts masked; so are all looks at the state of the channel.
 */
#ifndef LIBDUET_WAY_H
#define LIBDUET_WAY_H

#include <duet/hypercall.h>
#include <duet_channel.h>

#include "kernel.h"

/* A way's state; 0: free, and its last owner has left it in order */
#define BUSY		1u
/* For its owner, when it gives the way back */
#define DUE_FOLLOW	2u	/* to see what the peer does */
#define DUE_FLUSH	4u	/* to tell the peer */
#define DUE		(DUE_FOLLOW | DUE_FLUSH)

/* A way's record in place */
#define HELD		1u
#define STALE		2u	/* its connection is over: to be dropped */

/* Results of a sleep, beside DUET_RING_ELINK: the channel was closed */
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

static inline void doorbell(struct duet_channel *ch)
{
	ch->rung++;
	duet_doorbell(ch->index);	/* a stopped peer will look by itself */
}

static inline void flush_ring(struct duet_channel *ch, struct duet_ring *r)
{
	if (duet_ring_flush(r))
		doorbell(ch);
}

/* When something of it has changed. Masked. */
static inline void set_steady(struct duet_channel *ch)
{
	ch->steady = ch->open && !ch->poll && !ch->broken && !ch->renewed &&
		duet_chan_up(&ch->chan);
}

/* By another thread. */
static inline bool in_use(struct duet_channel_way *way)
{
	const struct k_mutex *m = mutex_of(way);

	return m->count && m->owner != kernel.cur;
}

/*
 * Follows the peer's comings and goings. Both rings may begin anew: false if
 * other threads are in them, which then leave it to the work thread. Masked.
 */
bool channel_follow(struct duet_channel *ch);

#endif
