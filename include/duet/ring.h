/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One ring of a channel: bytes or records, one producer, one consumer.
 *
 * Both ends run on one CPU and see the memory at one virtual address, or
 * uncached. So a store of one end is seen by the other in program order,
 * whatever the cache and the write buffer hold: there is only one observer.
 * What is left to order is the compiler: DUET_RING_BARRIER.
 *
 * The peer is not trusted. This end never reads back what it has written; a
 * word of the peer's is loaded once, by DUET_RING_LOAD, and checked before it
 * is used. Whatever the peer writes, and when, no access leaves the data area.
 * A payload in place may change under the reader: copy it, then judge it.
 *
 * Calls on one ring must not overlap; its peer's calls may cut them anywhere.
 * Nothing here blocks, allocates, or rings: duet_ring_flush() says when a
 * doorbell is due. Needs GNU C or C++ and memcpy() only. See
 * docs/abi/channels.md for the protocol.
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

/* Nothing to read, or no room to write: flush, sleep, try again. */
#define DUET_RING_EAGAIN	(-1)
/* The record never fits into the ring, or not into the reader's buffer. */
#define DUET_RING_ESIZE		(-2)
/* The peer broke the protocol: duet_chan_reset() is the way out. */
#define DUET_RING_ECORRUPT	(-3)
/* The peer is not there, or started anew: duet_chan_poll() tells. */
#define DUET_RING_ELINK		(-4)

/* Header of a record that fills the data area up to its end. */
#define DUET_RING_SKIP		0x80000000u
#define DUET_RING_HEADER	4u

/* Words in shared memory that one end writes: a cache line of its own. */
struct duet_ring_index {
	/* producer: bytes ever written; consumer: bytes ever read; mod 2^32 */
	uint32_t index;
	/* a doorbell is wanted when the peer's index goes beyond this */
	uint32_t wake;
	uint32_t reserved[6];
};

/*
 * A ring as one of its ends sees it: private to that end. What each record
 * needs comes first.
 */
struct duet_ring {
	/* this end's index; records go up to straight: see duet_ring_aim() */
	uint32_t index;
	uint32_t straight;
	/* a record's payload is at index + base; the data end at index turn */
	uintptr_t base;
	uint32_t turn;
	struct duet_ring_index *mine;
	/* `peer`, or `nobody` while there is no connection */
	const struct duet_ring_index *theirs;
	/* what of the index the peer has been told */
	uint32_t published;
	/* this end may go up to here: the peer's index, checked, + bias */
	uint32_t limit;
	/* reserved: bytes to skip before the record; peeked: its bytes */
	uint32_t pending;
	/* bytes that the last call that returned DUET_RING_EAGAIN needs */
	uint32_t want;
	/* of the peer's life that this end is connected to; 0: to none */
	uint32_t epoch;
	/* bytes of the data area, a power of two */
	uint32_t size;
	/* size for the producer, 0 for the consumer */
	uint32_t bias;
	uint8_t *data;
	const uint32_t *peer_epoch;
	struct duet_ring_index *peer;
	struct duet_ring_index nobody;
};

/* Not in the way of the usual case. */
#define DUET_RING_FAR	__attribute((__noinline__, __cold__, __unused__))

/*
 * Copies len bytes from and to word boundaries: 64 at a time, then what is
 * left by its bits. Compilers make twice as many instructions of it, or a
 * call.
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
		"2:	movs	r3, %[len], lsl #27\n"	/* C: 32, N: 16 */
		"	ldmcs	%[from]!, {r3-r8, r12, lr}\n"
		"	stmcs	%[to]!, {r3-r8, r12, lr}\n"
		"	ldmmi	%[from]!, {r3-r6}\n"
		"	stmmi	%[to]!, {r3-r6}\n"
		"	movs	r3, %[len], lsl #29\n"	/* C: 8, N: 4 */
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

/* Copies without a call where it can: records are short, and aligned. */
static inline void duet_ring_copy(void *to, const void *from, uint32_t len)
{
	if (((uintptr_t)to | (uintptr_t)from) & 3)
		memcpy(to, from, len);
	else
		duet_ring_words(to, from, len);
}

/*
 * Whether a record of len bytes, which takes need, has room in `left`. Two
 * branches: else compilers make numbers of the conditions, and a third one.
 */
static inline bool duet_ring_has(uint32_t left, uint32_t len, uint32_t need)
{
	if (len >= left)
		return false;
	__asm__("" : "+r" (left));
	return need <= left;
}

/* Bytes that a record of len bytes takes in the ring, its header included. */
static inline uint32_t duet_ring_footprint(uint32_t len)
{
	return (len + DUET_RING_HEADER + 3) & ~3u;
}

/* The longest record: half the ring, so that it fits wherever the head is. */
static inline uint32_t duet_ring_max(const struct duet_ring *r)
{
	return r->size / 2 - DUET_RING_HEADER;
}

static inline uint32_t *duet_ring_word(struct duet_ring *r, uint32_t at)
{
	return (uint32_t *)(void *)(r->data + at);
}

/* Where the payload of the record at this index is, once aimed at. */
static inline uint32_t *duet_ring_at(const struct duet_ring *r, uint32_t index)
{
	void *at = (void *)(r->base + index);

	return (uint32_t *)__builtin_assume_aligned(at, 4);
}

/* The index has moved otherwise, or a skip is due: aim before the next. */
static inline void duet_ring_astray(struct duet_ring *r)
{
	r->straight = r->index;
	r->turn = r->index;
}

/*
 * Works out how far records go in one piece and unchecked: not beyond the
 * limit, nor the end of the data; the producer's not longer than the longest
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
 * Sets both ends' view to an empty ring. Connected: the peer's words are in
 * their start state too (epoch: the peer's); else 0, and all calls return
 * DUET_RING_ELINK.
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

/* Puts this end's shared words into their start state. */
static inline void duet_ring_clear(struct duet_ring *r)
{
	DUET_RING_STORE(&r->mine->index, 0);
	DUET_RING_STORE(&r->mine->wake, 0xffffffffu);
}

/*
 * Takes limit, from an index of the peer's that was just loaded, for want
 * bytes. 0, or DUET_RING_EAGAIN, DUET_RING_ECORRUPT, DUET_RING_ELINK. The
 * index goes before the epoch: a peer that starts anew changes its epoch first
 * and its indices then, so an index of another life is never taken for a
 * corrupt one.
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
	r->straight = r->index;		/* aim anew: it may be nearer */
	return limit - r->index < want ? DUET_RING_EAGAIN : 0;
}

/* Reads the peer's index again; the rest as duet_ring_take(). */
static inline int duet_ring_refresh(struct duet_ring *r, uint32_t want)
{
	uint32_t limit = DUET_RING_LOAD(&r->theirs->index) + r->bias;

	return duet_ring_take(r, limit, want);
}

/*
 * Tells the peer how far this end has come: the producer what it has
 * committed, the consumer what it has released. True: ring the doorbell. May
 * be called once for many records.
 *
 * Here the index is stored, then the peer's wake word is loaded; a peer going
 * to sleep stores its wake word, then loads the index: one of the two sees
 * the other's store, so no wake-up is lost.
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

/* Whether a flush has nothing to tell; it would do two accesses for nothing. */
static inline bool duet_ring_told(const struct duet_ring *r)
{
	return r->published == r->index;
}

/*
 * Asks for a doorbell when bytes (1 to size) can be read or written: want of
 * the ring after a DUET_RING_EAGAIN, or more to be woken less often. True: it
 * will come, the caller may sleep; false: try again at once. Flush first, or
 * both ends may sleep for each other.
 */
static inline bool duet_ring_sleep(struct duet_ring *r, uint32_t bytes)
{
	uint32_t limit;

	DUET_RING_STORE(&r->mine->wake, r->index + bytes - r->bias - 1);
	DUET_RING_BARRIER();
	limit = DUET_RING_LOAD(&r->theirs->index) + r->bias;
	return limit - r->index < bytes;
}

/* Whether the consumer has read all that was flushed. For the producer. */
static inline bool duet_ring_drained(struct duet_ring *r)
{
	return DUET_RING_LOAD(&r->theirs->index) == r->published;
}

/* As duet_ring_reserve(), wherever the record goes. */
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
		return DUET_RING_ECORRUPT;	/* by a stream of this end's */
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
 * Records, producer: room for a record of up to len bytes, at *payload, word
 * aligned and in one piece. Then duet_ring_commit(), or nothing to drop it.
 * 0, or DUET_RING_ESIZE, _EAGAIN, _ECORRUPT, _ELINK.
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

/* The reserved record is at the start of the data: fills up the rest. */
static DUET_RING_FAR
void duet_ring_commit_skip(struct duet_ring *r)
{
	DUET_RING_STORE(duet_ring_word(r, r->index & (r->size - 1)),
			DUET_RING_SKIP);
	r->index += r->pending;
	r->pending = 0;
	duet_ring_aim(r);
}

/* Appends the record reserved last, of at most as many bytes as reserved. */
static inline void duet_ring_commit(struct duet_ring *r, uint32_t len)
{
	if (r->pending)
		duet_ring_commit_skip(r);
	DUET_RING_STORE(duet_ring_at(r, r->index) - 1, len);
	r->index += duet_ring_footprint(len);
}

/* As duet_ring_send(), wherever the record goes. */
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
 * A record of len bytes, copied from buf. Errors of duet_ring_reserve(). The
 * usual case, no skip and room that is known of, is short.
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
 * Bytes that a record with this header word takes, of which avail are there
 * and room lie before the end of the data. 0: it isn't wholly in both.
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
 * Goes over a skip header; there must be a record behind it. So none is taken
 * at offset 0, where the whole ring would be skipped.
 */
static inline int duet_ring_skip(struct duet_ring *r, uint32_t header)
{
	uint32_t room = r->size - (r->index & (r->size - 1));

	if (header != DUET_RING_SKIP || r->limit - r->index <= room)
		return DUET_RING_ECORRUPT;
	r->index += room;
	return 0;
}

/* As duet_ring_peek(), wherever the record is; limit: of duet_ring_next(). */
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
		return DUET_RING_ECORRUPT;	/* a stream was read before */
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
 * The usual case of the consumer: a record whose header word is *header lies
 * at index. False: look closer. *limit is the peer's index if it was loaded,
 * which it is if none is known of.
 *
 * It is believed if it shows something, before the end of the data. So no look
 * at the peer's epoch is needed: where a new life begins, at index 0, is no
 * place before an end.
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
 * Records, consumer: the next record in place. Then duet_ring_release(), or
 * nothing to see it again. 0, or DUET_RING_EAGAIN, _ECORRUPT, _ELINK.
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

/* Gives the room of the record peeked at back; the flush tells the peer. */
static inline void duet_ring_release(struct duet_ring *r)
{
	r->index += r->pending;
	r->pending = 0;
}

/* As duet_ring_recv(), wherever the record is. */
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
 * The next record, copied to buf of size bytes. Its length, or the errors of
 * duet_ring_peek(), or DUET_RING_ESIZE if it is longer: it is still there.
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
 * Byte stream, both ends: the bytes in one piece that can be written or read
 * now, at *at. Their number, at least 1, or DUET_RING_EAGAIN, _ECORRUPT,
 * _ELINK. Then duet_ring_advance() by as many as were used.
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

/* Byte stream: count bytes of the span were written, or read. */
static inline void duet_ring_advance(struct duet_ring *r, uint32_t count)
{
	DUET_RING_BARRIER();
	r->index += count;
	r->pending = 0;
	duet_ring_astray(r);
}

/*
 * Byte stream: writes as many of len (1 to 2^31 - 1) bytes as there is room
 * for. Their number, at least 1, or the errors of duet_ring_span().
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
 * Byte stream: reads up to len (1 to 2^31 - 1) bytes, as many as are there.
 * Their number, at least 1, or the errors of duet_ring_span().
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
