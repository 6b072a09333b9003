/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A channel: two rings in the memory that two VMs share, and who is there.
 *
 * Each end has an epoch, a number that grows with each of its lives: odd while
 * it is up, even while it is not. A connection is a pair of epochs of which
 * each end has taken up the other's; both rings start empty in it. An end that
 * starts anew, after a crash as well as after a corrupt ring, takes the next
 * epoch, and its peer comes after. See docs/abi/channels.md.
 *
 * Calls on one channel must not overlap each other or those on its rings.
 * None of them blocks. Memory attributes, order and trust: see ring.h.
 */
#ifndef DUET_CHAN_H
#define DUET_CHAN_H

#include <duet/ring.h>

#define DUET_CHAN_MAGIC		0x6e616843u	/* "Chan" */
#define DUET_CHAN_VERSION	1u
#define DUET_CHAN_DATA		0x100u		/* offset of the first ring */
#define DUET_CHAN_SIZE_MIN	0x180u
#define DUET_CHAN_SIZE_MAX	0x40000000u

/* What duet_chan_poll() returns, or'ed */
#define DUET_CHAN_POLL_UP	1	/* connected */
#define DUET_CHAN_POLL_RING	2	/* ring the doorbell */
#define DUET_CHAN_POLL_CHANGED	4	/* connected or disconnected, or both */

/* How an end uses the ring that it produces into */
#define DUET_CHAN_RECORDS	0u
#define DUET_CHAN_STREAM	1u

/* Shared memory, a cache line for each writer: the first end writes this. */
struct duet_chan_format {
	uint32_t magic;
	uint32_t version;
	uint32_t size;		/* of the whole memory */
	uint32_t data_size;	/* of each ring, a power of two */
	uint32_t reserved[4];
};

/* Written by one end, read by the other. */
struct duet_chan_end {
	uint32_t epoch;		/* odd: up */
	uint32_t peer_epoch;	/* of the peer, as taken up; 0: none */
	uint32_t mode;		/* DUET_CHAN_RECORDS or DUET_CHAN_STREAM */
	uint32_t reserved[5];
};

/*
 * The start of a channel's memory. Ring e is written by end e (0: the first)
 * and read by the other: end e writes head[e] and tail[1 - e]. The data of
 * ring e is at DUET_CHAN_DATA + e * data_size.
 */
struct duet_chan_memory {
	struct duet_chan_format format;
	struct duet_chan_end end[2];
	struct duet_ring_index head[2];
	struct duet_ring_index tail[2];
	uint32_t reserved[8];
};

/* A channel as one end sees it: private to that end. */
struct duet_chan {
	struct duet_ring tx;
	struct duet_ring rx;
	struct duet_chan_memory *memory;
	struct duet_chan_end *mine;
	const struct duet_chan_end *theirs;
	uint32_t size;		/* bytes of memory */
	uint32_t end;		/* 0: the first end, 1: the other */
	uint32_t epoch;		/* this end's */
	uint32_t taken;		/* the peer's, as last seen */
	uint32_t mode;		/* of tx */
	uint32_t peer_mode;	/* of rx, once connected */
};

/* Fails to compile when the layout is not as documented. */
#define DUET_CHAN_LAYOUT(name, ok) \
	extern char duet_chan_layout_##name[(ok) ? 1 : -1]
DUET_CHAN_LAYOUT(format, sizeof(struct duet_chan_format) == 32);
DUET_CHAN_LAYOUT(end, sizeof(struct duet_chan_end) == 32);
DUET_CHAN_LAYOUT(index, sizeof(struct duet_ring_index) == 32);
DUET_CHAN_LAYOUT(memory, sizeof(struct duet_chan_memory) == DUET_CHAN_DATA);

/* Bytes of each ring in a channel of size bytes: the largest that fit. */
static inline uint32_t duet_chan_data_size(uint32_t size)
{
	uint32_t data = 64;

	while (DUET_CHAN_DATA + 4 * data <= size)
		data *= 2;
	return data;
}

/* The first end describes the memory; the same words in each of its lives. */
static inline void duet_chan_format(struct duet_chan *c)
{
	struct duet_chan_format *f = &c->memory->format;

	DUET_RING_STORE(&f->version, DUET_CHAN_VERSION);
	DUET_RING_STORE(&f->size, c->size);
	DUET_RING_STORE(&f->data_size, c->tx.size);
	DUET_RING_BARRIER();
	DUET_RING_STORE(&f->magic, DUET_CHAN_MAGIC);
}

/*
 * The other end has computed the sizes by itself and only compares. 0, or
 * DUET_RING_ELINK: not formatted yet; DUET_RING_ECORRUPT: not as expected.
 */
static inline int duet_chan_check(struct duet_chan *c)
{
	struct duet_chan_format *f = &c->memory->format;

	if (DUET_RING_LOAD(&f->magic) != DUET_CHAN_MAGIC)
		return DUET_RING_ELINK;
	DUET_RING_BARRIER();
	if (DUET_RING_LOAD(&f->version) != DUET_CHAN_VERSION ||
	    DUET_RING_LOAD(&f->size) != c->size ||
	    DUET_RING_LOAD(&f->data_size) != c->tx.size)
		return DUET_RING_ECORRUPT;
	return 0;
}

static inline void duet_chan_clear(struct duet_chan *c)
{
	duet_ring_begin(&c->tx, 0);
	duet_ring_begin(&c->rx, 0);
	duet_ring_clear(&c->tx);
	duet_ring_clear(&c->rx);
}

/*
 * Begins a new life, from epoch "old" on. The even epoch goes first: nobody
 * takes the words that change behind it for those of the life before.
 */
static inline void duet_chan_begin(struct duet_chan *c, uint32_t old)
{
	c->epoch = (old | 1) + 2;
	c->taken = 0;
	DUET_RING_STORE(&c->mine->epoch, c->epoch - 1);
	DUET_RING_BARRIER();
	DUET_RING_STORE(&c->mine->peer_epoch, 0);
	DUET_RING_STORE(&c->mine->mode, c->mode);
	duet_chan_clear(c);
	DUET_RING_BARRIER();
	DUET_RING_STORE(&c->mine->epoch, c->epoch);
}

static inline void duet_chan_ring(struct duet_chan *c, struct duet_ring *r,
				  uint32_t ring, uint32_t data_size)
{
	struct duet_chan_memory *m = c->memory;
	bool producer = ring == c->end;

	r->mine = producer ? &m->head[ring] : &m->tail[ring];
	r->peer = producer ? &m->tail[ring] : &m->head[ring];
	r->peer_epoch = &c->theirs->epoch;
	r->data = (uint8_t *)m + DUET_CHAN_DATA + ring * data_size;
	r->size = data_size;
	r->bias = producer ? data_size : 0;
}

/*
 * Opens this end of the channel in memory (32-byte aligned, size bytes from
 * DUET_CHAN_SIZE_MIN to _MAX): va, size and DUET_CHAN_FIRST of the channel's
 * struct duet_channel_info. mode is how this end will use tx. Ring the
 * doorbell afterwards, then poll at each of the channel's events. 0, or
 * DUET_RING_ESIZE.
 */
static inline int duet_chan_open(struct duet_chan *c, void *memory,
				 uint32_t size, bool first, uint32_t mode)
{
	uint32_t data_size;

	if (size < DUET_CHAN_SIZE_MIN || size > DUET_CHAN_SIZE_MAX)
		return DUET_RING_ESIZE;
	data_size = duet_chan_data_size(size);
	c->memory = (struct duet_chan_memory *)memory;
	c->size = size;
	c->end = first ? 0 : 1;
	c->mode = mode;
	c->peer_mode = DUET_CHAN_RECORDS;
	c->mine = &c->memory->end[c->end];
	c->theirs = &c->memory->end[1 - c->end];
	duet_chan_ring(c, &c->tx, c->end, data_size);
	duet_chan_ring(c, &c->rx, 1 - c->end, data_size);
	if (first)
		duet_chan_format(c);
	duet_chan_begin(c, DUET_RING_LOAD(&c->mine->epoch));
	return 0;
}

/*
 * Leaves the channel. What the peer hasn't read is lost to it: wait for
 * duet_ring_drained() before, where that matters. Ring the doorbell
 * afterwards. Then only duet_chan_open().
 */
static inline void duet_chan_close(struct duet_chan *c)
{
	DUET_RING_STORE(&c->mine->epoch, c->epoch + 1);
	duet_ring_begin(&c->tx, 0);
	duet_ring_begin(&c->rx, 0);
}

/*
 * Starts anew, with empty rings, in the same or another mode: after a
 * DUET_RING_ECORRUPT, or to drop what is on its way. Ring the doorbell
 * afterwards.
 */
static inline void duet_chan_reset(struct duet_chan *c, uint32_t mode)
{
	c->mode = mode;
	duet_chan_begin(c, c->epoch);
}

/* Whether both ends have taken up each other's epoch, and the rings live. */
static inline bool duet_chan_up(const struct duet_chan *c)
{
	return c->tx.epoch;
}

/* The peer has another epoch: empty rings for it, and say so. */
static inline void duet_chan_take(struct duet_chan *c, uint32_t epoch)
{
	duet_chan_clear(c);
	DUET_RING_BARRIER();
	DUET_RING_STORE(&c->mine->peer_epoch, epoch & 1 ? epoch : 0);
	c->taken = epoch;
}

/*
 * Follows the peer's comings and goings: at each event of the channel, and
 * when a ring returned DUET_RING_ELINK. DUET_CHAN_POLL_* or'ed; or
 * DUET_RING_ECORRUPT: the first end described the memory otherwise than this
 * end knows it, and there is no connection before that end starts anew.
 */
static inline int duet_chan_poll(struct duet_chan *c)
{
	uint32_t epoch = DUET_RING_LOAD(&c->theirs->epoch);
	int flags = 0;
	int err;

	if (epoch != c->taken) {
		err = c->end ? duet_chan_check(c) : 0;
		if (err)
			return err == DUET_RING_ELINK ? 0 : err;
		flags = duet_chan_up(c) ? DUET_CHAN_POLL_CHANGED : 0;
		flags |= epoch & 1 ? DUET_CHAN_POLL_RING : 0;
		duet_chan_take(c, epoch);
	}
	if (duet_chan_up(c))
		return flags | DUET_CHAN_POLL_UP;
	DUET_RING_BARRIER();
	if (!(epoch & 1) ||
	    DUET_RING_LOAD(&c->theirs->peer_epoch) != c->epoch)
		return flags;
	c->peer_mode = DUET_RING_LOAD(&c->theirs->mode);
	duet_ring_begin(&c->tx, epoch);
	duet_ring_begin(&c->rx, epoch);
	return flags | DUET_CHAN_POLL_UP | DUET_CHAN_POLL_CHANGED;
}

#endif /* DUET_CHAN_H */
