// SPDX-License-Identifier: GPL-2.0-only
/*
 * Console: text goes into a ring, which a timer empties, so no VM ever waits
 * for a slow line. Each line begins with the name of its writer.
 *
 * The UART's interrupt is not used: it would preempt interrupts that VMs are
 * waiting for, and a UART that takes all text at once would raise it without
 * end.
 */
#include "arch.h"
#include "assert.h"
#include "console.h"
#include "hypercalls.h"
#include "plat.h"
#include "sched.h"
#include "timer.h"
#include "vm.h"

#define RING		1024
#define MESSAGE_ROOM	512		/* kept free for the hypervisor's own */
_Static_assert(!(RING & (RING - 1)),
	       "positions wrap at 2^32: places in the ring must not jump");

/*
 * A burst of at most DRAIN_MAX characters is followed by a pause of 2^-n s, in
 * which interrupts are served. The pause is longer when the UART is full, or
 * while last words wait, as a piece of them is then printed, too. No pause
 * slows down a UART of 115,200 baud.
 */
#define DRAIN_MAX	4
#define DRAIN_BUSY	3
#define DRAIN_PAUSE	15
#define SPEAK_PAUSE	12
#define UART_PAUSE	11

/*
 * In characters: a piece of last words must fit into SPEAK_ROOM; for TURN see
 * console_has_room(), for PATIENCE, in pauses, speak_if_possible().
 */
#define SPEAK_ROOM	64
#define TURN		64
#define PATIENCE	16
_Static_assert(SPEAK_ROOM <= MESSAGE_ROOM && SPEAK_ROOM <= RING - MESSAGE_ROOM,
	       "the reserved room and the guests' must each hold a piece");

/* Characters that one call takes at most */
#define CHUNK		16

/*
 * A character stays in the log until RING more have been sent. After that, the
 * hypervisor's own text moves to a second ring, which no guest can fill.
 * Positions are modulo 2^30; those in the second ring have bit 30 set. So a
 * result can't be mistaken for an error.
 */
#define POSITION_OWN	0x40000000
#define POSITION_MASK	(POSITION_OWN - 1)
#define OWN		0x80	/* in the first character of a line */
_Static_assert(4 * RING <= POSITION_OWN,
	       "the distance of a valid position must not be ambiguous");

struct console_reports console_reports;

static uint8_t ring[2 * RING], own_ring[RING];
static uint32_t head, tail;	/* free running */
static uint32_t own_head;
static const struct vm *writer;	/* of the line that is being written */
static bool in_line;
static uint32_t own_turn;	/* see console_has_room, speak_if_possible */

/*
 * Appends text up to `end`, but not beyond an end of line; returns where it
 * stopped. Text that doesn't fit is dropped, and so is a carriage return. Any
 * other character that may control a terminal is replaced, as it could hide a
 * line or fake one.
 */
static HOT_FN const char *put_line(const char *s, const char *end)
{
	uint32_t at = head, room = RING - (at - tail), c;
	uint8_t *text = ring;

	ASSERT(s != end);
	if (!room)
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

/* Its time counts in that of last words, as that of put_line() does. */
HOT_FN const char *string_end(const char *s)
{
	char c;

	do
		c = *s++;
	while (c);
	return s - 1;
}

static void put_string(const char *s)
{
	put_line(s, string_end(s));
}

/* Keeps a character that leaves the ring's log if its line is our own. */
static void keep_own_char(uint8_t c)
{
	static bool own;

	own |= c >= OWN;
	if (!own)
		return;
	own_ring[own_head++ % RING] = c;
	own = c != '\n';
}

/* Sends one burst. Returns false if the UART is full. */
static bool send_burst(void)
{
	uint32_t end = tail + DRAIN_MAX;

	if (console_reports.waiting)
		end = tail + DRAIN_BUSY;

	for (; head != tail && tail != end; tail++) {
		if (!plat_uart_put(ring[tail % sizeof(ring)] & ~OWN))
			return false;
		keep_own_char(ring[(tail - RING) % sizeof(ring)]);
	}
	return true;
}

/*
 * Guests and last words alternate while both have much to print: last words may
 * use the reserved room for one line after each line of a guest, or after TURN
 * characters of it.
 */
bool console_has_room(void)
{
	uint32_t held = head - tail + SPEAK_ROOM;

	ASSERT(head - tail <= RING);
	return held <= MESSAGE_ROOM || (own_turn >= TURN && held <= RING);
}

/*
 * Last words wait for a guest to complete its line, so that it is not cut in
 * two: for PATIENCE pauses at most, as the line may be a prompt.
 */
static void speak_if_possible(void)
{
	if (!console_has_room() || plat_irq_waiting())
		return;
	if (in_line && writer && own_turn < TURN)
		own_turn += TURN / PATIENCE;
	else
		console_reports.speak();
}

static void continue_drain(struct timer *timer)
{
	uint32_t pause = send_burst() ? DRAIN_PAUSE : UART_PAUSE;

	if (console_reports.waiting)
		pause = SPEAK_PAUSE;
	else if (head == tail)
		return;
	timer_arm(timer, plat_clock() + (sys->clock_hz >> pause));
	if (console_reports.waiting)
		speak_if_possible();
}

static struct timer drain = { .fire = continue_drain };

void console_start_drain(void)
{
	if (!drain.armed)
		timer_arm(&drain, plat_clock());
}

/* Each line must begin with its writer's name. True if it is still missing. */
static bool line_needs_name(const struct vm *vm)
{
	return !in_line || writer != vm;
}

static void begin_line(const struct vm *vm)
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

/* Appends text up to the end of a line at most; returns where it stopped. */
static const char *put_vm_text(const struct vm *vm, const char *s,
			       const char *end)
{
	const char *from = s;

	ASSERT(s != end);
	if (line_needs_name(vm))
		begin_line(vm);
	s = put_line(s, end);
	in_line = s[-1] != '\n';
	if (in_line == !vm)
		own_turn = TURN;
	else
		own_turn = vm ? own_turn + (s - from) : 0;
	return s;
}

/*
 * Characters that a guest may write now. Leaves SPEAK_ROOM if last words are
 * next.
 */
static uint32_t room_for_guest(void)
{
	uint32_t held = head - tail, limit = RING - MESSAGE_ROOM;

	ASSERT(held <= RING);
	if (console_reports.waiting && own_turn >= TURN)
		limit -= SPEAK_ROOM;
	return held < limit ? limit - held : 0;
}

/* Stops after the end of a line; the caller must write the rest. */
uint32_t console_write(const struct vm *vm, const char *text, uint32_t length)
{
	uint32_t room = room_for_guest();
	const char *s;

	if (length > room)
		length = room;
	ASSERT(vm);
	if (!length)
		return 0;
	s = put_vm_text(vm, text, text + length);
	console_start_drain();
	return s - text;
}

/* The name is written first, in a step of its own: both would take too long. */
uint32_t call_console(uint32_t buffer, uint32_t length)
{
	char text[CHUNK];

	if (length > CHUNK)
		length = CHUNK;
	if (copy_from_guest(text, buffer, length, current->kern.dacr))
		return DUET_EFAULT;
	if (length && line_needs_name(current) && room_for_guest()) {
		begin_line(current);
		return call_restart();
	}
	/* so would the copy, the text and the start of the timer */
	if (plat_irq_waiting())
		return call_restart();
	return console_write(current, text, length);
}

void console_put_text(const char *s, const char *end)
{
	while (s != end)
		s = put_vm_text(NULL, s, end);
}

/* Here, too, the name is written in a step of its own before the text. */
bool console_prepare(void)
{
	/* so is the start of the timer */
	if (!drain.armed) {
		console_start_drain();
		return false;
	}
	if (!line_needs_name(NULL))
		return true;
	begin_line(NULL);
	return false;
}

static uint32_t min_u32(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/*
 * Returns up to four characters, from the one `age` places before the end, in
 * the upper half, and the position after them in the lower.
 */
static __attribute__((noinline)) uint64_t read_log_ring(const uint8_t *from,
							uint32_t mask,
							uint32_t end,
							uint32_t age)
{
	uint32_t text = 0, shift = 0;

	for (; age && shift < 32; age--, shift += 8)
		text |= (from[(end - age) & mask] & ~OWN) << shift;
	return (uint64_t)text << 32 | ((end - age) & POSITION_MASK);
}

/* Reads the second ring first; the log continues in the other ring. */
uint64_t call_log(uint32_t position)
{
	uint32_t age;

	if (!(current->sys->flags & SYS_VM_CONTROL))
		return (uint32_t)DUET_EPERM;
	if (!position || position & POSITION_OWN) {
		age = min_u32(min_u32(own_head, RING),
			      (own_head - position) & POSITION_MASK);
		if (age)
			return read_log_ring(own_ring, RING - 1, own_head,
					     age) | POSITION_OWN;
		position = head + 1;
	}
	age = min_u32(min_u32(head, head - tail + RING),
		      (head - position) & POSITION_MASK);
	return read_log_ring(ring, sizeof(ring) - 1, head, age);
}

void console_drain(void)
{
	for (;;) {
		while (head != tail)
			send_burst();
		if (!console_reports.waiting)
			break;
		console_reports.speak();
	}
}
