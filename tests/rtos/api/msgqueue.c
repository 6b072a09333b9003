// SPDX-License-Identifier: BSD-3-Clause
/* Message queues. */
#include "test.h"

static uint64_t cb[DUET_MSGQUEUE_CB_SIZE / 8 + 1];
static uint64_t mem[DUET_MSGQUEUE_SIZE(3, 8) / 8 + 1];
static osMessageQueueId_t q;

struct message {
	uint32_t a, b;
};

static osStatus_t put(uint32_t n, uint8_t prio)
{
	struct message msg = { n, ~n };

	return osMessageQueuePut(q, &msg, prio, 0);
}

/* Returns the number of the next message; 0: none. */
static uint32_t get(uint8_t *prio)
{
	struct message msg;

	if (osMessageQueueGet(q, &msg, prio, 0) != osOK)
		return 0;
	return msg.b == ~msg.a ? msg.a : 0xbad;
}

static void basics(void)
{
	const osMessageQueueAttr_t a = {
		.name = "queue", .cb_mem = cb, .cb_size = sizeof(cb),
		.mq_mem = mem, .mq_size = sizeof(mem),
	};
	uint8_t prio = 99;

	q = osMessageQueueNew(3, sizeof(struct message), &a);
	CHECK(q == cb && !strcmp(osMessageQueueGetName(q), "queue"));
	CHECK(osMessageQueueGetCapacity(q) == 3);
	CHECK(osMessageQueueGetMsgSize(q) == sizeof(struct message));
	CHECK(get(NULL) == 0);
	CHECK(put(1, 0) == osOK && put(2, 0) == osOK && put(3, 7) == osOK);
	CHECK(put(4, 0) == osErrorResource);
	CHECK(osMessageQueueGetCount(q) == 3);
	CHECK(osMessageQueueGetSpace(q) == 0);
	CHECK(get(&prio) == 3 && prio == 7);
	CHECK(put(4, 0) == osOK);
	CHECK(get(&prio) == 1 && prio == 0);
	CHECK(get(NULL) == 2 && get(NULL) == 4 && get(NULL) == 0);
	CHECK(osMessageQueueGetSpace(q) == 3);
	CHECK(osMessageQueueDelete(q) == osOK);
	CHECK(osMessageQueueGetCapacity(q) == 0);
}

static void errors(void)
{
	const osMessageQueueAttr_t a = { .mq_mem = mem, .mq_size = 8 };
	struct message msg = { 0, 0 };

	CHECK(!osMessageQueueNew(0, 4, NULL));
	CHECK(!osMessageQueueNew(4, 0, NULL));
	CHECK(!osMessageQueueNew(0x10000, 0x10000, NULL));
	CHECK(!osMessageQueueNew(1, 0xffffffff, NULL));
	CHECK(!osMessageQueueNew(3, sizeof(msg), &a));
	q = osMessageQueueNew(1, sizeof(msg), NULL);
	CHECK(osMessageQueuePut(q, NULL, 0, 0) == osErrorParameter);
	CHECK(osMessageQueueGet(q, NULL, NULL, 0) == osErrorParameter);
	CHECK(osMessageQueueGet(q, &msg, NULL, 2) == osErrorTimeout);
	CHECK(osMessageQueuePut(q, &msg, 0, 0) == osOK);
	CHECK(osMessageQueuePut(q, &msg, 0, 2) == osErrorTimeout);
	CHECK(osMessageQueueDelete(q) == osOK);
	CHECK(osMessageQueueDelete(q) == osErrorParameter);
	CHECK(osMessageQueuePut(NULL, &msg, 0, 0) == osErrorParameter);
	CHECK(osMessageQueueGet(NULL, &msg, NULL, 0) == osErrorParameter);
	CHECK(osMessageQueueReset(NULL) == osErrorParameter);
	CHECK(osMessageQueueGetMsgSize(NULL) == 0);
	CHECK(osMessageQueueGetCount(NULL) == 0);
	CHECK(osMessageQueueGetSpace(NULL) == 0);
	CHECK(!osMessageQueueGetName(NULL));
}

/* Higher priorities first, FIFO among equals, in any order of arrival. */
static void ordering(void)
{
	static const uint8_t prio[] = { 1, 3, 1, 0, 255, 3, 0, 1 };
	static const uint8_t expect[] = { 5, 2, 6, 1, 3, 8, 4, 7 };
	int i, round;

	q = osMessageQueueNew(8, sizeof(struct message), NULL);
	for (round = 0; round < 2; round++) {
		for (i = 0; i < 8; i++)
			CHECK(put(i + 1, prio[i]) == osOK);
		for (i = 0; i < 8; i++)
			CHECK(get(NULL) == expect[i]);
	}
	CHECK(osMessageQueueDelete(q) == osOK);
}

static osStatus_t status;
static struct message received;
static uint8_t received_prio;

static void receiver(void *arg)
{
	status = osMessageQueueGet(q, &received, &received_prio, 50);
	mark('r');
}

static void sender(void *arg)
{
	struct message msg = { (uintptr_t)arg, ~(uint32_t)(uintptr_t)arg };

	status = osMessageQueuePut(q, &msg, (uintptr_t)arg, 50);
	mark('0' + msg.a);
}

static void wait_for_message(void)
{
	osThreadId_t t;

	q = osMessageQueueNew(1, sizeof(struct message), NULL);
	t = spawn(receiver, NULL, osPriorityHigh);
	mark('1');
	CHECK(put(42, 9) == osOK);
	mark('2');
	CHECK(status == osOK && received.a == 42 && received_prio == 9);
	CHECK(osMessageQueueGetCount(q) == 0);
	join(t);
	CHECK(marks_are("1r2"));
	t = spawn(receiver, NULL, osPriorityHigh);
	CHECK(osMessageQueueDelete(q) == osOK);
	join(t);
	CHECK(status == osErrorResource);
}

/* Waiting senders are admitted as there is room, the highest thread first. */
static void wait_for_room(void)
{
	osThreadId_t t[3];
	int i;

	q = osMessageQueueNew(1, sizeof(struct message), NULL);
	CHECK(put(9, 0) == osOK);
	t[0] = spawn(sender, (void *)1, osPriorityAboveNormal);
	t[1] = spawn(sender, (void *)2, osPriorityHigh);
	t[2] = spawn(sender, (void *)3, osPriorityAboveNormal);
	CHECK(get(NULL) == 9);
	CHECK(marks_are("2"));
	CHECK(get(NULL) == 2 && get(NULL) == 1 && get(NULL) == 3);
	CHECK(marks_are("13"));
	CHECK(get(NULL) == 0);
	for (i = 0; i < 3; i++)
		join(t[i]);
	CHECK(osMessageQueueDelete(q) == osOK);
}

static void reset(void)
{
	osThreadId_t t;

	q = osMessageQueueNew(2, sizeof(struct message), NULL);
	CHECK(put(1, 0) == osOK && put(2, 0) == osOK);
	t = spawn(sender, (void *)3, osPriorityHigh);
	CHECK(osMessageQueueReset(q) == osOK);
	CHECK(marks_are("3"));
	CHECK(get(NULL) == 3 && get(NULL) == 0);
	join(t);
	CHECK(osMessageQueueReset(q) == osOK);
	CHECK(osMessageQueueGetSpace(q) == 2);
	CHECK(osMessageQueueDelete(q) == osOK);
}

/* Higher priorities first, equals in the order of their numbers. */
static void drain(void)
{
	uint32_t n, last = 0;
	uint8_t prio, above = 255;

	while ((n = get(&prio)) != 0) {
		CHECK(prio < above || (prio == above && n > last));
		above = prio;
		last = n;
	}
}

static void many_priorities(void)
{
	uint32_t seed = 1, n = 0, i, round;

	q = osMessageQueueNew(64, sizeof(struct message), NULL);
	for (round = 0; round < 200; round++) {
		for (i = seed >> 8 & 31; i; i--) {
			seed = seed * 1664525 + 1013904223;
			if (put(++n, seed >> 24 & 7) != osOK)
				break;
		}
		/* the oldest messages may be taken in between */
		for (i = seed >> 16 & 15; i; i--)
			get(NULL);
		seed = seed * 1664525 + 1013904223;
		if (!(seed >> 28))
			CHECK(osMessageQueueReset(q) == osOK);
		else if (!(seed >> 28 & 3))
			drain();
	}
	drain();
	CHECK(osMessageQueueGetSpace(q) == 64);
	CHECK(osMessageQueueDelete(q) == osOK);
}

/* No operation may take longer because many messages are queued. */
static void many_messages(void)
{
	uint32_t i, start, limit = osKernelGetSysTimerFreq() / 1000000 * 2;

	q = osMessageQueueNew(500, sizeof(struct message), NULL);
	for (i = 1; i <= 499; i++)
		CHECK(put(i, i < 250 ? 5 : 3) == osOK);
	start = osKernelGetSysTimerCount();
	CHECK(put(500, 4) == osOK);
	CHECK(osKernelGetSysTimerCount() - start < limit);
	drain();
	for (i = 1; i <= 500; i++)
		CHECK(put(i, 0) == osOK);
	start = osKernelGetSysTimerCount();
	CHECK(osMessageQueueReset(q) == osOK);
	CHECK(osKernelGetSysTimerCount() - start < limit);
	CHECK(get(NULL) == 0 && osMessageQueueGetSpace(q) == 500);
	for (i = 1; i <= 500; i++)
		CHECK(put(i, 0) == osOK);
	CHECK(put(501, 0) == osErrorResource);
	CHECK(osMessageQueueDelete(q) == osOK);
}

/* ---- messages of any size, at any address -------------------------------- */

#define SIZE_MAX_	700u

static uint8_t source[3][SIZE_MAX_ + 12] __attribute__((aligned(8)));
static uint8_t target[SIZE_MAX_ + 8] __attribute__((aligned(8)));
static uint32_t length, off, to;

static void *fill(uint32_t n)
{
	uint32_t i;

	for (i = 0; i < length; i++)
		source[n][off + i] = 31 * n + i;
	return source[n] + off;
}

/* Message n, and not a byte around it, must be in `target`. */
static bool arrived(uint32_t n)
{
	uint32_t i;

	for (i = 0; i < sizeof(target); i++)
		if (target[i] != (i >= to && i - to < length ?
				    (uint8_t)(31 * n + i - to) : 0xee))
			return false;
	return true;
}

static osStatus_t take(uint32_t timeout)
{
	memset(target, 0xee, sizeof(target));
	return osMessageQueueGet(q, target + to, NULL, timeout);
}

static void sized_taker(void *arg)
{
	CHECK(take(osWaitForever) == osOK && arrived(2));
	mark('t');
}

static void sized_sender(void *arg)
{
	CHECK(osMessageQueuePut(q, fill(1), 0, osWaitForever) == osOK);
	mark('s');
}

static void pass_in_handler(void *arg)
{
	CHECK(osMessageQueuePut(q, fill(2), 0, 0) == osOK);
	CHECK(take(0) == osOK && arrived(2));
	CHECK(osMessageQueuePut(q, source[2], 0, 1) == osErrorParameter);
	CHECK(take(1) == osErrorParameter);
}

/* Through the queue, from a waiting sender, to a waiting receiver. */
static void pass(void)
{
	osThreadId_t t;

	CHECK(osMessageQueuePut(q, fill(0), 0, 0) == osOK);
	t = spawn(sized_sender, NULL, osPriorityHigh);
	CHECK(osMessageQueueGetSpace(q) == 0);
	CHECK(take(0) == osOK && arrived(0));
	CHECK(osMessageQueueGetCount(q) == 1);
	CHECK(take(0) == osOK && arrived(1));
	join(t);
	t = spawn(sized_taker, NULL, osPriorityHigh);
	CHECK(osMessageQueuePut(q, fill(2), 0, 0) == osOK);
	join(t);
	CHECK(marks_are("st"));
	in_isr(pass_in_handler, NULL);
	in_masked(pass_in_handler, NULL);
	CHECK(osMessageQueuePut(q, fill(0), 0, 0) == osOK);
	CHECK(take(0) == osOK && arrived(0));
	CHECK(osMessageQueueGetCount(q) == 0);
}

static void sizes(void)
{
	static const uint32_t some[] = { 1, 4, 16, 20, 32, 127, 128, 129, 144,
					 SIZE_MAX_ };
	uint32_t i;

	for (i = 0; i < 4 * sizeof(some) / sizeof(some[0]); i++) {
		length = some[i / 4];
		off = i & 1 ? 1 : 4;
		to = i & 2 ? 1 : 4;
		q = osMessageQueueNew(1, length, NULL);
		pass();
		CHECK(osMessageQueueDelete(q) == osOK);
	}
}

const struct test msgqueue_tests[] = {
	{ "message queue", basics },
	{ "message queue: errors", errors },
	{ "messages by priority", ordering },
	{ "message queue: waiting receiver", wait_for_message },
	{ "message queue: waiting senders", wait_for_room },
	{ "message queue: reset", reset },
	{ "messages of many priorities", many_priorities },
	{ "message queue with many messages", many_messages },
	{ "messages of many sizes", sizes },
	{ NULL, NULL },
};
