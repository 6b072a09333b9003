/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Shared by tiny guests: TAP on the hypervisor's console, upcalls, code that
 * may fault, the clock. A test defines main; when it returns, the VM is off.
 */
#ifndef TEST_H
#define TEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <duet/hypercall.h>

#define MASKED		DUET_PSR_I
#define FLAGS		0xf8000000u
#define PSR_T		0x20u
#define HYPERVISOR	0xf0000000u

/* Registers of a snippet; see regs.S */
struct regs {
	uint32_t r[15];
	uint32_t cpsr;
	uint32_t sp_before;
};

/* Saved by an upcall's entry; iret takes the first 17 words */
struct frame {
	uint32_t r[15], pc, psr;
	uint32_t fsr, far;
	union {
		uint32_t busy;		/* from the kernel, faults */
		uint32_t mask;		/* from user: mask at entry */
	};
};

extern volatile struct duet_shared *shared;
extern struct { uint32_t r0, r2, sp, cpsr; } at_start;
extern uint32_t guest_end[], stack_top[];

/* The last upcall from the kernel, and how many of each kind there were */
struct last {
	uint32_t kind, mask;
	struct frame frame;
};

extern volatile struct last last;
extern volatile uint32_t upcalls[9];
extern volatile uint32_t taken;		/* events taken by the irq upcall */
extern volatile uint32_t fixup;		/* resumes here after a fault, once */
/* Called in each irq upcall with the events, if set */
extern void (*volatile irq_hook)(uint32_t events);
/* The frame that the running irq upcall returns to: the hook may change it. */
extern struct frame *volatile irq_frame;

void print(const char *format, ...);	/* %s %x %u */
void ok(bool good, const char *text);
/* Not ok if they differ; prints both */
void same(uint32_t got, uint32_t want, const char *text);
void plan(void);
void plan_more(uint32_t earlier);	/* includes points of an earlier life */
/* Gives up: the plan is not printed, so the test fails. */
void bail(const char *why) __attribute__((noreturn));

/* Registers all upcalls of the kernel; user_upcalls also those from user */
void kern_upcalls(void);
void user_upcalls(void);

void regs_fill(struct regs *regs, uint32_t seed);
void regs_run(struct regs *regs, uint32_t snippet);
extern const char regs_back[], snip_swi[], snip_swi_thumb[], snip_und[];
extern const char snip_und_thumb[], snip_ldr[], snip_ldr_thumb[], snip_str[];
extern const char snip_jump[], snip_read_id[], snip_read_cr[];
extern const char snip_write_cr[], snip_write_root[], snip_write_dacr[];
extern const char snip_read_dacr[], snip_tlb_flush[], snip_dcache_inv[];
extern const char snip_wfi[], snip_lockdown[], snip_fcse[], snip_cp14[];
extern const char snip_msr_c[], snip_msr_all[], snip_bkpt[];

extern const char snip_shift[];
/*
 * Runs steps of a loop with all registers known: true if all of them are right
 * afterwards, whatever interrupted the loop.
 */
uint32_t shift(uint32_t value, uint32_t taps, uint32_t steps);
bool regs_torture(uint32_t seed, uint32_t steps);

int probe_ldr(uint32_t va, uint32_t *word);
int probe_str(uint32_t va, uint32_t *word);
int probe_ldrb(uint32_t va, uint32_t *word);
int probe_strb(uint32_t va, uint32_t *word);
int probe_ldrt(uint32_t va, uint32_t *word);
int probe_swp(uint32_t va, uint32_t *word);
int probe_exec(uint32_t va);

uint32_t swap(volatile uint32_t *word, uint32_t value);
int32_t call_raw(uint32_t nr, uint32_t r0, uint32_t r1, uint32_t r2);

int32_t user_run(struct frame *frame);
int32_t iret_raw(uint32_t r0, uint32_t frame);
extern uint32_t iret_result, entry_cpsr;

extern const char entry_swi_user[], entry_und_user[], entry_pabt_user[];
extern const char entry_dabt_user[], entry_irq_user[], entry_und_kern[];
extern const char entry_pabt_kern[], entry_dabt_kern[], entry_irq_kern[];

/* The clock and its unit */
uint32_t now(void);
#define TICKS_US(us)	((us) * 24)
void wait_ticks(uint32_t ticks);
/*
 * Checks that a piece of repeated work is as cheap as on its fast path: the
 * mean is at most `instructions`. The slow path in C does the same work, but
 * costs more; guest-test skips these points for hypervisors without fast paths.
 */
void cheap(void (*work)(void), uint32_t instructions, const char *text);
void spin_some(void);

/* Unmasks and masks events, as the ABI says */
void unmask(void);
void mask(void);
uint32_t take(void);
uint32_t counter(uint32_t index);

void double_fault(void);

/* `far` after a fault at va, as the ABI has it for this VM */
uint32_t far_of(uint32_t va);
/* Do a read and a write of the word at va both fault? */
bool unreachable(uint32_t va);

void upcall_kern(uint32_t kind, struct frame *frame);
int main(void);

#endif
