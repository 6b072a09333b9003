/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Channels to other VMs: records or a byte stream each way, over the rings of
 * <duet/chan.h>, for threads that block.
 *
 * Any number of threads may send and receive. Each direction has a lock of its
 * own, with priority inheritance, that no function keeps while it waits. A
 * record in place holds its direction from reserve to commit, or from peek to
 * release; the other direction goes on. A thread that ends while it holds one
 * gives it up: the record is not sent, or is there for the next receiver.
 *
 * All functions are for threads only, where nothing else is said. Results: 0
 * or a length; or
 *   DUET_RING_EAGAIN	nothing could be done within the time-out, the wait for
 *			other threads included; or with the kernel locked, not
 *			without a wait. If no other thread holds the direction
 *			the peer has been asked to ring
 *   DUET_RING_ESIZE	the record is too long
 *   DUET_RING_ELINK	the peer is not there, or has started anew since the
 *			last call that said so: what was under way is lost. Or
 *			the channel is closed, which ends all calls so
 *   DUET_RING_ECORRUPT	the peer broke the protocol; the channel has been
 *			reset and connects again by itself
 *   DUET_CHANNEL_EISR	called in an interrupt handler, or with interrupts
 *			masked
 *   DUET_CHANNEL_EHELD	the calling thread itself holds a record in place
 *			there
 * Times are in kernel ticks, as in CMSIS-RTOS2.
 *
 * Cache: the memory is at one virtual address at both ends, or uncached, so
 * nothing is ever to be cleaned or invalidated.
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
 * The peer's VM went away (up false: it ended, crashed, was stopped or
 * restarted), or came back (up true: a new life has begun, which will open the
 * channel when it gets there). Called in the work thread, in turns; of lives
 * that came and went unseen only the last is told. It must neither wait, as no
 * work may, nor close the channel: set a flag for a thread that does more.
 */
typedef void (*duet_channel_peer_fn)(struct duet_channel *ch, bool up,
				     void *arg);

/* The peer rang: see duet_channel_on_event(). In the interrupt handler. */
typedef void (*duet_channel_event_fn)(struct duet_channel *ch, void *arg);

/* One direction; all of it is the library's. */
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
	/* open, connected, and the application knows of it */
	bool steady;
	bool open;
	bool poll;		/* an event came, and the peer has changed */
	bool broken;		/* by the peer: to be reset */
	bool renewed;		/* ELINK is still to be told */
	struct duet_work work;	/* follows the peer */
	uint32_t life;		/* of the peer, which the connection is with */
	uint32_t told;		/* of the peer, which peer_fn knows of */
	duet_channel_peer_fn peer_fn;
	void *peer_arg;
	duet_channel_event_fn event_fn;
	void *event_arg;
	/* figures, modulo 2^32 */
	uint32_t rung;		/* doorbells rung */
	uint32_t woken;		/* events received */
	uint32_t links;		/* connections made */
	uint32_t corrupt;	/* resets for the peer's breach of protocol */
};

/* Channels that the VM has. */
uint32_t duet_channel_count(void);

/* The name that the system description gives it; "": there is no such one. */
const char *duet_channel_name(uint32_t index);

/* The index of the channel of that name, or one that open refuses. */
uint32_t duet_channel_find(const char *name);

/*
 * Opens the channel of that index in the VM's table (the order of the system
 * description). mode: DUET_CHAN_RECORDS or DUET_CHAN_STREAM, how this end
 * sends. `ch` must be zeroed (but for duet_channel_on_*) and stay. Also before
 * the kernel runs. 0; DUET_RING_ESIZE: no such channel, or its memory is too
 * small; DUET_CHANNEL_EISR.
 */
int duet_channel_open(struct duet_channel *ch, uint32_t index, uint32_t mode);

/*
 * Leaves the channel; what the peer hasn't read yet is lost to it. Calls of
 * other threads end with DUET_RING_ELINK, and `ch` must stay until they have
 * returned. A record in place is dropped: its commit or release does nothing.
 * Waits only for threads that are copying at the moment. 0, also if it was
 * closed already; DUET_RING_EAGAIN: it would wait, and the kernel is locked;
 * DUET_CHANNEL_EISR.
 */
int duet_channel_close(struct duet_channel *ch);

/*
 * Sets what is called when the peer's VM goes and comes (NULL: nothing);
 * before the channel is opened, or at any time after.
 */
void duet_channel_on_peer(struct duet_channel *ch, duet_channel_peer_fn fn,
			  void *arg);

/*
 * Sets what is called whenever the peer rings (NULL: nothing): for a thread
 * that waits for several channels, or for other things too. It calls with
 * time-out 0 until DUET_RING_EAGAIN, then waits for the flag or semaphore that
 * the function sets; more may be called than that. The rules of interrupt
 * handlers hold in it. Before the channel is opened, or at any time after.
 */
void duet_channel_on_event(struct duet_channel *ch, duet_channel_event_fn fn,
			   void *arg);

/* Whether the peer's VM runs, with or without an open channel. Any context. */
bool duet_channel_peer_up(const struct duet_channel *ch);

/*
 * Waits until the peer is there. 0; DUET_RING_EAGAIN; DUET_RING_ELINK: the
 * channel is closed; DUET_CHANNEL_EISR.
 */
int duet_channel_wait(struct duet_channel *ch, uint32_t timeout);

/* One record, copied. */
int duet_channel_send(struct duet_channel *ch, const void *buf, uint32_t len,
		      uint32_t timeout);
int duet_channel_recv(struct duet_channel *ch, void *buf, uint32_t size,
		      uint32_t timeout);

/*
 * Records in place. After a reserve that returned 0, commit (len: at most
 * what was reserved). After a peek that returned 0, release; the peer may
 * change the record meanwhile. Both in the same thread; they do nothing if it
 * holds no record, or one of a connection that is over. What was committed or
 * released is told to the peer by the next flush, or when a function of this
 * ring has to wait. A flush never waits: a direction that is held by another
 * thread is flushed by that one.
 */
int duet_channel_reserve(struct duet_channel *ch, uint32_t len, void **at,
			 uint32_t timeout);
void duet_channel_commit(struct duet_channel *ch, uint32_t len);
int duet_channel_peek(struct duet_channel *ch, const void **at, uint32_t *len,
		      uint32_t timeout);
void duet_channel_release(struct duet_channel *ch);
void duet_channel_flush(struct duet_channel *ch);

/* Byte stream: at least 1 and at most len bytes; returns how many. */
int duet_channel_write(struct duet_channel *ch, const void *buf, uint32_t len,
		       uint32_t timeout);
int duet_channel_read(struct duet_channel *ch, void *buf, uint32_t len,
		      uint32_t timeout);

/*
 * How many bytes must be there (rx) or free (tx) before a sleeping function is
 * woken; 0: as few as it needs. At most a quarter of the ring is taken, so that
 * a peer with long records can't get stuck. A receiver that is given less
 * looks itself every DUET_CHANNEL_BATCH_TICKS.
 */
#define DUET_CHANNEL_BATCH_TICKS	5
void duet_channel_batch(struct duet_channel *ch, uint32_t rx_bytes,
			uint32_t tx_bytes);

#ifdef __cplusplus
}
#endif

#endif
