/* SPDX-License-Identifier: BSD-3-Clause */
/* Shared by the client's tests. */
#ifndef CLIENT_H
#define CLIENT_H

#include <stdint.h>

#include <duet/demo.h>
#include <duet_channel.h>

enum { ECHO, CONTROL, STREAM, FRAME, NR_CHANNELS };

#define LINK_TICKS	2000

extern struct duet_channel channels[NR_CHANNELS];

#define CHECK(cond) do { \
	if (!(cond)) \
		failed(__FILE__, __LINE__, #cond); \
} while (0)

void failed(const char *file, int line, const char *what);
/* Ends a test. */
void point(const char *name);
/* Waits until the peer is back, all channels are connected, and it echoes. */
void reconnect(uint32_t seed);
uint32_t peer_vm(void);

/* Threads that hold a channel, wait for it, end, or close it. */
void threads_tests(void);

#endif
