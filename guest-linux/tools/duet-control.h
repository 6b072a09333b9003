/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * Control of the virtual machines of a Duet system: /dev/duetctl, for
 * processes with CAP_SYS_ADMIN in a virtual machine whose description has
 * "control".
 *
 * read		The log of the hypervisor's console, from the oldest byte that
 *		is kept; returns 0 at the end. Each open file has its own
 *		position, and can read on from there when there is more.
 */
#ifndef _UAPI_LINUX_DUET_CONTROL_H
#define _UAPI_LINUX_DUET_CONTROL_H

#include <linux/ioctl.h>
#include <linux/types.h>

struct duetctl_info {
	__u32 vm;		/* its number; numbers are consecutive from 0 */
	__u32 index;		/* DUET_INFO_* of include/duet/abi.h */
	__u32 value;		/* result */
};

struct duetctl_command {
	__u32 vm;
	__u32 op;		/* DUET_CONTROL_* of include/duet/abi.h */
};

/* EINVAL: no such virtual machine, or no such word. */
#define DUETCTL_INFO	_IOWR(0xD0, 16, struct duetctl_info)

/*
 * EINVAL: no such virtual machine, the caller's own, or no such operation.
 * EBUSY: it is off or ending (stop, restart), or it is not off (start).
 */
#define DUETCTL_COMMAND	_IOW(0xD0, 17, struct duetctl_command)

#endif /* _UAPI_LINUX_DUET_CONTROL_H */
