// SPDX-License-Identifier: BSD-3-Clause
/* Characters: 3GPP TS 23.038, UCS2, UTF-8. */
#include <string.h>

#include "charset.h"

/* 23.038 6.2.1 */
static const uint16_t basic[128] = {
	0x40, 0xa3, 0x24, 0xa5, 0xe8, 0xe9, 0xf9, 0xec,
	0xf2, 0xc7, 0x0a, 0xd8, 0xf8, 0x0d, 0xc5, 0xe5,
	0x394, 0x5f, 0x3a6, 0x393, 0x39b, 0x3a9, 0x3a0, 0x3a8,
	0x3a3, 0x398, 0x39e, 0xa0, 0xc6, 0xe6, 0xdf, 0xc9,
	' ', '!', '"', '#', 0xa4, '%', '&', '\'',
	'(', ')', '*', '+', ',', '-', '.', '/',
	'0', '1', '2', '3', '4', '5', '6', '7',
	'8', '9', ':', ';', '<', '=', '>', '?',
	0xa1, 'A', 'B', 'C', 'D', 'E', 'F', 'G',
	'H', 'I', 'J', 'K', 'L', 'M', 'N', 'O',
	'P', 'Q', 'R', 'S', 'T', 'U', 'V', 'W',
	'X', 'Y', 'Z', 0xc4, 0xd6, 0xd1, 0xdc, 0xa7,
	0xbf, 'a', 'b', 'c', 'd', 'e', 'f', 'g',
	'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o',
	'p', 'q', 'r', 's', 't', 'u', 'v', 'w',
	'x', 'y', 'z', 0xe4, 0xf6, 0xf1, 0xfc, 0xe0,
};

/* 6.2.1.1 */
static const struct {
	uint8_t septet;
	uint16_t c;
} extension[] = {
	{ 0x0a, 0x0c }, { 0x14, '^' }, { 0x28, '{' }, { 0x29, '}' },
	{ 0x2f, '\\' }, { 0x3c, '[' }, { 0x3d, '~' }, { 0x3e, ']' },
	{ 0x40, '|' }, { 0x65, 0x20ac },
};

#define NR_EXTENSION	(sizeof(extension) / sizeof(extension[0]))

uint16_t gsm_to_ucs2(uint8_t septet)
{
	return basic[septet & 0x7f];
}

uint16_t gsm_escaped_to_ucs2(uint8_t septet)
{
	unsigned int i;

	for (i = 0; i < NR_EXTENSION; i++)
		if (extension[i].septet == septet)
			return extension[i].c;
	return ' ';
}

uint16_t gsm_from_ucs2(uint16_t c)
{
	unsigned int i;

	/* most characters of a text stand at their place */
	if (c < 128 && c != GSM_ESCAPE && basic[c] == c)
		return c;
	for (i = 0; i < 128; i++)
		if (basic[i] == c && i != GSM_ESCAPE)
			return i;
	for (i = 0; i < NR_EXTENSION; i++)
		if (extension[i].c == c)
			return GSM_ESCAPE << 8 | extension[i].septet;
	return GSM_NONE;
}

size_t gsm_pack(uint8_t *out, const uint8_t *septets, size_t n,
		unsigned int fill)
{
	uint32_t bits = 0;
	unsigned int have = fill;
	size_t length = 0, i;

	for (i = 0; i < n; i++) {
		bits |= (uint32_t)(septets[i] & 0x7f) << have;
		for (have += 7; have >= 8; have -= 8, bits >>= 8)
			out[length++] = bits;
	}
	if (have && n)
		out[length++] = bits;
	return length;
}

void gsm_unpack(uint8_t *septets, const uint8_t *packed, size_t n,
		unsigned int fill)
{
	size_t bit = fill, i;
	unsigned int shift;

	for (i = 0; i < n; i++, bit += 7) {
		shift = bit & 7;
		septets[i] = packed[bit / 8] >> shift;
		if (shift > 1)
			septets[i] |= packed[bit / 8 + 1] << (8 - shift);
		septets[i] &= 0x7f;
	}
}

#define CR	0x0d

/* A text of 8 n septets that ends with CR gets another one: it stays. */
size_t gsm_pack_ussd(uint8_t *packed, const uint8_t *septets, size_t n)
{
	static const uint8_t cr = CR;
	size_t length = gsm_pack(packed, septets, n, 0);

	if (n % 8 == 7)
		packed[length - 1] |= CR << 1;
	else if (n && n % 8 == 0 && septets[n - 1] == CR)
		length += gsm_pack(packed + length, &cr, 1, 0);
	return length;
}

size_t gsm_unpack_ussd(uint8_t *septets, const uint8_t *packed, size_t length)
{
	size_t n = length * 8 / 7;

	gsm_unpack(septets, packed, n, 0);
	if (n && n % 8 == 0 && septets[n - 1] == CR)
		n--;
	return n;
}

size_t gsm_encode(uint8_t *septets, size_t max, const uint16_t *text, size_t n)
{
	size_t length = 0, i;
	uint16_t c;

	for (i = 0; i < n; i++) {
		c = gsm_from_ucs2(text[i]);
		if (c == GSM_NONE || length + 1 + (c > 0x7f) > max)
			return SIZE_MAX;
		if (c > 0x7f)
			septets[length++] = GSM_ESCAPE;
		septets[length++] = c & 0x7f;
	}
	return length;
}

size_t gsm_decode(uint16_t *text, size_t max, const uint8_t *septets, size_t n)
{
	size_t length = 0, i;

	for (i = 0; i < n && length < max; i++) {
		if (septets[i] == GSM_ESCAPE && i + 1 < n)
			text[length++] = gsm_escaped_to_ucs2(septets[++i]);
		else
			text[length++] = gsm_to_ucs2(septets[i]);
	}
	return length;
}

/* Returns the number of bytes that the character takes; *c is 0xfffd if bad. */
static size_t get_utf8(const char *s, uint16_t *c)
{
	const uint8_t *u = (const uint8_t *)s;
	size_t n, i;

	*c = u[0];
	if (u[0] < 0x80)
		return 1;
	n = u[0] >= 0xf0 ? 4 : u[0] >= 0xe0 ? 3 : 2;
	*c = u[0] & (0x7f >> n);
	for (i = 1; i < n; i++) {
		if ((u[i] & 0xc0) != 0x80)
			break;
		*c = *c << 6 | (u[i] & 0x3f);
	}
	if (i < n || n == 4 || u[0] < 0xc0)
		*c = 0xfffd;
	return i;
}

size_t ucs2_from_utf8(uint16_t *text, size_t max, const char *utf8)
{
	size_t n = 0;

	while (*utf8 && n < max)
		utf8 += get_utf8(utf8, &text[n++]);
	return n;
}

static size_t put_utf8(char *out, uint16_t c)
{
	size_t n = 0;

	if (c < 0x80) {
		out[n++] = c;
		return n;
	}
	if (c < 0x800) {
		out[n++] = 0xc0 | c >> 6;
	} else {
		out[n++] = 0xe0 | c >> 12;
		out[n++] = 0x80 | (c >> 6 & 0x3f);
	}
	out[n++] = 0x80 | (c & 0x3f);
	return n;
}

size_t ucs2_to_utf8(char *utf8, size_t size, const uint16_t *text, size_t n)
{
	size_t length = 0, i;

	for (i = 0; i < n && length + 4 <= size; i++)
		length += put_utf8(utf8 + length, text[i]);
	utf8[length] = '\0';
	return length;
}
