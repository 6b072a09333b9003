/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Included before each of the hypervisor's sources: its variables are adjacent.
 */
#pragma clang section bss = "hyp.bss" data = "hyp.data"
