// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two ends that interrupt each other at any access to a shared word: an
 * explorer runs a scenario again and again, each time with other switches,
 * until all orders were run (or all with at most so many switches). An end that
 * sleeps wakes up only at a doorbell: if both sleep, a wake-up is lost.
 */
#include "ring_pair.h"

#include <ucontext.h>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/common_interface_defs.h>
#define ENTER(save, to)	__sanitizer_start_switch_fiber(save, (to)->stack, STACK)
#define ENTER_MAIN(save) __sanitizer_start_switch_fiber(save, main_stack, main_size)
#define ENTERED(save, from, size) \
	__sanitizer_finish_switch_fiber(save, from, size)
#else
#define ENTER(save, to)		((void)(save))
#define ENTER_MAIN(save)	((void)(save))
#define ENTERED(save, from, size) ((void)(save))
#endif

#define STACK		(256 * 1024)
#define CHOICES_MAX	4096

struct fiber {
	ucontext_t context;
	void (*body)(int end);
	char *stack;
	bool asleep, bell, finished;
};

static struct fiber fibers[2];
static ucontext_t main_context;
static const void *main_stack;
static size_t main_size;
static int running;

/* One choice for each access at which both could continue: 1 is "switch". */
static uint8_t choice[CHOICES_MAX];
static int given, made;
static const char *wrong;

static struct pair pair;

static void to_main(bool last)
{
	void *save = NULL;
	struct fiber *me = &fibers[running];

	ENTER_MAIN(last ? NULL : &save);
	swapcontext(&me->context, &main_context);
	ENTERED(save, &main_stack, &main_size);
}

static void to_fiber(int end)
{
	void *save = NULL;

	running = end;
	ENTER(&save, &fibers[end]);
	swapcontext(&main_context, &fibers[end].context);
	ENTERED(save, NULL, NULL);
}

static bool runnable(int end)
{
	return !fibers[end].finished &&
	       (!fibers[end].asleep || fibers[end].bell);
}

static void fiber_main(void)
{
	int end = running;

	ENTERED(NULL, &main_stack, &main_size);
	fibers[end].body(end);
	fibers[end].finished = true;
	to_main(true);
}

/* The scheduler: called before each access to a shared word. */
static void switch_point(const uint32_t *word)
{
	(void)word;
	if (!runnable(1 - running))
		return;
	if (made == CHOICES_MAX) {
		wrong = "the ends don't come to an end";
		to_main(false);
	}
	if (made >= given)
		choice[made] = 0;
	if (choice[made++])
		to_main(false);
}

/* ---- operations of an end besides its ring's ---- */

static void ring_bell(int end, bool due)
{
	if (due)
		fibers[1 - end].bell = true;
}

static void wait_bell(int end)
{
	fibers[end].asleep = true;
	while (!fibers[end].bell)
		to_main(false);
	fibers[end].bell = false;
	fibers[end].asleep = false;
}

static void expect(bool ok, const char *what)
{
	if (!ok && !wrong)
		wrong = what;
	if (!ok)
		to_main(false);
}

/* ---- the explorer ---- */

static void fiber_start(int end, void (*body)(int end))
{
	struct fiber *f = &fibers[end];

	f->body = body;
	f->asleep = false;
	f->bell = false;
	f->finished = false;
	getcontext(&f->context);
	f->context.uc_stack.ss_sp = f->stack;
	f->context.uc_stack.ss_size = STACK;
	f->context.uc_link = NULL;
	makecontext(&f->context, fiber_main, 0);
}

static void run_once(void (*first)(int end), void (*second)(int end))
{
	int next = 0;

	made = 0;
	wrong = NULL;
	fiber_start(0, first);
	fiber_start(1, second);
	before_access = switch_point;
	while (!wrong && (runnable(0) || runnable(1))) {
		next = runnable(next) ? next : 1 - next;
		to_fiber(next);
		next = 1 - next;
	}
	before_access = NULL;
	if (!wrong && !(fibers[0].finished && fibers[1].finished))
		wrong = "a wake-up was lost";
}

/* The next order with at most so many switches; false: there is none left. */
static bool next_order(int switches)
{
	int i, used = 0;

	for (i = 0; i < made; i++)
		used += choice[i];
	for (i = made - 1; i >= 0; i--) {
		if (!choice[i] && used < switches) {
			choice[i] = 1;
			given = i + 1;
			return true;
		}
		used -= choice[i];
	}
	return false;
}

static void print_order(void)
{
	int i;

	print_error("switches at accesses:");
	for (i = 0; i < made; i++)
		if (choice[i])
			print_error(" %d", i);
	print_error("\n");
}

/* Runs all orders of two bodies, each after setup; returns their number. */
static long explore(void (*setup)(void), void (*first)(int end),
		    void (*second)(int end), int switches)
{
	long orders = 0;
	int i;

	for (i = 0; i < 2; i++)
		fibers[i].stack = malloc(STACK);
	given = 0;
	do {
		setup();
		run_once(first, second);
		orders++;
		if (wrong) {
			print_order();
			fail_msg("order %ld: %s", orders, wrong);
		}
		pair_free(&pair);
	} while (next_order(switches));
	for (i = 0; i < 2; i++)
		free(fibers[i].stack);
	return orders;
}

/* ---- scenarios: one way, from end 0 to end 1 ---- */

static uint32_t how_many, record_size, batch;

static void setup_records(void)
{
	pair_connect(&pair, 64, DUET_CHAN_RECORDS);
}

static void setup_stream(void)
{
	pair_connect(&pair, 64, DUET_CHAN_STREAM);
}

static void tell(int end, struct duet_ring *r)
{
	if (!duet_ring_told(r))
		ring_bell(end, duet_ring_flush(r));
}

static void sleep_on(int end, struct duet_ring *r, uint32_t bytes)
{
	tell(end, r);
	if (duet_ring_sleep(r, bytes))
		wait_bell(end);
}

static void send_records(int end)
{
	struct duet_ring *r = &pair.end[end].tx;
	uint32_t record[8] = { 0 };
	int err;

	while (record[0] < how_many) {
		err = duet_ring_send(r, record, record_size);
		if (!err) {
			record[0]++;
			if (record[0] % batch == 0)
				ring_bell(end, duet_ring_flush(r));
			continue;
		}
		expect(err == DUET_RING_EAGAIN, "the producer got an error");
		sleep_on(end, r, r->want);
	}
	tell(end, r);
}

static void receive_records(int end)
{
	struct duet_ring *r = &pair.end[end].rx;
	uint32_t record[8], got = 0;
	int n;

	while (got < how_many) {
		n = duet_ring_recv(r, record, sizeof(record));
		if (n == DUET_RING_EAGAIN) {
			sleep_on(end, r, r->want);
			continue;
		}
		expect(n == (int)record_size, "a record has another size");
		expect(record[0] == got, "a record is another one");
		got++;
		if (got % batch == 0)
			ring_bell(end, duet_ring_flush(r));
	}
	tell(end, r);
}

static void write_stream(int end)
{
	struct duet_ring *r = &pair.end[end].tx;
	uint8_t bytes[40];
	uint32_t sent = 0, i;
	int n;

	while (sent < how_many) {
		for (i = 0; i < sizeof(bytes); i++)
			bytes[i] = (uint8_t)(sent + i);
		n = duet_ring_write(r, bytes, record_size);
		if (n > 0) {
			sent += (uint32_t)n;
			ring_bell(end, duet_ring_flush(r));
			continue;
		}
		expect(n == DUET_RING_EAGAIN, "the producer got an error");
		sleep_on(end, r, batch);
	}
}

static void read_stream(int end)
{
	struct duet_ring *r = &pair.end[end].rx;
	uint32_t got = 0;
	uint8_t bytes[40];
	int n, i;

	while (got < how_many) {
		n = duet_ring_read(r, bytes, record_size);
		for (i = 0; i < n; i++)
			expect(bytes[i] == (uint8_t)got++, "another byte");
		if (n > 0) {
			ring_bell(end, duet_ring_flush(r));
			continue;
		}
		expect(n == DUET_RING_EAGAIN, "the consumer got an error");
		sleep_on(end, r, how_many - got < batch ?
			 how_many - got : batch);
	}
}

static void one_record_all_orders(void **state)
{
	long orders;

	(void)state;
	how_many = 1;
	record_size = 8;
	batch = 1;
	orders = explore(setup_records, send_records, receive_records, 1000);
	print_message("%ld orders\n", orders);
	assert_true(orders > 50);
}

static void two_records_all_orders(void **state)
{
	long orders;

	(void)state;
	how_many = 2;
	record_size = 28;	/* the second waits for the first to be read */
	batch = 1;
	orders = explore(setup_records, send_records, receive_records, 1000);
	print_message("%ld orders\n", orders);
	assert_true(orders > 1000);
}

static void many_records(void **state)
{
	long orders;

	(void)state;
	how_many = 6;
	record_size = 20;	/* two fit; each third follows a skip */
	for (batch = 1; batch <= 2; batch++) {
		orders = explore(setup_records, send_records, receive_records,
				 4);
		print_message("%ld orders\n", orders);
		assert_true(orders > 1000);
	}
}

static void streams(void **state)
{
	long orders;

	(void)state;
	how_many = 160;
	record_size = 40;
	for (batch = 1; batch <= 32; batch += 31) {
		orders = explore(setup_stream, write_stream, read_stream, 4);
		print_message("%ld orders\n", orders);
		assert_true(orders > 1000);
	}
}

/* ---- scenario: both ends start, and end 0 restarts twice ---- */

static int lives;

static void setup_lives(void)
{
	pair_new(&pair, DUET_CHAN_DATA + 2 * 64);
}

/* A record that names its connection. */
static void say_hello(int end, bool last)
{
	struct duet_chan *c = &pair.end[end];
	uint32_t hello[3];

	hello[0] = c->epoch;
	hello[1] = c->tx.epoch;
	hello[2] = last;
	if (!duet_ring_send(&c->tx, hello, sizeof(hello)))
		ring_bell(end, duet_ring_flush(&c->tx));
}

/* One event: follow the peer. Returns true for a new connection. */
static bool follow(int end)
{
	int flags = duet_chan_poll(&pair.end[end]);

	expect(flags >= 0, "poll returned an error");
	ring_bell(end, flags & DUET_CHAN_POLL_RING);
	return (flags & DUET_CHAN_POLL_UP) && (flags & DUET_CHAN_POLL_CHANGED);
}

/*
 * The peer's hello: 1 if this was its last life, 0 if not, -1: none yet. It
 * must be of this connection.
 */
static int hear_hello(int end)
{
	struct duet_chan *c = &pair.end[end];
	uint32_t hello[3];
	int n = duet_ring_recv(&c->rx, hello, sizeof(hello));

	if (n == DUET_RING_EAGAIN || n == DUET_RING_ELINK)
		return -1;
	expect(n == (int)sizeof(hello), "a restart was taken for corruption");
	expect(hello[0] == c->rx.epoch, "a record of another life arrived");
	expect(hello[1] == c->epoch, "a record for another life arrived");
	return (int)hello[2];
}

/* Lives until it is greeted; its first lives may end anywhere. */
static void mortal(int end)
{
	int life;

	for (life = 0; life <= lives; life++) {
		pair_open(&pair, end, DUET_CHAN_RECORDS);
		ring_bell(end, true);
		for (;;) {
			if (follow(end))
				say_hello(end, life == lives);
			if (hear_hello(end) >= 0)
				break;
			if (life < lives && pair.end[end].taken)
				break;		/* dies half connected */
			if (!duet_chan_up(&pair.end[end]) ||
			    duet_ring_sleep(&pair.end[end].rx, 1))
				wait_bell(end);
		}
	}
}

/*
 * A single life: greets each life of the peer, until the last has greeted it.
 */
static void survivor(int end)
{
	int heard;

	pair_open(&pair, end, DUET_CHAN_RECORDS);
	ring_bell(end, true);
	for (;;) {
		if (follow(end))
			say_hello(end, true);
		heard = hear_hello(end);
		if (heard == 1)
			return;
		if (heard == 0)
			continue;
		if (!duet_chan_up(&pair.end[end]) ||
		    duet_ring_sleep(&pair.end[end].rx, 1))
			wait_bell(end);
	}
}

static void lives_and_restarts(void **state)
{
	long orders;

	(void)state;
	for (lives = 0; lives <= 2; lives++) {
		orders = explore(setup_lives, mortal, survivor, 3);
		orders += explore(setup_lives, survivor, mortal, 3);
		print_message("%d restarts: %ld orders\n", lives, orders);
		assert_true(orders > 1000);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_record_all_orders),
		cmocka_unit_test(two_records_all_orders),
		cmocka_unit_test(many_records),
		cmocka_unit_test(streams),
		cmocka_unit_test(lives_and_restarts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
