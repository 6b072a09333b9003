// SPDX-License-Identifier: GPL-2.0-only
/* Sessions of NAT: time-outs, room, the state of TCP; RFC 4787, 5382, 5508. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "nat.h"
#include "wire.h"

static struct nat nat;

static struct nat_key key(uint8_t protocol, uint16_t port)
{
	return (struct nat_key){
		.remote = 0x0a000202, .port = port, .protocol = protocol,
		.remote_port = protocol == IP_TCP ? 80 : 0,
	};
}

static bool known(uint8_t protocol, uint16_t port)
{
	const struct nat_key k = key(protocol, port);

	return nat_find(&nat, &k);
}

static struct nat_session *open(uint8_t protocol, uint16_t port)
{
	const struct nat_key k = key(protocol, port);
	struct nat_session *s = nat_open(&nat, &k);

	nat_use(&nat, s);
	return s;
}

static void tcp(uint16_t port, uint8_t flags, bool outwards)
{
	const struct nat_key k = key(IP_TCP, port);

	nat_use_tcp(&nat, nat_open(&nat, &k), flags, outwards);
}

static int start(void **state)
{
	memset(&nat, 0, sizeof(nat));
	nat.now = 1000;
	nat_init(&nat);
	return 0;
}

static void keys(void **state)
{
	struct nat_key k = key(IP_TCP, 5);

	assert_false(known(IP_TCP, 5));
	open(IP_TCP, 5);
	assert_true(known(IP_TCP, 5));
	assert_false(known(IP_UDP, 5));
	assert_false(known(IP_TCP, 6));
	k.remote++;
	assert_null(nat_find(&nat, &k));
	k.remote--;
	k.remote_port++;
	assert_null(nat_find(&nat, &k));
	assert_ptr_equal(open(IP_TCP, 5), open(IP_TCP, 5));
}

/* Keys that differ in one field, many of them in the same bucket */
static void similar_keys(void **state)
{
	struct nat_key k = key(IP_TCP, 5);
	uint32_t i;

	open(IP_TCP, 5);
	for (i = 1; i < 4 * NAT_BUCKETS; i++) {
		k.remote += i;
		assert_null(nat_find(&nat, &k));
		k.remote -= i;
		k.remote_port += i;
		assert_null(nat_find(&nat, &k));
		k.remote_port -= i;
		k.port += i;
		assert_null(nat_find(&nat, &k));
		k.port -= i;
	}
	assert_non_null(nat_find(&nat, &k));
}

/* The time-out of a session that is used at 1000, to the second */
static void lasts(uint8_t protocol, uint16_t port, uint32_t seconds)
{
	uint32_t now = nat.now;

	nat.now = now + seconds - 1;
	assert_true(known(protocol, port));
	assert_true(nat_has_peer(&nat, protocol, 0x0a000202));
	nat.now = now + seconds;
	assert_false(nat_has_peer(&nat, protocol, 0x0a000202));
	assert_false(known(protocol, port));
	nat.now = now;
}

static void times(void **state)
{
	open(IP_UDP, 1);
	lasts(IP_UDP, 1, 300);
	open(IP_ICMP, 1);
	lasts(IP_ICMP, 1, 60);
	tcp(1, TCP_SYN, true);
	lasts(IP_TCP, 1, 240);
	open(IP_UDP, 2);
	nat.now += 299;
	open(IP_UDP, 2);
	lasts(IP_UDP, 2, 300);
}

/* RFC 5382 REQ-5: 2 hours and 4 minutes, or 4 minutes */
static void tcp_states(void **state)
{
	tcp(1, TCP_SYN, true);
	tcp(1, TCP_SYN, false);
	lasts(IP_TCP, 1, 7440);

	/* only one side has closed */
	tcp(2, TCP_SYN, true);
	tcp(2, TCP_SYN, false);
	tcp(2, TCP_FIN, true);
	lasts(IP_TCP, 2, 7440);
	tcp(2, TCP_SYN, true);
	tcp(2, TCP_SYN, false);
	tcp(2, TCP_FIN, true);
	tcp(2, TCP_FIN, false);
	lasts(IP_TCP, 2, 240);

	/* the same ports again */
	tcp(3, TCP_SYN, true);
	tcp(3, TCP_SYN, false);
	tcp(3, TCP_FIN, true);
	tcp(3, TCP_FIN, false);
	tcp(3, TCP_SYN, true);
	lasts(IP_TCP, 3, 240);
	tcp(3, TCP_SYN, true);
	tcp(3, TCP_SYN, false);
	lasts(IP_TCP, 3, 7440);
}

static void tcp_resets(void **state)
{
	tcp(1, TCP_SYN, true);
	tcp(1, TCP_SYN, false);
	tcp(1, TCP_RST, false);
	lasts(IP_TCP, 1, 240);
	/* not a real one, as the guest goes on: RFC 7857 2.2 */
	tcp(2, TCP_SYN, true);
	tcp(2, TCP_SYN, false);
	tcp(2, TCP_RST, false);
	tcp(2, 0, true);
	lasts(IP_TCP, 2, 7440);
	/* ... but the network cannot undo one */
	tcp(3, TCP_SYN, true);
	tcp(3, TCP_SYN, false);
	tcp(3, TCP_RST, true);
	tcp(3, 0, false);
	lasts(IP_TCP, 3, 240);
	/* a connection from before the gateway's start */
	tcp(4, 0, true);
	tcp(4, 0, false);
	lasts(IP_TCP, 4, 7440);
}

/* A flood of one class takes its own oldest, and expired ones of any first. */
static void room(void **state)
{
	uint32_t i;

	tcp(1, TCP_SYN, true);
	open(IP_ICMP, 1);
	nat.now++;
	for (i = 0; i < NAT_SESSIONS - 2; i++)
		open(IP_UDP, i);
	assert_int_equal(nat.evicted, 0);
	open(IP_UDP, 0);
	open(IP_UDP, 1000);
	assert_int_equal(nat.evicted, 1);
	assert_true(known(IP_TCP, 1));
	assert_true(known(IP_ICMP, 1));
	assert_true(known(IP_UDP, 0));
	assert_false(known(IP_UDP, 1));
	assert_true(known(IP_UDP, 2));
	nat.now += 59;
	open(IP_UDP, 1001);
	assert_int_equal(nat.evicted, 1);
	assert_false(known(IP_ICMP, 1));
	assert_true(known(IP_UDP, 2));
}

static void forgets(void **state)
{
	uint32_t i;

	for (i = 0; i < 2 * NAT_SESSIONS; i++)
		open(IP_UDP, i);
	nat_init(&nat);
	for (i = 0; i < 2 * NAT_SESSIONS; i++)
		assert_false(known(IP_UDP, i));
	assert_int_equal(nat.now, 1000);
}

/* ---- random use against a simple list -------------------------------------*/

#define PORTS	600

static uint32_t used_at[PORTS];		/* 0: not known */

static uint32_t count_list(enum nat_class class)
{
	uint32_t count = 0, index, last = 0;

	for (index = nat.list[class].oldest; index;
	     index = nat.session[index].newer) {
		assert_int_equal(nat.session[index].older, last);
		assert_int_equal(nat.session[index].class, class);
		last = index;
		count++;
	}
	assert_int_equal(nat.list[class].newest, last);
	assert_int_equal(nat.list[class].count, count);
	return count;
}

static void check_lists(void)
{
	uint32_t class, total = 0;

	for (class = 0; class < NAT_CLASSES; class++)
		total += count_list(class);
	assert_int_equal(total, NAT_SESSIONS);
}

static uint32_t oldest_of_model(uint32_t *count)
{
	uint32_t i, oldest = 0;

	*count = 0;
	for (i = 0; i < PORTS; i++) {
		if (!used_at[i] || nat.now - used_at[i] >= 300)
			used_at[i] = 0;
		if (!used_at[i])
			continue;
		++*count;
		if (!used_at[oldest] || used_at[i] < used_at[oldest])
			oldest = i;
	}
	return oldest;
}

/* Each use is a second of its own, so that there is one oldest. */
static void random_use(void **state)
{
	uint32_t step, port, oldest, count;

	srand(1);
	for (step = 0; step < 60000; step++) {
		nat.now += 1 + (rand() % 1000 == 0 ? 200 : 0);
		port = rand() % (step / 10000 % 2 ? PORTS : 300);
		oldest = oldest_of_model(&count);
		assert_int_equal(known(IP_UDP, port), used_at[port] != 0);
		if (!used_at[port] && count == NAT_SESSIONS)
			used_at[oldest] = 0;
		open(IP_UDP, port);
		used_at[port] = nat.now;
		if (step % 64 == 0)
			check_lists();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(keys, start),
		cmocka_unit_test_setup(similar_keys, start),
		cmocka_unit_test_setup(times, start),
		cmocka_unit_test_setup(tcp_states, start),
		cmocka_unit_test_setup(tcp_resets, start),
		cmocka_unit_test_setup(room, start),
		cmocka_unit_test_setup(forgets, start),
		cmocka_unit_test_setup(random_use, start),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
