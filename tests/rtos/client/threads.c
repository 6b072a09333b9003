// SPDX-License-Identifier: BSD-3-Clause
/*
 * Threads that get in each other's way on a channel: one holds a record in
 * place, ends while holding it, closes the channel, or is interrupted.
 */
#include <string.h>

#include <duet/hypercall.h>
#include <duet_channel.h>
#include <duet_port.h>
#include <port.h>

#include "../pending.h"
#include "client.h"

#define HOLD_TICKS	60	/* how long a record is held */
#define SPARE_EVENT	20

enum way { RX, TX };

static struct duet_channel *const echo = &channels[ECHO];
static char text[64];
static volatile int results[4];
static volatile uint32_t done;	/* threads that have finished */

static osThreadId_t start(osThreadFunc_t func, void *arg, osPriority_t prio)
{
	const osThreadAttr_t attr = {
		.name = "helper", .priority = prio, .stack_size = 1024,
	};

	return osThreadNew(func, arg, &attr);
}

static uint32_t since(uint32_t start)
{
	return osKernelGetTickCount() - start;
}

static bool exchange(void)
{
	return duet_channel_send(echo, text, 64, LINK_TICKS) == 0 &&
		duet_channel_recv(echo, text, 64, LINK_TICKS) == 64;
}

/* Sends a record; its echo arrives while no thread is waiting. */
static void ask(void)
{
	CHECK(duet_channel_send(echo, text, 64, LINK_TICKS) == 0);
	osDelay(2);
}

/* ---- a record in place ----------------------------------------------------*/

static void hold(void *arg)
{
	const void *at;
	uint32_t len;
	void *to;

	if ((enum way)(uintptr_t)arg == RX) {
		results[0] = duet_channel_peek(echo, &at, &len, 10);
		osDelay(HOLD_TICKS);
		duet_channel_release(echo);
	} else {
		results[0] = duet_channel_reserve(echo, 64, &to, 10);
		osDelay(HOLD_TICKS);
		memcpy(to, text, 64);
		duet_channel_commit(echo, 64);
	}
	duet_channel_flush(echo);
	done++;
}

static osThreadId_t holder(enum way way)
{
	osThreadId_t t;

	done = 0;
	t = start(hold, (void *)(uintptr_t)way, osPriorityHigh);
	CHECK(results[0] == 0 && !done);
	return t;
}

static void wait_done(uint32_t n)
{
	uint32_t start = osKernelGetTickCount();

	while (done < n && since(start) < 1000)
		osDelay(1);
	CHECK(done == n);
}

static void held_rx(void)
{
	uint32_t start;

	ask();
	holder(RX);
	start = osKernelGetTickCount();
	CHECK(duet_channel_recv(echo, text, 64, 0) == DUET_RING_EAGAIN);
	CHECK(since(start) <= 1);
	CHECK(duet_channel_recv(echo, text, 64, 20) == DUET_RING_EAGAIN);
	CHECK(since(start) >= 20 && since(start) <= 22);
	/* the other direction is not affected */
	CHECK(duet_channel_send(echo, text, 64, 0) == 0);
	CHECK(since(start) <= 22 && !done);
	/* a thread that waits long enough gets the next record */
	CHECK(duet_channel_recv(echo, text, 64, LINK_TICKS) == 64 && done);
	CHECK(duet_channel_recv(echo, text, 64, 0) == DUET_RING_EAGAIN);
	point("a peeked record holds its direction alone");
}

static void held_tx(void)
{
	const void *at;
	uint32_t len, start;
	void *to;

	ask();
	holder(TX);
	start = osKernelGetTickCount();
	CHECK(duet_channel_recv(echo, text, 64, 0) == 64);
	CHECK(duet_channel_send(echo, text, 64, 0) == DUET_RING_EAGAIN);
	CHECK(duet_channel_reserve(echo, 4, &to, 20) == DUET_RING_EAGAIN);
	CHECK(since(start) >= 20 && since(start) <= 22 && !done);
	wait_done(1);
	CHECK(duet_channel_recv(echo, text, 64, LINK_TICKS) == 64);
	/* a thread must not wait for a direction that it holds itself */
	CHECK(duet_channel_reserve(echo, 4, &to, 0) == 0);
	CHECK(duet_channel_send(echo, text, 64, osWaitForever) ==
	      DUET_CHANNEL_EHELD);
	memset(to, 7, 4);
	duet_channel_commit(echo, 4);
	duet_channel_commit(echo, 4);		/* must have no effect */
	duet_channel_release(echo);
	duet_channel_flush(echo);
	CHECK(duet_channel_peek(echo, &at, &len, LINK_TICKS) == 0 && len == 4);
	CHECK(duet_channel_recv(echo, text, 64, 0) == DUET_CHANNEL_EHELD);
	duet_channel_release(echo);
	CHECK(duet_channel_recv(echo, text, 64, 5) == DUET_RING_EAGAIN);
	point("a reserved record holds its direction alone");
}

/* The flush of another thread must be left to the holder. */
static void flush_held(void)
{
	const void *at;
	uint32_t len, start = osKernelGetTickCount();
	void *to;

	CHECK(duet_channel_reserve(echo, 4, &to, 0) == 0);
	duet_channel_commit(echo, 4);
	holder(TX);
	duet_channel_flush(echo);
	CHECK(since(start) <= 2 && !done);
	CHECK(duet_channel_recv(echo, text, 64, LINK_TICKS) == 4);
	CHECK(duet_channel_recv(echo, text, 64, LINK_TICKS) == 64 && done);
	CHECK(duet_channel_peek(echo, &at, &len, 0) == DUET_RING_EAGAIN);
	point("a flush never waits");
}

/* ---- deferred work, and the peer's restart --------------------------------*/

static volatile uint32_t worked;

static void work_fn(void *arg)
{
	worked++;
}

static struct duet_work work = { .fn = work_fn };

/* Returns whether other deferred work is done promptly. */
static bool works(void)
{
	uint32_t before = worked;

	duet_work_post(&work);
	osDelay(2);
	return worked == before + 1;
}

static void restart_peer(void)
{
	CHECK(duet_vm_control(peer_vm(), DUET_CONTROL_RESTART) == 0);
}

static void restart_while_held(enum way way, const char *name)
{
	uint32_t start;

	if (way == RX)
		ask();
	holder(way);
	start = osKernelGetTickCount();
	restart_peer();
	CHECK(works() && !done);
	/* no connection until the holder is done, and none is lost */
	CHECK(duet_channel_wait(echo, 10) == DUET_RING_EAGAIN);
	CHECK(since(start) < HOLD_TICKS);
	wait_done(1);
	reconnect(way);
	CHECK(duet_channel_recv(echo, text, 64, 5) == DUET_RING_EAGAIN);
	point(name);
}

/* A record of the previous connection must not be sent in the next one. */
static void stale_record(void)
{
	void *to;

	CHECK(duet_channel_reserve(echo, 64, &to, 10) == 0);
	restart_peer();
	CHECK(duet_channel_recv(echo, text, 64, LINK_TICKS) ==
	      DUET_RING_ELINK);
	CHECK(duet_channel_wait(echo, LINK_TICKS) == 0);
	duet_channel_commit(echo, 64);
	duet_channel_flush(echo);
	CHECK(duet_channel_recv(echo, text, 64, 5) == DUET_RING_EAGAIN);
	reconnect(8);
	point("a record in place ends with its connection");
}

/* ---- threads that end -----------------------------------------------------*/

static void holder_ends(enum way way, const char *name)
{
	osThreadId_t t;

	if (way == RX)
		ask();
	t = holder(way);
	CHECK(osThreadTerminate(t) == osOK);
	if (way == TX)
		CHECK(duet_channel_send(echo, text, 64, 0) == 0);
	CHECK(duet_channel_recv(echo, text, 64, LINK_TICKS) == 64);
	CHECK(duet_channel_recv(echo, text, 64, 5) == DUET_RING_EAGAIN);
	CHECK(exchange());
	/* the same, but now the peer restarts */
	if (way == RX)
		ask();
	t = holder(way);
	CHECK(osThreadTerminate(t) == osOK);
	restart_peer();
	CHECK(works());
	reconnect(9);
	point(name);
}

/* ---- interrupts, and a locked kernel --------------------------------------*/

static void raise(uint32_t event)
{
	uint32_t saved = duet_irq_save();

	add_pending(event);
	duet_irq_restore(saved);
}

static void handler(uint32_t event, void *arg)
{
	const void *at;
	uint32_t len;
	void *to;

	results[0] = duet_channel_send(echo, text, 64, 0);
	results[1] = duet_channel_recv(echo, text, 64, 0);
	results[2] = duet_channel_reserve(echo, 64, &to, 0);
	results[3] = duet_channel_peek(echo, &at, &len, 0);
	duet_channel_commit(echo, 1);
	duet_channel_release(echo);
	duet_channel_flush(echo);
	CHECK(duet_channel_wait(echo, 0) == DUET_CHANNEL_EISR);
	CHECK(duet_channel_close(echo) == DUET_CHANNEL_EISR);
	done++;
}

static void in_interrupt(void)
{
	char answer[64];
	uint32_t i;
	void *to;

	done = 0;
	duet_irq_register(SPARE_EVENT, handler, NULL);
	memset(text, 0x22, 64);
	CHECK(duet_channel_reserve(echo, 64, &to, 10) == 0);
	raise(SPARE_EVENT);
	CHECK(done == 1);
	for (i = 0; i < 4; i++)
		CHECK(results[i] == DUET_CHANNEL_EISR);
	memset(to, 0x11, 64);
	duet_channel_commit(echo, 64);
	duet_channel_flush(echo);
	CHECK(duet_channel_recv(echo, answer, 64, LINK_TICKS) == 64);
	CHECK(answer[0] == 0x11 && answer[63] == 0x11);
	CHECK(duet_channel_recv(echo, answer, 64, 5) == DUET_RING_EAGAIN);
	duet_irq_register(SPARE_EVENT, NULL, NULL);
	i = duet_irq_save();
	CHECK(duet_channel_send(echo, text, 64, 0) == DUET_CHANNEL_EISR);
	duet_irq_restore(i);
	point("refused in an interrupt, without harm to a record");
}

static void kernel_locked(void)
{
	uint32_t start = osKernelGetTickCount();

	holder(TX);
	CHECK(osKernelLock() == 0);
	CHECK(duet_channel_recv(echo, text, 64, osWaitForever) ==
	      DUET_RING_EAGAIN);
	CHECK(duet_channel_send(echo, text, 64, osWaitForever) ==
	      DUET_RING_EAGAIN);
	CHECK(since(start) <= 1);
	CHECK(osKernelUnlock() == 1);
	wait_done(1);
	CHECK(duet_channel_recv(echo, text, 64, LINK_TICKS) == 64);
	CHECK(osKernelLock() == 0);
	CHECK(duet_channel_send(echo, text, 64, 0) == 0);
	CHECK(osKernelUnlock() == 1);
	CHECK(duet_channel_recv(echo, text, 64, LINK_TICKS) == 64);
	point("no wait with the kernel locked");
}

/* ---- many threads on a channel --------------------------------------------*/

static void receive(void *arg)
{
	char answer[64];

	results[(uintptr_t)arg] = duet_channel_recv(echo, answer, 64,
						    LINK_TICKS);
	done++;
}

/* Both must be woken, although the peer rings only once. */
static void two_receivers(void)
{
	void *to;
	int i;

	done = 0;
	for (i = 0; i < 3; i++)
		start(receive, (void *)(uintptr_t)i, osPriorityHigh);
	for (i = 0; i < 2; i++) {
		CHECK(duet_channel_reserve(echo, 60 + i, &to, 0) == 0);
		duet_channel_commit(echo, 60 + i);
	}
	duet_channel_flush(echo);
	wait_done(2);
	CHECK(duet_channel_send(echo, text, 62, 0) == 0);
	wait_done(3);
	CHECK(results[0] + results[1] + results[2] == 60 + 61 + 62);
	point("three receivers");
}

static void on_event(struct duet_channel *ch, void *arg)
{
	osThreadFlagsSet(arg, 1u << ch->index);
}

/* One thread for several channels. */
static void events(void)
{
	struct duet_demo_request ping = {
		.magic = DUET_DEMO_MAGIC, .op = DUET_DEMO_PING,
	};
	struct duet_demo_reply r;
	uint32_t i, got = 0;

	for (i = 0; i < 2; i++) {
		duet_channel_on_event(&channels[i], on_event,
				      osThreadGetId());
		CHECK(duet_channel_recv(&channels[i], &r, sizeof(r), 0) ==
		      DUET_RING_EAGAIN);
	}
	osThreadFlagsClear(3);
	for (i = 0; i < 100; i++) {
		CHECK(duet_channel_send(&channels[CONTROL], &ping,
					sizeof(ping), 10) == 0);
		CHECK(osThreadFlagsWait(1u << CONTROL, 0, 100) ==
		      1u << CONTROL);
		while (duet_channel_recv(&channels[CONTROL], &r, sizeof(r),
					 0) == sizeof(r))
			got++;
		CHECK(duet_channel_send(echo, text, 64, 10) == 0);
		CHECK(osThreadFlagsWait(1u << ECHO, 0, 100) == 1u << ECHO);
		while (duet_channel_recv(echo, text, 64, 0) == 64)
			got++;
	}
	CHECK(got == 200);
	for (i = 0; i < 2; i++)
		duet_channel_on_event(&channels[i], NULL, NULL);
	point("events of several channels");
}

/* ---- close ----------------------------------------------------------------*/

static volatile uint32_t spins;
static volatile bool stop_spinning;

static void spin(void *arg)
{
	while (!stop_spinning)
		spins++;
	done++;
}

static void wait_receiving(void *arg)
{
	char answer[64];

	results[0] = duet_channel_recv(echo, answer, 64, osWaitForever);
	done++;
}

/* The demo never reads from that channel. */
static void wait_sending(void *arg)
{
	int n;

	do {
		n = duet_channel_send(&channels[STREAM], text, 64,
				      osWaitForever);
	} while (!n);
	results[1] = n;
	done++;
}

static void wait_for_holder(void *arg)
{
	results[2] = duet_channel_send(&channels[FRAME], text, 64,
				       osWaitForever);
	done++;
}

static void wait_connecting(void *arg)
{
	results[3] = duet_channel_wait(&channels[CONTROL], osWaitForever);
	done++;
}

static void close_one(uint32_t index)
{
	CHECK(duet_channel_close(&channels[index]) == 0);
	CHECK(duet_channel_close(&channels[index]) == 0);
	CHECK(duet_channel_wait(&channels[index], osWaitForever) ==
	      DUET_RING_ELINK);
	CHECK(duet_channel_send(&channels[index], text, 4, osWaitForever) ==
	      DUET_RING_ELINK);
}

static void open_again(uint32_t index)
{
	memset(&channels[index], 0, sizeof(channels[index]));
	CHECK(duet_channel_open(&channels[index], index, DUET_CHAN_RECORDS) ==
	      0);
	CHECK(duet_channel_wait(&channels[index], LINK_TICKS) == 0);
}

/* No thread may be stuck in a loop that closing the channel cannot end. */
static void none_spins(void)
{
	osPriority_t prio = osThreadGetPriority(osThreadGetId());
	uint32_t before = done;

	stop_spinning = false;
	spins = 0;
	start(spin, NULL, osPriorityLow);
	osDelay(5);
	CHECK(osThreadGetPriority(osThreadGetId()) == prio && spins > 1000);
	stop_spinning = true;
	wait_done(before + 1);
}

static void closed(osPriority_t prio, const char *name)
{
	void *to;

	results[0] = results[1] = results[2] = done = 0;
	CHECK(duet_channel_reserve(&channels[FRAME], 64, &to, 0) == 0);
	start(wait_receiving, NULL, prio);
	start(wait_sending, NULL, prio);
	start(wait_for_holder, NULL, prio);
	osDelay(5);
	CHECK(!done);
	close_one(ECHO);
	close_one(STREAM);
	close_one(FRAME);
	wait_done(3);
	CHECK(results[0] == DUET_RING_ELINK && results[1] == DUET_RING_ELINK &&
	      results[2] == DUET_RING_ELINK);
	duet_channel_commit(&channels[FRAME], 64);	/* has no effect */
	none_spins();
	open_again(ECHO);
	open_again(STREAM);
	open_again(FRAME);
	reconnect(10);
	point(name);
}

static void closed_alone(void)
{
	results[3] = done = 0;
	CHECK(duet_vm_control(peer_vm(), DUET_CONTROL_STOP) == 0);
	start(wait_connecting, NULL, osPriorityHigh);
	osDelay(5);
	CHECK(!done);
	close_one(CONTROL);
	wait_done(1);
	CHECK(results[3] == DUET_RING_ELINK);
	none_spins();
	CHECK(duet_vm_control(peer_vm(), DUET_CONTROL_START) == 0);
	open_again(CONTROL);
	reconnect(11);
	point("close ends the wait for a peer");
}

/* Close waits for a thread that is copying, not for one that holds a record. */
static void close_held(enum way way)
{
	uint32_t start;

	if (way == RX)
		ask();
	holder(way);
	start = osKernelGetTickCount();
	close_one(ECHO);
	CHECK(since(start) <= 2 && !done);
	open_again(ECHO);
	wait_done(1);		/* its commit or release had no effect */
	CHECK(duet_channel_recv(echo, text, 64, 5) == DUET_RING_EAGAIN);
	reconnect(12);
}

void threads_tests(void)
{
	held_rx();
	held_tx();
	flush_held();
	restart_while_held(RX, "peer restarts while a record is peeked");
	restart_while_held(TX, "peer restarts while a record is reserved");
	stale_record();
	holder_ends(RX, "a thread ends with a peeked record");
	holder_ends(TX, "a thread ends with a reserved record");
	in_interrupt();
	kernel_locked();
	two_receivers();
	events();
	closed(osPriorityHigh, "close ends the wait of all");
	closed(osPriorityLow, "close ends the wait of all, less urgent");
	closed_alone();
	close_held(RX);
	close_held(TX);
	point("closed while a record is held");
}
