/* SPDX-License-Identifier: GPL-2.0-only */
/* Shared by the tests of channels. */
#ifndef CHANNELS_H
#define CHANNELS_H

#include <poll.h>
#include <sys/ioctl.h>

#include <duet-channel.h>

#define WAIT_MS		5000

/* Returns whether a call failed with this error. */
int fails(long result, int error);
/* Returns whether poll reports all of these events within ms. */
int ready(int fd, short events, int ms);
/* A fresh connection of its own; returns -1 if there is no such channel. */
int open_channel(const char *name, int flags);

#endif
