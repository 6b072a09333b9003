/* SPDX-License-Identifier: GPL-2.0-only */
/* Before each of the hypervisor's sources: its variables lie together. */
#pragma clang section bss = "hyp.bss" data = "hyp.data"
