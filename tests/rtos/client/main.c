// SPDX-License-Identifier: BSD-3-Clause
/*
 * A client of the demo's services, in another window VM: tests of the channel
 * library at both ends, in TAP on the hypervisor's console.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <duet/hypercall.h>
#include <duet_port.h>
#include <port.h>

#include "client.h"

#define ECHOES		2000
#define RESTARTS	100
#define BYTES		(1024 * 1024)

struct duet_channel channels[NR_CHANNELS];
static unsigned int failures, points;
static uint32_t buffer[DUET_DEMO_CHUNK_MAX / 4];
static uint32_t answer[DUET_DEMO_CHUNK_MAX / 4];

void failed(const char *file, int line, const char *what)
{
	char text[160];

	failures++;
	snprintf(text, sizeof(text), "# %s:%d: %s\n", file, line, what);
	duet_hypcon_puts(text);
}

void point(const char *name)
{
	char text[96];

	snprintf(text, sizeof(text), "%sok %u - channel: %s\n",
		 failures ? "not " : "", ++points, name);
	duet_hypcon_puts(text);
	failures = 0;
}

static void say(const char *what, uint32_t a, uint32_t b, uint32_t c)
{
	char text[128];

	snprintf(text, sizeof(text), what, (unsigned long)a, (unsigned long)b,
		 (unsigned long)c);
	duet_hypcon_puts(text);
}

static void connect(void)
{
	uint32_t i;

	CHECK(duet_channel_count() == NR_CHANNELS);
	CHECK(duet_channel_find(DUET_DEMO_ECHO) == ECHO);
	CHECK(duet_channel_find(DUET_DEMO_FRAME) == FRAME);
	CHECK(!strcmp(duet_channel_name(STREAM), DUET_DEMO_STREAM));
	CHECK(duet_channel_find("fram") >= NR_CHANNELS);
	CHECK(duet_channel_find("") >= NR_CHANNELS);
	CHECK(!duet_channel_name(NR_CHANNELS)[0]);
	for (i = 0; i < NR_CHANNELS; i++)
		CHECK(duet_channel_open(&channels[i], i, DUET_CHAN_RECORDS) ==
		      0);
	CHECK(duet_channel_open(&channels[0], NR_CHANNELS, 0) ==
	      DUET_RING_ESIZE);
	for (i = 0; i < NR_CHANNELS; i++)
		CHECK(duet_channel_wait(&channels[i], LINK_TICKS) == 0);
	point("connect");
}

/* ---- echo -----------------------------------------------------------------*/

static void echo_one(uint32_t len, uint32_t *state)
{
	struct duet_channel *ch = &channels[ECHO];
	uint32_t i;

	for (i = 0; i < (len + 3) / 4; i++)
		buffer[i] = duet_demo_next(state);
	CHECK(duet_channel_send(ch, buffer, len, LINK_TICKS) == 0);
	CHECK(duet_channel_recv(ch, answer, sizeof(answer), LINK_TICKS) ==
	      (int)len);
	CHECK(!memcmp(buffer, answer, len));
}

static void echo(void)
{
	uint32_t i, state = 1;
	uint64_t start = duet_clock();

	for (i = 0; i < ECHOES && !failures; i++)
		echo_one(i * 7 % (DUET_DEMO_ECHO_MAX + 1), &state);
	say("# echo: %lu ns each\n", (duet_clock() - start) * 1000 /
	    (duet_clock_hz() / 1000000) / ECHOES, 0, 0);
	point("echoes of all lengths");
}

/* Many records in flight at once must come back in order. */
static void echo_burst(void)
{
	struct duet_channel *ch = &channels[ECHO];
	uint32_t i, n, round;

	for (round = 0; round < 20; round++) {
		for (i = 0; i < 100; i++) {
			n = round * 100 + i;
			CHECK(duet_channel_send(ch, &n, 4, LINK_TICKS) == 0);
		}
		for (i = 0; i < 100; i++) {
			n = 0;
			CHECK(duet_channel_recv(ch, &n, 4, LINK_TICKS) == 4);
			CHECK(n == round * 100 + i);
		}
	}
	point("bursts of echoes");
}

static void limits(void)
{
	struct duet_channel *ch = &channels[ECHO];
	uint32_t most = duet_ring_max(&ch->chan.tx), start;
	const void *at;
	void *to;
	uint32_t len;

	CHECK(duet_channel_send(ch, buffer, most + 1, 0) == DUET_RING_ESIZE);
	CHECK(duet_channel_recv(ch, answer, 4, 0) == DUET_RING_EAGAIN);
	start = osKernelGetTickCount();
	CHECK(duet_channel_recv(ch, answer, 4, 20) == DUET_RING_EAGAIN);
	CHECK(osKernelGetTickCount() - start >= 20);
	/* too long for its reader: it must stay in the ring */
	CHECK(duet_channel_send(ch, buffer, 64, 0) == 0);
	CHECK(duet_channel_recv(ch, answer, 63, LINK_TICKS) ==
	      DUET_RING_ESIZE);
	CHECK(duet_channel_recv(ch, answer, 64, 0) == 64);
	/* the longest record, in place at both ends */
	CHECK(duet_channel_reserve(ch, most, &to, LINK_TICKS) == 0);
	memset(to, 0x5a, most);
	duet_channel_commit(ch, most);
	duet_channel_flush(ch);
	CHECK(duet_channel_peek(ch, &at, &len, LINK_TICKS) == 0);
	CHECK(len == most && ((const uint8_t *)at)[most - 1] == 0x5a);
	duet_channel_release(ch);
	point("time-outs and lengths");
}

/* ---- control --------------------------------------------------------------*/

static int request(uint32_t op, uint32_t channel, uint32_t length,
		   uint32_t chunk)
{
	const struct duet_demo_request r = {
		.magic = DUET_DEMO_MAGIC, .op = op, .id = 77,
		.channel = channel, .length = length, .chunk = chunk,
		.seed = 12345,
	};

	return duet_channel_send(&channels[CONTROL], &r, sizeof(r),
				 LINK_TICKS);
}

/* Returns its status; negative: no reply arrived. */
static int reply(struct duet_demo_reply *r)
{
	int n = duet_channel_recv(&channels[CONTROL], r, sizeof(*r), 5000);

	if (n != sizeof(*r) || r->magic != DUET_DEMO_MAGIC || r->id != 77)
		return -1;
	return r->status;
}

static void control(void)
{
	struct duet_demo_jitter jitter;
	struct duet_demo_reply r;
	uint32_t junk = 1;

	CHECK(request(DUET_DEMO_PING, 0, 0, 0) == 0);
	CHECK(reply(&r) == DUET_DEMO_OK && r.op == DUET_DEMO_PING);
	/* junk gets no reply and must not do any harm */
	CHECK(duet_channel_send(&channels[CONTROL], &junk, 4, 10) == 0);
	CHECK(request(99, 0, 0, 0) == 0);
	CHECK(reply(&r) == DUET_DEMO_BAD);
	CHECK(request(DUET_DEMO_SINK, 2, 4, 4) == 0);
	CHECK(reply(&r) == DUET_DEMO_BAD);
	CHECK(request(DUET_DEMO_SINK, 0, 6, 4) == 0);
	CHECK(reply(&r) == DUET_DEMO_BAD);
	CHECK(request(DUET_DEMO_SOURCE, 0, 8, 0) == 0);
	CHECK(reply(&r) == DUET_DEMO_BAD);
	CHECK(request(DUET_DEMO_SOURCE, 0, 8, DUET_DEMO_CHUNK_MAX + 4) == 0);
	CHECK(reply(&r) == DUET_DEMO_BAD);
	CHECK(request(DUET_DEMO_JITTER, 0, 0, 0) == 0);
	CHECK(duet_channel_recv(&channels[CONTROL], &jitter, sizeof(jitter),
				LINK_TICKS) == sizeof(jitter));
	CHECK(jitter.hz == duet_clock_hz() && jitter.periods > 0);
	CHECK(jitter.period == jitter.hz / 1000);
	CHECK(jitter.best <= jitter.worst);
	point("control requests");
}

/* ---- transfers ------------------------------------------------------------*/

/* Sends or receives BYTES; stores their checksum and the number of records. */
static void give(struct duet_channel *ch, uint32_t sum[2], uint32_t *records)
{
	uint32_t left = BYTES, state = 9, len, i;

	for (; left && !failures; left -= len) {
		len = 4 + duet_demo_next(&state) % 1024 * 4;
		len = len < left ? len : left;
		for (i = 0; i < len / 4; i++)
			buffer[i] = duet_demo_next(&state);
		duet_demo_sum(sum, buffer, len / 4);
		CHECK(duet_channel_send(ch, buffer, len, LINK_TICKS) == 0);
		(*records)++;
	}
}

static void take(struct duet_channel *ch, uint32_t sum[2], uint32_t *records)
{
	uint32_t got = 0, state = 12345, i;
	int len;

	while (got < BYTES && !failures) {
		len = duet_channel_recv(ch, answer, sizeof(answer),
					LINK_TICKS);
		CHECK(len > 0 && !(len & 3));
		for (i = 0; i < (uint32_t)len / 4; i++)
			CHECK(answer[i] == duet_demo_next(&state));
		duet_demo_sum(sum, answer, len / 4);
		got += len;
		(*records)++;
	}
}

static void transfer(uint32_t op, uint32_t channel, const char *name)
{
	struct duet_channel *ch = &channels[STREAM + channel];
	uint32_t sum[2] = { 0, 0 }, records = 0, ticks;
	struct duet_demo_reply r;

	CHECK(request(op, channel, BYTES, 1500) == 0);
	CHECK(reply(&r) == DUET_DEMO_STARTED);
	ticks = osKernelGetTickCount();
	if (op == DUET_DEMO_SINK)
		give(ch, sum, &records);
	else
		take(ch, sum, &records);
	CHECK(reply(&r) == DUET_DEMO_OK);
	ticks = osKernelGetTickCount() - ticks;
	CHECK(r.length == BYTES && r.records == records);
	CHECK(r.sum[0] == sum[0] && r.sum[1] == sum[1]);
	/* the purpose of event suppression */
	CHECK(r.woken < records / 4 && r.rung < records / 2);
	say("# %lu records, it rang %lu, was woken %lu times", records, r.rung,
	    r.woken);
	say(", %lu ms\n", ticks, 0, 0);
	point(name);
}

/* A sender that ends halfway must not affect later ones. */
static void abandoned(void)
{
	struct duet_demo_reply r;

	CHECK(request(DUET_DEMO_SINK, 0, BYTES, 0) == 0);
	CHECK(reply(&r) == DUET_DEMO_STARTED);
	CHECK(duet_channel_send(&channels[STREAM], buffer, 64, 10) == 0);
	CHECK(reply(&r) == DUET_DEMO_TIMEOUT);
	CHECK(r.length == 64 && r.records == 1);
	point("abandoned transfer");
	transfer(DUET_DEMO_SINK, 0, "sink after that");
}

/* ---- restart and corruption -----------------------------------------------*/

static void reopen(void)
{
	struct duet_channel *ch = &channels[ECHO];
	uint32_t state = 4;

	CHECK(duet_channel_send(ch, buffer, 100, 10) == 0);
	duet_channel_close(ch);
	memset(ch, 0, sizeof(*ch));
	CHECK(duet_channel_open(ch, ECHO, DUET_CHAN_RECORDS) == 0);
	CHECK(duet_channel_wait(ch, LINK_TICKS) == 0);
	/* no data from the previous life */
	CHECK(duet_channel_recv(ch, answer, sizeof(answer), 0) ==
	      DUET_RING_EAGAIN);
	echo_one(64, &state);
	point("closed and reopened");
}

/* This end violates the protocol; the other must notice, and both restart. */
static void corrupt(void)
{
	struct duet_channel *ch = &channels[ECHO];
	uint32_t state = 5, links = ch->links;

	ch->chan.tx.mine->index += 0x10000000;
	duet_doorbell(ECHO);
	CHECK(duet_channel_recv(ch, answer, sizeof(answer), LINK_TICKS) ==
	      DUET_RING_ELINK);
	CHECK(duet_channel_wait(ch, LINK_TICKS) == 0);
	CHECK(ch->links > links);
	echo_one(64, &state);
	point("corrupt index, reconnected");
}

/* ---- the peer's VM goes down and comes back -------------------------------*/

static volatile uint32_t went, came, order;

static void on_peer(struct duet_channel *ch, bool up, void *arg)
{
	CHECK(arg == &order);
	if (up != (order++ & 1))
		came = went = UINT32_MAX;
	if (up)
		came++;
	else
		went++;
}

uint32_t peer_vm(void)
{
	return duet_shared_page.channel[ECHO].peer;
}

void reconnect(uint32_t seed)
{
	uint32_t i, state = seed;

	for (i = 0; i < NR_CHANNELS; i++)
		CHECK(duet_channel_wait(&channels[i], LINK_TICKS) == 0);
	echo_one(64, &state);
}

static void peer_restarts(void)
{
	struct duet_channel *ch = &channels[ECHO];
	uint32_t i, ticks = osKernelGetTickCount();

	duet_channel_on_peer(ch, on_peer, (void *)&order);
	CHECK(duet_channel_peer_up(ch));
	for (i = 1; i <= RESTARTS && !failures; i++) {
		/* half of them with data in flight */
		if (i & 1)
			CHECK(duet_channel_send(ch, buffer, 64, 10) == 0);
		CHECK(duet_vm_control(peer_vm(), DUET_CONTROL_RESTART) == 0);
		CHECK(duet_channel_recv(ch, answer, sizeof(answer),
					LINK_TICKS) == DUET_RING_ELINK);
		reconnect(i);
		CHECK(went == i && came == i);
	}
	ticks = osKernelGetTickCount() - ticks;
	say("# %lu restarts of the peer, %lu us each until it echoes\n",
	    RESTARTS, ticks * 1000 / RESTARTS, 0);
	point("peer restarted: went down, came back, connected");
}

/* Writing into the ring of a VM that is down must fail. */
static void peer_stops(void)
{
	struct duet_channel *ch = &channels[ECHO];

	went = came = order = 0;
	CHECK(duet_vm_control(peer_vm(), DUET_CONTROL_STOP) == 0);
	osDelay(2);
	CHECK(went == 1 && came == 0 && !duet_channel_peer_up(ch));
	CHECK(duet_channel_send(ch, buffer, 64, 10) == DUET_RING_ELINK);
	CHECK(duet_channel_send(ch, buffer, 64, 10) == DUET_RING_ELINK);
	CHECK(duet_channel_wait(ch, 20) == DUET_RING_EAGAIN);
	CHECK(duet_vm_control(peer_vm(), DUET_CONTROL_START) == 0);
	reconnect(7);
	CHECK(went == 1 && came == 1 && duet_channel_peer_up(ch));
	point("peer stopped and started");
	transfer(DUET_DEMO_SINK, 0, "sink after that");
}

static uint32_t watchdogs(void)
{
	uint32_t n = 0;

	CHECK(duet_vm_info(peer_vm(), DUET_INFO_COUNTER +
			   DUET_COUNTER_WATCHDOGS, &n) == 0);
	return n;
}

/* Its own thread has kept it alive so far; every start re-arms the watchdog. */
static void peer_watched(void)
{
	osDelay(200);
	CHECK(watchdogs() == 0 && went == 1);
	point("peer's watchdog is kicked");
}

static void client(void *arg)
{
	connect();
	echo();
	echo_burst();
	limits();
	control();
	transfer(DUET_DEMO_SINK, 0, "sink, cached");
	transfer(DUET_DEMO_SINK, 1, "sink, uncached");
	transfer(DUET_DEMO_SOURCE, 0, "source, cached");
	transfer(DUET_DEMO_SOURCE, 1, "source, uncached");
	abandoned();
	reopen();
	corrupt();
	threads_tests();
	peer_restarts();
	peer_stops();
	peer_watched();
	say("1..%lu\n", points, 0, 0);
	osDelay(50);
	duet_exit(DUET_EXIT_POWEROFF);
}

int main(void)
{
	static const osThreadAttr_t attr = {
		.name = "client", .stack_size = 4096,
	};

	osKernelInitialize();
	osThreadNew(client, NULL, &attr);
	osKernelStart();
	return 1;
}
