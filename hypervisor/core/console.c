// SPDX-License-Identifier: GPL-2.0-only
/*
 * Console: text goes into a ring, a timer takes it out. Nobody ever waits for a
 * slow line. Each line begins with the name of its writer.
 *
 * There is no interrupt of the UART's: it would go before those that a VM waits
 * for, and a UART that takes all at once would raise it without end.
 */
#include "arch.h"
#include "console.h"
#include "hypercalls.h"
#include "plat.h"
#include "sched.h"
#include "timer.h"
#include "vm.h"

#define RING		1024		/* power of two */
#define MESSAGE_ROOM	512		/* kept free for the hypervisor's own */

/*
 * So many characters go out at once, and then a pause, for what interrupts
 * there are; a longer one when the UART is full, or when last words are to be
 * said as well, which takes longer; in 2^-n s. None is slower than a UART of
 * 115,200 baud.
 */
#define DRAIN_MAX	3
#define DRAIN_PAUSE	15
#define SPEAK_PAUSE	12
#define UART_PAUSE	11

/* A piece of last words is shorter than that. */
#define SPEAK_ROOM	64
#define TURN		64

/* Taken of a VM by one call */
#define CHUNK		16

/*
 * What went out stays in the log until as much again did. Of that, the
 * hypervisor's own goes on to a second ring, which no guest can fill. Positions
 * are modulo 2^30, those in the second ring have bit 30: a result is never an
 * error.
 */
#define POSITION_OWN	0x40000000
#define POSITION_MASK	(POSITION_OWN - 1)
#define OWN		0x80	/* in the first character of a line */

struct console_reports console_reports;

static uint8_t ring[2 * RING], own_ring[RING];
static uint32_t head, tail;	/* free running */
static uint32_t own_head;
static const struct vm *writer;	/* of the line that is being written */
static bool in_line;
static uint32_t own_turn;	/* see console_free */

/*
 * Up to `end`, but not beyond an end of line; returns where it stopped. What
 * there is no room for is dropped, and so is a carriage return. Another character
 * that does something to a terminal does nothing: it could hide a line, or fake
 * one.
 */
static HOT_FN const char *put_line(const char *s, const char *end)
{
	uint32_t at = head, room = RING - (at - tail), c;
	uint8_t *text = ring;

	if (s == end || !room)
		return end;
	if ((uint32_t)(end - s) > room)
		end = s + room;
	do {
		c = (uint8_t)*s++;
		if (c - ' ' > '~' - ' ') {
			if (c == '\r')
				continue;
			if (c == '\n')
				end = s;
			else if (c != '\t')
				c = '?';
		}
		text[at++ & (sizeof(ring) - 1)] = c;
	} while (s != end);
	head = at;
	return s;
}

static void put_string(const char *s)
{
	put_line(s, string_end(s));
}

/* A character has left the part of the ring that can be read. */
static void keep_own(uint8_t c)
{
	static bool own;

	own |= c >= OWN;
	if (!own)
		return;
	own_ring[own_head++ % RING] = c;
	own = c != '\n';
}

/* Some characters; false when the UART is full. */
static bool drain_some(void)
{
	uint32_t end = tail + DRAIN_MAX;

	for (; head != tail && tail != end; tail++) {
		if (!plat_uart_put(ring[tail % sizeof(ring)] & ~OWN))
			return false;
		keep_own(ring[(tail - RING) % sizeof(ring)]);
	}
	return true;
}

/*
 * Guests and last words take turns if there are many of both: the room that is
 * kept is for one line after each of a guest's, or after TURN characters of it.
 */
bool console_free(void)
{
	uint32_t held = head - tail + SPEAK_ROOM;

	return held <= MESSAGE_ROOM || (own_turn >= TURN && held <= RING);
}

static void drain_next(struct timer *timer)
{
	uint32_t pause = drain_some() ? DRAIN_PAUSE : UART_PAUSE;

	if (console_reports.waiting)
		pause = SPEAK_PAUSE;
	else if (head == tail)
		return;
	timer_arm(timer, plat_clock() + (sys->clock_hz >> pause));
	if (console_reports.waiting && console_free() && !plat_irq_waiting())
		console_reports.speak();
}

static struct timer drain = { .fire = drain_next };

void console_start(void)
{
	if (!drain.armed)
		timer_arm(&drain, plat_clock());
}

/* Each line begins with the name of its writer. True if there is nothing yet */
static bool needs_name(const struct vm *vm)
{
	return !in_line || writer != vm;
}

static void put_name(const struct vm *vm)
{
	uint32_t at;

	if (in_line)
		put_string("\n");
	writer = vm;
	in_line = true;
	at = head;
	put_string(vm ? vm->sys->name : "duet");
	if (!vm && head != at)
		ring[at % sizeof(ring)] |= OWN;
	put_string("| ");
}

/* To the end of a line, at most */
static const char *put_from(const struct vm *vm, const char *s,
			    const char *end)
{
	const char *from = s;

	if (needs_name(vm))
		put_name(vm);
	s = put_line(s, end);
	in_line = s[-1] != '\n';
	if (in_line == !vm)
		own_turn = TURN;
	else
		own_turn = vm ? own_turn + (s - from) : 0;
	return s;
}

/* For a guest; if it is the turn of last words, it leaves them their room. */
static uint32_t free_room(void)
{
	uint32_t held = head - tail, limit = RING - MESSAGE_ROOM;

	if (console_reports.waiting && own_turn >= TURN)
		limit -= SPEAK_ROOM;
	return held < limit ? limit - held : 0;
}

/* To the end of a line at most; returns how much there was room for. */
uint32_t console_write(const struct vm *vm, const char *text, uint32_t length)
{
	uint32_t room = free_room();
	const char *s;

	if (length > room)
		length = room;
	if (!length)
		return 0;
	s = put_from(vm, text, text + length);
	console_start();
	return s - text;
}

/* The name goes before the text, in a step of its own. */
uint32_t call_console(uint32_t buffer, uint32_t length)
{
	char text[CHUNK];

	if (length > CHUNK)
		length = CHUNK;
	if (copy_from_guest(text, buffer, length, current->kern.dacr))
		return DUET_EFAULT;
	if (length && needs_name(current) && free_room()) {
		put_name(current);
		return call_restart();
	}
	return console_write(current, text, length);
}

void console_put(const char *s, const char *end)
{
	while (s != end)
		s = put_from(NULL, s, end);
}

/* The name goes before the text, in a step of its own, here too. */
bool console_ready(void)
{
	/* that is a step of its own, too */
	if (!drain.armed) {
		console_start();
		return false;
	}
	if (!needs_name(NULL))
		return true;
	put_name(NULL);
	return false;
}

static uint32_t least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* Up to four characters from that many before the end, and what is after them */
static __attribute__((noinline)) uint64_t read_ring(const uint8_t *from,
						    uint32_t mask,
						    uint32_t end, uint32_t age)
{
	uint32_t text = 0, shift = 0;

	for (; age && shift < 32; age--, shift += 8)
		text |= (from[(end - age) & mask] & ~OWN) << shift;
	return (uint64_t)text << 32 | ((end - age) & POSITION_MASK);
}

/* First the second ring, which the other goes on from. */
uint64_t call_log(uint32_t position)
{
	uint32_t age;

	if (!(current->sys->flags & SYS_VM_CONTROL))
		return (uint32_t)DUET_EPERM;
	if (!position || position & POSITION_OWN) {
		age = least(least(own_head, RING),
			    (own_head - position) & POSITION_MASK);
		if (age)
			return read_ring(own_ring, RING - 1, own_head, age) |
				POSITION_OWN;
		position = head + 1;
	}
	age = least(least(head, head - tail + RING),
		    (head - position) & POSITION_MASK);
	return read_ring(ring, sizeof(ring) - 1, head, age);
}

void console_drain(void)
{
	for (;;) {
		while (head != tail)
			drain_some();
		if (!console_reports.waiting)
			break;
		console_reports.speak();
	}
}
