/* SPDX-License-Identifier: GPL-2.0-only */
/* The output of duetctl: text, or JSON. */
#ifndef SHOW_H
#define SHOW_H

#include <stdbool.h>
#include <stdint.h>

/* Prints a line for each VM. */
void show_list(bool json);

/* Prints the counters of the VMs; of all VMs if count is 0. */
void show_stats(const uint32_t *vms, uint32_t count, bool json);

/* Prints the hypervisor's log; follow: keeps printing as it grows. */
void show_log(int device, bool follow);

#endif
