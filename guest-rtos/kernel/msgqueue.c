// SPDX-License-Identifier: BSD-3-Clause
/*
 * Message queues: a list in order of priority in a fixed number of slots.
 * A message is copied straight from a sender to a waiting receiver, and from a
 * waiting sender into the slot that a receiver has freed.
 *
 * Messages of equal priority form a class. The first message of a class has
 * the index of the last, so the position of a new message is found in as many
 * steps as there are higher priorities, however many messages are queued.
 *
 * A thread copies a long message with interrupts unmasked and switches held
 * back: only handlers run meanwhile. The slot is then neither free nor queued,
 * and a waiting thread at the other end has been woken, so that it is in no
 * queue and its wait can't end otherwise.
 */
#include <string.h>

#include "kernel.h"

struct k_msg {
	struct k_msg *next;
	uintptr_t key;		/* priority; bits 8 and up: see tail_of() */
	char data[];
};

#define SLOTS_MAX	(1u << 26)	/* bytes: see k_msg.key for the limit */

#define SHORT_MAX	128u	/* bytes that are copied masked */

/* The fast paths copy this much at a time. */
struct quad {
	uint32_t word[4];
} __attribute__((may_alias));

struct k_msgqueue {
	struct k_object obj;
	uint32_t max;
	uint32_t room;		/* free slots, those never used among them */
	uint32_t size;		/* bytes per message */
	uint32_t slot;		/* bytes per slot */
	uint32_t quads;		/* in a short message; 0: it is another */
	uint32_t fresh;		/* slots from here on were never used */
	struct k_msg *first, *last;
	struct k_msg *last_class;	/* first message of last's class */
	struct k_msg *free;
	struct list getters;	/* not empty: the queue is empty */
	struct list putters;	/* not empty: the queue is full */
	void *mem;
};

static_assert(sizeof(struct k_msgqueue) <= DUET_MSGQUEUE_CB_SIZE,
	      "raise DUET_MSGQUEUE_CB_SIZE");
static_assert(sizeof(struct k_msg) == DUET_MSGQUEUE_SIZE(1, 0),
	      "DUET_MSGQUEUE_SIZE is wrong");

osMessageQueueId_t osMessageQueueNew(uint32_t msg_count, uint32_t msg_size,
				     const osMessageQueueAttr_t *attr)
{
	uint64_t slot = DUET_MSGQUEUE_SIZE(1, msg_size);
	struct k_msgqueue *q;

	if (!msg_count || !msg_size || msg_size > INT32_MAX / 2 ||
	    slot * msg_count >= SLOTS_MAX || !k_new(q, attr))
		return NULL;
	q->mem = k_object_mem(&q->obj, attr ? attr->mq_mem : NULL,
			      attr ? attr->mq_size : 0, slot * msg_count);
	if (!q->mem)
		return NULL;
	q->max = msg_count;
	q->room = msg_count;
	q->size = msg_size;
	q->slot = slot;
	q->quads = msg_size % sizeof(struct quad) || msg_size > SHORT_MAX ?
		   0 : msg_size / sizeof(struct quad);
	list_init(&q->getters);
	list_init(&q->putters);
	q->obj.type = K_MSGQUEUE;
	return q;
}

const char *osMessageQueueGetName(osMessageQueueId_t mq_id)
{
	return k_name(mq_id, K_MSGQUEUE);
}

static inline uint8_t prio_of(const struct k_msg *m)
{
	return m->key;
}

/*
 * Returns the last message of the class that starts with `m`. It is not valid
 * for the last class, which grows most often: its last message is q->last.
 */
static inline struct k_msg *tail_of(const struct k_msgqueue *q,
				    const struct k_msg *m)
{
	return (struct k_msg *)((uint32_t *)q->mem + (m->key >> 8));
}

static inline void set_tail(const struct k_msgqueue *q, struct k_msg *m,
			    const struct k_msg *tail)
{
	m->key = (uintptr_t)((uint32_t *)tail - (uint32_t *)q->mem) << 8 |
		 prio_of(m);
}

static inline void copy_quads(void *to, const void *from, uint32_t quads)
{
	const struct quad *in = from;
	struct quad *out = to;

	*out = *in;
	while (--quads)
		*++out = *++in;
}

/* Whether the message is short and easy to copy. */
static inline bool is_easy(const struct k_msgqueue *q, const void *data)
{
	return q->quads && !((uintptr_t)data & 3);
}

K_ONCE static void copy_unmasked(void *to, const void *from, uint32_t size)
{
	K_ASSERT(!kernel.isr && kernel.held < UINT16_MAX);
	kernel.held++;
	port_unmask();
	memcpy(to, from, size);
	port_mask();
	kernel.held--;
}

/* `masked` is the result of the caller's k_enter(). */
static void copy_message(const struct k_msgqueue *q, void *to,
			 const void *from, uint32_t masked)
{
	if (masked || q->size <= SHORT_MAX)
		memcpy(to, from, q->size);
	else
		copy_unmasked(to, from, q->size);
}

/* Adds `m` at the end; no queued message may have a lower priority. */
static void append_message(struct k_msgqueue *q, struct k_msg *m)
{
	struct k_msg *last = q->last;

	m->next = NULL;
	q->last = m;
	if (K_USUALLY(!last)) {
		q->first = m;
		q->last_class = m;
		return;
	}
	last->next = m;
	if (prio_of(m) != prio_of(last)) {
		set_tail(q, q->last_class, last);
		q->last_class = m;
	}
}

/* Inserts `m` somewhere before the last class. */
static void insert_message(struct k_msgqueue *q, struct k_msg *m)
{
	struct k_msg *class = q->first, *tail = NULL;

	while (prio_of(class) > prio_of(m)) {
		tail = tail_of(q, class);
		class = tail->next;
	}
	if (prio_of(class) == prio_of(m)) {
		tail = tail_of(q, class);
		set_tail(q, class, m);
	} else {
		set_tail(q, m, m);
	}
	m->next = tail ? tail->next : q->first;
	if (tail)
		tail->next = m;
	else
		q->first = m;
}

/* Takes a slot: freed ones come first; the queue must not be full. */
static inline struct k_msg *slot_new(struct k_msgqueue *q)
{
	struct k_msg *m = q->free;

	K_ASSERT(q->room && q->fresh <= q->max);
	q->room--;
	if (!m)
		return (struct k_msg *)((char *)q->mem +
					q->fresh++ * q->slot);
	q->free = m->next;
	return m;
}

/* Most are appended: that is the fast path. */
static inline void queue_message(struct k_msgqueue *q, struct k_msg *m,
				 uint32_t prio)
{
	m->key = prio;
	if (K_USUALLY(!q->last) || prio_of(q->last) >= prio)
		append_message(q, m);
	else
		insert_message(q, m);
}

static void enqueue_message(struct k_msgqueue *q, const void *data,
			    uint32_t prio, uint32_t masked)
{
	struct k_msg *m = slot_new(q);

	copy_message(q, m->data, data, masked);
	queue_message(q, m, prio);
}

/* Removes the first message; its successor becomes first of their class. */
static inline struct k_msg *unlink_first(struct k_msgqueue *q)
{
	struct k_msg *m = q->first;

	K_ASSERT(q->room < q->max && m && !q->last->next);
	q->first = m->next;
	if (K_USUALLY(m == q->last_class))
		q->last_class = m->next;
	else if (tail_of(q, m) != m)
		set_tail(q, m->next, tail_of(q, m));
	if (!q->first)
		q->last = NULL;
	return m;
}

static inline void slot_free(struct k_msgqueue *q, struct k_msg *m)
{
	m->next = q->free;
	q->free = m;
	q->room++;
}

/* Copies the first message out, and frees its slot. */
static void dequeue_message(struct k_msgqueue *q, void *data, uint8_t *prio,
			    uint32_t masked)
{
	struct k_msg *m = unlink_first(q);

	copy_message(q, data, m->data, masked);
	if (prio)
		*prio = prio_of(m);
	slot_free(q, m);
}

/* Moves all messages to the free list. */
static void drop_all(struct k_msgqueue *q)
{
	if (!q->last)
		return;
	q->last->next = q->free;
	q->free = q->first;
	q->first = NULL;
	q->last = NULL;
	q->room = q->max;
}

/* Copies a message straight to a waiting receiver, bypassing the queue. */
static void hand_over(struct k_msgqueue *q, struct k_thread *getter,
		      const void *data, uint8_t prio, uint32_t masked)
{
	K_ASSERT(!q->first && list_empty(&q->putters));
	k_wake(getter, osOK);
	if (getter->wait.msg.prio)
		*getter->wait.msg.prio = prio;
	copy_message(q, getter->wait.msg.data, data, masked);
}

/* Lets waiting senders fill the free slots. */
static void admit_senders(struct k_msgqueue *q, uint32_t masked)
{
	struct k_thread *t;

	while (!list_empty(&q->putters) && q->room) {
		t = k_first(&q->putters);
		k_wake(t, osOK);
		enqueue_message(q, t->wait.msg.data, t->wait.msg.msg_prio,
				masked);
	}
}

/* Waits at one end of the queue; the thread at the other end copies. */
static osStatus_t wait_peer(struct list *end, void *data, uint8_t *prio,
			    uint32_t msg_prio, uint32_t timeout)
{
	struct k_thread *t = kernel.cur;

	if (!timeout)
		return osErrorResource;
	if (!t)
		return osError;
	t->wait.msg.data = data;
	t->wait.msg.prio = prio;
	t->wait.msg.msg_prio = msg_prio;
	return k_wait(end, timeout, osErrorTimeout);
}

/* The general case. Masked; returns with the mask as it was. */
K_ONCE static osStatus_t put_slowly(struct k_msgqueue *q, const void *data,
				    uint8_t prio, uint32_t timeout,
				    uint32_t masked)
{
	osStatus_t status = osOK;

	if (timeout && k_was_isr(masked))
		status = osErrorParameter;
	else if (!list_empty(&q->getters))
		hand_over(q, k_first(&q->getters), data, prio, masked);
	else if (q->room)
		enqueue_message(q, data, prio, masked);
	else
		status = wait_peer(&q->putters, (void *)(uintptr_t)data, NULL,
				   prio, timeout);
	k_leave(masked);
	return status;
}

K_ONCE static osStatus_t put_masked(struct k_msgqueue *q, const void *data,
				    uint8_t prio, uint32_t timeout)
{
	return put_slowly(q, data, prio, timeout, true);
}

K_ONCE static osStatus_t put_unmasked(struct k_msgqueue *q, const void *data,
				      uint8_t prio, uint32_t timeout)
{
	return put_slowly(q, data, prio, timeout, false);
}

osStatus_t osMessageQueuePut(osMessageQueueId_t mq_id, const void *msg_ptr,
			     uint8_t msg_prio, uint32_t timeout)
{
	struct k_msgqueue *q = k_get(mq_id, K_MSGQUEUE);
	struct k_msg *m;
	uint32_t masked;

	if (!q || !msg_ptr)
		return osErrorParameter;
	masked = k_enter();
	if (masked)
		return put_masked(q, msg_ptr, msg_prio, timeout);
	m = q->free;
	if (!m || !is_easy(q, msg_ptr) || !list_empty(&q->getters))
		return put_unmasked(q, msg_ptr, msg_prio, timeout);
	q->free = m->next;
	q->room--;
	copy_quads(m->data, msg_ptr, q->quads);
	queue_message(q, m, msg_prio);
	port_unmask();
	return osOK;
}

/* The general case. Masked; returns with the mask as it was. */
K_ONCE static osStatus_t get_slowly(struct k_msgqueue *q, void *data,
				    uint8_t *prio, uint32_t timeout,
				    uint32_t masked)
{
	osStatus_t status = osOK;

	if (timeout && k_was_isr(masked)) {
		status = osErrorParameter;
	} else if (q->first) {
		dequeue_message(q, data, prio, masked);
		admit_senders(q, masked);
	} else {
		status = wait_peer(&q->getters, data, prio, 0, timeout);
	}
	k_leave(masked);
	return status;
}

K_ONCE static osStatus_t get_masked(struct k_msgqueue *q, void *data,
				    uint8_t *prio, uint32_t timeout)
{
	return get_slowly(q, data, prio, timeout, true);
}

K_ONCE static osStatus_t get_unmasked(struct k_msgqueue *q, void *data,
				      uint8_t *prio, uint32_t timeout)
{
	return get_slowly(q, data, prio, timeout, false);
}

osStatus_t osMessageQueueGet(osMessageQueueId_t mq_id, void *msg_ptr,
			     uint8_t *msg_prio, uint32_t timeout)
{
	struct k_msgqueue *q = k_get(mq_id, K_MSGQUEUE);
	struct k_msg *m;
	uint32_t masked;

	if (!q || !msg_ptr)
		return osErrorParameter;
	masked = k_enter();
	if (masked)
		return get_masked(q, msg_ptr, msg_prio, timeout);
	/* no sender waits while there is room */
	if (!q->first || !q->room || !is_easy(q, msg_ptr))
		return get_unmasked(q, msg_ptr, msg_prio, timeout);
	m = unlink_first(q);
	copy_quads(msg_ptr, m->data, q->quads);
	if (K_RARELY(msg_prio))
		*msg_prio = prio_of(m);
	slot_free(q, m);
	port_unmask();
	return osOK;
}

uint32_t osMessageQueueGetCapacity(osMessageQueueId_t mq_id)
{
	struct k_msgqueue *q = k_get(mq_id, K_MSGQUEUE);

	return q ? q->max : 0;
}

uint32_t osMessageQueueGetMsgSize(osMessageQueueId_t mq_id)
{
	struct k_msgqueue *q = k_get(mq_id, K_MSGQUEUE);

	return q ? q->size : 0;
}

uint32_t osMessageQueueGetCount(osMessageQueueId_t mq_id)
{
	struct k_msgqueue *q = k_get(mq_id, K_MSGQUEUE);

	return q ? q->max - q->room : 0;
}

uint32_t osMessageQueueGetSpace(osMessageQueueId_t mq_id)
{
	struct k_msgqueue *q = k_get(mq_id, K_MSGQUEUE);

	return q ? q->room : 0;
}

osStatus_t osMessageQueueReset(osMessageQueueId_t mq_id)
{
	struct k_msgqueue *q = k_get(mq_id, K_MSGQUEUE);
	uint32_t masked;

	if (k_in_isr())
		return osErrorISR;
	if (!q)
		return osErrorParameter;
	masked = k_enter();
	drop_all(q);
	admit_senders(q, masked);
	k_leave(masked);
	return osOK;
}

osStatus_t osMessageQueueDelete(osMessageQueueId_t mq_id)
{
	struct k_msgqueue *q = k_get(mq_id, K_MSGQUEUE);
	uint32_t masked;

	if (k_in_isr())
		return osErrorISR;
	if (!q)
		return osErrorParameter;
	masked = k_enter();
	q->obj.type = K_DEAD;
	k_wake_all(&q->getters, osErrorResource);
	k_wake_all(&q->putters, osErrorResource);
	k_leave(masked);
	k_object_free(&q->obj, q->mem);
	return osOK;
}
