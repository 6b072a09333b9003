// SPDX-License-Identifier: GPL-2.0-only
/*
 * The console: lines of several writers, a transmitter that is slow or full,
 * and room that is kept for the hypervisor's own messages.
 */
#include <stdio.h>

#include "hyp_test.h"

#include "console.h"
#include "plat.h"
#include "vm.h"

uint32_t host_dacr, host_drains;
const struct sys_table *sys;
struct sched sched;
struct vm vms[SYS_VM_MAX];

static struct sys_vm desc[3];
static char out[65536];
static uint32_t used, room;
static bool tx_irq;
static jmp_buf off;
static bool drains;		/* the transmitter has room again by itself */

bool plat_uart_put(char c)
{
	if (drains)
		room = 1;
	if (!room)
		return false;
	room--;
	assert_in_range(used, 0, sizeof(out) - 2);
	out[used++] = c;
	return true;
}

void plat_uart_tx_irq(bool on)
{
	tx_irq = on;
}

void plat_off(void)
{
	longjmp(off, 1);
}

/* The transmitter takes all there is; then nothing is left to wait for. */
static void flush(void)
{
	uint32_t n = 0;

	room = sizeof(out);
	do
		console_interrupt();
	while (tx_irq && n++ < 1000);
	assert_false(tx_irq);
	room = 0;
	out[used] = 0;
}

static int setup(void **state)
{
	static const char *const names[] = { "guest", "other", "fifteen-letters" };
	uint32_t i;

	for (i = 0; i < 3; i++) {
		strcpy(desc[i].name, names[i]);
		vms[i].sys = &desc[i];
	}
	drains = false;
	/* what an earlier test left in the middle of a line */
	print("\n");
	flush();
	used = 0;
	rnd_state = 1;
	return 0;
}

static uint32_t write_vm(uint32_t i, const char *text)
{
	return console_write(&vms[i], text, strlen(text));
}

static void prefixes(void **state)
{
	assert_int_equal(write_vm(0, "one\ntwo\n"), 8);
	assert_int_equal(write_vm(1, "a"), 1);
	assert_int_equal(write_vm(1, "b\n"), 2);
	assert_int_equal(write_vm(0, "half"), 4);
	print("own %u of %s at %x\n", 120, "them", 0xbeef);
	assert_int_equal(write_vm(0, " line\n"), 6);
	assert_int_equal(write_vm(0, "\n"), 1);
	flush();
	assert_string_equal(out,
			    "guest| one\nguest| two\nother| ab\n"
			    "guest| half\nduet| own 120 of them at 0000beef\n"
			    "guest|  line\nguest| \n");
}

static void numbers(void **state)
{
	print("%u %u %u %u %x %x\n", 0, 9, 10, 1999, 0, 0xffffffff);
	flush();
	assert_string_equal(out, "duet| 0 9 10 1999 00000000 ffffffff\n");
}

/* Nobody waits: a full ring takes a part, says so, and goes on later. */
static void full(void **state)
{
	uint32_t sent = 0, taken, i, n = 0;
	char text[64];

	memset(text, 'x', sizeof(text));
	do {
		taken = console_write(&vms[0], text, sizeof(text));
		assert_in_range(taken, 0, sizeof(text));
		sent += taken;
	} while (taken == sizeof(text) && sent < 100000);
	assert_true(sent < 100000);
	assert_true(tx_irq);
	assert_int_equal(console_write(&vms[0], text, 1), 0);
	assert_int_equal(console_write(&vms[1], text, 1), 0);
	/* there is room for a message of the hypervisor's, all the same */
	for (i = 0; i < 10; i++)
		print("0123456789012345678901234567890123456\n");
	flush();
	assert_int_equal(strncmp(out, "guest| x", 8), 0);
	for (i = 0; out[i]; i++)
		n += out[i] == 'x';
	assert_int_equal(n, sent);
	assert_int_equal(out[i - 1], '\n');
	assert_non_null(strstr(out, "\nduet| 0123456789012345678901234567890123456\n"
			       "duet| 0"));
	used = 0;
	assert_int_equal(console_write(&vms[0], "y\n", 2), 2);
	flush();
	assert_string_equal(out, "guest| y\n");
}

/* Short as it must be, with interrupts off: for any text, and any FIFO */
static void bounded(void **state)
{
	char text[64];

	memset(text, '\n', sizeof(text));
	room = 1000;
	assert_in_range(console_write(&vms[2], text, sizeof(text)), 1, 10);
	assert_in_range(used, 1, 16);
	assert_true(tx_irq);
	console_interrupt();
	assert_in_range(used, 17, 32);
	flush();
	used = 0;
	memset(text, 'a', sizeof(text));
	assert_int_equal(console_write(&vms[2], text, sizeof(text)), 64);
	write_vm(2, "\n");
	flush();
	assert_int_equal(used, 64 + strlen("fifteen-letters| ") + 1);
}

/* More than there is room for is dropped, and no byte is out of place. */
static void dropped(void **state)
{
	uint32_t i;

	for (i = 0; i < 200; i++)
		print("message %u\n", i);
	flush();
	assert_int_equal(used, 1024);
	assert_int_equal(strncmp(out, "duet| message 0\nduet| message 1\n", 32),
			 0);
	used = 0;
	print("\nagain\n");
	flush();
	assert_non_null(strstr(out, "duet| again\n"));
}

/* Random writers and a random transmitter: each one's text comes whole. */
static void random_writers(void **state)
{
	static char sent[3][40000], got[3][40000];
	uint32_t len[3] = { 0 }, i, n, at = 0, w;
	char text[64], *line;

	for (i = 0; i < 3000 && used < 50000; i++) {
		w = rnd_below(3);
		n = rnd_below(sizeof(text));
		for (at = 0; at < n; at++)
			text[at] = rnd_below(12) ? 'a' + rnd_below(26) : '\n';
		n = console_write(&vms[w], text, n);
		memcpy(sent[w] + len[w], text, n);
		len[w] += n;
		room = rnd_below(100);
		if (rnd() & 1)
			console_interrupt();
	}
	for (w = 0; w < 3; w++) {
		write_vm(w, "\n");
		flush();
		sent[w][len[w]] = 0;
		got[w][0] = 0;
	}
	for (line = strtok(out, "\n"); line; line = strtok(NULL, "\n"))
		for (w = 0; w < 3; w++) {
			size_t p = strlen(desc[w].name);

			if (!strncmp(line, desc[w].name, p)) {
				assert_int_equal(strncmp(line + p, "| ", 2), 0);
				strcat(got[w], line + p + 2);
			}
		}
	for (w = 0; w < 3; w++) {
		char *from = sent[w], *to = sent[w];

		for (; *from; from++)
			if (*from != '\n')
				*to++ = *from;
		*to = 0;
		assert_true(len[w] > 1000);
		assert_string_equal(got[w], sent[w]);
	}
}

static void the_end(void **state)
{
	print("before\n");
	drains = true;
	if (!setjmp(off))
		panic("why");
	out[used] = 0;
	assert_string_equal(out, "duet| before\nduet| panic: why\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(prefixes, setup),
		cmocka_unit_test_setup(numbers, setup),
		cmocka_unit_test_setup(full, setup),
		cmocka_unit_test_setup(bounded, setup),
		cmocka_unit_test_setup(dropped, setup),
		cmocka_unit_test_setup(random_writers, setup),
		cmocka_unit_test_setup(the_end, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
