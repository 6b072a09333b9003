/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * Channels of a Duet guest: /dev/duet/NAME.
 *
 * A channel has a ring in each direction to another virtual machine. It
 * carries records (one write or writev sends one record, one read or readv
 * receives one whole record) or, in stream mode, bytes. Each end chooses the
 * mode in which it sends, and a read follows the peer's choice. Data of a
 * successful write stay in transit when the file is closed.
 *
 * read		EAGAIN: empty (O_NONBLOCK). EMSGSIZE: the record is longer than
 *		the buffer; it is kept.
 * write	EAGAIN: no room (O_NONBLOCK). EMSGSIZE: longer than the longest
 *		record, which is a little less than half a ring.
 * fsync	Waits until the peer has read everything.
 * poll		POLLIN: read will not block. POLLOUT: there is room, and as much
 *		as the last write that failed needs. POLLERR: connection lost.
 *		An edge-triggered epoll reports more data after an EAGAIN, or
 *		after a short read or write of a stream.
 * splice	EINVAL, as sendfile to a channel: pipes do not preserve records.
 *
 * ECONNRESET, once for each open file, from read, write or fsync: since the
 * last call the peer ended or restarted, or either end reset the channel. Data
 * in transit are lost. The next call uses the next connection; while there is
 * none, calls block as if the ring were empty or full. A peer that violates
 * the protocol is reset, which shows in the same way.
 *
 * EBUSY: a process has claimed the channel, see below.
 */
#ifndef _UAPI_LINUX_DUET_CHANNEL_H
#define _UAPI_LINUX_DUET_CHANNEL_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define DUET_CHANNEL_CONNECTED	1	/* the peer is connected */
#define DUET_CHANNEL_MAPPABLE	2	/* may be claimed and mapped */
#define DUET_CHANNEL_CLAIMED	4	/* claimed by a process */
#define DUET_CHANNEL_FIRST	8	/* this is the first end */
#define DUET_CHANNEL_PEER_UP	16	/* the peer's virtual machine is up */

#define DUET_CHANNEL_RECORDS	0
#define DUET_CHANNEL_STREAM	1

struct duet_channel_status {
	__u32 flags;		/* DUET_CHANNEL_CONNECTED ... */
	__u32 size;		/* size of the channel's memory in bytes */
	__u32 record_max;	/* maximum size of a record in bytes */
	__u32 mode;		/* mode in which this end sends */
	__u32 peer_mode;	/* mode of the peer, valid once connected */
	__u32 events;		/* number of events, modulo 2^32 */
};

#define DUET_CHANNEL_GET_STATUS	_IOR(0xD0, 0, struct duet_channel_status)

/* Restarts with empty rings, in the mode given by the argument. */
#define DUET_CHANNEL_RESET	_IO(0xD0, 1)

/*
 * Claims the channel for this file, which may then map the memory at offset 0
 * and run the protocol itself, without a system call per record. The kernel
 * closes its end, and others get EBUSY, until the file is closed and nothing
 * is mapped any more. Only channels with uncached memory can be mapped, since
 * the caches of this CPU do not allow a second address: otherwise ENODEV.
 */
#define DUET_CHANNEL_CLAIM	_IO(0xD0, 2)

/* Rings the doorbell. Claiming file only: otherwise EPERM, as for the next. */
#define DUET_CHANNEL_DOORBELL	_IO(0xD0, 3)

/*
 * Waits until the number of events differs from the given one, and returns it.
 * poll reports POLLIN if there were events since. EAGAIN with O_NONBLOCK.
 */
#define DUET_CHANNEL_WAIT	_IOWR(0xD0, 4, __u32)

#endif /* _UAPI_LINUX_DUET_CHANNEL_H */
