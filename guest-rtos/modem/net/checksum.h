/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The Internet checksum (RFC 1071), and its incremental update (RFC 1624): if
 * a field changes from m to m', the checksum changes by the difference ~m + m'
 * in one's complement arithmetic. Differences may be added up beforehand, which
 * is why a translation of one address to another costs one addition.
 */
#ifndef NET_CHECKSUM_H
#define NET_CHECKSUM_H

#include "wire.h"

static inline uint16_t checksum_fold(uint32_t sum)
{
	sum = (sum & 0xffff) + (sum >> 16);
	return (sum & 0xffff) + (sum >> 16);
}

/*
 * Of a header of `length` bytes, a multiple of four; 0: the one in it is right.
 * The sum is the same in either byte order, but for its own (RFC 1071, 2 B), so
 * whole words are added as they are.
 */
static inline uint16_t checksum_header(const void *header, uint32_t length)
{
	const wire32 *word = header, *end = word + length / 4;
	uint64_t sum = 0;

#pragma GCC unroll 5
	while (word != end)
		sum += *word++;
	sum = (uint32_t)sum + (sum >> 32);
	sum = (uint32_t)sum + (sum >> 32);
	return __builtin_bswap16(~checksum_fold(sum));
}

static inline uint16_t checksum_change16(uint16_t from, uint16_t to)
{
	return checksum_fold((uint16_t)~from + (uint32_t)to);
}

static inline uint16_t checksum_change32(uint32_t from, uint32_t to)
{
	return checksum_fold((~from >> 16) + (~from & 0xffff) +
			     (to >> 16) + (to & 0xffff));
}

/* RFC 1624, equation 3 */
static inline uint16_t checksum_update(uint16_t checksum, uint32_t change)
{
	return ~checksum_fold((uint16_t)~checksum + change);
}

#endif
