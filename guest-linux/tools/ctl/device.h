/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What this tool knows of the VMs, through /dev/duetctl. Functions that don't
 * say otherwise end the program with a message when something is wrong.
 */
#ifndef DEVICE_H
#define DEVICE_H

#include <stdbool.h>
#include <stdint.h>

#define DEVICE		"/dev/duetctl"

/* Prints "duetctl: ..." and ends the program with status 1. */
void die(const char *format, ...)
	__attribute__((noreturn, format(printf, 1, 2)));

/* To be called first. The file, for reading the log. */
int device_open(void);

/* Whether there is a VM of this number. */
bool vm_exists(uint32_t vm);

/* The word DUET_INFO_* of a VM that exists. */
uint32_t vm_word(uint32_t vm, uint32_t index);

/* Its name, NUL terminated. Valid until the next call. */
const char *vm_name(uint32_t vm);

/* The VM of this name, or of this number. */
uint32_t vm_find(const char *name);

/* DUET_CONTROL_*; verb is for the message: "stop", ... */
void vm_command(uint32_t vm, uint32_t op, const char *verb);

#endif
