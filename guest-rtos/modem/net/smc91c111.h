/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The LAN91C111, an Ethernet chip with 8 KB of packet memory of its own and no
 * DMA: frames are moved by programmed I/O, which is what a VM without DMA
 * masters can be given.
 *
 * All functions but smc_mask() are for one thread. Bank 2 stays selected while
 * interrupts are enabled, so that smc_mask() may be called by the handler.
 */
#ifndef NET_SMC91C111_H
#define NET_SMC91C111_H

#include <stdbool.h>
#include <stdint.h>

#include "wire.h"

#define SMC_FRAME_MIN	14
#define SMC_FRAME_MAX	1514	/* without checksum */

struct smc {
	uintptr_t base;
	uint8_t mac[6];
	uint8_t packet;		/* allocated for the next frame, or a flag */
	bool stuck;		/* it did not answer: smc_init() again */
	bool old;		/* revision A: see receive_length() */
	/* statistics, modulo 2^32 */
	uint32_t sent, received;
	uint32_t bad;		/* frames with errors */
	uint32_t overruns;	/* frames lost for want of memory, at least */
	uint32_t failures;	/* frames that were not sent */
};

/*
 * Resets the chip and starts it; interrupts stay masked. Returns false if
 * there is none, or it has no MAC address.
 */
bool smc_init(struct smc *s, uintptr_t base);

/* Any context: masks all interrupts of the chip. */
void smc_mask(const struct smc *s);
/* Enables interrupts for frames, failures, and room if it was missing. */
void smc_unmask(const struct smc *s);

/*
 * Handles failures of transmission and overruns; call it once a batch. Returns
 * true if frames have been received.
 */
bool smc_service(struct smc *s);

/*
 * Begins to read the next good frame. Returns its length without its header,
 * which goes to *e; 0: there is none. Then smc_read() as often as wanted, and
 * smc_release() once.
 */
uint32_t smc_receive(struct smc *s, struct ether *e);
/* `to` is aligned to 4; all but the last call have a multiple of 4. */
void smc_read(const struct smc *s, void *to, uint32_t length);
void smc_release(struct smc *s);

/* Returns whether there is room for a frame; if not, an interrupt will come. */
bool smc_can_send(struct smc *s);
/*
 * Sends a frame of a header and two pieces, aligned to 4, the first of which
 * has a multiple of 4 bytes unless the second is empty. Only after
 * smc_can_send() returned true; at most SMC_FRAME_MAX bytes.
 */
void smc_send(struct smc *s, const struct ether *e, const void *head,
	      uint32_t head_length, const void *body, uint32_t body_length);

#endif
