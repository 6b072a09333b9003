/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Offsets of the kernel's structures that entry.S uses, and the frame of an
 * interrupted thread. port.c asserts these numbers.
 */
#ifndef RTOS_ASM_OFFSETS_H
#define RTOS_ASM_OFFSETS_H

#define KERNEL_CUR	0		/* struct kernel */
#define THREAD_SP	12		/* struct k_thread */
#define THREAD_LIBC	16

/*
 * The first word of a frame identifies its kind: FRAME_CALL, followed by
 * r4-r11 and pc, was made by port_switch(); a psr, which is never 0, begins a
 * full frame, which an interrupt saved.
 */
#define FRAME_CALL	0
#define CALL_FRAME_SIZE	40

/* A full frame, upwards from sp. Its last word keeps sp 8-byte aligned. */
#define FULL_PSR	0
#define FULL_R0		4
#define FULL_SP		56
#define FULL_LR		60
#define FULL_PC		64
#define FULL_SIZE	72

#endif
