/* SPDX-License-Identifier: GPL-2.0-only */
#define PID(n)		((n) << DUET_MM_PID_SHIFT)
#define KEEP		DUET_MM_KEEP
#define REGION(pid)	((pid) * DUET_PID_SIZE)
