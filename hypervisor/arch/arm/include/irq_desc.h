/* SPDX-License-Identifier: GPL-2.0-only */
/* Handler and event of an interrupt line, for one ldm in switch_fast.S */
#ifndef HYP_IRQ_DESC_H
#define HYP_IRQ_DESC_H

#include <stdint.h>

#include <image/image.h>

#define IRQ_LINES	SYS_IRQ_MAX

struct irq_desc {
	uint32_t bit;		/* of the line */
	uint32_t kern;		/* base of its VM's kernel context */
	uint32_t events;	/* that it posts there */
	uint32_t handler;	/* in switch_fast.S */
};

/* By number of leading zeros: 0 is line 31, 32 is no line at all */
extern struct irq_desc irq_desc[IRQ_LINES + 1];

#endif
