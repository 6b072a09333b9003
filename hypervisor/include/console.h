/* SPDX-License-Identifier: GPL-2.0-only */
/* The hypervisor's console: a ring that a timer empties. */
#ifndef HYP_CONSOLE_H
#define HYP_CONSOLE_H

#include <stdbool.h>
#include <stdint.h>

struct vm;

static inline const char *string_end(const char *s)
{
	while (*s)
		s++;
	return s;
}

/* Characters of a VM; returns how many there was room for. */
uint32_t console_write(const struct vm *vm, const char *text, uint32_t length);

/* For a piece of text: false if its line was begun just now. Ask again. */
bool console_ready(void);

/* There is room for a piece. If not, it is asked for as soon as there is. */
bool console_free(void);

/* The hypervisor's own text; what there is no room for is dropped. */
void console_put(const char *s, const char *end);

/* Starts the timer that empties the ring. Must be called after console_put(). */
void console_start(void);

/*
 * Reports that wait to be printed. speak() prints a piece of one; it is called when
 * there is room.
 */
extern struct console_reports {
	uint32_t waiting;
	void (*speak)(void);
} console_reports;

/* Writes everything out. Waits for the UART: for panic and power-off only. */
void console_drain(void);

#endif
