/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One ring of a channel: bytes or records, one producer, one consumer.
 *
 * Both ends run on the same CPU, and map the memory at the same virtual
 * address or uncached. There is thus a single observer: each end sees the
 * other's stores in program order, whatever is in the cache and the write
 * buffer. Only the compiler must be kept from reordering: DUET_RING_BARRIER.
 *
 * The peer is not trusted. This end never reads back its own words; a word of
 * the peer's is loaded once, by DUET_RING_LOAD, and must be checked before it
 * is used. Whatever the peer writes at any time, no access leaves the data
 * area. A payload in place may change while it is read: copy it, then check it.
 *
 * Calls on the same ring must not overlap; the peer's calls may interrupt them
 * anywhere. No function blocks, allocates, or rings: duet_ring_flush() returns
 * whether a doorbell is due. The header requires GNU C or C++ and memcpy()
 * only. The protocol is specified in docs/abi/channels.md.
 */
#ifndef DUET_RING_H
#define DUET_RING_H

#ifdef __KERNEL__
#include <linux/string.h>
#include <linux/types.h>
#else
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#endif

#ifndef DUET_RING_LOAD
#define DUET_RING_LOAD(p)	__atomic_load_n((p), __ATOMIC_RELAXED)
#define DUET_RING_STORE(p, v)	__atomic_store_n((p), (v), __ATOMIC_RELAXED)
#endif
#define DUET_RING_BARRIER()	__atomic_signal_fence(__ATOMIC_SEQ_CST)

/* Nothing to read, or no room to write: flush, sleep, then try again. */
#define DUET_RING_EAGAIN	(-1)
/* The record can never fit into the ring, or not into the caller's buffer. */
#define DUET_RING_ESIZE		(-2)
/* The peer violated the protocol: use duet_chan_reset() to recover. */
#define DUET_RING_ECORRUPT	(-3)
/* The peer is down or has restarted: duet_chan_poll() finds out. */
#define DUET_RING_ELINK		(-4)

/* The header of a filler, which takes the rest of the data area. */
#define DUET_RING_SKIP		0x80000000u
#define DUET_RING_HEADER	4u

/* Shared words, written by one end only, in a cache line of their own. */
struct duet_ring_index {
	/* producer: bytes ever written; consumer: bytes ever read; mod 2^32 */
	uint32_t index;
	/* this end wants a doorbell once the peer's index exceeds this */
	uint32_t wake;
	uint32_t reserved[6];
};

/*
 * A ring as seen by one end, in that end's private memory. The fields used for
 * every record come first.
 */
struct duet_ring {
	/* own index; duet_ring_aim(): records are unchecked up to straight */
	uint32_t index;
	uint32_t straight;
	/* payload of a record: index + base; the data wrap at index turn */
	uintptr_t base;
	uint32_t turn;
	struct duet_ring_index *mine;
	/* `peer`, or `nobody` while disconnected */
	const struct duet_ring_index *theirs;
	/* the index last stored in shared memory */
	uint32_t published;
	/* the index must not exceed this: the peer's, checked, + bias */
	uint32_t limit;
	/* reserved: filler before the record; peeked: bytes of the record */
	uint32_t pending;
	/* bytes that the last call needed if it returned DUET_RING_EAGAIN */
	uint32_t want;
	/* the epoch of the peer that we are connected to; 0: disconnected */
	uint32_t epoch;
	/* size of the data area in bytes, a power of two */
	uint32_t size;
	/* size for the producer, 0 for the consumer */
	uint32_t bias;
	uint8_t *data;
	const uint32_t *peer_epoch;
	struct duet_ring_index *peer;
	struct duet_ring_index nobody;
};

/* For slow paths: kept out of line. */
#define DUET_RING_FAR	__attribute((__noinline__, __cold__, __unused__))

/*
 * Copies len bytes between word-aligned addresses: blocks of 64, then the rest
 * according to the bits of its length. Compilers generate twice as many
 * instructions for this, or a call.
 */
#if defined(__arm__) && !defined(__thumb__)
static inline void duet_ring_words(void *to, const void *from, uint32_t len)
{
	__asm__ __volatile__(
		"1:	subs	%[len], %[len], #64\n"
		"	blo	2f\n"
		"	ldmia	%[from]!, {r3-r8, r12, lr}\n"
		"	stmia	%[to]!, {r3-r8, r12, lr}\n"
		"	ldmia	%[from]!, {r3-r8, r12, lr}\n"
		"	stmia	%[to]!, {r3-r8, r12, lr}\n"
		"	bne	1b\n"
		"	b	3f\n"
		"2:	movs	r3, %[len], lsl #27\n"	/* CS: 32, MI: 16 */
		"	ldmcs	%[from]!, {r3-r8, r12, lr}\n"
		"	stmcs	%[to]!, {r3-r8, r12, lr}\n"
		"	ldmmi	%[from]!, {r3-r6}\n"
		"	stmmi	%[to]!, {r3-r6}\n"
		"	movs	r3, %[len], lsl #29\n"	/* CS: 8, MI: 4 */
		"	ldmcs	%[from]!, {r3-r4}\n"
		"	stmcs	%[to]!, {r3-r4}\n"
		"	ldrmi	r3, [%[from]], #4\n"
		"	strmi	r3, [%[to]], #4\n"
		"	ands	%[len], %[len], #3\n"
		"	beq	3f\n"
		"4:	ldrb	r3, [%[from]], #1\n"
		"	strb	r3, [%[to]], #1\n"
		"	subs	%[len], %[len], #1\n"
		"	bne	4b\n"
		"3:"
		: [to] "+r" (to), [from] "+r" (from), [len] "+r" (len)
		:
		: "r3", "r4", "r5", "r6", "r7", "r8", "r12", "lr", "cc",
		  "memory");
}
#else
static inline void duet_ring_words(void *to, const void *from, uint32_t len)
{
	memcpy(to, from, len);
}
#endif

/* Records are usually short and aligned: copy those without a call. */
static inline void duet_ring_copy(void *to, const void *from, uint32_t len)
{
	if (((uintptr_t)to | (uintptr_t)from) & 3)
		memcpy(to, from, len);
	else
		duet_ring_words(to, from, len);
}

/*
 * Returns whether a record of len bytes, which takes need, fits into `left`.
 * The asm keeps these two branches: otherwise compilers turn the conditions
 * into values, and add a third branch.
 */
static inline bool duet_ring_has(uint32_t left, uint32_t len, uint32_t need)
{
	if (len >= left)
		return false;
	__asm__("" : "+r" (left));
	return need <= left;
}

/* Returns the bytes that a record of len bytes takes, including its header. */
static inline uint32_t duet_ring_footprint(uint32_t len)
{
	return (len + DUET_RING_HEADER + 3) & ~3u;
}

/* Longest record: half the ring, so that it fits wherever the head is. */
static inline uint32_t duet_ring_max(const struct duet_ring *r)
{
	return r->size / 2 - DUET_RING_HEADER;
}

static inline uint32_t *duet_ring_word(struct duet_ring *r, uint32_t at)
{
	return (uint32_t *)(void *)(r->data + at);
}

/* Returns the payload of the record at this index; valid after aim. */
static inline uint32_t *duet_ring_at(const struct duet_ring *r, uint32_t index)
{
	void *at = (void *)(r->base + index);

	return (uint32_t *)__builtin_assume_aligned(at, 4);
}

/* Makes the next call take the slow path, which aims again. */
static inline void duet_ring_astray(struct duet_ring *r)
{
	r->straight = r->index;
	r->turn = r->index;
}

/*
 * Computes how far records may go without further checks: up to the limit and
 * the end of the data area; for the producer no further than the longest
 * record. The distance is a multiple of 4, whatever the peer's index is.
 */
static DUET_RING_FAR
void duet_ring_aim(struct duet_ring *r)
{
	uint32_t at = r->index & (r->size - 1);
	uint32_t left = r->limit - r->index;

	r->turn = r->index - at + r->size;
	r->base = (uintptr_t)r->data + DUET_RING_HEADER + at - r->index;
	if (left > r->size - at)
		left = r->size - at;
	if (left > r->size - r->bias / 2)
		left = r->size - r->bias / 2;
	r->straight = r->index + (left & ~3u);
}

/*
 * Sets this end's view to an empty ring. epoch is the peer's, whose words must
 * be in their initial state, too. With epoch 0 the ring is disconnected, and
 * all calls return DUET_RING_ELINK.
 */
static inline void duet_ring_begin(struct duet_ring *r, uint32_t epoch)
{
	r->epoch = epoch;
	r->index = 0;
	r->published = 0;
	r->limit = epoch ? r->bias : 0;
	r->pending = 0;
	r->want = 1;
	r->nobody.index = 0;
	r->nobody.wake = 0;
	r->theirs = epoch ? r->peer : &r->nobody;
	duet_ring_aim(r);
}

/* Puts this end's shared words into their initial state. */
static inline void duet_ring_clear(struct duet_ring *r)
{
	DUET_RING_STORE(&r->mine->index, 0);
	DUET_RING_STORE(&r->mine->wake, 0xffffffffu);
}

/*
 * Sets the limit from an index of the peer's that was just loaded, and checks
 * that want bytes are available. Returns 0, DUET_RING_EAGAIN,
 * DUET_RING_ECORRUPT or DUET_RING_ELINK. The index must be loaded before the
 * epoch: a restarting peer changes its epoch before its indices, so an index
 * of another life is never mistaken for a corrupt one.
 */
static inline int duet_ring_take(struct duet_ring *r, uint32_t limit,
				 uint32_t want)
{
	r->want = want;
	if (!r->epoch)
		return DUET_RING_ELINK;
	DUET_RING_BARRIER();
	if (DUET_RING_LOAD(r->peer_epoch) != r->epoch)
		return DUET_RING_ELINK;
	if (limit - r->index > r->size)
		return DUET_RING_ECORRUPT;
	r->limit = limit;
	r->straight = r->index;		/* aim again: it may be closer now */
	return limit - r->index < want ? DUET_RING_EAGAIN : 0;
}

/* Reads the peer's index again, then does the same as duet_ring_take(). */
static inline int duet_ring_refresh(struct duet_ring *r, uint32_t want)
{
	uint32_t limit = DUET_RING_LOAD(&r->theirs->index) + r->bias;

	return duet_ring_take(r, limit, want);
}

/*
 * Publishes this end's index: the producer's commits, the consumer's releases.
 * Returns true if the caller must ring the doorbell. One call is enough for
 * any number of records.
 *
 * The index is stored before the peer's wake word is loaded, while a peer that
 * goes to sleep stores its wake word before it loads the index. At least one
 * of the two sees the other's store, so no wake-up is lost.
 */
static inline bool duet_ring_flush(struct duet_ring *r)
{
	struct duet_ring_index *mine = r->mine;
	const struct duet_ring_index *theirs = r->theirs;
	uint32_t old = r->published;
	uint32_t now = r->index;
	uint32_t wake;

	r->published = now;
	DUET_RING_BARRIER();
	DUET_RING_STORE(&mine->index, now);
	DUET_RING_BARRIER();
	wake = DUET_RING_LOAD(&theirs->wake);
	return wake - old < now - old;
}

/* Returns whether the index is published: a flush would be a waste of time. */
static inline bool duet_ring_told(const struct duet_ring *r)
{
	return r->published == r->index;
}

/*
 * Requests a doorbell for the time when bytes (1 to size) can be read or
 * written: ring.want after DUET_RING_EAGAIN, or more for fewer wake-ups.
 * Returns true if the doorbell will come, and the caller may sleep; false: it
 * must try again at once. The caller must flush first, or both ends might
 * sleep for ever.
 */
static inline bool duet_ring_sleep(struct duet_ring *r, uint32_t bytes)
{
	uint32_t limit;

	DUET_RING_STORE(&r->mine->wake, r->index + bytes - r->bias - 1);
	DUET_RING_BARRIER();
	limit = DUET_RING_LOAD(&r->theirs->index) + r->bias;
	return limit - r->index < bytes;
}

/* Producer: returns whether the consumer has read everything flushed. */
static inline bool duet_ring_drained(struct duet_ring *r)
{
	return DUET_RING_LOAD(&r->theirs->index) == r->published;
}

/* The slow path of duet_ring_reserve(), for records in any position. */
static DUET_RING_FAR
int duet_ring_reserve_far(struct duet_ring *r, uint32_t len, void **payload)
{
	uint32_t at = r->index & (r->size - 1);
	uint32_t room = r->size - at;
	uint32_t need = duet_ring_footprint(len);
	uint32_t skip = 0;
	int err;

	if (len > duet_ring_max(r))
		return DUET_RING_ESIZE;
	if (at & 3)
		return DUET_RING_ECORRUPT;	/* our index is from a stream */
	if (room < need) {
		skip = room;
		need += room;
		at = 0;
	}
	if (r->limit - r->index < need) {
		err = duet_ring_refresh(r, need);
		if (err)
			return err;
	}
	*payload = r->data + at + DUET_RING_HEADER;
	r->pending = skip;
	if (skip)
		duet_ring_astray(r);
	else
		duet_ring_aim(r);
	return 0;
}

/*
 * Producer of records: reserves room for up to len bytes at *payload, word
 * aligned and contiguous. Must be followed by duet_ring_commit(); without it
 * the reservation has no effect. Returns 0, or DUET_RING_ESIZE, _EAGAIN,
 * _ECORRUPT, _ELINK.
 */
static inline int duet_ring_reserve(struct duet_ring *r, uint32_t len,
				    void **payload)
{
	uint32_t left = r->straight - r->index;

	if (!duet_ring_has(left, len, duet_ring_footprint(len)))
		return duet_ring_reserve_far(r, len, payload);
	*payload = duet_ring_at(r, r->index);
	return 0;
}

/* The reserved record wraps: stores a filler before it. */
static DUET_RING_FAR
void duet_ring_commit_skip(struct duet_ring *r)
{
	DUET_RING_STORE(duet_ring_word(r, r->index & (r->size - 1)),
			DUET_RING_SKIP);
	r->index += r->pending;
	r->pending = 0;
	duet_ring_aim(r);
}

/* Appends the reserved record; len must not exceed the reserved length. */
static inline void duet_ring_commit(struct duet_ring *r, uint32_t len)
{
	if (r->pending)
		duet_ring_commit_skip(r);
	DUET_RING_STORE(duet_ring_at(r, r->index) - 1, len);
	r->index += duet_ring_footprint(len);
}

/* The slow path of duet_ring_send(), for records in any position. */
static DUET_RING_FAR
int duet_ring_send_far(struct duet_ring *r, const void *buf, uint32_t len)
{
	void *payload;
	int err = duet_ring_reserve_far(r, len, &payload);

	if (err)
		return err;
	duet_ring_copy(payload, buf, len);
	duet_ring_commit(r, len);
	return 0;
}

/*
 * Sends a record of len bytes, copied from buf. Returns 0, or the errors of
 * duet_ring_reserve(). The fast path needs no filler, and room already known.
 */
static inline int duet_ring_send(struct duet_ring *r, const void *buf,
				 uint32_t len)
{
	uint32_t index = r->index;
	uint32_t left = r->straight - index;
	uint32_t need = duet_ring_footprint(len);
	uint32_t *payload;

	if (!duet_ring_has(left, len, need))
		return duet_ring_send_far(r, buf, len);
	payload = duet_ring_at(r, index);
	DUET_RING_STORE(payload - 1, len);
	duet_ring_copy(payload, buf, len);
	r->index = index + need;
	return 0;
}

/*
 * Returns the bytes that the record with this header takes; 0 if it exceeds
 * the avail bytes, or the room before the end of the data area.
 */
static inline uint32_t duet_ring_fits(uint32_t header, uint32_t avail,
				      uint32_t room)
{
	uint32_t need = duet_ring_footprint(header);

	if (avail > room)
		avail = room;
	return header < avail && need <= avail ? need : 0;
}

/*
 * Skips a filler, which must be followed by a record: this refuses fillers at
 * offset 0, which would skip the whole ring.
 */
static inline int duet_ring_skip(struct duet_ring *r, uint32_t header)
{
	uint32_t room = r->size - (r->index & (r->size - 1));

	if (header != DUET_RING_SKIP || r->limit - r->index <= room)
		return DUET_RING_ECORRUPT;
	r->index += room;
	return 0;
}

/* The slow path of duet_ring_peek(); limit is that of duet_ring_next(). */
static DUET_RING_FAR
int duet_ring_peek_far(struct duet_ring *r, const void **payload,
		       uint32_t *len, uint32_t limit)
{
	uint32_t at, header, avail;
	int err;

	if (r->limit == r->index) {
		err = duet_ring_take(r, limit, 1);
		if (err)
			return err;
	}
	avail = r->limit - r->index;
	at = r->index & (r->size - 1);
	if (at & 3)
		return DUET_RING_ECORRUPT;	/* our index is from a stream */
	DUET_RING_BARRIER();
	header = DUET_RING_LOAD(duet_ring_word(r, at));
	if (header & DUET_RING_SKIP) {
		err = duet_ring_skip(r, header);
		if (err)
			return err;
		avail = r->limit - r->index;
		at = 0;
		header = DUET_RING_LOAD(duet_ring_word(r, 0));
	}
	duet_ring_aim(r);
	r->pending = duet_ring_fits(header, avail, r->size - at);
	if (!r->pending)
		return DUET_RING_ECORRUPT;
	*payload = r->data + at + DUET_RING_HEADER;
	*len = header;
	return 0;
}

/*
 * The consumer's fast path: returns true if there is a valid record at index,
 * with its header in *header. Otherwise the slow path must decide. *limit is
 * the peer's index if it was loaded, which is done if no data are known of.
 *
 * A new index is accepted without checking the peer's epoch if it reports data
 * that end before the wrap. This is safe as a new life starts at index 0,
 * which cannot be such an index.
 */
static inline bool duet_ring_next(struct duet_ring *r, uint32_t index,
				  uint32_t *header, uint32_t *limit)
{
	uint32_t left = r->straight - index;

	*limit = index;
	if (!left) {
		*limit = DUET_RING_LOAD(&r->theirs->index);
		left = *limit - index;
		if (left >= r->turn - index)
			return false;
		if (!left)
			return false;
		r->straight = *limit;
		r->limit = *limit;
		DUET_RING_BARRIER();
	}
	*header = DUET_RING_LOAD(duet_ring_at(r, index) - 1);
	return duet_ring_has(left, *header, duet_ring_footprint(*header));
}

/*
 * Consumer of records: returns the next record in place. Must be followed by
 * duet_ring_release(); without it, the next peek returns the same record.
 * Returns 0, or DUET_RING_EAGAIN, _ECORRUPT, _ELINK.
 */
static inline int duet_ring_peek(struct duet_ring *r, const void **payload,
				 uint32_t *len)
{
	uint32_t index = r->index;
	uint32_t limit;

	if (!duet_ring_next(r, index, len, &limit))
		return duet_ring_peek_far(r, payload, len, limit);
	r->pending = duet_ring_footprint(*len);
	*payload = duet_ring_at(r, index);
	return 0;
}

/* Frees the record returned by peek; the peer learns it from the next flush. */
static inline void duet_ring_release(struct duet_ring *r)
{
	r->index += r->pending;
	r->pending = 0;
}

/* The slow path of duet_ring_recv(), for records in any position. */
static DUET_RING_FAR
int duet_ring_recv_far(struct duet_ring *r, void *buf, uint32_t size,
		       uint32_t limit)
{
	const void *payload;
	uint32_t len;
	int err = duet_ring_peek_far(r, &payload, &len, limit);

	if (err)
		return err;
	if (len > size)
		return DUET_RING_ESIZE;
	duet_ring_copy(buf, payload, len);
	duet_ring_release(r);
	return (int)len;
}

/*
 * Receives the next record by copying it to buf, which has size bytes. Returns
 * its length, or the errors of duet_ring_peek(); or DUET_RING_ESIZE if it is
 * longer than buf: it then stays in the ring.
 */
static inline int duet_ring_recv(struct duet_ring *r, void *buf,
				 uint32_t size)
{
	uint32_t index = r->index;
	uint32_t len, limit;

	if (!duet_ring_next(r, index, &len, &limit) || len > size)
		return duet_ring_recv_far(r, buf, size, limit);
	r->index = index + duet_ring_footprint(len);
	duet_ring_copy(buf, duet_ring_at(r, index), len);
	return (int)len;
}

/*
 * Byte stream, both ends: sets *at to the contiguous bytes that can be read or
 * written now. Returns their number, at least 1; or DUET_RING_EAGAIN,
 * _ECORRUPT, _ELINK. The bytes used must be passed to duet_ring_advance().
 */
static inline int duet_ring_span(struct duet_ring *r, void **at)
{
	uint32_t offset = r->index & (r->size - 1);
	uint32_t room = r->size - offset;
	int err;

	if (r->limit == r->index) {
		err = duet_ring_refresh(r, 1);
		if (err)
			return err;
	}
	DUET_RING_BARRIER();
	*at = r->data + offset;
	if (room > r->limit - r->index)
		room = r->limit - r->index;
	return (int)room;
}

/* Byte stream: count bytes of the span were used, which may be fewer. */
static inline void duet_ring_advance(struct duet_ring *r, uint32_t count)
{
	DUET_RING_BARRIER();
	r->index += count;
	r->pending = 0;
	duet_ring_astray(r);
}

/*
 * Byte stream: writes as many of len (1 to 2^31 - 1) bytes as there is room
 * for. Returns their number, at least 1, or the errors of duet_ring_span().
 */
static inline int duet_ring_write(struct duet_ring *r, const void *buf,
				  uint32_t len)
{
	const uint8_t *from = (const uint8_t *)buf;
	uint32_t done = 0;
	void *at;
	int count;

	while (done < len) {
		count = duet_ring_span(r, &at);
		if (count < 0)
			return done ? (int)done : count;
		if ((uint32_t)count > len - done)
			count = (int)(len - done);
		duet_ring_copy(at, from + done, (uint32_t)count);
		duet_ring_advance(r, (uint32_t)count);
		done += (uint32_t)count;
	}
	return (int)done;
}

/*
 * Byte stream: reads as many of len (1 to 2^31 - 1) bytes as are available.
 * Returns their number, at least 1, or the errors of duet_ring_span().
 */
static inline int duet_ring_read(struct duet_ring *r, void *buf, uint32_t len)
{
	uint8_t *to = (uint8_t *)buf;
	uint32_t done = 0;
	void *at;
	int count;

	while (done < len) {
		count = duet_ring_span(r, &at);
		if (count < 0)
			return done ? (int)done : count;
		if ((uint32_t)count > len - done)
			count = (int)(len - done);
		duet_ring_copy(to + done, at, (uint32_t)count);
		duet_ring_advance(r, (uint32_t)count);
		done += (uint32_t)count;
	}
	return (int)done;
}

#endif /* DUET_RING_H */
