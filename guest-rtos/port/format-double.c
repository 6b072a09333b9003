// SPDX-License-Identifier: BSD-3-Clause
/*
 * printf()'s floating-point conversions: exact for any precision, without
 * arithmetic on doubles and with no memory but the stack.
 */
#include <assert.h>
#include <string.h>

#include "format-spec.h"

#define FRACTION_BITS	52
#define BIAS		1023
#define HEX_DIGITS	(FRACTION_BITS / 4)

/*
 * A decimal number: limbs of nine digits, the highest first. The largest
 * double has 309 digits before the point, the smallest 1074 after it.
 */
#define LIMB		1000000000u
#define LIMB_DIGITS	9
#define ONES		34		/* the limb just before the point */
#define LIMBS		(ONES + 1 + 120)
#define PLACES_MAX	(LIMBS * LIMB_DIGITS)	/* no double has more digits */

struct decimal {
	uint32_t limb[LIMBS];
	int first, last;		/* all limbs outside are 0 */
};

static_assert((ONES + 1) * LIMB_DIGITS >= 309, "digits before the point");
static_assert((LIMBS - ONES - 1) * LIMB_DIGITS >= 1074, "and after it");

static const uint32_t powers[LIMB_DIGITS] = {
	1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000,
};

/* Multiplies by 2^by; by must be 29 at most. */
static void multiply_decimal(struct decimal *d, int by)
{
	uint32_t carry = 0;
	uint64_t n;
	int i;

	for (i = d->last; i >= d->first; i--) {
		n = ((uint64_t)d->limb[i] << by) + carry;
		carry = n / LIMB;
		d->limb[i] = n - (uint64_t)carry * LIMB;
	}
	if (carry)
		d->limb[--d->first] = carry;
}

/* Divides by 2^by; by must be 9 at most, so that 2^by divides LIMB. */
static void divide_decimal(struct decimal *d, int by)
{
	uint32_t rest = 0, n;
	int i;

	for (i = d->first; i <= d->last; i++) {
		n = d->limb[i];
		d->limb[i] = (n >> by) + rest;
		rest = (n & ((1u << by) - 1)) * (LIMB >> by);
	}
	if (rest)
		d->limb[++d->last] = rest;
	while (d->first < d->last && !d->limb[d->first])
		d->first++;
}

/* Sets the number to mantissa * 2^exponent. */
static void set_decimal(struct decimal *d, uint64_t mantissa, int exponent)
{
	memset(d->limb, 0, sizeof(d->limb));
	for (; mantissa && !(mantissa & 1); exponent++)
		mantissa >>= 1;
	d->limb[ONES - 1] = mantissa / LIMB;
	d->limb[ONES] = mantissa % LIMB;
	d->first = d->limb[ONES - 1] ? ONES - 1 : ONES;
	d->last = ONES;
	if (!mantissa)
		return;
	for (; exponent > 0; exponent -= exponent < 29 ? exponent : 29)
		multiply_decimal(d, exponent < 29 ? exponent : 29);
	for (; exponent < 0; exponent += -exponent < 9 ? -exponent : 9)
		divide_decimal(d, -exponent < 9 ? -exponent : 9);
}

/* Finds the digit of 10^power: its limb, and its position in the limb. */
static int limb_of(int power)
{
	return power >= 0 ? ONES - power / LIMB_DIGITS :
			    ONES + 1 + (-1 - power) / LIMB_DIGITS;
}

static int place_of(int power)
{
	return power - (ONES - limb_of(power)) * LIMB_DIGITS;
}

static uint32_t get_digit(const struct decimal *d, int power)
{
	int i = limb_of(power);

	if (i < d->first || i > d->last)
		return 0;
	return d->limb[i] / powers[place_of(power)] % 10;
}

/* Returns the power of ten of the first nonzero digit. */
static int find_top_digit(const struct decimal *d)
{
	int place = LIMB_DIGITS - 1;

	if (!d->limb[d->first])
		return 0;
	while (d->limb[d->first] < powers[place])
		place--;
	return (ONES - d->first) * LIMB_DIGITS + place;
}

/* Returns whether any digit below that of 10^power is nonzero. */
static bool has_rest_below(const struct decimal *d, int power)
{
	int i = limb_of(power);

	if (i < d->first)
		return d->limb[d->first];
	if (i <= d->last && d->limb[i] % powers[place_of(power)])
		return true;
	while (++i <= d->last)
		if (d->limb[i])
			return true;
	return false;
}

static int limit_places(int precision)
{
	return precision < PLACES_MAX ? precision : PLACES_MAX;
}

/*
 * Rounds to the digit of 10^power, ties to even. The digits below are not
 * cleared, as they are not used any more.
 */
static void round_to(struct decimal *d, int power)
{
	uint32_t next = get_digit(d, power - 1);
	int i = limb_of(power);

	if (next < 5 || (next == 5 && !(get_digit(d, power) & 1) &&
			 !has_rest_below(d, power - 1)))
		return;
	if (i < d->first)
		d->first = i;
	d->limb[i] += powers[place_of(power)];
	for (; d->limb[i] >= LIMB; i--) {
		d->limb[i] -= LIMB;
		d->limb[i - 1]++;
		if (i - 1 < d->first)
			d->first = i - 1;
	}
}

/* Writes n digits, starting with that of 10^from. */
static void put_digits(struct format_out *out, const struct decimal *d,
		       int from, int n)
{
	int end = from - (n < PLACES_MAX ? n : PLACES_MAX);
	char c;

	n -= from - end;
	for (; from > end; from--) {
		c = '0' + get_digit(d, from);
		format_put(out, &c, 1);
	}
	format_fill(out, '0', n);
}

/* Formats the exponent as printf() does. Returns the end of the text. */
static char *write_exponent(char *text, char letter, int exponent, int least)
{
	char reversed[6];
	int n = 0;

	*text++ = letter;
	*text++ = exponent < 0 ? '-' : '+';
	exponent = exponent < 0 ? -exponent : exponent;
	for (; exponent || n < least; exponent /= 10)
		reversed[n++] = '0' + exponent % 10;
	while (n)
		*text++ = reversed[--n];
	*text = '\0';
	return text;
}

static bool has_point(const struct format_spec *s, int places)
{
	return places || s->flags & FORMAT_ALTERNATE;
}

/* Writes digits from 10^from on, `places` of them as decimals, and `tail`. */
static void put_decimal(struct format_out *out, const struct format_spec *s,
			const char *sign, const struct decimal *d, int from,
			int ones, int places, const char *tail)
{
	uint64_t length = (uint64_t)places + from - ones + 1 +
			  has_point(s, places) + strlen(tail);

	format_begin(out, s, sign, length);
	put_digits(out, d, from, from - ones + 1);
	if (has_point(s, places))
		format_put(out, ".", 1);
	put_digits(out, d, ones - 1, places);
	format_put(out, tail, strlen(tail));
	format_end(out, s, sign, length);
}

static void put_fixed(struct format_out *out, const struct format_spec *s,
		      const char *sign, const struct decimal *d, int places)
{
	int from = find_top_digit(d);

	put_decimal(out, s, sign, d, from < 0 ? 0 : from, 0, places, "");
}

static void put_exponent(struct format_out *out, const struct format_spec *s,
			 const char *sign, const struct decimal *d, int places)
{
	char text[8];
	int from = find_top_digit(d);

	write_exponent(text, s->conversion & 0x20 ? 'e' : 'E', from, 2);
	put_decimal(out, s, sign, d, from, from, places, text);
}

/* %g: the shorter form, without trailing zeros unless # asks for them */
static void put_shorter(struct format_out *out, const struct format_spec *s,
			const char *sign, struct decimal *d, int significant)
{
	int from, places;
	bool fixed;

	round_to(d, find_top_digit(d) - limit_places(significant) + 1);
	from = find_top_digit(d);
	fixed = from >= -4 && from < significant;
	places = significant - 1 - (fixed ? from : 0);
	if (!(s->flags & FORMAT_ALTERNATE)) {
		if (places > PLACES_MAX)
			places = PLACES_MAX;
		while (places && !get_digit(d, (fixed ? 0 : from) - places))
			places--;
	}
	if (fixed)
		put_fixed(out, s, sign, d, places);
	else
		put_exponent(out, s, sign, d, places);
}

/* Not inlined: only decimal conversions need this much stack. */
static __attribute__((noinline)) void
put_in_decimal(struct format_out *out, const struct format_spec *s,
	       const char *sign, uint64_t mantissa, int exponent)
{
	int precision = s->precision < 0 ? 6 : s->precision;
	struct decimal d;

	set_decimal(&d, mantissa, exponent);
	switch (s->conversion | 0x20) {
	case 'f':
		round_to(&d, -limit_places(precision));
		put_fixed(out, s, sign, &d, precision);
		break;
	case 'e':
		round_to(&d, find_top_digit(&d) - limit_places(precision));
		put_exponent(out, s, sign, &d, precision);
		break;
	default:
		put_shorter(out, s, sign, &d, precision ? precision : 1);
	}
}

/* Rounds to the given digits, ties to even; or strips trailing zeros. */
static uint64_t round_hex(uint64_t mantissa, int *precision)
{
	uint64_t half, rest;

	if (*precision < 0) {
		for (*precision = HEX_DIGITS; *precision &&
		     !(mantissa >> 4 * (HEX_DIGITS - *precision) & 15);)
			--*precision;
		return mantissa;
	}
	if (*precision >= HEX_DIGITS)
		return mantissa;
	half = 1ull << (4 * (HEX_DIGITS - *precision) - 1);
	rest = mantissa & (2 * half - 1);
	mantissa -= rest;
	if (rest > half || (rest == half && mantissa & (2 * half)))
		mantissa += 2 * half;
	return mantissa;
}

static void put_in_hex(struct format_out *out, const struct format_spec *s,
		       const char *sign, uint64_t mantissa, int exponent)
{
	const char *set = s->conversion == 'a' ? "0123456789abcdefx" :
						 "0123456789ABCDEFX";
	int precision = s->precision, i;
	char prefix[4], tail[8], digits[HEX_DIGITS + 1];
	uint64_t length;

	exponent = mantissa ? exponent + FRACTION_BITS : 0;
	mantissa = round_hex(mantissa, &precision);
	for (i = 0; i <= HEX_DIGITS; i++)
		digits[i] = set[mantissa >> 4 * (HEX_DIGITS - i) & 15];
	strcpy(prefix, sign);
	i = strlen(prefix);
	prefix[i++] = '0';
	prefix[i++] = set[16];
	prefix[i] = '\0';
	write_exponent(tail, s->conversion == 'a' ? 'p' : 'P', exponent, 1);
	length = 1 + has_point(s, precision) + (uint64_t)precision +
		 strlen(tail);
	format_begin(out, s, prefix, length);
	format_put(out, digits, 1);
	if (has_point(s, precision))
		format_put(out, ".", 1);
	i = precision < HEX_DIGITS ? precision : HEX_DIGITS;
	format_put(out, digits + 1, i);
	format_fill(out, '0', precision - i);
	format_put(out, tail, strlen(tail));
	format_end(out, s, prefix, length);
}

static void put_word(struct format_out *out, struct format_spec *s,
		     const char *sign, const char *word)
{
	s->flags &= ~FORMAT_ZERO;
	format_begin(out, s, sign, 3);
	format_put(out, word, 3);
	format_end(out, s, sign, 3);
}

void format_double(struct format_out *out, struct format_spec *s, double value)
{
	bool upper = !(s->conversion & 0x20);
	const char *sign;
	uint64_t bits, mantissa;
	int exponent;

	memcpy(&bits, &value, sizeof(bits));
	sign = format_sign(s, bits >> 63);
	exponent = bits >> FRACTION_BITS & 0x7ff;
	mantissa = bits & ((1ull << FRACTION_BITS) - 1);
	if (exponent == 0x7ff) {
		if (mantissa)
			put_word(out, s, sign, upper ? "NAN" : "nan");
		else
			put_word(out, s, sign, upper ? "INF" : "inf");
		return;
	}
	if (exponent)
		mantissa |= 1ull << FRACTION_BITS;
	else
		exponent = 1;		/* subnormal */
	exponent -= BIAS + FRACTION_BITS;
	if ((s->conversion | 0x20) == 'a')
		put_in_hex(out, s, sign, mantissa, exponent);
	else
		put_in_decimal(out, s, sign, mantissa, exponent);
}
