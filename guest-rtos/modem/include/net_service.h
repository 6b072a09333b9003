/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The gateway's thread, which owns the Ethernet chip and the guest's channel:
 * see net.h. All functions are for threads, and for main() before the kernel
 * runs.
 */
#ifndef NET_SERVICE_H
#define NET_SERVICE_H

#include <cmsis_os2.h>

#include "net.h"

#ifdef __cplusplus
extern "C" {
#endif

struct net_port {
	uintptr_t registers;	/* of the LAN91C111 */
	uint32_t event;		/* of its interrupt */
	const char *channel;	/* its name in the system description */
	osPriority_t priority;
};

/*
 * Starts the thread; once. Returns NULL, or why there is no gateway: a text
 * for the log.
 */
const char *net_start(const struct net_config *config,
		      const struct net_port *port);

/*
 * Lets packets pass, or no longer: all sessions of NAT are forgotten then. The
 * thread obeys at its next batch, before it looks at another packet. Has no
 * effect if there is no gateway. Any context.
 */
void net_open_session(bool open);

/* The chip's: frames with errors, lost for want of memory, not sent */
struct net_link_stats {
	uint32_t sent, received, bad, overruns, failures, resets;
};

void net_get_stats(struct net_stats *stats, struct net_link_stats *link);

#ifdef __cplusplus
}
#endif

#endif
