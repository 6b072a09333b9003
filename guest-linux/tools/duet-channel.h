/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * Channels of a Duet guest: /dev/duet/NAME.
 *
 * A channel is a ring each way to another virtual machine. It carries records
 * (one write or writev is one record, one read or readv takes one whole record)
 * or, in stream mode, bytes; each end chooses for what it sends, and a read
 * follows the peer's choice. What a write has returned success for stays on
 * its way when the file is closed.
 *
 * read		EAGAIN: nothing there (O_NONBLOCK). EMSGSIZE: the record is
 *		longer than the buffer; it is kept.
 * write	EAGAIN: no room (O_NONBLOCK). EMSGSIZE: longer than a record
 *		may be, which is a little less than half a ring.
 * fsync	Waits until the peer has read everything.
 * poll		POLLIN: read won't wait. POLLOUT: there is room, and as much as
 *		the last write that found none needs. POLLERR: connection lost.
 *		An edge-triggered epoll tells of more after an EAGAIN, or after
 *		less of a stream than was asked for.
 * splice	EINVAL, as sendfile to a channel: pipes don't keep records apart.
 *
 * ECONNRESET, once for each open file, from read, write or fsync: since the
 * last call the peer ended or started anew, or either end reset the channel.
 * What was on its way is lost. The next call works with the next connection;
 * while there is none, calls wait, as if there were nothing to read, no room.
 * A peer that breaks the protocol is reset and shows in the same way.
 *
 * EBUSY: a process has claimed the channel, see below.
 */
#ifndef _UAPI_LINUX_DUET_CHANNEL_H
#define _UAPI_LINUX_DUET_CHANNEL_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define DUET_CHANNEL_CONNECTED	1	/* to a peer that is up */
#define DUET_CHANNEL_MAPPABLE	2	/* may be claimed and mapped */
#define DUET_CHANNEL_CLAIMED	4	/* by some process */
#define DUET_CHANNEL_FIRST	8	/* this is the first end */
#define DUET_CHANNEL_PEER_UP	16	/* the peer's machine is up */

#define DUET_CHANNEL_RECORDS	0
#define DUET_CHANNEL_STREAM	1

struct duet_channel_status {
	__u32 flags;		/* DUET_CHANNEL_CONNECTED ... */
	__u32 size;		/* bytes of the channel's memory */
	__u32 record_max;	/* bytes of a record, at most */
	__u32 mode;		/* of what this end sends */
	__u32 peer_mode;	/* of what the peer sends, once connected */
	__u32 events;		/* events so far, modulo 2^32 */
};

#define DUET_CHANNEL_GET_STATUS	_IOR(0xD0, 0, struct duet_channel_status)

/* Starts anew with empty rings, as the mode that is the argument asks for. */
#define DUET_CHANNEL_RESET	_IO(0xD0, 1)

/*
 * Makes the channel this file's own: it may map the memory from offset 0 and
 * run the protocol in it by itself, without a system call for each record.
 * The kernel leaves the channel; others get EBUSY. Until the file is closed
 * and nothing is mapped any more. Only a channel with uncached memory can be
 * mapped, as caches of this CPU don't allow a second address: else ENODEV.
 */
#define DUET_CHANNEL_CLAIM	_IO(0xD0, 2)

/* Rings the doorbell. Of the claiming file; else EPERM, as the next. */
#define DUET_CHANNEL_DOORBELL	_IO(0xD0, 3)

/*
 * Waits until the number of events differs from the one given, and tells it.
 * poll shows POLLIN when there were events since. EAGAIN with O_NONBLOCK.
 */
#define DUET_CHANNEL_WAIT	_IOWR(0xD0, 4, __u32)

#endif /* _UAPI_LINUX_DUET_CHANNEL_H */
