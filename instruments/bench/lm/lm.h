/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lm: the costs of an operating system's operations, row by row, after the
 * definitions of lmbench's rows. Where time is an instruction count (QEMU's
 * -icount) a nanosecond is an instruction.
 *
 * A row does its operation a fixed number of times, the same on each kernel, so
 * that equal work is compared. The first run of a row, of an eighth of the
 * operations, is not measured.
 */
#ifndef LM_H
#define LM_H

#include <stdint.h>

struct row {
	const char *name;
	uint32_t count;			/* operations measured */
	/* does the operation count times */
	void (*run)(uint32_t count, int arg);
	int arg;			/* for the three functions */
	void (*begin)(int arg);		/* before the first run, or NULL */
	void (*end)(int arg);		/* after the last, or NULL */
	/* measured like run with the same count and subtracted, or NULL */
	void (*overhead)(uint32_t count, int arg);
};

#define ROWS_END { .name = 0 }

extern const struct row call_rows[], signal_rows[], ipc_rows[], switch_rows[],
	process_rows[], memory_rows[], bandwidth_rows[], growth_rows[];

/* Ends the program with a message when a system call failed. */
int check(int result, const char *what);

/* A child that runs work(arg) and exits; returns its process ID. */
int child(void (*work)(int arg), int arg);

/* Kills a child and reaps it. */
void reap(int pid);

/* Transfers exactly size bytes, or ends the program. */
void get(int fd, void *buffer, uint32_t size);
void put(int fd, const void *buffer, uint32_t size);

/* A file of size bytes, open for reading and writing. */
int make_file(const char *path, uint32_t size);

/* The two ends of a new TCP connection over the loopback interface. */
void tcp_pair(int ends[2]);

extern const char *self;		/* path of this program */

#define LM_FILE	"/tmp/lm.file"

#endif
