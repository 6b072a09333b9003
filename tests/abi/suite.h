/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Shared by the programs of the conformance suite: points that name the covered
 * pair, calls with all registers set, and the words through which the programs
 * send each other commands. See docs/abi/conformance.md.
 */
#ifndef SUITE_H
#define SUITE_H

#include "test.h"

#define LATE_MAX	TICKS_US(200)

/* Channels of each VM; see tests/abi/abi.dts */
#define CH_PEER		0	/* of both subjects: to the peer */
#define CH_PEER_2	1	/* of the first: uncached, to the peer */
#define CH_OTHER	2	/* of the first: to the paged subject */
#define CH_BUSY		3	/* of the first: to the VM with a budget */

/* In a channel to the peer: a command, and its result. */
enum {
	CMD_NONE, CMD_CALL, CMD_GIVES, CMD_REFUSES, CMD_BUSY, CMD_NO_KICK,
	/* to the paged subject: the way its next life ends */
	CMD_NO_ENTRY, CMD_NO_FRAME, CMD_DOUBLE_FAULT,
};

struct link {
	uint32_t command;
	uint32_t nr, arg[3];	/* of a call; CMD_BUSY: arg[0] ticks */
	int32_t want;		/* CMD_GIVES, CMD_REFUSES: its result */
	uint32_t r0;
	uint32_t done;		/* commands executed */
	uint32_t events;	/* seen by the peer, or'ed */
	uint32_t lives;
	uint32_t started, kicked;	/* clock: this life, its last kick */
	uint32_t last_end;
	uint32_t reserved[3];
	/* between the subjects, in their channel */
	uint32_t go, finished, points;
	uint32_t progress, errors;	/* of the paged one's later lives */
};

/*
 * A point of the test: call and result are a pair of abi/coverage.list. Numbers
 * continue from one VM to the next.
 */
extern uint32_t suite_points;
void point(bool good, const char *call, const char *result, const char *text);
void skip(const char *call, const char *result, const char *why);
/* Fails with an error of the test itself, or of a prerequisite. */
void broken(const char *call, const char *result, const char *why);

#define OK_IF(good, call, text)		point(good, #call, "OK", text)
#define VALUE(good, name, text)		point(good, "value", #name, text)
#define FIELD(good, name, text)		point(good, "field", #name, text)

/* By the convention: the registers to be preserved, from r`from` on, were */
void raw(struct regs *regs, uint32_t nr, uint32_t a, uint32_t b, uint32_t c,
	 uint32_t seed);
bool kept(const struct regs *regs, uint32_t seed, uint32_t from);

/*
 * Make the call with these arguments, in ARM and Thumb state, masked and not,
 * and check its result each time, and that registers and flags are preserved.
 * `refuses` also checks that nothing in the shared page has changed.
 */
bool gives(uint32_t nr, int32_t want, uint32_t a, uint32_t b, uint32_t c);
bool refuses(uint32_t nr, int32_t want, uint32_t a, uint32_t b, uint32_t c);

#define WORKS(call, text, a, b, c) \
	point(gives(DUET_CALL_##call, 0, a, b, c), #call, "OK", text)
#define FAILS(call, err, text, a, b, c) \
	point(refuses(DUET_CALL_##call, DUET_##err, a, b, c), #call, #err, \
	      text)

/* Sleeps with events masked; those that came are in `seen`. */
extern volatile uint32_t seen, irqs, fired, fired_at;
void rest(uint32_t us);
/* Rests until the word has the value, or for too long. */
bool rest_until(volatile uint32_t *word, uint32_t value);
void suite_init(void);

volatile struct link *link_at(uint32_t channel);
/* Returns the result of the peer's call; bails if it doesn't answer. */
int32_t peer_call(uint32_t nr, uint32_t a, uint32_t b, uint32_t c);
void peer_do(uint32_t command, uint32_t argument);
/* gives() or refuses() by the peer */
bool peer_gives(uint32_t nr, int32_t want, uint32_t a, uint32_t b);
bool peer_refuses(uint32_t nr, int32_t want, uint32_t a, uint32_t b);
uint32_t rnd(uint32_t below);
/* vm_info, or 0xbad0000 if it fails */
uint32_t info(uint32_t vm, uint32_t index);

/* The transmit interrupt of a PL011, which stays until it is disabled */
void uart_raise(volatile uint32_t *uart);

/* common.c, fault.c: tests that are equal for all kinds of VM */
void at_the_start(void);
void common(volatile uint32_t *uart);
void kernel_entries(void);

#endif
