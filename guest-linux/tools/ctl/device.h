/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Information about the VMs, from /dev/duetctl. Unless stated otherwise, all
 * functions exit with a message if there is an error.
 */
#ifndef DEVICE_H
#define DEVICE_H

#include <stdbool.h>
#include <stdint.h>

#define DEVICE		"/dev/duetctl"

/* Prints "duetctl: ..." and exits with status 1. */
void die(const char *format, ...)
	__attribute__((noreturn, format(printf, 1, 2)));

/* Must be called first. Returns the file descriptor, for reading the log. */
int device_open(void);

/* Returns whether there is a VM with this number. */
bool vm_exists(uint32_t vm);

/* Returns the word DUET_INFO_* of an existing VM. */
uint32_t vm_word(uint32_t vm, uint32_t index);

/* Returns its name, NUL terminated, which is valid until the next call. */
const char *vm_name(uint32_t vm);

/* Returns the VM with this name or number. */
uint32_t vm_find(const char *name);

/* op: DUET_CONTROL_*; verb is used in the message: "stop", ... */
void vm_command(uint32_t vm, uint32_t op, const char *verb);

#endif
