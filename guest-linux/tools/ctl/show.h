/* SPDX-License-Identifier: GPL-2.0-only */
/* What duetctl prints: for people, or as JSON. */
#ifndef SHOW_H
#define SHOW_H

#include <stdbool.h>
#include <stdint.h>

/* A line for each VM. */
void show_list(bool json);

/* The counters of the VMs, of all of them if count is 0. */
void show_stats(const uint32_t *vms, uint32_t count, bool json);

/* The hypervisor's log; follow: and what comes, until the end of time. */
void show_log(int device, bool follow);

#endif
