/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A host of the MBIM function. Numbers in tests are those of the specification,
 * not of the function's headers.
 */
#ifndef MBIM_HOST_H
#define MBIM_HOST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <mbim.h>

/* By the modem of the test: its lock must be free. */
static void check_unlocked(void);

/* ---- the host -------------------------------------------------------------*/

#define RECORDS		1000

static struct mbim *mb;		/* in a heap block: the sanitizer's borders */
static uint32_t *records[RECORDS];
static uint32_t nr_records, next_record;
static int wakes;

static void keep_record(void *arg, const void *record, size_t size)
{
	check_unlocked();
	assert_true(nr_records < RECORDS);
	records[nr_records] = malloc(size);
	memcpy(records[nr_records++], record, size);
}

static void wake_owner(void *arg)
{
	wakes++;
}

static const struct mbim_host host = {
	.send = keep_record, .wake = wake_owner,
};

static void forget_records(void)
{
	while (nr_records)
		free(records[--nr_records]);
	next_record = 0;
}

static int tear_down(void **state)
{
	forget_records();
	free(mb);
	return 0;
}

/* The record is a block of its own, as large as it is. */
static void give(const void *bytes, uint32_t size)
{
	void *copy = malloc(size ? size : 1);

	memcpy(copy, bytes, size);
	mbim_receive(mb, copy, size);
	free(copy);
}

static void give_words(uint32_t w0, uint32_t w1, uint32_t w2, uint32_t w3,
		       uint32_t size)
{
	const uint32_t words[4] = { w0, w1, w2, w3 };

	give(words, size);
}

/* Takes the next record that the function sent. */
static const uint32_t *take(uint32_t type, uint32_t tid)
{
	const uint32_t *words;

	assert_true(next_record < nr_records);
	words = records[next_record++];
	assert_int_equal(words[0], type);
	assert_int_equal(words[2], tid);
	return words;
}

/* The function must have sent nothing else; what was taken stays valid. */
static void none_left(void)
{
	assert_int_equal(next_record, nr_records);
}

static void none(void)
{
	none_left();
	forget_records();
}

static void take_error(uint32_t tid, uint32_t error)
{
	const uint32_t *words = take(0x80000004, tid);

	assert_int_equal(words[1], 16);
	assert_int_equal(words[3], error);
}

static void open_function(uint32_t transfer)
{
	const uint32_t *words;

	give_words(1, 16, 1, transfer, 16);
	words = take(0x80000001, 1);
	assert_int_equal(words[1], 16);
	assert_int_equal(words[3], 0);
	none();
}

static const uint8_t basic[16] = "\xa2\x89\xcc\x33\xbc\xbb\x8b\x4f"
				 "\xb6\xb0\x13\x3e\xc2\xaa\xe6\xdf";
static const uint8_t sms[16] = "\x53\x3f\xbe\xeb\x14\xfe\x44\x67"
			       "\x9f\x90\x33\xa2\x23\xe5\x6c\x3f";
static const uint8_t ussd[16] = "\xe5\x50\xa0\xc8\x5e\x82\x47\x9e"
				"\x82\xf7\x10\xab\xf4\xc3\x35\x1f";
static const uint8_t internet[16] = "\x7e\x5e\x2a\x7e\x4e\x6f\x72\x72"
				    "\x73\x6b\x65\x6e\x7e\x5e\x2a\x7e";

enum { QUERY, SET };

/* Makes a command of one fragment. Returns its size. */
static uint32_t make_command(uint32_t *words, uint32_t tid, const void *service,
			     uint32_t cid, uint32_t type, const void *info,
			     uint32_t length)
{
	const uint32_t size = 48 + ((length + 3) & ~3u);

	memset(words, 0, size);
	words[0] = 3;
	words[1] = size;
	words[2] = tid;
	words[3] = 1;
	memcpy(words + 5, service, 16);
	words[9] = cid;
	words[10] = type;
	words[11] = length;
	if (length)
		memcpy(words + 12, info, length);
	return size;
}

static void command(uint32_t tid, const void *service, uint32_t cid,
		    uint32_t type, const void *info, uint32_t length)
{
	uint32_t words[1024];

	give(words, make_command(words, tid, service, cid, type, info, length));
}

/* ---- information ----------------------------------------------------------*/

static const uint32_t *info;
static uint32_t info_size;

/* Takes the answer to a command, as one record. */
static void take_done(uint32_t tid, const void *service, uint32_t cid,
		      uint32_t status)
{
	const uint32_t *words = take(0x80000003, tid);

	assert_int_equal(words[3], 1);
	assert_int_equal(words[4], 0);
	assert_memory_equal(words + 5, service, 16);
	assert_int_equal(words[9], cid);
	assert_int_equal(words[10], status);
	info_size = words[11];
	assert_int_equal(words[1], 48 + info_size);
	info = words + 12;
}

static void take_indication(const void *service, uint32_t cid)
{
	const uint32_t *words = take(0x80000007, 0);

	assert_int_equal(words[3], 1);
	assert_int_equal(words[4], 0);
	assert_memory_equal(words + 5, service, 16);
	assert_int_equal(words[9], cid);
	info_size = words[10];
	assert_int_equal(words[1], 44 + info_size);
	info = words + 11;
}

/* The word at this offset of the information */
static uint32_t word(uint32_t at)
{
	assert_true(at + 4 <= info_size);
	return info[at / 4];
}

static const uint8_t *piece(uint32_t at, uint32_t fixed, uint32_t size)
{
	const uint32_t offset = word(at);

	assert_int_equal(word(at + 4), size);
	if (!size) {
		assert_int_equal(offset, 0);
		return NULL;
	}
	assert_int_equal(offset % 4, 0);
	assert_true(offset >= fixed && offset + size <= info_size);
	return (const uint8_t *)info + offset;
}

static void has_text(uint32_t at, uint32_t fixed, const char *text)
{
	const uint32_t length = strlen(text);
	const uint8_t *wide = piece(at, fixed, 2 * length);
	uint32_t i;

	for (i = 0; i < length; i++) {
		assert_int_equal(wide[2 * i], text[i]);
		assert_int_equal(wide[2 * i + 1], 0);
	}
}

/* Enters the structure that the pair at `at` refers to. */
static void enter_piece(uint32_t at)
{
	const uint32_t offset = word(at), size = word(at + 4);

	assert_true(offset % 4 == 0 && offset + size <= info_size);
	info += offset / 4;
	info_size = size;
}

/* Appends a text to a request; returns its size. */
static uint32_t add_text(uint32_t *words, uint32_t at, uint32_t *size,
			 const char *text)
{
	const uint32_t length = strlen(text);
	uint8_t *wide = (uint8_t *)words + *size;
	uint32_t i;

	words[at / 4] = *size;
	words[at / 4 + 1] = 2 * length;
	for (i = 0; i < (length + 1) / 2 * 4; i++)
		wide[i] = i % 2 || i / 2 >= length ? 0 : text[i / 2];
	*size += (2 * length + 3) & ~3u;
	return *size;
}

#endif
