// SPDX-License-Identifier: GPL-2.0-only
/*
 * PL190 vectored interrupt controller (DDI 0181). Vectors are not used: the
 * status register and a count of leading zeros are faster and portable, and
 * the vector address of some models includes masked lines.
 *
 * twin: the macros plat_irq, plat_irq_mask and plat_irq_unmask in plat.inc
 */
#include "assert.h"
#include "plat.h"
#include "regs.h"

#define VIC_INTSELECT	0x0c
#define VIC_SOFTINTCLR	0x1c
#define VIC_VECTADDR	0x30
#define VIC_LEVELS	17	/* vectors, and the default */

/* Second controller: lines that pass through to the first one directly */
#define SIC_ENCLR	0x0c
#define SIC_SOFTINTCLR	0x14
#define SIC_PICENSET	0x20
#define SIC_PASS	0xffd00000

const uint32_t plat_timer_line = LINE_TIMER;

void plat_irq_init(void);

/*
 * A boot loader may have raised lines by software, or may have left interrupts
 * in service, whose priority would block others: each write to the vector
 * address ends one of them.
 */
void plat_irq_init(void)
{
	uint32_t i;

	*reg(VIC + VIC_INTENCLEAR) = ~0u;
	*reg(VIC + VIC_SOFTINTCLR) = ~0u;
	*reg(VIC + VIC_INTSELECT) = 0;
	for (i = 0; i < VIC_LEVELS; i++)
		*reg(VIC + VIC_VECTADDR) = 0;
	*reg(SIC + SIC_ENCLR) = ~0u;
	*reg(SIC + SIC_SOFTINTCLR) = ~0u;
	*reg(SIC + SIC_PICENSET) = SIC_PASS;
}

/* The timer comes first, whatever its number. */
uint32_t plat_irq_next(void)
{
	uint32_t lines = *reg(VIC + VIC_IRQSTATUS);

	if (lines & 1u << LINE_TIMER)
		return LINE_TIMER;
	return lines ? 31u - __builtin_clz(lines) : PLAT_NO_IRQ;
}

bool plat_irq_waiting(void)
{
	return *reg(VIC + VIC_IRQSTATUS);
}

bool plat_irq_valid(uint32_t line)
{
	return line < PLAT_NO_IRQ && line != LINE_TIMER && line != LINE_UART2;
}

void plat_irq_mask(uint32_t line)
{
	ASSERT(line < PLAT_NO_IRQ);
	*reg(VIC + VIC_INTENCLEAR) = 1u << line;
}

void plat_irq_unmask(uint32_t line)
{
	ASSERT(line < PLAT_NO_IRQ);
	*reg(VIC + VIC_INTENABLE) = 1u << line;
}
