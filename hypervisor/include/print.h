/* SPDX-License-Identifier: GPL-2.0-only */
/* Messages of the hypervisor itself. */
#ifndef HYP_PRINT_H
#define HYP_PRINT_H

/*
 * Only %s, %x (eight digits) and %u (slow: for small numbers) may be used.
 * Text that the console has no room for is dropped.
 */
void print(const char *format, ...) __attribute__((format(printf, 1, 2)));
void print_string(const char *s);

#endif
