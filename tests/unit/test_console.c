// SPDX-License-Identifier: GPL-2.0-only
/*
 * The console: lines of several writers, a transmitter that is slow or full,
 * and room reserved for the hypervisor's own messages.
 */
#include <stdio.h>

#include "hyp_test.h"

#include "arch.h"
#include "assert.h"
#include "console.h"
#include "hypercalls.h"
#include "plat.h"
#include "print.h"
#include "sched.h"
#include "timer.h"
#include "vm.h"

uint32_t host_dacr, host_drains;
static const struct sys_table table = { .clock_hz = 1000000 };
const struct sys_table *sys = &table;
struct sched sched;
struct vm vms[SYS_VM_MAX];

static struct sys_vm desc[3];
static char out[65536];
static uint32_t used, room;
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

/* The drain timer is the only one. */
static struct timer *armed;
static uint32_t clock;

uint32_t plat_clock(void)
{
	return clock;
}

void timer_arm(struct timer *timer, uint32_t deadline)
{
	assert_in_range(deadline - clock, 0, 1000);
	clock = deadline;
	timer->armed = true;
	armed = timer;
}

static void speak(void)
{
	if (!console_reports.waiting)
		return;
	console_reports.waiting--;
	print("some words\n");
}

static bool irq_waiting;

bool plat_irq_waiting(void)
{
	return irq_waiting;
}

static void console_interrupt(void)
{
	struct timer *timer = armed;

	if (!timer)
		return;
	armed = NULL;
	timer->armed = false;
	timer->fire(timer);
}

void plat_power_off(void)
{
	longjmp(off, 1);
}

/* The transmitter takes all text; then there is nothing to wait for. */
static void flush(void)
{
	uint32_t n = 0;

	room = sizeof(out);
	while (armed && n++ < 10000)
		console_interrupt();
	assert_null(armed);
	room = 0;
	out[used] = 0;
}

#define LINE	5	/* the guest's text there ends a line */

int32_t copy_from_guest(void *to, uint32_t from, uint32_t size,
			uint32_t dacr)
{
	assert_int_equal(dacr, 0x15);
	assert_in_range(size, 0, 16);
	if (from == 8)
		return 1;
	memset(to, 'a' + from, size);
	if (from == LINE && size)
		((char *)to)[size - 1] = '\n';
	return 0;
}

#define RESTARTED	0x77

uint32_t call_restart(void)
{
	return RESTARTED;
}

static uint32_t write_vm(uint32_t i, const char *text)
{
	return console_write(&vms[i], text, strlen(text));
}

/* A piece at a time, from the guest's memory; a name is a piece of its own. */
static void call(void **state)
{
	vms[0].kern.dacr = 0x15;
	assert_int_equal(call_console(1, 0), 0);
	assert_int_equal(call_console(1, ~0u), RESTARTED);
	assert_int_equal(call_console(1, ~0u), 16);
	assert_int_equal(call_console(2, 3), 3);
	assert_int_equal(call_console(2, 0), 0);
	assert_int_equal((int32_t)call_console(8, 3), DUET_EFAULT);
	print("\n");
	flush();
	assert_string_equal(out, "guest| bbbbbbbbbbbbbbbbccc\nduet| \n");
}

/* An interrupt goes before the text, of which nothing is written yet. */
static void call_preempted(void **state)
{
	vms[0].kern.dacr = 0x15;
	write_vm(0, "a");
	irq_waiting = true;
	assert_int_equal(call_console(1, 16), RESTARTED);
	irq_waiting = false;
	assert_int_equal(call_console(1, 16), 16);
	print("\n");
	flush();
	assert_string_equal(out, "guest| abbbbbbbbbbbbbbbb\nduet| \n");
}

static int setup(void **state)
{
	static const char *const names[] = { "guest", "other", "fifteen-letters" };
	uint32_t i;

	for (i = 0; i < 3; i++) {
		strcpy(desc[i].name, names[i]);
		vms[i].sys = &desc[i];
	}
	sched.vm = &vms[0];
	desc[0].flags = SYS_VM_CONTROL;
	console_reports.speak = speak;
	drains = false;
	/* the rest of a line of an earlier test */
	print("\n");
	flush();
	used = 0;
	rnd_state = 1;
	return 0;
}

static void prefixes(void **state)
{
	assert_int_equal(write_vm(0, "one\ntwo\n"), 4);
	assert_int_equal(write_vm(0, "two\n"), 4);
	assert_int_equal(write_vm(1, "a"), 1);
	assert_int_equal(write_vm(1, "b\n"), 2);
	assert_int_equal(write_vm(0, "half"), 4);
	print("own %u of %s at %x\n", 12, "them", 0xbeef);
	assert_int_equal(write_vm(0, " line\n"), 6);
	assert_int_equal(write_vm(0, "\n"), 1);
	flush();
	assert_string_equal(out,
			    "guest| one\nguest| two\nother| ab\n"
			    "guest| half\nduet| own 12 of them at 0000beef\n"
			    "guest|  line\nguest| \n");
}

static void numbers(void **state)
{
	print("%u %u %u %u %x %x\n", 0, 9, 10, 99, 0, 0xffffffff);
	print("%u %u %u %u\n", 100, 1999, 65536, 1000000);
	flush();
	assert_string_equal(out, "duet| 0 9 10 99 00000000 ffffffff\n"
			    "duet| 100 1999 65536 1000000\n");
}

/* Nothing that a guest writes moves the terminal's cursor back. */
static void control_characters(void **state)
{
	char all[256], *line;
	uint32_t i;

	assert_int_equal(write_vm(0, "a\rduet| b\033[2J\b\177\t\x9b\xc3\n"), 19);
	print("own\n");
	flush();
	assert_string_equal(out, "guest| aduet| b?[2J??\t??\nduet| own\n");
	for (i = 0; i < sizeof(all); i++)
		all[i] = i;
	for (i = 0; i < sizeof(all); i += console_write(&vms[0], all + i,
							  sizeof(all) - i))
		flush();
	write_vm(0, "\n");
	flush();
	for (line = out; *line; line++)
		assert_true((*line >= ' ' && *line <= '~') || *line == '\n' ||
			    *line == '\t');
}

/* No writer waits: a full ring takes a part, says so, and continues later. */
static void full(void **state)
{
	uint32_t sent = 0, taken, i, n = 0;
	char text[16];

	memset(text, 'x', sizeof(text));
	do {
		taken = console_write(&vms[0], text, sizeof(text));
		assert_in_range(taken, 0, sizeof(text));
		sent += taken;
	} while (taken == sizeof(text) && sent < 100000);
	assert_true(sent < 100000);
	assert_non_null(armed);
	assert_int_equal(console_write(&vms[0], text, 1), 0);
	assert_int_equal(console_write(&vms[1], text, 1), 0);
	/* there is still room for a message of the hypervisor */
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

/* Bounded, since interrupts are off: for any text, and any FIFO */
static void bounded(void **state)
{
	char text[64];

	memset(text, '\n', sizeof(text));
	room = 1000;
	assert_int_equal(console_write(&vms[2], text, sizeof(text)), 1);
	assert_int_equal(used, 0);
	assert_non_null(armed);
	console_interrupt();
	assert_int_equal(used, 4);
	flush();
	used = 0;
	memset(text, 'a', sizeof(text));
	assert_int_equal(console_write(&vms[2], text, 16), 16);
	write_vm(2, "\n");
	flush();
	assert_int_equal(used, 16 + strlen("fifteen-letters| ") + 1);
}

/* Guests leave 512 characters to the hypervisor, and not one less. */
static void room_of_guests(void **state)
{
	char text[16];

	memset(text, 'a', sizeof(text));
	while (console_write(&vms[0], text, sizeof(text)))
		;
	flush();
	assert_int_equal(used, 1024 - 512);
}

static uint32_t read_log(uint32_t position, uint32_t *text)
{
	uint64_t both = call_log(position);

	*text = both >> 32;
	return both;
}

/* All kept text can be read back, from any position, a few bytes at a time. */
static void reading(void **state)
{
	uint32_t position = 0, text, next, n = 0, i;
	char all[4000];

	for (i = 0; i < 40; i++) {
		print("line %u\n", i);
		flush();
	}
	for (;;) {
		next = read_log(position, &text);
		if (!text)
			break;
		for (i = 0; i < 4 && text >> 8 * i & 0xff; i++)
			all[n++] = text >> 8 * i;
		position = next;
	}
	all[n] = 0;
	/* including text of earlier tests */
	assert_in_range(n, used, 2048);
	assert_string_equal(all + n - used, out);
	assert_int_equal(next, position);
	desc[0].flags = 0;
	assert_int_equal((int32_t)read_log(position, &text), DUET_EPERM);
	desc[0].flags = SYS_VM_CONTROL;
	console_reports.speak = speak;
	/* a position too far ahead is treated as one too old */
	next = read_log(position + 1, &text);
	assert_int_equal(position - next, 1024 - 4);
	next = read_log(position - 3, &text);
	assert_int_equal(next, position);
	assert_int_equal(text >> 24, 0);
	assert_int_equal(text & 0xff, out[used - 3]);
}

/* All that the log has from the start on, as a string */
static const char *whole_log(void)
{
	static char all[4000];
	uint32_t position = 0, next, text, n = 0, i;

	for (;; position = next) {
		next = read_log(position, &text);
		if (next == position)
			break;
		for (i = 0; i < 4 && text >> 8 * i & 0xff; i++)
			all[n++] = text >> 8 * i;
		assert_in_range(n, 0, sizeof(all) - 5);
	}
	all[n] = 0;
	return all;
}

static uint32_t times(const char *all, const char *text)
{
	uint32_t n = 0;

	while ((all = strstr(all, text))) {
		all++;
		n++;
	}
	return n;
}

/* A guest's output must not push the hypervisor's own out of the log. */
static void kept(void **state)
{
	const char *all = NULL;
	uint32_t i;

	print("some report %x\n", 1);
	flush();
	write_vm(1, "duet| some report 3\n");
	flush();
	for (i = 0; i < 1000; i++) {
		while (write_vm(0, "0123456789abcde\n"))
			;
		if (i == 500)
			print("some report %x\n", 2);
		used = 0;
		flush();
		all = whole_log();
		assert_int_equal(times(all, "duet| some report 00000001\n"), 1);
		assert_int_equal(times(all, "duet| some report 00000002\n"), i >= 500);
	}
	assert_null(strstr(all, "report 3"));
	assert_in_range(times(all, "guest| 0123456789abcde\n"), 40, 44);
	/* a hundred reports push the older ones out, each is there once */
	for (i = 0x100; i < 0x200; i++) {
		print("some report %x\n", i);
		write_vm(0, "0123456789abcde\n");
		used = 0;
		flush();
	}
	all = whole_log();
	assert_int_equal(times(all, "some report 00000001"), 0);
	for (i = 0x1e0; i < 0x200; i++) {
		char line[32];

		sprintf(line, "duet| some report %08x\n", i);
		assert_int_equal(times(all, line), 1);
	}
}

/* Text beyond the available room is dropped, and no byte is out of place. */
static void dropped(void **state)
{
	uint32_t i;

	for (i = 0; i < 200; i++)
		print("message %x\n", i);
	flush();
	assert_int_equal(used, 1024);
	assert_int_equal(strncmp(out, "duet| message 00000000\nduet| message 00000001\n",
				 46), 0);
	used = 0;
	print("\nagain\n");
	flush();
	assert_non_null(strstr(out, "duet| again\n"));
}

/*
 * A guest that fills all the room it can get holds up no last words, and they
 * leave it its turns: a line each.
 */
static void turns(void **state)
{
	uint32_t i, lines = 0, theirs = 0;
	char *at;

	console_reports.waiting = 1000;
	for (i = 0; i < 4000; i++) {
		while (write_vm(0, "0123456789\n"))
			;
		room = 4;
		console_interrupt();
	}
	assert_in_range(console_reports.waiting, 1, 900);
	out[used] = 0;
	for (at = out; (at = strstr(at, "duet| some words\n")); at++)
		lines++;
	for (at = out; (at = strstr(at, "guest| ")); at++)
		theirs++;
	assert_true(lines > 100);
	assert_in_range(theirs, lines / 2, lines * 4);
	console_reports.waiting = 0;
	flush();
}

/* Lines of that length, each begun as soon as there is room */
static void write_lines(uint32_t length)
{
	uint32_t i, taken = 0, n;

	console_reports.speak = speak;
	console_reports.waiting = 1000;
	for (i = 0; i < 1000; i++) {
		while ((n = call_console(LINE, length)))
			taken += n == RESTARTED ? 0 : n;
		room = 4;
		console_interrupt();
	}
	assert_in_range(console_reports.waiting, 1, 980);
	assert_in_range(taken, 100, 3600);
	console_reports.waiting = 0;
	flush();
}

/* One that begins its next line at once does not take away their turn. */
static void turns_of_lines(void **state)
{
	uint32_t length, before;

	vms[0].kern.dacr = 0x15;
	for (length = 1; length <= 16; length++)
		for (before = 0; before < 4; before++) {
			used = 0;
			write_vm(1, "0123" + 4 - before);
			write_lines(length);
		}
}

/* The guest's name is a step of its own: its text comes before other words. */
static void turn_of_a_call(void **state)
{
	uint32_t i, taken = 0;

	while (write_vm(1, "0123456789\n"))
		;
	vms[0].kern.dacr = 0x15;
	console_reports.waiting = 1000;
	for (i = 0; i < 4000; i++) {
		uint32_t n = call_console(1, 16);

		if (n != RESTARTED)
			taken += n;
		room = 4;
		console_interrupt();
	}
	assert_in_range(console_reports.waiting, 1, 900);
	assert_in_range(taken, 8000, 16000);
	/* in pieces as long as a line */
	out[used] = 0;
	assert_non_null(strstr(out, "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"));
	console_reports.waiting = 0;
	flush();
}

/* Words that wait while a guest's line is open, after that many pauses */
static uint32_t words_after(uint32_t pauses)
{
	console_reports.waiting = 1;
	write_vm(0, "ab");
	room = sizeof(out);
	while (pauses--)
		console_interrupt();
	return console_reports.waiting;
}

/* Words do not cut a line that its guest completes soon. */
static void open_line(void **state)
{
	assert_int_equal(words_after(10), 1);
	write_vm(0, "c\n");
	flush();
	assert_string_equal(out, "guest| abc\nduet| some words\n");
}

/* A prompt holds them up for 16 pauses, some 4 ms. */
static void open_prompt(void **state)
{
	uint32_t start = clock;

	assert_int_equal(words_after(16), 1);
	assert_in_range(clock - start, 3800, 4000);	/* us */
	assert_int_equal(words_after(1), 0);
	flush();
	assert_string_equal(out, "guest| abab\nduet| some words\n");
}

/* Random writers and a random transmitter: each writer's text arrives whole. */
static void random_writers(void **state)
{
	static char sent[3][40000], got[3][40000];
	uint32_t len[3] = { 0 }, i, n, at = 0, w;
	char text[64], *line;

	for (i = 0; i < 20000 && used < 50000; i++) {
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
	console_reports.waiting = 1;
	drains = true;
	if (!setjmp(off))
		panic("why");
	out[used] = 0;
	assert_string_equal(out, "duet| before\nduet| panic: why\nduet| some words\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(prefixes, setup),
		cmocka_unit_test_setup(numbers, setup),
		cmocka_unit_test_setup(control_characters, setup),
		cmocka_unit_test_setup(full, setup),
		cmocka_unit_test_setup(bounded, setup),
		cmocka_unit_test_setup(room_of_guests, setup),
		cmocka_unit_test_setup(reading, setup),
		cmocka_unit_test_setup(call, setup),
		cmocka_unit_test_setup(call_preempted, setup),
		cmocka_unit_test_setup(kept, setup),
		cmocka_unit_test_setup(dropped, setup),
		cmocka_unit_test_setup(turns, setup),
		cmocka_unit_test_setup(turns_of_lines, setup),
		cmocka_unit_test_setup(turn_of_a_call, setup),
		cmocka_unit_test_setup(open_line, setup),
		cmocka_unit_test_setup(open_prompt, setup),
		cmocka_unit_test_setup(random_writers, setup),
		cmocka_unit_test_setup(the_end, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
