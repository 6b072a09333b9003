/* SPDX-License-Identifier: BSD-3-Clause */
/* Characters: the default alphabet of 3GPP TS 23.038, UCS2, UTF-8. */
#ifndef MODEM_CHARSET_H
#define MODEM_CHARSET_H

#include <stddef.h>
#include <stdint.h>

#define GSM_ESCAPE	0x1b
#define GSM_NONE	UINT16_MAX

/* 23.038 6.2.1; after GSM_ESCAPE 6.2.1.1: a space if there is none. */
uint16_t gsm_to_ucs2(uint8_t septet);
uint16_t gsm_escaped_to_ucs2(uint8_t septet);
/* Returns a septet, or GSM_ESCAPE << 8 | septet, or GSM_NONE. */
uint16_t gsm_from_ucs2(uint16_t c);

/*
 * Packs n septets after `fill` bits (0 .. 6) of zero, 23.038 6.1.2. Returns the
 * number of bytes written.
 */
size_t gsm_pack(uint8_t *out, const uint8_t *septets, size_t n,
		unsigned int fill);
void gsm_unpack(uint8_t *septets, const uint8_t *packed, size_t n,
		unsigned int fill);

/*
 * The same for USSD, 23.038 6.1.2.3.1: CR fills up seven spare bits. `packed`
 * has room for n + 1 septets; gsm_unpack_ussd() returns how many there are.
 */
size_t gsm_pack_ussd(uint8_t *packed, const uint8_t *septets, size_t n);
size_t gsm_unpack_ussd(uint8_t *septets, const uint8_t *packed, size_t length);

/*
 * Text in UCS2 from or to septets. Both return the number of elements written,
 * `max` at most; gsm_encode() returns SIZE_MAX if a character has no septet or
 * the text is too long.
 */
size_t gsm_encode(uint8_t *septets, size_t max, const uint16_t *text, size_t n);
size_t gsm_decode(uint16_t *text, size_t max, const uint8_t *septets, size_t n);

/* UTF-8; characters beyond UCS2 and wrong bytes become U+FFFD. */
size_t ucs2_from_utf8(uint16_t *text, size_t max, const char *utf8);
/* Always with a NUL. Returns the length. */
size_t ucs2_to_utf8(char *utf8, size_t size, const uint16_t *text, size_t n);

#endif
