/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A program for the bare board that uses caches, TLB and write buffer in ways
 * whose counts follow from the TRM, and then makes each kind of mistake. A
 * store to silicon_mark ends a test; bare.expect has the expected results.
 *
 * Physical addresses are below 128 MB. The same 16 MB of them are mapped at
 *   WB  0x01000000 write-back	   WT   0x11000000 write-through
 *   NCB 0x21000000 buffered	   NCNB 0x31000000 neither
 *   WB2 0x41000000 write-back, so an alias
 * and PAGES, 0x50000000, are small pages of the second MB of these.
 */
	.arch	armv5te
	.arm

	.equ	TABLE, 0x00100000	/* first level */
	.equ	COARSE, 0x00104000
	.equ	WB, 0x01000000
	.equ	WT, 0x11000000
	.equ	NCB, 0x21000000
	.equ	NCNB, 0x31000000
	.equ	WB2, 0x41000000
	.equ	PAGES, 0x50000000
	.equ	SECTION, 0xc12		/* full access, domain 0 */
	.equ	SMALL, 0xff2

	.macro	mark	n
	mov	r0, #\n
	str	r0, [r10]
	.endm

	.macro	drain
	mov	r0, #0
	mcr	p15, 0, r0, c7, c10, 4
	.endm

	.macro	flush			/* D: write back and invalidate all */
9:	mrc	p15, 0, r15, c7, c14, 3
	bne	9b
	drain
	.endm

	.macro	tlb_all
	mov	r0, #0
	mcr	p15, 0, r0, c8, c7, 0
	.endm

	/* no literal, which would be a load */
	.macro	const	reg, value
	mov	\reg, #((\value) & 0xff)
	orr	\reg, \reg, #((\value) & 0xff00)
	orr	\reg, \reg, #((\value) & 0xff0000)
	orr	\reg, \reg, #((\value) & 0xff000000)
	.endm

	.macro	pool
	b	9f
	.ltorg
9:
	.endm

	.macro	aligned			/* continues in a line of its own */
	b	9f
	.align	5
9:
	.endm

	/* load or store a word in each of n lines from base on */
	.macro	lines	op, base, n, step=32
	const	r1, \base
	const	r2, \n
9:	\op	r3, [r1]
	add	r1, r1, #\step
	subs	r2, r2, #1
	bne	9b
	.endm

	/*
	 * Whole lines of code between two marks, the second time from the
	 * cache; the cycles are theirs plus 5 for the closing mark and its
	 * branch.
	 */
	.macro	timed
	mov	r5, #2
	b	7f
	.align	5
7:	mark	99
	.rept	6
	nop
	.endr
	.endm

	.macro	timed_end	n
	.balign	32
	mark	\n
	b	8f
	.align	5
8:	subs	r5, r5, #1
	bne	7b
	.endm

	.section .text.start, "ax"
	.globl	_start
_start:
	b	boot

/* ---- tables, with caches and MMU off ----------------------------------- */
	.text
sections:				/* r1: va, r2: pa and bits, r3: number */
	ldr	r4, =TABLE
	add	r4, r4, r1, lsr #18
1:	str	r2, [r4], #4
	add	r2, r2, #0x100000
	subs	r3, r3, #1
	bne	1b
	bx	lr

	.macro	map	va, pa, n, cb
	ldr	r1, =\va
	ldr	r2, =(\pa | SECTION | (\cb << 2))
	mov	r3, #\n
	bl	sections
	.endm

boot:
	ldr	sp, =0x00200000
	map	0, 0, 16, 3
	map	WB, WB, 16, 3
	map	WT, WB, 16, 2
	map	NCB, WB, 16, 1
	map	NCNB, WB, 16, 0
	map	WB2, WB, 16, 3
	map	0x70000000, 0x10000000, 1, 2	/* devices, attributes wrong */
	map	0x60000000, 0, 2, 0	/* the tables, for changes to them */
	map	0x00200000, 0, 1, 3	/* the code, at a second address */
	ldr	r1, =TABLE + 8		/* and in a domain of its own, 1 */
	ldr	r2, [r1]
	orr	r2, r2, #0x20
	str	r2, [r1]
	mov	r1, #0x0c		/* vectors: ldr pc, [pc, #0x18] */
	ldr	r2, =0xe59ff018
	str	r2, [r1], #4
	str	r2, [r1]
	ldr	r2, =prefetch_abort
	str	r2, [r1, #0x2c - 0x10]
	mov	r1, #0x10000		/* but the memory there is the same */
	mov	r2, #0x210000
	mov	r3, #0x4000
1:	ldr	r0, [r1], #4
	str	r0, [r2], #4
	subs	r3, r3, #4
	bne	1b
	ldr	r1, =TABLE + (PAGES >> 18)
	ldr	r2, =COARSE + 0x11
	str	r2, [r1]
	ldr	r1, =COARSE
	ldr	r2, =(WB + 0x100000 + SMALL + 0xc)
	mov	r3, #256
1:	str	r2, [r1], #4
	add	r2, r2, #0x1000
	subs	r3, r3, #1
	bne	1b
	ldr	r0, =TABLE
	mcr	p15, 0, r0, c2, c0, 0
	mov	r0, #5
	mcr	p15, 0, r0, c3, c0, 0
	mov	r0, #0
	mcr	p15, 0, r0, c7, c7, 0
	mcr	p15, 0, r0, c8, c7, 0
	mrc	p15, 0, r0, c1, c0, 0
	ldr	r1, =0x5005		/* M, C, I, RR */
	orr	r0, r0, r1
	bic	r0, r0, #2		/* A */
	mcr	p15, 0, r0, c1, c0, 0
	ldr	r10, =silicon_mark
	b	tests
	.ltorg

/* ---- counts that follow from the TRM ----------------------------------- */
	.align	5
tests:
	flush
	lines	ldr, WB + 0x300000, 1	/* literals, TLB: all present */
	mark	0
	lines	ldr, WB, 128		/* cold */
	mark	1
	lines	ldr, WB, 128		/* warm */
	mark	2
	lines	str, WB + 0x10000, 128	/* stores don't allocate */
	mark	3
	lines	ldr, WB + 0x10000, 128	/* so these miss */
	mark	4
	lines	ldr, NCB + 0x20000, 128	/* no cache at all */
	lines	str, NCNB + 0x20000, 128
	mark	5
	pool

	/* two dirty bits: half a line is written back */
	flush
	mark	99
	const	r1, WB + 0x30000
	ldr	r2, [r1]
	str	r2, [r1]
	str	r2, [r1, #12]
	mcr	p15, 0, r1, c7, c10, 1
	drain
	mark	6			/* low half */
	str	r2, [r1, #16]
	mcr	p15, 0, r1, c7, c10, 1
	drain
	mark	7			/* high half: still present */
	str	r2, [r1]
	str	r2, [r1, #28]
	mcr	p15, 0, r1, c7, c14, 1
	drain
	mark	8			/* both, and the line is evicted */
	ldr	r2, [r1]
	mark	9
	const	r1, WT + 0x31000
	ldr	r2, [r1]
	str	r2, [r1]
	mcr	p15, 0, r1, c7, c10, 1
	drain
	mark	10			/* written through: nothing to clean */

	/* a whole cache of dirty lines is replaced */
	flush
	mark	99
	lines	ldr, WB + 0x40000, 512
	lines	str, WB + 0x40000, 512
	mark	11
	lines	ldr, WB + 0x50000, 512
	mark	12
	pool

	/* round robin: five lines that share a set of four never hit */
	flush
	mark	99
	mov	r4, #10
1:	lines	ldr, WB + 0x60000, 5, 4096
	subs	r4, r4, #1
	bne	1b
	mark	13
	flush
	mark	99
	mov	r4, #10
1:	lines	ldr, WB + 0x70000, 4, 4096
	subs	r4, r4, #1
	bne	1b
	mark	14			/* four always do */

	/* by set and way: 4 ways in the top bits, 128 sets from bit 5 on */
	flush
	lines	ldr, WB + 0x80000, 512
	lines	str, WB + 0x80000, 256
	mark	99
	mov	r1, #0
1:	mov	r2, #0
2:	orr	r3, r1, r2, lsl #5
	mcr	p15, 0, r3, c7, c10, 2
	add	r2, r2, #1
	cmp	r2, #128
	blo	2b
	adds	r1, r1, #0x40000000
	bne	1b
	drain
	mark	15
	lines	ldr, WB + 0x80000, 512
	mark	16			/* all still present */
	pool

	/* test and clean */
	lines	str, WB + 0x80000, 100
	mark	99
1:	mrc	p15, 0, r15, c7, c10, 3
	bne	1b
	drain
	mark	17
	lines	ldr, WB + 0x80000, 512
	mark	18			/* cleaned, still present */
	flush
	lines	ldr, WB + 0x80000, 512
	mark	19			/* flushed: gone */
	mov	r0, #0
	mcr	p15, 0, r0, c7, c6, 0
	lines	ldr, WB + 0x80000, 512
	mark	20			/* invalidated: gone */

	/* lockdown, format C */
	flush
	mark	99
	mov	r0, #0xe		/* only way 0 may be filled */
	mcr	p15, 0, r0, c9, c0, 0
	lines	ldr, WB + 0x90000, 1
	mov	r0, #1			/* now all but way 0 */
	mcr	p15, 0, r0, c9, c0, 0
	lines	ldr, WB + 0xa0000, 100, 4096
	mark	21
	lines	ldr, WB + 0x90000, 1
	mark	22			/* kept */
	mov	r0, #0xf		/* none: a miss allocates nothing */
	mcr	p15, 0, r0, c9, c0, 0
	lines	ldr, WB + 0x98040, 1
	lines	ldr, WB + 0x98040, 1
	mark	23
	mov	r0, #0
	mcr	p15, 0, r0, c9, c0, 0
	pool

	/* TLB */
	flush
	tlb_all
	aligned
	mark	99
	lines	ldr, PAGES, 16, 4096
	mark	24			/* 16 pages, one section of code */
	lines	ldr, PAGES, 16, 4096
	mark	25
	const	r1, PAGES + 0x3000
	mcr	p15, 0, r1, c8, c6, 1
	lines	ldr, PAGES, 16, 4096
	mark	26			/* one by address */
	mov	r0, #1			/* the lockdown part, entry 0 */
	mcr	p15, 0, r0, c10, c0, 0
	lines	ldr, PAGES + 0x80000, 1
	mov	r0, #0
	mcr	p15, 0, r0, c10, c0, 0
	tlb_all
	aligned				/* the walk for the code itself */
	mark	27
	lines	ldr, PAGES + 0x80000, 1
	mark	28			/* still present */
	const	r1, PAGES + 0x80000
	mcr	p15, 0, r1, c8, c6, 1
	lines	ldr, PAGES + 0x80000, 1
	mark	29			/* by address it is invalidated */
	pool

	/* instruction cache: a routine of 16 lines */
	mov	r0, #0
	mcr	p15, 0, r0, c7, c5, 0
	aligned
	mark	99			/* this line is present now */
	bl	long_routine
	mark	30
	bl	long_routine
	mark	31
	ldr	r1, =long_routine
	aligned
	mark	99
	mcr	p15, 0, r1, c7, c5, 1
	bl	long_routine
	mark	32
	b	timing
	.ltorg

	/* cycles of the pipeline (ARM9EJ-S TRM, chapter 8) */
timing:
	const	r4, WB + 0xd0000
	ldr	r1, [r4]
	timed
	.rept	8
	mov	r1, r2
	.endr
	timed_end	61
	timed
	.rept	8
	mul	r1, r2, r3
	.endr
	timed_end	62
	timed
	.rept	4
	ldr	r1, [r4]
	add	r2, r1, #1
	.endr
	timed_end	63
	timed
	.rept	4
	ldrb	r1, [r4]
	add	r2, r1, #1
	.endr
	timed_end	64
	timed
	.rept	8
	ldmia	r4, {r1-r3, r6-r9, r12}
	.endr
	timed_end	65
	timed
	.rept	4
	b	. + 8
	nop
	.endr
	timed_end	66
	b	1f
	.ltorg

	/* FCSE: the cache and the TLB see the address with the pid in it */
	.align	5
1:	flush
	ldr	r1, =TABLE + 0x60000000 + (0x04000000 >> 18)
	ldr	r2, =(0x00000000 | SECTION | (3 << 2))
	str	r2, [r1]		/* the code, again at pid 2 */
	ldr	r2, =(WB + SECTION + (3 << 2))
	str	r2, [r1, #4]		/* and 1 MB from there, data */
	drain
	tlb_all
	ldr	r1, =0x04100000 + 0xb0000
	ldr	r2, [r1]
	ldr	r1, =0x00100000 + 0xb0000
	mov	r3, #0x04000000
	mark	99
	mcr	p15, 0, r3, c13, c0, 0
	nop
	nop
	ldr	r2, [r1]		/* hits the line read at its MVA */
	mov	r3, #0
	mcr	p15, 0, r3, c13, c0, 0
	nop
	nop
	mark	33
	b	mistakes
	.ltorg

	.align	5
long_routine:
	.rept	127
	nop
	.endr
	bx	lr

/* ---- each mistake ------------------------------------------------------ */
	.align	5
mistakes:
	flush
	mark	99

	/* a word is read from memory while it is dirty in the cache */
	const	r1, WB + 0xc0000
	const	r4, NCNB + 0xc0000
	ldr	r2, [r1]
	str	r2, [r1]
	ldr	r2, [r4]
	mark	40
	flush

	/* the alias is read into the cache while dirty at the first address */
	const	r1, WB + 0xc1000
	const	r4, WB2 + 0xc1000
	ldr	r2, [r1]
	str	r2, [r1]
	ldr	r2, [r4, #4]
	mark	41
	ldr	r2, [r4]
	mark	42
	flush

	/* a store bypasses the cache, then the dirty line overwrites it */
	const	r1, WB + 0xc2000
	const	r4, NCNB + 0xc2000
	ldr	r2, [r1]
	str	r2, [r1]
	str	r2, [r4, #4]
	mcr	p15, 0, r1, c7, c10, 1
	drain
	mark	43
	flush

	/* dirty and invalidated */
	const	r1, WB + 0xc3000
	ldr	r2, [r1]
	str	r2, [r1]
	mcr	p15, 0, r1, c7, c6, 1
	mark	44
	flush

	/* code is written and run without cleaning */
	const	r1, WB + 0xc4000
	ldr	r2, =0xe12fff1e
	ldr	r3, [r1]
	str	r2, [r1]
	mov	lr, pc
	bx	r1
	mark	45
	/* cleaned and drained, but the instruction cache has the old code */
	mcr	p15, 0, r1, c7, c10, 1
	drain
	mcr	p15, 0, r1, c7, c5, 1
	mov	lr, pc
	bx	r1			/* the correct way */
	ldr	r2, =0xe1a0f00e
	str	r2, [r1]
	mcr	p15, 0, r1, c7, c10, 1
	drain
	mov	lr, pc
	bx	r1
	mark	46
	/* not drained */
	const	r1, WB + 0xc5000
	str	r2, [r1]
	mov	lr, pc
	bx	r1
	mark	47
	pool
	flush

	/* a descriptor that is dirty in the cache when the walk reads it */
	const	r1, COARSE
	ldr	r2, [r1, #0x100]
	orr	r2, r2, #4
	str	r2, [r1, #0x100]
	const	r3, PAGES + 0x40000
	ldr	r3, [r3]
	mark	48
	/* or still in the write buffer */
	ldr	r2, [r1, #0x104]
	const	r3, PAGES + 0x41000
	flush
	str	r2, [r1, #0x104]
	ldr	r3, [r3]
	mark	49
	flush

	/* the TLB has the old descriptor */
	const	r3, PAGES + 0x42000
	ldr	r4, [r3]
	ldr	r2, [r1, #0x10c]
	str	r2, [r1, #0x108]
	flush
	ldr	r4, [r3]
	mark	50
	tlb_all
	flush

	/* the cache has a line of the frame that was mapped before */
	const	r3, PAGES + 0x43000
	ldr	r4, [r3]
	ldr	r2, [r1, #0x110]
	str	r2, [r1, #0x10c]
	mcr	p15, 0, r1, c7, c10, 1
	add	r4, r1, #0x100
	mcr	p15, 0, r4, c7, c10, 1
	drain
	tlb_all
	ldr	r4, [r3]
	mark	51
	flush

	/* unaligned */
	const	r1, WB + 0xc6000
	ldr	r2, [r1, #2]
	mark	52

	/* r13 right after ldm of the user's registers */
	sub	sp, sp, #8
	ldmia	sp, {r2, r14}^
	add	sp, sp, #8
	mark	53

	/* ldm with its base in the list and write-back */
	const	r1, WB + 0xc7000
	.inst	0xe8b10006		@ ldmia r1!, {r1, r2}
	mark	54

	/* mul r1, r1, r2 */
	.inst	0xe0010291
	mark	55

	/* the MMU is switched off and on where code is mapped 1:1 */
	flush
	mrc	p15, 0, r11, c1, c0, 0
	bic	r1, r11, #5
	mcr	p15, 0, r1, c1, c0, 0
	mcr	p15, 0, r11, c1, c0, 0
	mark	56
	/* and where it isn't */
	ldr	r1, =0x200000 + 1f
	ldr	r2, =2f
	bx	r1
1:	bic	r3, r11, #5
	mcr	p15, 0, r3, c1, c0, 0
	bx	r2
2:	mcr	p15, 0, r11, c1, c0, 0
	mark	57
	b	sequences
	.ltorg

	/* a locked entry outlives invalidate all; its descriptor changed */
	.align	5
sequences:
	flush
	const	r1, COARSE
	const	r3, PAGES + 0x50000
	mov	r0, #1
	mcr	p15, 0, r0, c10, c0, 0
	ldr	r4, [r3]
	mov	r0, #0
	mcr	p15, 0, r0, c10, c0, 0
	ldr	r2, [r1, #0x144]
	str	r2, [r1, #0x140]
	flush
	tlb_all
	mark	99
	ldr	r4, [r3]
	mark	70
	mcr	p15, 0, r3, c8, c7, 1
	flush

	/*
	 * four quarters of a page, with rights of their own, of which one is
	 * invalidated; PAGES + 0x52000
	 */
	add	r3, r3, #0x2000
	ldr	r2, [r1, #0x148]
	bic	r2, r2, #0x800
	str	r2, [r1, #0x148]
	flush
	tlb_all
	mark	99
	ldr	r4, [r3]
	ldr	r4, [r3, #0x800]
	add	r4, r2, #0x1000
	str	r4, [r1, #0x148]
	flush
	mcr	p15, 0, r3, c8, c7, 1
	ldr	r4, [r3]
	mark	71			/* the first is fine */
	ldr	r4, [r3, #0x800]
	mark	72
	tlb_all
	flush

	/* rights by the R bit, set while the entry is in the TLB */
	add	r3, r3, #0x1000
	ldr	r2, [r1, #0x14c]
	bic	r2, r2, #0xff0
	str	r2, [r1, #0x14c]
	flush
	tlb_all
	mov	r0, #7			/* manager: no rights are checked */
	mcr	p15, 0, r0, c3, c0, 0
	ldr	r4, [r3]
	mrc	p15, 0, r11, c1, c0, 0
	orr	r11, r11, #0x200
	mcr	p15, 0, r11, c1, c0, 0
	mov	r2, #5
	mcr	p15, 0, r2, c3, c0, 0
	mark	99
	ldr	r4, [r3]
	mark	73
	bic	r11, r11, #0x200
	mcr	p15, 0, r11, c1, c0, 0
	flush
	tlb_all
	b	1f
	.ltorg

	/* the MMU is off while the tables change, the TLB keeps its entries */
	.align	5
1:	const	r1, COARSE
	const	r3, PAGES + 0x54000
	mrc	p15, 0, r11, c1, c0, 0
	bic	r5, r11, #5
	ldr	r4, [r3]
	flush
	mark	99
	ldr	r2, [r1, #0x154]
	flush
	mcr	p15, 0, r5, c1, c0, 0
	str	r2, [r1, #0x150]
	mcr	p15, 0, r11, c1, c0, 0
	ldr	r4, [r3]
	mark	74
	tlb_all
	flush
	/* off, and the data cache on */
	bic	r5, r11, #1
	mcr	p15, 0, r5, c1, c0, 0
	mcr	p15, 0, r11, c1, c0, 0
	mark	75

	/* memory changes while the cache, which keeps its lines, is off */
	flush
	const	r1, WB + 0xc8000
	ldr	r2, [r1]
	bic	r5, r11, #4
	mcr	p15, 0, r5, c1, c0, 0
	str	r2, [r1]
	mcr	p15, 0, r11, c1, c0, 0
	ldr	r2, [r1]
	mark	76
	/* the reverse: dirty, and read from memory */
	str	r2, [r1]
	mcr	p15, 0, r5, c1, c0, 0
	ldr	r2, [r1]
	mcr	p15, 0, r11, c1, c0, 0
	mark	77
	flush

	/* code closes the domain that it runs in; the abort opens it again */
	ldr	r1, =0x200000 + 1f
	ldr	r3, =2f
	mov	r2, #1
	mark	99
	bx	r1
1:	mcr	p15, 0, r2, c3, c0, 0
	bx	r3
2:	mark	78
	/* of another domain: correct */
	mov	r2, #1
	mcr	p15, 0, r2, c3, c0, 0
	mov	r2, #5
	mcr	p15, 0, r2, c3, c0, 0
	mark	79

	/* at the next process id the same code is in other frames */
	ldr	r1, =TABLE + 0x60000000 + (0x06000000 >> 18)
	ldr	r2, =(0x00200000 | SECTION | (3 << 2))
	str	r2, [r1]
	drain
	tlb_all
	mov	r3, #0x06000000
	mov	r4, #0
	mark	99
	mcr	p15, 0, r3, c13, c0, 0
	nop
	nop
	mcr	p15, 0, r4, c13, c0, 0
	nop
	nop
	mark	80
	const	r1, 0x70000000
	ldr	r1, [r1]
	mark	86
	flush
	b	1f
	.ltorg

	/* forms */
	.align	5
1:	adr	r4, 3f + 1
	mark	99
	/* stm with write-back, its base second in the list */
	const	r1, WB + 0xc9000
	.inst	0xe8a10003		@ stmia r1!, {r0, r1}
	mark	81
	adr	lr, 2f
	bx	r4
	.thumb
	.align	2
3:	.inst.n	0x4608			@ mov r0, r1
	bx	lr
	.arm
	.align	5
2:	mark	82
	adr	r4, 3f + 1
	adr	lr, 2f
	bx	r4
	.thumb
	.align	2
3:	.inst.n	0x4352			@ mul r2, r2
	bx	lr
	.arm
	.align	5
2:	mark	83
	const	r1, WB + 0xca000
	adr	r4, 3f + 1
	adr	lr, 2f
	bx	r4
	.thumb
	.align	2
3:	.inst.n	0xc103			@ stmia r1!, {r0, r1}
	bx	lr
	.arm
	.align	5
2:	mark	84
	/* and correct forms */
	const	r1, WB + 0xcb000
	adr	r4, 3f + 1
	adr	lr, 2f
	bx	r4
	.thumb
	.align	2
3:	mov	r8, r1
	add	r2, r8
	cmp	r2, r8
	mul	r2, r3
	push	{r2, r3}
	pop	{r2, r3}
	stmia	r1!, {r1, r2}
	bx	lr
	.arm
	.align	5
2:	mark	85
	bl	outer
	mark	87
	b	leave
	.ltorg

	/* in a function that is called by another one */
inner:
	push	{lr}
	.inst	0xe0010291		@ mul r1, r1, r2, again
	pop	{pc}
outer:
	push	{lr}
	bl	inner
	pop	{pc}

	.align	5
prefetch_abort:
	mov	r13, #5
	mcr	p15, 0, r13, c3, c0, 0
	subs	pc, lr, #4

leave:
	/* the board's reset: QEMU ends with -no-reboot */
	ldr	r1, =0x10000020
	ldr	r2, =0xa05f
	mrc	p15, 0, r0, c1, c0, 0
	bic	r0, r0, #5
	mcr	p15, 0, r0, c1, c0, 0
	str	r2, [r1]
	ldr	r2, =0x107
	str	r2, [r1, #0x20]
1:	b	1b
	.ltorg

	.bss
	.align	5
	.globl	silicon_mark
silicon_mark:
	.word	0
