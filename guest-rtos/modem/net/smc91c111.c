// SPDX-License-Identifier: BSD-3-Clause
/*
 * Driver of the LAN91C111. Names of registers and the rules of their use are
 * those of its data sheet (Microchip DS00002276), chapter 8; where it gives
 * none, time limits are generous.
 */
#include <string.h>

#include <smc91c111_io.h>

#include "smc91c111.h"

#define BANK		0xe	/* in every bank */
#define BANK_MARK	0x3300	/* its upper byte when read */

/* Bank 0 */
#define TCR		0x0
#define TCR_TXENA	0x0001
#define TCR_PAD_EN	0x0080
#define RCR		0x4
#define RCR_RXEN	0x0100
#define RCR_STRIP_CRC	0x0200
#define RCR_SOFT_RST	0x8000
#define RPCR		0xa
#define RPCR_ANEG	0x0800

/* Bank 1 */
#define CONFIG		0x0
#define CONFIG_EPH_POWER	0x8000
#define IA0		0x4
#define CONTROL		0xc
#define CONTROL_AUTO_RELEASE	0x0800

/* Bank 2 */
#define MMU		0x0
#define MMU_BUSY	0x0001
#define MMU_ALLOCATE	0x0020
#define MMU_RESET	0x0040
#define MMU_RX_RELEASE	0x0080
#define MMU_RELEASE	0x00a0
#define MMU_ENQUEUE	0x00c0
#define PNR		0x2	/* 8 bits */
#define ARR		0x3	/* 8 bits */
#define ARR_FAILED	0x80
#define FIFO_TX		0x4	/* 8 bits */
#define FIFO_RX		0x5	/* 8 bits */
#define FIFO_EMPTY	0x80
#define FIFO_PACKET	0x3f
#define POINTER		0x6
#define POINTER_RCV	0x8000
#define POINTER_AUTO	0x4000
#define POINTER_READ	0x2000
#define POINTER_BUSY	0x0800	/* the write FIFO is not empty */
#define DATA		0x8
#define INT_STATUS	0xc	/* 8 bits; write: acknowledge */
#define INT_MASK	0xd	/* 8 bits */
#define INT_RCV		0x01
#define INT_TX		0x02
#define INT_ALLOC	0x08
#define INT_RX_OVRN	0x10

/* Bank 3 */
#define MGMT		0x8
#define MGMT_MDO	0x0001
#define MGMT_MCLK	0x0004
#define MGMT_MDOE	0x0008
#define REVISION	0xa
#define REVISION_A	0x90

/* In packet memory: status word, byte count, data, control byte */
#define RX_ALIGN_ERROR	0x8000
#define RX_BAD_CRC	0x2000
#define RX_ODD		0x1000
#define RX_TOO_LONG	0x0800
#define RX_TOO_SHORT	0x0400
#define RX_ERRORS	(RX_ALIGN_ERROR | RX_BAD_CRC | RX_TOO_LONG | \
			 RX_TOO_SHORT)
#define COUNT_MASK	0x07ff
#define COUNT_EXTRA	6	/* all but the data, in the byte count */
#define CONTROL_ODD	0x20

/* struct smc.packet, if it is no number */
#define NO_PACKET	0xff
#define ASKED		0xfe	/* the MMU has been asked for one */

/* Accesses until the chip counts as stuck: it needs less than 1 us */
#define PATIENCE	1000
#define ALLOC_POLLS	8	/* then the interrupt reports it */
/* From the pointer to the first data, 370 ns, in bus cycles of 85 ns or more */
#define POINTER_CYCLES	5

static void select_bank(const struct smc *s, uint16_t bank)
{
	smc_out16(s->base, BANK, bank);
}

/* ---- the PHY --------------------------------------------------------------*/

#define PHY_ADDRESS	0
#define PHY_CONTROL	0
#define PHY_CONTROL_ANEG	0x1200	/* enabled, restarted, not isolated */
#define PHY_ADVERTISE	4
#define PHY_HALF_DUPLEX	0x00a1	/* 100BASE-TX and 10BASE-T, IEEE 802.3 */

/* Each bit is taken with the rising edge of the clock. */
static void mdio_send(const struct smc *s, uint32_t bits, uint32_t count)
{
	uint16_t bit;

	while (count--) {
		bit = MGMT_MDOE | (bits >> count & 1 ? MGMT_MDO : 0);
		smc_out16(s->base, MGMT, bit);
		smc_out16(s->base, MGMT, bit | MGMT_MCLK);
	}
}

/* IEEE 802.3 clause 22.2.4.5: preamble, start, write, PHY, register, 10 */
static void phy_write(const struct smc *s, uint32_t reg, uint16_t value)
{
	select_bank(s, 3);
	mdio_send(s, 0xffffffff, 32);
	mdio_send(s, 0x5, 4);
	mdio_send(s, PHY_ADDRESS, 5);
	mdio_send(s, reg, 5);
	mdio_send(s, 0x2, 2);
	mdio_send(s, value, 16);
	smc_out16(s->base, MGMT, 0);
}

/*
 * The PHY is isolated after a reset. It offers half duplex only, which is how
 * the MAC works without being told, so that nothing must follow what the PHY
 * has negotiated.
 */
static void init_phy(const struct smc *s)
{
	phy_write(s, PHY_ADVERTISE, PHY_HALF_DUPLEX);
	phy_write(s, PHY_CONTROL, PHY_CONTROL_ANEG);
}

/* ---- the MMU --------------------------------------------------------------*/

/* A command may be given only after the one before is done. */
static void wait_mmu(struct smc *s)
{
	uint32_t polls = PATIENCE;

	while (smc_in16(s->base, MMU) & MMU_BUSY)
		if (!--polls) {
			s->stuck = true;
			return;
		}
}

static void command_mmu(struct smc *s, uint16_t command)
{
	wait_mmu(s);
	smc_out16(s->base, MMU, command);
}

/* Waits until what was written to DATA is in the packet memory. */
static void wait_data(struct smc *s)
{
	uint32_t polls = PATIENCE;

	while (smc_in16(s->base, POINTER) & POINTER_BUSY)
		if (!--polls) {
			s->stuck = true;
			return;
		}
}

static void set_pointer(struct smc *s, uint16_t pointer)
{
	uint32_t cycle;

	wait_data(s);
	smc_out16(s->base, POINTER, pointer);
	if (pointer & POINTER_READ)
		for (cycle = 0; cycle < POINTER_CYCLES; cycle++)
			smc_in16(s->base, POINTER);
}

/* ---- start ----------------------------------------------------------------*/

static bool read_mac(struct smc *s)
{
	static const uint8_t none[6];
	uint32_t i;

	select_bank(s, 1);
	for (i = 0; i < 6; i++)
		s->mac[i] = smc_in8(s->base, IA0 + i);
	return !(s->mac[0] & 1) && memcmp(s->mac, none, 6);
}

/* The reset takes effect while the bit is set; the chip needs a moment. */
static void reset_chip(struct smc *s)
{
	uint32_t cycle;

	select_bank(s, 2);
	smc_out8(s->base, INT_MASK, 0);
	select_bank(s, 0);
	smc_out16(s->base, RCR, RCR_SOFT_RST);
	for (cycle = 0; cycle < PATIENCE; cycle++)
		smc_in16(s->base, BANK);
	smc_out16(s->base, RCR, 0);
	smc_out16(s->base, TCR, 0);
	select_bank(s, 1);
	smc_out16(s->base, CONFIG,
		  smc_in16(s->base, CONFIG) | CONFIG_EPH_POWER);
	smc_out16(s->base, CONTROL,
		  smc_in16(s->base, CONTROL) | CONTROL_AUTO_RELEASE);
	select_bank(s, 2);
	command_mmu(s, MMU_RESET);
	wait_mmu(s);
}

static void start_chip(struct smc *s)
{
	init_phy(s);
	select_bank(s, 3);
	s->old = (smc_in16(s->base, REVISION) & 0xff) == REVISION_A;
	select_bank(s, 0);
	smc_out16(s->base, RPCR, RPCR_ANEG);
	smc_out16(s->base, TCR, TCR_TXENA | TCR_PAD_EN);
	smc_out16(s->base, RCR, RCR_RXEN | RCR_STRIP_CRC);
	select_bank(s, 2);
}

bool smc_init(struct smc *s, uintptr_t base)
{
	s->base = base;
	s->packet = NO_PACKET;
	s->stuck = false;
	if ((smc_in16(base, BANK) & 0xff00) != BANK_MARK)
		return false;
	reset_chip(s);
	if (!read_mac(s))
		return false;
	start_chip(s);
	return !s->stuck;
}

/* ---- interrupts -----------------------------------------------------------*/

void smc_mask(const struct smc *s)
{
	smc_out8(s->base, INT_MASK, 0);
}

void smc_unmask(const struct smc *s)
{
	smc_out8(s->base, INT_MASK, INT_RCV | INT_RX_OVRN | INT_TX |
		 (s->packet == ASKED ? INT_ALLOC : 0));
}

/*
 * A frame could not be sent. Sent ones are released by the chip, but this one
 * is still in the completion FIFO, and the transmitter has stopped.
 */
static void handle_failure(struct smc *s)
{
	uint8_t failed = smc_in8(s->base, FIFO_TX);

	if (!(failed & FIFO_EMPTY)) {
		smc_out8(s->base, PNR, failed & FIFO_PACKET);
		command_mmu(s, MMU_RELEASE);
		/* PNR must not change until it is done */
		wait_mmu(s);
		s->failures++;
	}
	smc_out8(s->base, INT_STATUS, INT_TX);
	select_bank(s, 0);
	smc_out16(s->base, TCR, TCR_TXENA | TCR_PAD_EN);
	select_bank(s, 2);
}

/* INT_RCV is up as long as the FIFO of received frames isn't empty. */
bool smc_service(struct smc *s)
{
	uint8_t status = smc_in8(s->base, INT_STATUS);

	if (status & INT_TX)
		handle_failure(s);
	if (status & INT_RX_OVRN) {
		smc_out8(s->base, INT_STATUS, INT_RX_OVRN);
		s->overruns++;
	}
	return status & INT_RCV;
}

/* ---- receiving ------------------------------------------------------------*/

/*
 * Revision A never reports that the data have an odd length: their last byte,
 * which may be none of the frame, is counted then. IP has its own length.
 */
static uint32_t receive_length(const struct smc *s, uint32_t status,
			       uint32_t count)
{
	bool odd = (status & RX_ODD) || s->old;

	return count - COUNT_EXTRA + (odd ? 1 : 0);
}

/* Reads the first word of the frame. Returns its length, 0 if it is bad. */
static uint32_t open_frame(struct smc *s)
{
	uint32_t word, count, length;

	set_pointer(s, POINTER_RCV | POINTER_AUTO | POINTER_READ);
	word = smc_in32(s->base, DATA);
	count = word >> 16 & COUNT_MASK;
	if ((word & RX_ERRORS) || count < COUNT_EXTRA + SMC_FRAME_MIN)
		return 0;
	length = receive_length(s, word & 0xffff, count);
	return length <= SMC_FRAME_MAX ? length : 0;
}

static void read_header(const struct smc *s, struct ether *e)
{
	wire16 *half = (wire16 *)e;
	uint32_t i;

	for (i = 0; i < sizeof(*e) / 2; i++)
		half[i] = smc_in16(s->base, DATA);
}

uint32_t smc_receive(struct smc *s, struct ether *e)
{
	uint32_t length;

	while (!s->stuck && !(smc_in8(s->base, FIFO_RX) & FIFO_EMPTY)) {
		length = open_frame(s);
		if (length > SMC_FRAME_MIN) {
			s->received++;
			read_header(s, e);
			return length - SMC_FRAME_MIN;
		}
		s->bad++;
		smc_release(s);
	}
	return 0;
}

void smc_read(const struct smc *s, void *to, uint32_t length)
{
	uintptr_t base = s->base;
	wire32 *word = to;
	uint32_t last;

	for (; length >= 32; length -= 32, word += 8) {
		word[0] = smc_in32(base, DATA);
		word[1] = smc_in32(base, DATA);
		word[2] = smc_in32(base, DATA);
		word[3] = smc_in32(base, DATA);
		word[4] = smc_in32(base, DATA);
		word[5] = smc_in32(base, DATA);
		word[6] = smc_in32(base, DATA);
		word[7] = smc_in32(base, DATA);
	}
	for (; length >= 4; length -= 4)
		*word++ = smc_in32(base, DATA);
	if (length) {
		last = smc_in32(base, DATA);
		memcpy(word, &last, length);
	}
}

/* The next frame is at the output of the FIFO once the MMU is done. */
void smc_release(struct smc *s)
{
	command_mmu(s, MMU_RX_RELEASE);
	wait_mmu(s);
}

/* ---- sending --------------------------------------------------------------*/

/* ALLOC INT, unlike FAILED, is synchronized to the read. */
static bool take_packet(struct smc *s)
{
	uint32_t polls;

	for (polls = 0; polls < ALLOC_POLLS; polls++) {
		if (!(smc_in8(s->base, INT_STATUS) & INT_ALLOC))
			continue;
		s->packet = smc_in8(s->base, ARR);
		if (s->packet & ARR_FAILED) {
			s->packet = NO_PACKET;
			return false;
		}
		return true;
	}
	return false;
}

bool smc_can_send(struct smc *s)
{
	if (s->packet < ASKED)
		return true;
	if (s->packet == NO_PACKET) {
		command_mmu(s, MMU_ALLOCATE);
		s->packet = ASKED;
	}
	return take_packet(s);
}

/* At most three bytes more may follow. */
static void write_words(uintptr_t base, const void *from, uint32_t length)
{
	const wire32 *word = from;

	for (; length >= 32; length -= 32, word += 8) {
		smc_out32(base, DATA, word[0]);
		smc_out32(base, DATA, word[1]);
		smc_out32(base, DATA, word[2]);
		smc_out32(base, DATA, word[3]);
		smc_out32(base, DATA, word[4]);
		smc_out32(base, DATA, word[5]);
		smc_out32(base, DATA, word[6]);
		smc_out32(base, DATA, word[7]);
	}
	for (; length >= 4; length -= 4)
		smc_out32(base, DATA, *word++);
}

/* The last data and the control byte, which is at an odd address. */
static void write_end(uintptr_t base, const uint8_t *last, uint32_t left)
{
	if (left & 2) {
		smc_out16(base, DATA, last[0] | last[1] << 8);
		last += 2;
	}
	smc_out16(base, DATA, left & 1 ? last[0] | CONTROL_ODD << 8 : 0);
}

static void write_header(uintptr_t base, const struct ether *e)
{
	const wire16 *half = (const wire16 *)e;
	uint32_t i;

	for (i = 0; i < sizeof(*e) / 2; i++)
		smc_out16(base, DATA, half[i]);
}

void smc_send(struct smc *s, const struct ether *e, const void *head,
	      uint32_t head_length, const void *body, uint32_t body_length)
{
	uint32_t length = sizeof(*e) + head_length + body_length;
	const void *last = body_length ? body : head;
	uint32_t left = body_length ? body_length : head_length;

	smc_out8(s->base, PNR, s->packet);
	set_pointer(s, POINTER_AUTO);
	smc_out32(s->base, DATA, ((length & ~1u) + COUNT_EXTRA) << 16);
	write_header(s->base, e);
	if (body_length)
		write_words(s->base, head, head_length);
	write_words(s->base, last, left);
	write_end(s->base, (const uint8_t *)last + (left & ~3u), left & 3);
	wait_data(s);
	command_mmu(s, MMU_ENQUEUE);
	s->packet = NO_PACKET;
	s->sent++;
}
