// SPDX-License-Identifier: BSD-3-Clause
/*
 * The services of the RTOS for Linux: see <duet/demo.h>. The channels are
 * identified by their position in the system description: echo, control,
 * stream, frame.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <duet/demo.h>
#include <duet_channel.h>

#include "demo.h"

enum { ECHO, CONTROL, STREAM, FRAME, NR_CHANNELS };

static const char *const names[NR_CHANNELS] = {
	DUET_DEMO_ECHO, DUET_DEMO_CONTROL, DUET_DEMO_STREAM, DUET_DEMO_FRAME,
};

static struct duet_channel channels[NR_CHANNELS];
static uint32_t nr_open;

/* ---- echo -----------------------------------------------------------------*/

/* Echoes a record straight from one ring into the other. */
static int echo_one(struct duet_channel *ch)
{
	const void *in;
	uint32_t len;
	void *out;
	int err;

	err = duet_channel_peek(ch, &in, &len, osWaitForever);
	if (err)
		return err;
	err = duet_channel_reserve(ch, len, &out, osWaitForever);
	if (!err) {
		duet_ring_copy(out, in, len);
		duet_channel_commit(ch, len);
	}
	duet_channel_release(ch);
	duet_channel_flush(ch);
	return err;
}

static void echo_thread(void *arg)
{
	struct duet_channel *ch = &channels[ECHO];

	for (;;)
		if (echo_one(ch))
			duet_channel_wait(ch, osWaitForever);
}

/* ---- transfers ------------------------------------------------------------*/

struct transfer {
	struct duet_channel *ch;
	const struct duet_demo_request *request;
	struct duet_demo_reply reply;
	uint32_t rung, woken;	/* the channel's counters at the start */
};

static void reply_send(struct duet_demo_reply *reply)
{
	/* no reply for a requester that has gone, or does not read replies */
	duet_channel_send(&channels[CONTROL], reply, sizeof(*reply),
			  DUET_DEMO_TIMEOUT_MS);
}

static void reply_status(struct duet_demo_reply *reply, uint32_t status)
{
	reply->status = status;
	reply_send(reply);
}

/* Drops the remains of an earlier transfer. */
static void drain(struct duet_channel *ch)
{
	const void *at;
	uint32_t len;

	duet_channel_wait(ch, 0);
	while (!duet_channel_peek(ch, &at, &len, 0))
		duet_channel_release(ch);
	duet_channel_flush(ch);
}

static uint32_t status_of(int err)
{
	return err ? DUET_DEMO_TIMEOUT : DUET_DEMO_OK;
}

/* One record of a SINK. The data are only read, so no copy is needed. */
static int sink_one(struct transfer *t)
{
	uint32_t left = t->request->length - t->reply.length;
	const void *at;
	uint32_t len;
	int err;

	/* wake up for many records, or for the last ones */
	duet_channel_batch(t->ch, left, 0);
	err = duet_channel_peek(t->ch, &at, &len, DUET_DEMO_TIMEOUT_MS);
	if (err)
		return err;
	if (len > left || (len & 3)) {
		err = DUET_RING_ESIZE;
	} else {
		duet_demo_sum(t->reply.sum, at, len / 4);
		t->reply.length += len;
		t->reply.records++;
	}
	duet_channel_release(t->ch);
	return err;
}

static void fill(struct transfer *t, uint32_t *out, uint32_t len,
		 uint32_t *state)
{
	uint32_t i;

	for (i = 0; i < len / 4; i++)
		out[i] = duet_demo_next(state);
	duet_demo_sum(t->reply.sum, out, len / 4);
}

static int source_one(struct transfer *t, uint32_t *state)
{
	uint32_t left = t->request->length - t->reply.length;
	uint32_t len = t->request->chunk < left ? t->request->chunk : left;
	void *at;
	int err;

	err = duet_channel_reserve(t->ch, len, &at, DUET_DEMO_TIMEOUT_MS);
	if (err)
		return err;
	fill(t, at, len, state);
	duet_channel_commit(t->ch, len);
	duet_channel_flush(t->ch);
	t->reply.length += len;
	t->reply.records++;
	return 0;
}

static void run_sink(struct transfer *t)
{
	int err = 0;

	while (!err && t->reply.length < t->request->length)
		err = sink_one(t);
	duet_channel_flush(t->ch);
	t->reply.status = status_of(err);
}

static void run_source(struct transfer *t)
{
	uint32_t state = t->request->seed;
	int err = 0;

	/* wake up when there is room for many records */
	duet_channel_batch(t->ch, 0, UINT32_MAX);
	while (!err && t->reply.length < t->request->length)
		err = source_one(t, &state);
	t->reply.status = status_of(err);
}

static void run_transfer(struct transfer *t)
{
	drain(t->ch);
	reply_status(&t->reply, DUET_DEMO_STARTED);
	t->rung = t->ch->rung;
	t->woken = t->ch->woken;
	if (t->request->op == DUET_DEMO_SINK)
		run_sink(t);
	else
		run_source(t);
	duet_channel_batch(t->ch, 0, 0);
	t->reply.rung = t->ch->rung - t->rung;
	t->reply.woken = t->ch->woken - t->woken;
	reply_send(&t->reply);
}

static bool transfer_ok(const struct duet_demo_request *r)
{
	uint32_t channel = STREAM + r->channel;

	if (r->channel > DUET_DEMO_ON_FRAME || channel >= nr_open ||
	    !r->length || (r->length & 3))
		return false;
	if (r->op == DUET_DEMO_SINK)
		return true;
	return r->chunk && !(r->chunk & 3) && r->chunk <= DUET_DEMO_CHUNK_MAX &&
		r->chunk <= duet_ring_max(&channels[channel].chan.tx);
}

/* ---- control --------------------------------------------------------------*/

static void reply_jitter(const struct duet_demo_request *r)
{
	struct duet_demo_jitter reply;
	struct jitter j;

	periodic_jitter(&j, r->op == DUET_DEMO_JITTER_RESET);
	reply = (struct duet_demo_jitter) {
		.magic = DUET_DEMO_MAGIC,
		.op = r->op,
		.id = r->id,
		.status = DUET_DEMO_OK,
		.hz = duet_clock_hz(),
		.period = periodic_ticks(),
		.periods = j.periods,
		.missed = j.missed,
		.worst = j.worst,
		.best = j.best,
		.sum_low = (uint32_t)j.sum,
		.sum_high = (uint32_t)(j.sum >> 32),
	};
	duet_channel_send(&channels[CONTROL], &reply, sizeof(reply),
			  DUET_DEMO_TIMEOUT_MS);
}

static void serve(const struct duet_demo_request *r)
{
	struct transfer t = {
		.request = r,
		.reply = {
			.magic = DUET_DEMO_MAGIC,
			.op = r->op,
			.id = r->id,
		},
	};

	switch (r->op) {
	case DUET_DEMO_PING:
		reply_status(&t.reply, DUET_DEMO_OK);
		return;
	case DUET_DEMO_JITTER:
	case DUET_DEMO_JITTER_RESET:
		reply_jitter(r);
		return;
	case DUET_DEMO_SINK:
	case DUET_DEMO_SOURCE:
		if (!transfer_ok(r))
			break;
		t.ch = &channels[STREAM + r->channel];
		run_transfer(&t);
		return;
	}
	reply_status(&t.reply, DUET_DEMO_BAD);
}

/* Messages that are not requests are dropped. */
static int control_one(struct duet_channel *ch)
{
	struct duet_demo_request r;
	const void *at;
	uint32_t len;
	bool valid;
	int err;

	err = duet_channel_peek(ch, &at, &len, osWaitForever);
	if (err)
		return err;
	valid = len == sizeof(r);
	if (valid)
		memcpy(&r, at, sizeof(r));
	duet_channel_release(ch);
	duet_channel_flush(ch);
	if (valid && r.magic == DUET_DEMO_MAGIC)
		serve(&r);
	return 0;
}

static void control_thread(void *arg)
{
	struct duet_channel *ch = &channels[CONTROL];

	for (;;)
		if (control_one(ch))
			duet_channel_wait(ch, osWaitForever);
}

/* ---- start ----------------------------------------------------------------*/

static void start_thread(const char *name, osThreadFunc_t func,
			 osPriority_t prio)
{
	osThreadAttr_t attr = { .name = name, .priority = prio };

	osThreadNew(func, NULL, &attr);
}

static void peer_changed(struct duet_channel *ch, bool up, void *watcher)
{
	osThreadFlagsSet(watcher, up ? PEER_CAME : PEER_WENT);
}

void services_start(osThreadId_t watcher)
{
	uint32_t n = duet_channel_count();

	n = n < NR_CHANNELS ? n : NR_CHANNELS;
	/* all channels have the same peer: one of them is enough */
	duet_channel_on_peer(&channels[ECHO], peer_changed, watcher);
	while (nr_open < n) {
		if (duet_channel_open(&channels[nr_open], nr_open,
				      DUET_CHAN_RECORDS))
			break;
		nr_open++;
	}
	if (nr_open > ECHO)
		start_thread("echo", echo_thread, osPriorityAboveNormal);
	if (nr_open > CONTROL)
		start_thread("control", control_thread,
			     osPriorityAboveNormal);
}

void services_print(void)
{
	struct duet_channel *ch;
	uint32_t i;

	for (i = 0; i < nr_open; i++) {
		ch = &channels[i];
		printf("  %-8s %-4s links %" PRIu32 ", rung %" PRIu32
		       ", woken %" PRIu32 ", corrupt %" PRIu32
		       ", peer %s\n", names[i],
		       duet_chan_up(&ch->chan) ? "up" : "down", ch->links,
		       ch->rung, ch->woken, ch->corrupt,
		       duet_channel_peer_up(ch) ? "up" : "away");
	}
}
