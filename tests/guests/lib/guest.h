/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What tiny guests share: start-up, upcalls into C, printing and TAP.
 * A guest defines guest_main(); when it returns the VM powers off.
 */
#ifndef TESTS_GUEST_H
#define TESTS_GUEST_H

#include <stdbool.h>
#include <stdint.h>

#include <duet/hypercall.h>

/* Registers as an upcall from the guest kernel saves and restores them. */
struct frame {
	uint32_t r[13], sp, lr, pc, psr;
};

extern volatile struct duet_shared *shared;

void guest_main(void);

/* Printing: %s %d %u %x %% only. Waits for room on the console. */
void print(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* One point of TAP; returns the condition. */
bool ok(bool condition, const char *name);
/* ok(), which shows both values when they are not equal. */
bool same(uint32_t got, uint32_t wanted, const char *name);
/* The plan: how many points there were. The last of the output. */
void plan(void);

/*
 * Events that irq upcalls have taken, and how often there was one. With a
 * handler it is called in the upcall, mask set, with the bits just taken.
 */
extern volatile uint32_t events_seen, irq_upcalls;
extern void (*irq_handler)(uint32_t events);

/* Take the events off the pending word, as the upcall does. */
uint32_t take_events(void);
void mask_events(void);
void unmask_events(void);

/*
 * Runs f(argument) and returns the kind of the fault upcall that ended it, or
 * NO_FAULT. fault_pc, fault_fsr, fault_far and fault_frame tell more.
 */
#define NO_FAULT	0xffffffffu
uint32_t probe(void (*f)(uint32_t), uint32_t argument);
extern uint32_t fault_fsr, fault_far;
extern struct frame fault_frame;

/* Functions for probe() */
void load_word(uint32_t address);
void store_word(uint32_t address);
void jump_to(uint32_t address);

/* The clock, in ticks, and waiting for it in a loop that does not give away
 * the CPU.
 */
uint32_t clock(void);
void spin(uint32_t ticks);

/* A hypercall by number, all of its registers seen: r[0] to r[3] are loaded
 * and then hold what came back.
 */
void raw_call(uint32_t number, uint32_t r[4]);

#endif
