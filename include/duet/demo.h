/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The demo's services: the protocol that the RTOS offers to Linux over three
 * or four channels. Both sides compile this file.
 *
 * "echo"     each record is returned unchanged, in order.
 * "control"  requests from Linux, replies from the RTOS; one request is served
 *            at a time, others wait in the ring.
 * "stream"   cached bulk data, moved by SINK and SOURCE requests.
 * "frame"    the same over an uncached channel, which a Linux process may map
 *            and use without a copy by the kernel.
 *
 * A request and a reply are one record each; all words are little endian.
 *
 * SINK, SOURCE:
 *   The RTOS drops all data left in the data channel's receive ring, then
 *   replies DUET_DEMO_STARTED. SINK: the requester must now send `length` bytes
 *   in records of up to DUET_DEMO_CHUNK_MAX. SOURCE: the RTOS sends `length`
 *   bytes of the sequence that starts with `seed`, in records of `chunk` bytes
 *   (the last one may be shorter). At the end the RTOS sends a second reply
 *   with the amount moved and its checksum. If nothing moves for
 *   DUET_DEMO_TIMEOUT_MS, the transfer is abandoned with the second reply
 *   DUET_DEMO_TIMEOUT, so a requester that dies halfway does not affect others.
 *
 * JITTER: one reply, struct duet_demo_jitter. JITTER_RESET: the same, and the
 * statistics restart at zero.
 *
 * No function here blocks, allocates or has state: any context may call them.
 */
#ifndef DUET_DEMO_H
#define DUET_DEMO_H

#ifdef __KERNEL__
#include <linux/types.h>
#else
#include <stdint.h>
#endif

#define DUET_DEMO_MAGIC		0x6f6d6544	/* 'Demo' */

#define DUET_DEMO_ECHO		"echo"		/* channel names */
#define DUET_DEMO_CONTROL	"control"
#define DUET_DEMO_STREAM	"stream"
#define DUET_DEMO_FRAME		"frame"

/* Operations */
#define DUET_DEMO_PING		0	/* one reply, struct duet_demo_reply */
#define DUET_DEMO_SINK		1
#define DUET_DEMO_SOURCE	2
#define DUET_DEMO_JITTER	3
#define DUET_DEMO_JITTER_RESET	4

/* duet_demo_request.channel: the channel that carries the data */
#define DUET_DEMO_ON_STREAM	0
#define DUET_DEMO_ON_FRAME	1

/* duet_demo_reply.status */
#define DUET_DEMO_OK		0	/* done: the counts are final */
#define DUET_DEMO_STARTED	1	/* SINK, SOURCE: a second reply follows */
#define DUET_DEMO_BAD		2	/* unknown op, channel, chunk or length */
#define DUET_DEMO_TIMEOUT	3	/* nothing moved for too long */

#define DUET_DEMO_CHUNK_MAX	4096	/* bytes of a data record, at most */
#define DUET_DEMO_ECHO_MAX	1024	/* bytes of an echo record, at most */
#define DUET_DEMO_TIMEOUT_MS	2000

struct duet_demo_request {
	uint32_t magic;		/* DUET_DEMO_MAGIC */
	uint32_t op;
	uint32_t id;		/* any value; returned in the replies */
	uint32_t channel;	/* SINK, SOURCE: DUET_DEMO_ON_* */
	uint32_t length;	/* SINK, SOURCE: bytes, a multiple of 4, > 0 */
	uint32_t chunk;		/* SOURCE: bytes per record, a multiple of 4 */
	uint32_t seed;		/* SOURCE: see duet_demo_next() */
};

struct duet_demo_reply {
	uint32_t magic;		/* DUET_DEMO_MAGIC */
	uint32_t op;		/* as in the request */
	uint32_t id;
	uint32_t status;
	uint32_t length;	/* bytes moved */
	uint32_t sum[2];	/* their checksum, see duet_demo_sum() */
	uint32_t records;	/* records moved */
	uint32_t rung;		/* doorbells the RTOS rang for them */
	uint32_t woken;		/* events it received for them */
};

/* Ticks are those of the Duet clock. */
struct duet_demo_jitter {
	uint32_t magic;		/* DUET_DEMO_MAGIC */
	uint32_t op;
	uint32_t id;
	uint32_t status;
	uint32_t hz;		/* ticks per second */
	uint32_t period;	/* ticks */
	uint32_t periods;	/* periods since start or reset */
	uint32_t missed;	/* periods that were over before the wake-up */
	uint32_t worst;		/* longest wake-up latency, ticks */
	uint32_t best;		/* shortest */
	uint32_t sum_low;	/* sum of all latencies in ticks, 64 bits */
	uint32_t sum_high;
};

/*
 * The test sequence: xorshift32. `seed` 0 is replaced by 1, since the generator
 * would never leave 0. Call with the state; returns the next word.
 */
static __inline__ uint32_t duet_demo_next(uint32_t *state)
{
	uint32_t x = *state ? *state : 1;

	x ^= x << 13;
	x ^= x >> 17;
	x ^= x << 5;
	*state = x;
	return x;
}

/*
 * Adds `words` words to a checksum that started as {0, 0}: the sum of all
 * words, and the sum of those sums, modulo 2^32. It detects lost, repeated,
 * reordered and changed words.
 */
static __inline__ void duet_demo_sum(uint32_t sum[2], const uint32_t *data,
				     uint32_t words)
{
	uint32_t a = sum[0], b = sum[1];

	while (words--) {
		a += *data++;
		b += a;
	}
	sum[0] = a;
	sum[1] = b;
}

#endif
