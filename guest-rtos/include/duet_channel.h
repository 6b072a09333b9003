/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Channels to other VMs: records or a byte stream in each direction, over the
 * rings of <duet/chan.h>, for threads that block.
 *
 * Any number of threads may send and receive. Each direction has its own lock
 * with priority inheritance; no function holds it while it waits. A record in
 * place holds its direction from reserve to commit, or from peek to release;
 * the other direction is unaffected. A thread that ends while it holds a
 * direction releases it: a reserved record is not sent, and a peeked one is
 * left for the next receiver.
 *
 * All functions must be called from threads unless stated otherwise. They
 * return 0 or a length; or
 *   DUET_RING_EAGAIN	nothing could be done within the time-out, which
 *			includes the wait for other threads; or a wait would be
 *			needed while the kernel is locked. If no other thread
 *			holds the direction, the peer has been asked to ring
 *   DUET_RING_ESIZE	the record is too long
 *   DUET_RING_ELINK	the peer is down, or has restarted since the last call
 *			that reported this: data in transit are lost. Or the
 *			channel has been closed, which ends all pending calls
 *   DUET_RING_ECORRUPT	the peer violated the protocol; the channel has been
 *			reset and reconnects by itself
 *   DUET_CHANNEL_EISR	called from an interrupt handler, or with interrupts
 *			masked
 *   DUET_CHANNEL_EHELD	the calling thread already holds a record in place in
 *			this direction
 * Times are in kernel ticks, as in CMSIS-RTOS2.
 *
 * Caches: both ends map the memory at the same virtual address, or uncached,
 * so no cache maintenance is needed.
 */
#ifndef DUET_CHANNEL_H
#define DUET_CHANNEL_H

#include <duet/chan.h>
#include <duet_rtos.h>

#ifdef __cplusplus
extern "C" {
#endif

#define DUET_CHANNEL_EISR	(-5)
#define DUET_CHANNEL_EHELD	(-6)

struct duet_channel;

/*
 * Called when the peer's VM goes down (up is false: it ended, crashed, was
 * stopped or is being restarted) or comes back (up is true: a new life has
 * begun and will open the channel later). The calls are made by the work
 * thread and alternate; of several lives that came and went unnoticed only the
 * last is reported. The function must not wait, as no work may, and must not
 * close the channel: it should set a flag for a thread that does the rest.
 */
typedef void (*duet_channel_peer_fn)(struct duet_channel *ch, bool up,
				     void *arg);

/* Called by the interrupt handler whenever the peer rings. */
typedef void (*duet_channel_event_fn)(struct duet_channel *ch, void *arg);

/* One direction. All fields are private to the library. */
struct duet_channel_way {
	uint32_t state;
	uint32_t held;		/* a record in place */
	struct {
		void *next, *prev;
	} sleepers;
	uint32_t batch;
	uint32_t mutex_cb[DUET_MUTEX_CB_SIZE / 4];
};

struct duet_channel {
	struct duet_chan chan;
	uint32_t index;		/* in the VM's channel table */
	uint32_t event;
	struct duet_channel_way tx, rx;
	/* open, connected, and the application knows that */
	bool steady;
	bool open;
	bool poll;		/* the peer's state may have changed */
	bool broken;		/* the peer violated the protocol: reset it */
	bool renewed;		/* DUET_RING_ELINK has yet to be returned */
	struct duet_work work;	/* follows the peer */
	uint32_t life;		/* the peer's life that we are connected to */
	uint32_t told;		/* the last life reported to peer_fn */
	duet_channel_peer_fn peer_fn;
	void *peer_arg;
	duet_channel_event_fn event_fn;
	void *event_arg;
	/* statistics, modulo 2^32 */
	uint32_t rung;		/* doorbells rung */
	uint32_t woken;		/* events received */
	uint32_t links;		/* connections made */
	uint32_t corrupt;	/* resets after a protocol violation */
};

/* Returns the number of this VM's channels. */
uint32_t duet_channel_count(void);

/* Returns the channel's name in the system description, "" if index is bad. */
const char *duet_channel_name(uint32_t index);

/* Returns the index of the named channel; if none, one that open refuses. */
uint32_t duet_channel_find(const char *name);

/*
 * Opens the channel with this index in the VM's table, which has the order of
 * the system description. mode is how this end sends: DUET_CHAN_RECORDS or
 * DUET_CHAN_STREAM. `ch` must be zeroed, except by duet_channel_on_*(), and
 * must stay valid until it is closed. May be called before the kernel runs.
 * Returns 0; DUET_RING_ESIZE: no such channel, or its memory is too small;
 * DUET_CHANNEL_EISR.
 */
int duet_channel_open(struct duet_channel *ch, uint32_t index, uint32_t mode);

/*
 * Leaves the channel; data that the peer has not read yet are lost. Calls in
 * other threads return DUET_RING_ELINK, and `ch` must stay valid until they
 * have returned. A record in place is dropped: its commit or release has no
 * effect. Waits only for threads that are copying at this moment. Returns 0,
 * also if the channel was closed already; DUET_RING_EAGAIN: it would have to
 * wait, but the kernel is locked; DUET_CHANNEL_EISR.
 */
int duet_channel_close(struct duet_channel *ch);

/*
 * Sets the function that is called when the peer's VM goes down or comes back
 * (NULL: none). May be called before the channel is opened or at any later
 * time.
 */
void duet_channel_on_peer(struct duet_channel *ch, duet_channel_peer_fn fn,
			  void *arg);

/*
 * Sets the function that is called whenever the peer rings (NULL: none), for a
 * thread that waits for several channels, or for other objects as well: such a
 * thread calls with time-out 0 until it gets DUET_RING_EAGAIN, then waits for
 * a flag or semaphore that the function sets. Spurious calls are possible. The
 * function is subject to the rules of interrupt handlers. May be called before
 * the channel is opened or at any later time.
 */
void duet_channel_on_event(struct duet_channel *ch, duet_channel_event_fn fn,
			   void *arg);

/* Returns whether the peer's VM is up, channel open or not. Any context. */
bool duet_channel_peer_up(const struct duet_channel *ch);

/*
 * Waits until the channel is connected. Returns 0; DUET_RING_EAGAIN;
 * DUET_RING_ELINK: the channel is closed; DUET_CHANNEL_EISR.
 */
int duet_channel_wait(struct duet_channel *ch, uint32_t timeout);

/* Send or receive one record by copying it. */
int duet_channel_send(struct duet_channel *ch, const void *buf, uint32_t len,
		      uint32_t timeout);
int duet_channel_recv(struct duet_channel *ch, void *buf, uint32_t size,
		      uint32_t timeout);

/*
 * Records in place. A reserve that returned 0 must be followed by commit (with
 * a length up to the reserved one), a peek that returned 0 by release, in the
 * same thread. The peer may change a peeked record at any time. Commit and
 * release have no effect if the thread holds no record, or if the record
 * belongs to a connection that has ended. The peer learns of committed or
 * released records at the next flush, or when a function of this ring has to
 * wait. Flush never waits: if another thread holds the direction, that thread
 * flushes it on release.
 */
int duet_channel_reserve(struct duet_channel *ch, uint32_t len, void **at,
			 uint32_t timeout);
void duet_channel_commit(struct duet_channel *ch, uint32_t len);
int duet_channel_peek(struct duet_channel *ch, const void **at, uint32_t *len,
		      uint32_t timeout);
void duet_channel_release(struct duet_channel *ch);
void duet_channel_flush(struct duet_channel *ch);

/* Byte stream: transfer at least 1 and at most len bytes; return the count. */
int duet_channel_write(struct duet_channel *ch, const void *buf, uint32_t len,
		       uint32_t timeout);
int duet_channel_read(struct duet_channel *ch, void *buf, uint32_t len,
		      uint32_t timeout);

/*
 * Sets how many bytes must be readable (rx) or free (tx) before a sleeping
 * function is woken; 0: the minimum that it needs. The value is limited to a
 * quarter of the ring, so that a peer with long records cannot stall. A
 * receiver that waits for such a batch polls every DUET_CHANNEL_BATCH_TICKS.
 */
#define DUET_CHANNEL_BATCH_TICKS	5
void duet_channel_batch(struct duet_channel *ch, uint32_t rx_bytes,
			uint32_t tx_bytes);

#ifdef __cplusplus
}
#endif

#endif
