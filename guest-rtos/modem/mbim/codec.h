/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Information buffers of MBIM 1.0, section 10.3: a fixed part of little-endian
 * words, then a data part, whose pieces the fixed part refers to by pairs of
 * offset and size. Neither reader nor writer ever leaves its buffer; both note
 * the first error and go on, so that one check at the end is enough.
 *
 * Texts are UTF-16 in MBIM and ASCII in the modem. Buffers are aligned to 4
 * bytes, and so are all words in them.
 */
#ifndef MBIM_CODEC_H
#define MBIM_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* ---- reader: private memory, which the other side can't change any more ----*/

struct mbim_in {
	const uint8_t *data;
	uint32_t size;
	uint32_t fixed;		/* the data part begins here */
	bool bad;
};

/*
 * Opens size bytes, of which `fixed` belong to the fixed part; bad if there are
 * fewer. All reads from a bad buffer are harmless.
 */
void mbim_in_open(struct mbim_in *in, const void *data, uint32_t size,
		  uint32_t fixed);

/* Opens the part of `from` that begins at `at`: pairs in it start there. */
void mbim_in_open_part(struct mbim_in *in, struct mbim_in *from, uint32_t at,
		       uint32_t fixed);

/* Returns the word at `at`; 0 and bad if it isn't in the buffer. */
uint32_t mbim_get(struct mbim_in *in, uint32_t at);

/*
 * Returns the bytes that the pair at `at` refers to, and their number; they lie
 * in the data part, at a multiple of 4. NULL and *size 0 if it is empty, or bad.
 */
const uint8_t *mbim_get_bytes(struct mbim_in *in, uint32_t at, uint32_t *size);

/*
 * Copies the text that the pair at `at` refers to. Bad if it has `room` or more
 * characters, an odd size, or anything but printable ASCII.
 */
void mbim_get_text(struct mbim_in *in, uint32_t at, char *text, uint32_t room);

/* ---- writer ---------------------------------------------------------------*/

struct mbim_out {
	uint8_t *data;
	uint32_t room;
	uint32_t fixed;		/* size of the fixed part */
	uint32_t next;		/* place in it */
	uint32_t size;		/* so far */
	bool bad;		/* something did not fit */
};

/* Begins a buffer with a fixed part of that size, a multiple of 4. */
void mbim_out_begin(struct mbim_out *out, void *data, uint32_t room,
		    uint32_t fixed);

/* Appends to the fixed part; bad if that is complete. */
void mbim_put(struct mbim_out *out, uint32_t word);
void mbim_put_long(struct mbim_out *out, uint64_t value);
void mbim_put_raw(struct mbim_out *out, const void *bytes, uint32_t size);

/* Appends to the data part, padded to 4 bytes. Returns the offset. */
uint32_t mbim_put_data(struct mbim_out *out, const void *bytes, uint32_t size);

/* Appends a pair to the fixed part and its bytes or text to the data part. */
void mbim_put_bytes(struct mbim_out *out, const void *bytes, uint32_t size);
void mbim_put_text(struct mbim_out *out, const char *text);

/* Returns whether the fixed part is complete and everything has fitted. */
bool mbim_out_good(const struct mbim_out *out);

/* Begins a structure in the data part: nothing may be put between the two. */
void mbim_put_begin(struct mbim_out *out, struct mbim_out *part,
		    uint32_t fixed);
/* Ends it, and appends its pair to the fixed part. */
void mbim_put_end(struct mbim_out *out, const struct mbim_out *part);

#endif
