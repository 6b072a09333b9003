/* SPDX-License-Identifier: GPL-2.0-only */
/* The hypervisor's console: a ring that a timer empties. */
#ifndef HYP_CONSOLE_H
#define HYP_CONSOLE_H

#include <stdbool.h>
#include <stdint.h>

struct vm;

const char *string_end(const char *s);

/*
 * Appends text of a VM, up to the end of a line at most. Returns the number of
 * characters taken, which is 0 if there is no room.
 */
uint32_t console_write(const struct vm *vm, const char *text, uint32_t length);

/*
 * Must be called before a piece of a report is put. Returns false if it had to
 * start the timer or to begin a line first: call it again later.
 */
bool console_prepare(void);

/*
 * Returns true if there is room for a piece of a report. If not, a waiting
 * report is printed as soon as there is.
 */
bool console_has_room(void);

/* Appends the hypervisor's own text. Text that doesn't fit is dropped. */
void console_put_text(const char *s, const char *end);

/*
 * Starts the timer that empties the ring. Must be called after
 * console_put_text().
 */
void console_start_drain(void);

/*
 * The number of reports that wait to be printed. speak() prints a piece of one,
 * and is called when there is room.
 */
extern struct console_reports {
	uint32_t waiting;
	void (*speak)(void);
} console_reports;

/*
 * Writes out all text and reports. Waits for the UART with interrupts off, so
 * it is for panic and power-off only.
 */
void console_drain(void);

#endif
