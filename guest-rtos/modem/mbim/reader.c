// SPDX-License-Identifier: BSD-3-Clause
/* Reader of information buffers: see codec.h. */
#include "codec.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
	       "words are copied as they are");

void mbim_in_open(struct mbim_in *in, const void *data, uint32_t size,
		  uint32_t fixed)
{
	in->data = data;
	in->size = size;
	in->fixed = fixed;
	in->bad = size < fixed;
}

void mbim_in_open_part(struct mbim_in *in, struct mbim_in *from, uint32_t at,
		       uint32_t fixed)
{
	if (from->bad || at > from->size)
		mbim_in_open(in, from->data, 0, fixed);
	else
		mbim_in_open(in, from->data + at, from->size - at, fixed);
	from->bad |= in->bad;
}

uint32_t mbim_get(struct mbim_in *in, uint32_t at)
{
	uint32_t word;

	if (in->size < 4 || at > in->size - 4) {
		in->bad = true;
		return 0;
	}
	memcpy(&word, __builtin_assume_aligned(in->data + at, 4), 4);
	return word;
}

static bool in_data_part(const struct mbim_in *in, uint32_t at, uint32_t size)
{
	return !(at & 3) && at >= in->fixed && at <= in->size &&
		size <= in->size - at;
}

const uint8_t *mbim_get_bytes(struct mbim_in *in, uint32_t at, uint32_t *size)
{
	uint32_t offset = mbim_get(in, at), length = mbim_get(in, at + 4);

	*size = 0;
	if (in->bad || !length)
		return NULL;
	if (!in_data_part(in, offset, length)) {
		in->bad = true;
		return NULL;
	}
	*size = length;
	return in->data + offset;
}

/* Returns whether the UTF-16 text became ASCII. */
static bool narrow_text(char *text, const uint8_t *wide, uint32_t length)
{
	uint32_t i;

	for (i = 0; i < length; i++) {
		text[i] = wide[2 * i];
		if (text[i] < ' ' || text[i] > '~' || wide[2 * i + 1])
			return false;
	}
	text[length] = '\0';
	return true;
}

void mbim_get_text(struct mbim_in *in, uint32_t at, char *text, uint32_t room)
{
	uint32_t size;
	const uint8_t *wide = mbim_get_bytes(in, at, &size);

	if (size & 1 || size / 2 >= room || !narrow_text(text, wide, size / 2)) {
		in->bad = true;
		text[0] = '\0';
	}
}
