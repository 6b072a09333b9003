/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A channel: two rings in memory shared by two VMs, and the state of its ends.
 *
 * Each end has an epoch, a number that grows with each of its lives: odd while
 * the end is up, even while it is down. A connection is a pair of epochs, each
 * of which the other end has taken up; both rings start out empty. An end that
 * restarts, after a crash or a corrupt ring, moves to its next epoch, and its
 * peer follows. See docs/abi/channels.md.
 *
 * Calls on the same channel must not overlap, neither each other nor calls on
 * its rings. No function blocks. For memory attributes, ordering and trust see
 * ring.h.
 */
#ifndef DUET_CHAN_H
#define DUET_CHAN_H

#include <duet/ring.h>

#define DUET_CHAN_MAGIC		0x6e616843u	/* "Chan" */
#define DUET_CHAN_VERSION	1u
#define DUET_CHAN_DATA		0x100u		/* offset of the first ring */
#define DUET_CHAN_SIZE_MIN	0x180u
#define DUET_CHAN_SIZE_MAX	0x40000000u

/* Flags returned by duet_chan_poll() */
#define DUET_CHAN_POLL_UP	1	/* connected */
#define DUET_CHAN_POLL_RING	2	/* ring the doorbell */
#define DUET_CHAN_POLL_CHANGED	4	/* connected or disconnected, or both */

/* The use that an end makes of the ring that it writes */
#define DUET_CHAN_RECORDS	0u
#define DUET_CHAN_STREAM	1u

/* Shared words, a cache line for each writer: the first end writes this one. */
struct duet_chan_format {
	uint32_t magic;
	uint32_t version;
	uint32_t size;		/* size of the whole memory in bytes */
	uint32_t data_size;	/* size of each ring's data, a power of two */
	uint32_t reserved[4];
};

/* Shared words that one end writes and the other reads. */
struct duet_chan_end {
	uint32_t epoch;		/* odd: up */
	uint32_t peer_epoch;	/* the peer's epoch taken up; 0: none */
	uint32_t mode;		/* DUET_CHAN_RECORDS or DUET_CHAN_STREAM */
	uint32_t reserved[5];
};

/*
 * The start of a channel's memory. End e (0: the first) writes ring e, and the
 * other end reads it: end e writes head[e] and tail[1 - e]. The data of ring e
 * are at DUET_CHAN_DATA + e * data_size.
 */
struct duet_chan_memory {
	struct duet_chan_format format;
	struct duet_chan_end end[2];
	struct duet_ring_index head[2];
	struct duet_ring_index tail[2];
	uint32_t reserved[8];
};

/* A channel as seen by one end, in that end's private memory. */
struct duet_chan {
	struct duet_ring tx;
	struct duet_ring rx;
	struct duet_chan_memory *memory;
	struct duet_chan_end *mine;
	const struct duet_chan_end *theirs;
	uint32_t size;		/* bytes of shared memory */
	uint32_t end;		/* 0: the first end, 1: the other */
	uint32_t epoch;		/* own epoch */
	uint32_t taken;		/* the peer's epoch that was taken up */
	uint32_t mode;		/* mode of tx */
	uint32_t peer_mode;	/* mode of rx, valid when connected */
};

/* Refuses to compile if the layout differs from the documented one. */
#define DUET_CHAN_LAYOUT(name, ok) \
	extern char duet_chan_layout_##name[(ok) ? 1 : -1]
DUET_CHAN_LAYOUT(format, sizeof(struct duet_chan_format) == 32);
DUET_CHAN_LAYOUT(end, sizeof(struct duet_chan_end) == 32);
DUET_CHAN_LAYOUT(index, sizeof(struct duet_ring_index) == 32);
DUET_CHAN_LAYOUT(memory, sizeof(struct duet_chan_memory) == DUET_CHAN_DATA);

/* Returns the largest size for each of the two rings' data. */
static inline uint32_t duet_chan_data_size(uint32_t size)
{
	uint32_t data = 64;

	while (DUET_CHAN_DATA + 4 * data <= size)
		data *= 2;
	return data;
}

/* The first end describes the memory, with the same words in each life. */
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
 * The other end computes the sizes itself and only compares. Returns 0;
 * DUET_RING_ELINK: not formatted yet; DUET_RING_ECORRUPT: it differs.
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
 * Starts a new life after epoch "old". The even epoch must be stored first, so
 * that the peer does not take the words that change after it for those of the
 * previous life.
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
 * Opens this end of the channel in memory, which must be 32-byte aligned and
 * have DUET_CHAN_SIZE_MIN to _MAX bytes: va, size and DUET_CHAN_FIRST are in
 * the channel's struct duet_channel_info. mode is the use of tx by this end.
 * The caller must then ring the doorbell, and poll at each event of the
 * channel. Returns 0, or DUET_RING_ESIZE.
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
 * Closes this end. Data that the peer has not read are lost: if they matter,
 * wait for duet_ring_drained() first. The caller must then ring the doorbell.
 * The only call allowed afterwards is duet_chan_open().
 */
static inline void duet_chan_close(struct duet_chan *c)
{
	DUET_RING_STORE(&c->mine->epoch, c->epoch + 1);
	duet_ring_begin(&c->tx, 0);
	duet_ring_begin(&c->rx, 0);
}

/*
 * Restarts this end with empty rings, in the same or another mode: after
 * DUET_RING_ECORRUPT, or to drop data in transit. The caller must then ring
 * the doorbell.
 */
static inline void duet_chan_reset(struct duet_chan *c, uint32_t mode)
{
	c->mode = mode;
	duet_chan_begin(c, c->epoch);
}

/* Returns whether both ends have taken up each other's epoch. */
static inline bool duet_chan_up(const struct duet_chan *c)
{
	return c->tx.epoch;
}

/* The peer has a new epoch: empty the rings, and take it up. */
static inline void duet_chan_take(struct duet_chan *c, uint32_t epoch)
{
	duet_chan_clear(c);
	DUET_RING_BARRIER();
	DUET_RING_STORE(&c->mine->peer_epoch, epoch & 1 ? epoch : 0);
	c->taken = epoch;
}

/*
 * Follows the peer's state. Must be called at each event of the channel, and
 * when a ring returned DUET_RING_ELINK. Returns DUET_CHAN_POLL_* flags; or
 * DUET_RING_ECORRUPT: the first end's description of the memory differs from
 * this end's, and there is no connection until that end restarts.
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
