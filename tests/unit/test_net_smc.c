// SPDX-License-Identifier: GPL-2.0-only
/*
 * The driver of the LAN91C111 on a model of the chip that is as strict as its
 * data sheet: what the sheet forbids fails the test, although an emulator or a
 * fast board may forgive it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <smc91c111_io.h>

#include "smc91c111.h"

#define BASE		0x1000u
#define PACKETS		4
#define PACKET_SIZE	2048
#define NONE		0x80
#define POINTER_DELAY	5	/* accesses, each of 85 ns or more */

static const uint8_t mac[6] = { 0x52, 0x54, 0, 0x12, 0x34, 0x56 };

/* ---- the chip -------------------------------------------------------------*/

static struct {
	bool absent;
	uint8_t bank, mac[6];
	uint16_t tcr, rcr, rpcr, config, control, revision;
	uint8_t memory[PACKETS][PACKET_SIZE];
	uint8_t allocated;		/* a bit for each packet */
	uint8_t rx[PACKETS], rx_count;
	uint8_t tx[PACKETS], tx_count;
	uint8_t failed[PACKETS], failed_count;	/* the completion FIFO */
	uint8_t pnr, arr;
	bool waits;			/* an allocation */
	uint16_t pointer;
	uint32_t since_pointer;		/* accesses */
	uint32_t busy, writing;		/* reads until it is over */
	uint16_t command;		/* under way while busy */
	bool broken;			/* busy for ever */
	uint8_t mask, overrun;
	/* the PHY's serial interface */
	uint64_t mdio;
	uint32_t mdio_bits;
	bool mdio_clock;
	uint16_t phy[32];
} chip;

static void allocate(void)
{
	uint32_t i;

	for (i = 0; i < PACKETS; i++)
		if (!(chip.allocated & 1u << i))
			break;
	chip.waits = i == PACKETS;
	chip.arr = chip.waits ? NONE : i;
	if (!chip.waits)
		chip.allocated |= 1u << i;
}

static void release(uint8_t packet)
{
	assert_true(packet < PACKETS && chip.allocated & 1u << packet);
	chip.allocated &= ~(1u << packet);
	if (chip.waits)
		allocate();
}

/* What a command does is visible once the chip is no longer busy. */
static void finish_command(void)
{
	uint16_t command = chip.command;

	chip.command = 0;
	if (command == 0x80) {
		assert_true(chip.rx_count);
		release(chip.rx[0]);
		memmove(chip.rx, chip.rx + 1, --chip.rx_count);
	} else if (command == 0xa0) {
		release(chip.pnr);
	}
}

static void start_command(uint16_t command)
{
	assert_false(chip.busy);
	switch (command) {
	case 0x20:
		assert_false(chip.waits);
		allocate();
		return;
	case 0x40:
		chip.allocated = chip.rx_count = chip.tx_count = 0;
		chip.failed_count = 0;
		chip.waits = false;
		chip.arr = NONE;
		break;
	case 0xc0:
		assert_true(chip.allocated & 1u << chip.pnr);
		assert_false(chip.writing);
		chip.tx[chip.tx_count++] = chip.pnr;
		return;
	default:
		assert_true(command == 0x80 || command == 0xa0);
	}
	chip.command = command;
	chip.busy = 1 + rand() % 4;
}

static uint16_t read_mmu(void)
{
	if (chip.broken)
		return 1;
	if (chip.busy && !--chip.busy)
		finish_command();
	return chip.busy ? 1 : 0;
}

static uint8_t status(void)
{
	return (chip.rx_count && !chip.command ? 0x01 : 0) |
		(chip.failed_count ? 0x02 : 0) |
		(!(chip.arr & NONE) ? 0x08 : 0) | chip.overrun;
}

/* The address of the next byte of the packet that the pointer is in */
static uint8_t *next_byte(bool reading)
{
	uint8_t packet = chip.pointer & 0x8000 ? chip.rx[0] : chip.pnr;
	uint16_t at = chip.pointer & 0x7ff;

	assert_int_equal(!!(chip.pointer & 0x2000), reading);
	assert_true(chip.pointer & 0x4000);
	assert_true(!(chip.pointer & 0x8000) || chip.rx_count);
	assert_true(packet < PACKETS && chip.allocated & 1u << packet);
	assert_true(!reading || chip.since_pointer > POINTER_DELAY);
	chip.pointer = (chip.pointer & 0xf800) | (at + 1);
	return &chip.memory[packet][at];
}

static uint32_t read_data(uint32_t size)
{
	uint32_t value = 0, i;

	for (i = 0; i < size; i++)
		value |= (uint32_t)*next_byte(true) << 8 * i;
	return value;
}

static void write_data(uint32_t value, uint32_t size)
{
	uint32_t i;

	chip.writing = 0;
	for (i = 0; i < size; i++)
		*next_byte(false) = value >> 8 * i;
	chip.writing = rand() % 2;
}

/* 32 ones, then 01 01, PHY 0, register, 10, value */
static void clock_mdio(uint16_t value)
{
	bool rising = value & 4 && !chip.mdio_clock;

	chip.mdio_clock = value & 4;
	if (!rising)
		return;
	assert_true(value & 8);
	chip.mdio = chip.mdio << 1 | (value & 1);
	if (++chip.mdio_bits != 64)
		return;
	chip.mdio_bits = 0;
	assert_int_equal(chip.mdio >> 32, 0xffffffff);
	assert_int_equal(chip.mdio >> 23 & 0x1ff, 0x0a0);
	assert_int_equal(chip.mdio >> 16 & 3, 2);
	chip.phy[chip.mdio >> 18 & 31] = chip.mdio;
}

static uint32_t where(uint32_t at)
{
	chip.since_pointer++;
	assert_true(at < 16);
	return chip.bank << 8 | at;
}

uint8_t smc_in8(uintptr_t base, uint32_t at)
{
	switch (where(at)) {
	case 0x104: case 0x105: case 0x106: case 0x107: case 0x108: case 0x109:
		return chip.mac[at - 4];
	case 0x203:
		return chip.arr;
	case 0x204:
		return chip.failed_count ? chip.failed[0] : NONE;
	case 0x205:
		assert_false(chip.command == 0x80);
		return chip.rx_count ? chip.rx[0] : NONE;
	case 0x20c:
		return status();
	default:
		fail();
	}
	return 0;
}

uint16_t smc_in16(uintptr_t base, uint32_t at)
{
	uint32_t place = where(at);

	if (at == 0xe)
		return chip.absent ? 0xffff : 0x3300 | chip.bank;
	switch (place) {
	case 0x100:
		return chip.config;
	case 0x10c:
		return chip.control;
	case 0x200:
		return read_mmu();
	case 0x206:
		if (chip.writing)
			return chip.writing--, chip.pointer | 0x800;
		return chip.pointer;
	case 0x208:
		return read_data(2);
	case 0x30a:
		return chip.revision;
	default:
		fail();
	}
	return 0;
}

uint32_t smc_in32(uintptr_t base, uint32_t at)
{
	assert_int_equal(where(at), 0x208);
	return read_data(4);
}

void smc_out8(uintptr_t base, uint32_t at, uint8_t value)
{
	switch (where(at)) {
	case 0x202:
		assert_false(chip.busy && chip.command == 0xa0);
		chip.pnr = value;
		break;
	case 0x20c:
		if (value & 0x02 && chip.failed_count)
			memmove(chip.failed, chip.failed + 1,
				--chip.failed_count);
		chip.overrun &= ~value;
		break;
	case 0x20d:
		chip.mask = value;
		break;
	default:
		fail();
	}
}

static void set_pointer(uint16_t value)
{
	assert_false(chip.writing);
	chip.pointer = value;
	chip.since_pointer = 0;
}

void smc_out16(uintptr_t base, uint32_t at, uint16_t value)
{
	uint16_t *const plain[] = { [0x000] = &chip.tcr, [0x004] = &chip.rcr,
				    [0x00a] = &chip.rpcr };

	if (at == 0xe) {
		chip.bank = value & 7;
		chip.since_pointer++;
		return;
	}
	switch (where(at)) {
	case 0x000: case 0x004: case 0x00a:
		*plain[at] = value;
		break;
	case 0x100:
		chip.config = value;
		break;
	case 0x10c:
		chip.control = value;
		break;
	case 0x200:
		start_command(value);
		break;
	case 0x206:
		set_pointer(value);
		break;
	case 0x208:
		write_data(value, 2);
		break;
	case 0x308:
		clock_mdio(value);
		break;
	default:
		fail();
	}
}

void smc_out32(uintptr_t base, uint32_t at, uint32_t value)
{
	assert_int_equal(where(at), 0x208);
	write_data(value, 4);
}

/* ---- the wire -------------------------------------------------------------*/

static uint8_t sample(uint32_t i)
{
	return i * 7 + i / 256 + 3;
}

/* A frame arrives. Returns false if it is lost. */
static bool receive(uint32_t length, uint16_t error)
{
	uint32_t i;
	uint8_t *m;

	allocate();
	if (chip.waits) {
		chip.waits = false;
		chip.overrun = 0x10;
		return false;
	}
	m = chip.memory[chip.arr];
	chip.rx[chip.rx_count++] = chip.arr;
	chip.arr = NONE;
	error |= length & 1 ? 0x1000 : 0;
	m[0] = error;
	m[1] = error >> 8;
	m[2] = (length & ~1u) + 6;
	m[3] = ((length & ~1u) + 6) >> 8;
	for (i = 0; i < length; i++)
		m[4 + i] = sample(i);
	m[length & 1 ? 4 + length : 5 + length] = length & 1 ? 0x20 : 0;
	return true;
}

/* Sends the oldest frame, which stops the transmitter if that fails. */
static void transmit(bool fails)
{
	uint8_t packet = chip.tx[0];

	assert_true(chip.tx_count && chip.tcr & 1);
	memmove(chip.tx, chip.tx + 1, --chip.tx_count);
	if (!fails) {
		release(packet);
		return;
	}
	chip.failed[chip.failed_count++] = packet;
	chip.tcr &= ~1;
}

/* ---- tests ----------------------------------------------------------------*/

static struct smc smc;

static int start(void **state)
{
	memset(&chip, 0, sizeof(chip));
	memset(&smc, 0, sizeof(smc));
	srand(1);
	memcpy(chip.mac, mac, 6);
	chip.revision = 0x3391;
	chip.config = 0x20b1;
	chip.control = 0x1210;
	chip.arr = NONE;
	chip.allocated = 5;	/* left by a former life */
	chip.mask = 0xff;
	assert_true(smc_init(&smc, BASE));
	return 0;
}

static void starts(void **state)
{
	assert_memory_equal(smc.mac, mac, 6);
	assert_int_equal(chip.mask, 0);
	assert_int_equal(chip.allocated, 0);
	assert_int_equal(chip.tcr, 0x0081);
	assert_int_equal(chip.rcr, 0x0300);
	assert_int_equal(chip.config, 0xa0b1);
	assert_int_equal(chip.control, 0x1a10);
	assert_int_equal(chip.rpcr & 0x800, 0x800);
	assert_int_equal(chip.phy[0], 0x1200);
	assert_int_equal(chip.phy[4], 0x00a1);
	assert_int_equal(chip.bank, 2);
	smc_unmask(&smc);
	assert_int_equal(chip.mask, 0x13);
	smc_mask(&smc);
	assert_int_equal(chip.mask, 0);
}

static void refuses_to_start(void **state)
{
	chip.absent = true;
	assert_false(smc_init(&smc, BASE));
	chip.absent = false;
	memset(chip.mac, 0, 6);
	assert_false(smc_init(&smc, BASE));
	chip.mac[0] = 1;
	assert_false(smc_init(&smc, BASE));
	memcpy(chip.mac, mac, 6);
	chip.broken = true;
	assert_false(smc_init(&smc, BASE));
}

static void send(uint32_t head_length, uint32_t body_length)
{
	static uint8_t head[68] __attribute__((aligned(4)));
	static uint8_t body[1440] __attribute__((aligned(4)));
	struct ether e;
	uint32_t i;

	for (i = 0; i < sizeof(e); i++)
		((uint8_t *)&e)[i] = sample(i);
	for (i = 0; i < head_length; i++)
		head[i] = sample(14 + i);
	for (i = 0; i < body_length; i++)
		body[i] = sample(14 + head_length + i);
	assert_true(smc_can_send(&smc));
	smc_send(&smc, &e, head, head_length, body_length ? body : NULL,
		 body_length);
}

static void is_sent(uint32_t length)
{
	const uint8_t *m = chip.memory[chip.tx[0]];
	uint32_t i, odd = length & 1;

	assert_int_equal(m[0] | m[1], 0);
	assert_int_equal(m[2] | m[3] << 8, (length & ~1u) + 6);
	for (i = 0; i < length; i++)
		assert_int_equal(m[4 + i], sample(i));
	assert_int_equal(m[4 + (length & ~1u) + 1], odd ? 0x20 : 0);
	transmit(false);
}

static void sends(void **state)
{
	uint32_t i;

	for (i = 0; i <= 68; i++) {
		send(i, 0);
		is_sent(14 + i);
	}
	for (i = 1; i <= 1432; i++) {
		send(68, i);
		is_sent(14 + 68 + i);
	}
	assert_int_equal(smc.sent, 69 + 1432);
	assert_int_equal(chip.allocated, 0);
}

/* Four frames fill the memory; the interrupt says when there is room. */
static void waits_for_room(void **state)
{
	uint32_t i;

	for (i = 0; i < PACKETS; i++)
		send(20, 0);
	assert_false(smc_can_send(&smc));
	assert_false(smc_can_send(&smc));
	smc_unmask(&smc);
	assert_int_equal(chip.mask, 0x1b);
	transmit(false);
	assert_int_equal(status() & chip.mask, 0x08);
	assert_true(smc_can_send(&smc));
	smc_unmask(&smc);
	assert_int_equal(chip.mask, 0x13);
	send(20, 0);
	assert_int_equal(chip.tx_count, PACKETS);
}

static void recovers_from_failures(void **state)
{
	send(20, 0);
	send(21, 0);
	transmit(true);
	/* a packet is held already, so that nothing waits before its use */
	assert_true(smc_can_send(&smc));
	assert_int_equal(status() & 0x02, 0x02);
	smc_service(&smc);
	send(22, 0);
	assert_int_equal(smc.failures, 1);
	assert_int_equal(chip.tcr, 0x0081);
	assert_int_equal(chip.bank, 2);
	assert_int_equal(status() & 0x02, 0);
	is_sent(35);
	is_sent(36);
	assert_int_equal(chip.allocated, 0);
}

static void is_received(uint32_t length)
{
	static uint8_t data[1504] __attribute__((aligned(4)));
	struct ether e;
	uint32_t i, head = length - 14 < 68 ? length - 14 : 68;

	assert_int_equal(smc_receive(&smc, &e), length - 14);
	for (i = 0; i < 14; i++)
		assert_int_equal(((uint8_t *)&e)[i], sample(i));
	memset(data, 0, sizeof(data));
	smc_read(&smc, data, head);
	if (length - 14 > head)
		smc_read(&smc, data + head, length - 14 - head);
	for (i = 0; i < length - 14; i++)
		assert_int_equal(data[i], sample(14 + i));
	assert_int_equal(data[i], 0);
	smc_release(&smc);
}

static void receives(void **state)
{
	struct ether e;
	uint32_t i;

	assert_int_equal(smc_receive(&smc, &e), 0);
	for (i = 15; i <= 1500; i++) {
		assert_true(receive(i, 0));
		assert_true(receive(i + 1, 0));
		is_received(i);
		is_received(i + 1);
		assert_int_equal(smc_receive(&smc, &e), 0);
	}
	assert_int_equal(chip.allocated, 0);
	assert_int_equal(smc.bad, 0);
}

static void skips_bad_frames(void **state)
{
	static const uint16_t errors[] = { 0x8000, 0x2000, 0x0800, 0x0400 };
	struct ether e;
	uint32_t i;

	for (i = 0; i < 4; i++) {
		receive(100, errors[i]);
		receive(200, 0);
		is_received(200);
	}
	receive(14, 0);
	receive(3, 0);
	receive(1515, 0);
	assert_int_equal(smc_receive(&smc, &e), 0);
	assert_int_equal(smc.bad, 7);
	/* broadcast, multicast and hash bits are no errors */
	receive(200, 0x4000 | 0x007f);
	is_received(200);
	assert_int_equal(chip.allocated, 0);
}

static void counts_overruns(void **state)
{
	uint32_t i;

	for (i = 0; i < PACKETS; i++)
		assert_true(receive(100, 0));
	assert_false(receive(100, 0));
	assert_true(smc_service(&smc));
	assert_int_equal(smc.overruns, 1);
	assert_int_equal(status() & 0x10, 0);
	for (i = 0; i < PACKETS; i++)
		is_received(100);
	assert_false(smc_service(&smc));
	assert_int_equal(smc.overruns, 1);
}

/* Revision A does not set the odd bit. */
static void reads_old_chips(void **state)
{
	struct ether e;

	chip.revision = 0x3390;
	assert_true(smc_init(&smc, BASE));
	receive(101, 0);
	chip.memory[chip.rx[0]][1] = 0;
	assert_int_equal(smc_receive(&smc, &e), 101 - 14);
	smc_release(&smc);
}

static void notices_a_stuck_chip(void **state)
{
	struct ether e;

	receive(100, 0);
	receive(100, 0);
	assert_int_equal(smc_receive(&smc, &e), 86);
	chip.broken = true;
	smc_release(&smc);
	assert_true(smc.stuck);
	assert_int_equal(smc_receive(&smc, &e), 0);
	chip.broken = false;
	chip.busy = 0;
	assert_true(smc_init(&smc, BASE));
	assert_false(smc.stuck);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(starts, start),
		cmocka_unit_test_setup(refuses_to_start, start),
		cmocka_unit_test_setup(sends, start),
		cmocka_unit_test_setup(waits_for_room, start),
		cmocka_unit_test_setup(recovers_from_failures, start),
		cmocka_unit_test_setup(receives, start),
		cmocka_unit_test_setup(skips_bad_frames, start),
		cmocka_unit_test_setup(counts_overruns, start),
		cmocka_unit_test_setup(reads_old_chips, start),
		cmocka_unit_test_setup(notices_a_stuck_chip, start),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
