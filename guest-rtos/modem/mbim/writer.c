// SPDX-License-Identifier: BSD-3-Clause
/* Writer of information buffers: see codec.h. */
#include "codec.h"

#define ROUND_UP(n)	(((n) + 3) & ~3u)

void mbim_out_begin(struct mbim_out *out, void *data, uint32_t room,
		    uint32_t fixed)
{
	out->data = data;
	out->room = room;
	out->next = 0;
	out->bad = fixed > room;
	out->fixed = out->size = out->bad ? 0 : fixed;
}

bool mbim_out_good(const struct mbim_out *out)
{
	return !out->bad && out->next == out->fixed;
}

void mbim_put(struct mbim_out *out, uint32_t word)
{
	if (out->next + 4 > out->fixed) {
		out->bad = true;
		return;
	}
	memcpy(__builtin_assume_aligned(out->data + out->next, 4), &word, 4);
	out->next += 4;
}

void mbim_put_long(struct mbim_out *out, uint64_t value)
{
	mbim_put(out, (uint32_t)value);
	mbim_put(out, (uint32_t)(value >> 32));
}

void mbim_put_raw(struct mbim_out *out, const void *bytes, uint32_t size)
{
	if (size > out->fixed - out->next) {
		out->bad = true;
		return;
	}
	memcpy(out->data + out->next, bytes, size);
	out->next += size;
}

/* Returns the place of size bytes at the end of the data part, or NULL. */
static uint8_t *extend_data(struct mbim_out *out, uint32_t size)
{
	uint8_t *at = out->data + out->size;

	if (size > out->room || ROUND_UP(size) > out->room - out->size) {
		out->bad = true;
		return NULL;
	}
	if (size & 3)
		memset(at + (size & ~3u), 0, 4);
	out->size += ROUND_UP(size);
	return at;
}

uint32_t mbim_put_data(struct mbim_out *out, const void *bytes, uint32_t size)
{
	uint32_t offset = out->size;
	uint8_t *at = extend_data(out, size);

	if (at && size)
		memcpy(at, bytes, size);
	return offset;
}

/* An empty piece has no place: its offset is 0. */
static void put_pair(struct mbim_out *out, uint32_t offset, uint32_t size)
{
	mbim_put(out, size ? offset : 0);
	mbim_put(out, size);
}

void mbim_put_bytes(struct mbim_out *out, const void *bytes, uint32_t size)
{
	put_pair(out, mbim_put_data(out, bytes, size), size);
}

void mbim_put_text(struct mbim_out *out, const char *text)
{
	uint32_t offset = out->size, length = strlen(text);
	uint8_t *at = extend_data(out, 2 * length);
	uint32_t i;

	put_pair(out, offset, 2 * length);
	for (i = 0; at && i < length; i++) {
		at[2 * i] = text[i];
		at[2 * i + 1] = 0;
	}
}

void mbim_put_begin(struct mbim_out *out, struct mbim_out *part,
		    uint32_t fixed)
{
	mbim_out_begin(part, out->data + out->size, out->room - out->size,
		       fixed);
}

void mbim_put_end(struct mbim_out *out, const struct mbim_out *part)
{
	put_pair(out, out->size, part->size);
	out->bad |= !mbim_out_good(part);
	out->size += part->size;
}
