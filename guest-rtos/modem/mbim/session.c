// SPDX-License-Identifier: BSD-3-Clause
/* Data sessions: MBIM 1.0 sections 10.5.12, .13, .15 and .20. */
#include "function.h"

/* Table 10-66 */
static const uint8_t internet[16] = {
	0x7e, 0x5e, 0x2a, 0x7e, 0x4e, 0x6f, 0x72, 0x72,
	0x73, 0x6b, 0x65, 0x6e, 0x7e, 0x5e, 0x2a, 0x7e,
};

static const uint8_t no_type[16] = {
	0xb4, 0x3f, 0x75, 0x8c, 0xa5, 0x60, 0x4b, 0x46,
	0xb3, 0x5e, 0xc5, 0x86, 0x96, 0x41, 0xfb, 0x54,
};

/* ---- 10.5.12 --------------------------------------------------------------*/

/* Table 10-63 */
enum { IP_DEFAULT, IP_V4, IP_V6, IP_TYPES = 5 };
/* Table 10-64 */
enum { ACTIVATED = 1, ACTIVATING, DEACTIVATED, DEACTIVATING };

static void put_connection(struct mbim_out *out, uint32_t session,
			   uint32_t state)
{
	mbim_begin(out, 36);
	mbim_put(out, session);
	mbim_put(out, state);
	mbim_put(out, 0);		/* no voice call that matters */
	mbim_put(out, state == ACTIVATED ? IP_V4 : IP_DEFAULT);
	mbim_put_raw(out, internet, 16);
	mbim_put(out, 0);		/* no cause is known */
}

void mbim_put_connect(struct mbim *mb, struct mbim_out *out)
{
	static const uint8_t states[] = {
		[MODEM_INACTIVE] = DEACTIVATED,
		[MODEM_ACTIVATING] = ACTIVATING,
		[MODEM_ACTIVATED] = ACTIVATED,
		[MODEM_DEACTIVATING] = DEACTIVATING,
	};

	put_connection(out, 0, states[mbim_context(mb)->state]);
}

MBIM_HANDLER(mbim_get_connect)
{
	const uint32_t session = mbim_get(in, 0);

	if (session)
		put_connection(out, session, DEACTIVATED);
	else
		mbim_put_connect(mb, out);
	return MBIM_SUCCESS;
}

static uint32_t activate(struct mbim *mb, const char *apn)
{
	const uint8_t state = mbim_context(mb)->state;
	enum modem_error error;

	/* a session from before the function was opened has to end first */
	if (state == MODEM_DEACTIVATING ||
	    (state != MODEM_INACTIVE && mb->orphan))
		return MBIM_BUSY;
	if (state != MODEM_INACTIVE)
		return MBIM_MAX_ACTIVATED_CONTEXTS;
	mb->orphan = false;
	error = modem_define_context(mb->modem, MBIM_SESSION_CONTEXT, apn);
	if (!error)
		error = modem_activate(mb->modem, &mb->client,
				       MBIM_SESSION_CONTEXT, true);
	if (error == MODEM_NO_NETWORK && modem_registered(mb->modem))
		return MBIM_PACKET_SERVICE_DETACHED;
	return error ? mbim_status_of(error) : MBIM_LATER;
}

static uint32_t deactivate(struct mbim *mb)
{
	enum modem_error error;

	if (mbim_context(mb)->state == MODEM_INACTIVE)
		return MBIM_CONTEXT_NOT_ACTIVATED;
	error = modem_activate(mb->modem, &mb->client, MBIM_SESSION_CONTEXT,
			       false);
	return error ? mbim_status_of(error) : MBIM_LATER;
}

/* User, password, compression and authentication are checked and not used. */
static bool options_are_good(struct mbim_in *in)
{
	const uint32_t type = mbim_get(in, 40);
	uint32_t size;

	mbim_get_bytes(in, 16, &size);
	mbim_get_bytes(in, 24, &size);
	return mbim_get(in, 32) <= 1 && mbim_get(in, 36) <= 3 &&
		type < IP_TYPES && type != IP_V6 && !in->bad;
}

static bool is_supported_type(const void *type)
{
	return !memcmp(type, internet, 16) || !memcmp(type, no_type, 16);
}

static uint32_t connect_session(struct mbim *mb, struct mbim_in *in)
{
	const uint32_t session = mbim_get(in, 0), command = mbim_get(in, 4);
	char apn[MODEM_APN_MAX];

	mbim_get_text(in, 8, apn, sizeof(apn));
	if (command > 1 || !options_are_good(in))
		return MBIM_INVALID_PARAMETERS;
	if (!command)
		return session ? MBIM_CONTEXT_NOT_ACTIVATED : deactivate(mb);
	if (!is_supported_type(in->data + 44))
		return MBIM_CONTEXT_NOT_SUPPORTED;
	return session ? MBIM_MAX_ACTIVATED_CONTEXTS : activate(mb, apn);
}

MBIM_HANDLER(mbim_set_connect)
{
	const uint32_t status = connect_session(mb, in);

	if (status == MBIM_LATER)
		return status;
	mbim_get_connect(mb, in, out);
	return status;
}

MBIM_ANSWER(mbim_answer_connect)
{
	mbim_put_connect(mb, out);
	return mbim_status_of(later->error);
}

/*
 * The contexts of others, such as AT commands, stay. One that the network is
 * activating can't be ended before it is active.
 */
void mbim_end_session(struct mbim *mb)
{
	const uint8_t state = mbim_context(mb)->state;

	mb->orphan = state == MODEM_ACTIVATING;
	if (state == MODEM_ACTIVATED)
		modem_activate(mb->modem, NULL, MBIM_SESSION_CONTEXT, false);
}

/* ---- 10.5.13: the contexts that the user has defined ----------------------*/

#define APPEND	0xffffffffu

static void put_context(struct mbim_out *out, uint32_t cid,
			const struct modem_context *context)
{
	struct mbim_out part;

	mbim_put_begin(out, &part, 52);
	mbim_put(&part, cid);
	mbim_put_raw(&part, internet, 16);
	mbim_put_text(&part, context->apn);
	mbim_put_text(&part, "");	/* user */
	mbim_put_text(&part, "");	/* password */
	mbim_put(&part, 0);		/* no compression */
	mbim_put(&part, 0);		/* no authentication */
	mbim_put_end(out, &part);
}

static uint32_t count_contexts(const struct modem *m)
{
	uint32_t i, count = 0;

	for (i = 0; i < MBIM_SESSION_CONTEXT - 1; i++)
		count += m->context[i].defined;
	return count;
}

MBIM_HANDLER(mbim_get_contexts)
{
	const struct modem *m = mb->modem;
	const uint32_t count = count_contexts(m);
	uint32_t i;

	mbim_begin(out, 4 + 8 * count);
	mbim_put(out, count);
	for (i = 0; i < MBIM_SESSION_CONTEXT - 1; i++)
		if (m->context[i].defined)
			put_context(out, i + 1, &m->context[i]);
	return MBIM_SUCCESS;
}

/* Returns a cid, or 0 if there is none. */
static uint32_t choose_context(const struct modem *m, uint32_t cid)
{
	uint32_t i;

	if (cid != APPEND)
		return cid < MBIM_SESSION_CONTEXT ? cid : 0;
	for (i = 0; i < MBIM_SESSION_CONTEXT - 1; i++)
		if (!m->context[i].defined)
			return i + 1;
	return 0;
}

MBIM_HANDLER(mbim_set_context)
{
	const uint32_t cid = choose_context(mb->modem, mbim_get(in, 0));
	char apn[MODEM_APN_MAX];
	enum modem_error error;
	uint32_t size;

	mbim_get_text(in, 20, apn, sizeof(apn));
	mbim_get_bytes(in, 28, &size);
	mbim_get_bytes(in, 36, &size);
	mbim_get_bytes(in, 52, &size);
	if (in->bad || !cid)
		return MBIM_INVALID_PARAMETERS;
	if (!is_supported_type(in->data + 4))
		return MBIM_CONTEXT_NOT_SUPPORTED;
	error = modem_define_context(mb->modem, cid, apn);
	return error ? mbim_status_of(error) : mbim_get_contexts(mb, in, out);
}

/* ---- 10.5.15 --------------------------------------------------------------*/

/* Table 10-100 */
enum { HAS_ADDRESS = 1, HAS_GATEWAY = 2, HAS_DNS = 4, HAS_MTU = 8 };

/* Addresses are in network byte order. */
static uint32_t put_address(struct mbim_out *out, uint32_t address)
{
	const uint32_t wire = __builtin_bswap32(address);

	return mbim_put_data(out, &wire, 4);
}

static void put_dns(struct mbim_out *out, const struct modem_ip *ip)
{
	uint32_t i, at, first = 0, count = 0;

	for (i = 0; i < 2; i++) {
		if (!ip->dns[i])
			continue;
		at = put_address(out, ip->dns[i]);
		first = first ? first : at;
		count++;
	}
	mbim_put(out, count);
	mbim_put(out, first);
}

static void put_ip(struct mbim_out *out, const struct modem_ip *ip)
{
	const uint32_t element[2] = {
		ip->prefix, __builtin_bswap32(ip->address),
	};

	mbim_begin(out, 60);
	mbim_put(out, 0);		/* session */
	mbim_put(out, HAS_ADDRESS | HAS_GATEWAY | HAS_DNS | HAS_MTU);
	mbim_put(out, 0);		/* nothing of IPv6 */
	mbim_put(out, 1);
	mbim_put(out, mbim_put_data(out, element, sizeof(element)));
	mbim_put(out, 0);
	mbim_put(out, 0);
	mbim_put(out, put_address(out, ip->gateway));
	mbim_put(out, 0);
	put_dns(out, ip);
	mbim_put(out, 0);
	mbim_put(out, 0);
	mbim_put(out, ip->mtu);
	mbim_put(out, 0);
}

MBIM_HANDLER(mbim_get_ip)
{
	const struct modem_context *context = mbim_context(mb);

	if (mbim_get(in, 0) || context->state != MODEM_ACTIVATED)
		return MBIM_CONTEXT_NOT_ACTIVATED;
	put_ip(out, &context->ip);
	return MBIM_SUCCESS;
}

/* ---- 10.5.20 --------------------------------------------------------------*/

MBIM_HANDLER(mbim_get_statistics)
{
	struct modem_traffic traffic;

	modem_get_traffic(mb->modem, &traffic);
	mbim_begin(out, 48);
	mbim_put(out, traffic.in.discards);
	mbim_put(out, traffic.in.errors);
	mbim_put_long(out, traffic.in.bytes);
	mbim_put_long(out, traffic.in.packets);
	mbim_put_long(out, traffic.out.bytes);
	mbim_put_long(out, traffic.out.packets);
	mbim_put(out, traffic.out.errors);
	mbim_put(out, traffic.out.discards);
	return MBIM_SUCCESS;
}
