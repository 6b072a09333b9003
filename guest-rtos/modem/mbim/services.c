// SPDX-License-Identifier: BSD-3-Clause
/* The services, their commands, and the indications: MBIM 1.0 table 10-4. */
#include "function.h"

static const struct mbim_command basic[MBIM_BASIC_CIDS] = {
	[MBIM_DEVICE_CAPS] = { .query = mbim_get_caps },
	[MBIM_SUBSCRIBER_READY_STATUS] = { .query = mbim_get_ready },
	[MBIM_RADIO_STATE] = {
		.query = mbim_get_radio,
		.set = mbim_set_radio, .set_size = 4,
	},
	[MBIM_PIN] = {
		.query = mbim_get_pin,
		.set = mbim_set_pin, .set_size = 24,
		.info_on_failure = true,
	},
	[MBIM_PIN_LIST] = { .query = mbim_get_pin_list },
	[MBIM_HOME_PROVIDER] = { .query = mbim_get_home },
	[MBIM_PREFERRED_PROVIDERS] = { .query = mbim_get_preferred },
	[MBIM_VISIBLE_PROVIDERS] = {
		.query = mbim_get_visible, .query_size = 4,
		.later = mbim_get_visible, .outcome = MODEM_EVENT_SCANNED,
		.answer = mbim_answer_visible,
	},
	[MBIM_REGISTER_STATE] = {
		.query = mbim_get_register,
		.set = mbim_set_register, .set_size = 16,
		.info_on_failure = true,
		.later = mbim_set_register, .outcome = MODEM_EVENT_REGISTERED,
		.answer = mbim_answer_register,
	},
	[MBIM_PACKET_SERVICE] = {
		.query = mbim_get_packet,
		.set = mbim_set_packet, .set_size = 4,
		.info_on_failure = true,
		.later = mbim_set_packet, .outcome = MODEM_EVENT_ATTACHED,
		.answer = mbim_answer_packet,
	},
	[MBIM_SIGNAL_STATE] = {
		.query = mbim_get_signal,
		.set = mbim_set_signal, .set_size = 12,
	},
	[MBIM_CONNECT] = {
		.query = mbim_get_connect, .query_size = 36,
		.set = mbim_set_connect, .set_size = 60,
		.info_on_failure = true,
		.later = mbim_set_connect, .outcome = MODEM_EVENT_ACTIVATED,
		.answer = mbim_answer_connect,
	},
	[MBIM_PROVISIONED_CONTEXTS] = {
		.query = mbim_get_contexts,
		.set = mbim_set_context, .set_size = 60,
	},
	[MBIM_IP_CONFIGURATION] = { .query = mbim_get_ip, .query_size = 60 },
	[MBIM_DEVICE_SERVICES] = { .query = mbim_get_services },
	[MBIM_DEVICE_SERVICE_SUBSCRIBE_LIST] = {
		.set = mbim_set_subscriptions, .set_size = 4,
	},
	[MBIM_PACKET_STATISTICS] = { .query = mbim_get_statistics },
};

static const struct mbim_command sms[MBIM_SMS_CIDS] = {
	[MBIM_SMS_CONFIGURATION] = {
		.query = mbim_get_sms_configuration,
		.set = mbim_set_sms_configuration, .set_size = 12,
	},
	[MBIM_SMS_READ] = { .query = mbim_read_sms, .query_size = 12 },
	[MBIM_SMS_SEND] = {
		.set = mbim_send_sms, .set_size = 12,
		.later = mbim_send_sms, .outcome = MODEM_EVENT_SMS_SENT,
		.answer = mbim_answer_sms,
	},
	[MBIM_SMS_DELETE] = { .set = mbim_delete_sms, .set_size = 8 },
	[MBIM_SMS_MESSAGE_STORE_STATUS] = { .query = mbim_get_store_status },
};

static const struct mbim_command ussd[MBIM_USSD_CIDS] = {
	[MBIM_USSD] = {
		.set = mbim_set_ussd, .set_size = 16,
		.later = mbim_set_ussd, .outcome = MODEM_EVENT_USSD_SENT,
		.answer = mbim_answer_ussd,
	},
};

/* Table 10-3 */
const struct mbim_service mbim_services[MBIM_SERVICES] = {
	[MBIM_BASIC_CONNECT] = {
		{ 0xa2, 0x89, 0xcc, 0x33, 0xbc, 0xbb, 0x8b, 0x4f,
		  0xb6, 0xb0, 0x13, 0x3e, 0xc2, 0xaa, 0xe6, 0xdf },
		basic, MBIM_BASIC_CIDS,
	},
	[MBIM_SMS] = {
		{ 0x53, 0x3f, 0xbe, 0xeb, 0x14, 0xfe, 0x44, 0x67,
		  0x9f, 0x90, 0x33, 0xa2, 0x23, 0xe5, 0x6c, 0x3f },
		sms, MBIM_SMS_CIDS,
	},
	[MBIM_USSD_SERVICE] = {
		{ 0xe5, 0x50, 0xa0, 0xc8, 0x5e, 0x82, 0x47, 0x9e,
		  0x82, 0xf7, 0x10, 0xab, 0xf4, 0xc3, 0x35, 0x1f },
		ussd, MBIM_USSD_CIDS,
	},
};

const struct mbim_indication mbim_indications[MBIM_DUES] = {
	[MBIM_DUE_RADIO] = {
		MBIM_BASIC_CONNECT, MBIM_RADIO_STATE, mbim_put_radio,
	},
	[MBIM_DUE_READY] = {
		MBIM_BASIC_CONNECT, MBIM_SUBSCRIBER_READY_STATUS,
		mbim_put_ready,
	},
	[MBIM_DUE_REGISTER] = {
		MBIM_BASIC_CONNECT, MBIM_REGISTER_STATE, mbim_put_register,
	},
	[MBIM_DUE_PACKET] = {
		MBIM_BASIC_CONNECT, MBIM_PACKET_SERVICE, mbim_put_packet,
	},
	[MBIM_DUE_SIGNAL] = {
		MBIM_BASIC_CONNECT, MBIM_SIGNAL_STATE, mbim_put_new_signal,
	},
	[MBIM_DUE_CONNECT] = {
		MBIM_BASIC_CONNECT, MBIM_CONNECT, mbim_put_connect,
	},
	[MBIM_DUE_USSD] = {
		MBIM_USSD_SERVICE, MBIM_USSD, mbim_put_ussd,
	},
	[MBIM_DUE_STORE_FULL] = {
		MBIM_SMS, MBIM_SMS_MESSAGE_STORE_STATUS, mbim_put_store_full,
	},
};

const struct mbim_service *mbim_find_service(const void *id)
{
	uint32_t i;

	for (i = 0; i < MBIM_SERVICES; i++)
		if (!memcmp(mbim_services[i].id, id, 16))
			return &mbim_services[i];
	return NULL;
}

const struct mbim_command *mbim_find_command(const struct mbim_service *service,
					     uint32_t cid)
{
	const struct mbim_command *command;

	if (cid >= service->cids)
		return NULL;
	command = &service->commands[cid];
	return command->query || command->set ? command : NULL;
}

/* Table 9-15 */
uint32_t mbim_status_of(enum modem_error error)
{
	static const uint8_t status[MODEM_NR_ERRORS] = {
		[MODEM_OK] = MBIM_SUCCESS,
		[MODEM_FAILURE] = MBIM_FAILURE,
		[MODEM_NOT_ALLOWED] = MBIM_OPERATION_NOT_ALLOWED,
		[MODEM_NOT_SUPPORTED] = MBIM_NO_DEVICE_SUPPORT,
		[MODEM_NO_SIM] = MBIM_SIM_NOT_INSERTED,
		[MODEM_PIN_NEEDED] = MBIM_PIN_REQUIRED,
		[MODEM_PUK_NEEDED] = MBIM_PIN_REQUIRED,
		[MODEM_WRONG_PIN] = MBIM_FAILURE,
		[MODEM_BAD_VALUE] = MBIM_INVALID_PARAMETERS,
		[MODEM_TOO_LONG] = MBIM_INVALID_PARAMETERS,
		[MODEM_BAD_INDEX] = MBIM_INVALID_MEMORY_INDEX,
		[MODEM_FULL] = MBIM_BUSY,
		[MODEM_RADIO_OFF] = MBIM_RADIO_POWER_OFF,
		[MODEM_NO_NETWORK] = MBIM_NOT_REGISTERED,
		[MODEM_DENIED] = MBIM_FAILURE,
		[MODEM_TIMEOUT] = MBIM_FAILURE,
		[MODEM_BUSY] = MBIM_BUSY,
	};

	return error < MODEM_NR_ERRORS ? status[error] : MBIM_FAILURE;
}

/* ---- 10.5.16: the list of all of this -------------------------------------*/

static uint32_t count_commands(const struct mbim_service *service)
{
	uint32_t cid, count = 0;

	for (cid = 0; cid < service->cids; cid++)
		count += !!mbim_find_command(service, cid);
	return count;
}

static void put_service(struct mbim_out *out,
			const struct mbim_service *service)
{
	const uint32_t count = count_commands(service);
	struct mbim_out part;
	uint32_t cid;

	mbim_put_begin(out, &part, 28 + 4 * count);
	mbim_put_raw(&part, service->id, 16);
	mbim_put(&part, 0);		/* no data streams */
	mbim_put(&part, 0);
	mbim_put(&part, count);
	for (cid = 0; cid < service->cids; cid++)
		if (mbim_find_command(service, cid))
			mbim_put(&part, cid);
	mbim_put_end(out, &part);
}

MBIM_HANDLER(mbim_get_services)
{
	uint32_t i;

	mbim_begin(out, 8 + 8 * MBIM_SERVICES);
	mbim_put(out, MBIM_SERVICES);
	mbim_put(out, 0);		/* no data streams */
	for (i = 0; i < MBIM_SERVICES; i++)
		put_service(out, &mbim_services[i]);
	return MBIM_SUCCESS;
}

/* ---- 10.5.19: what the host wants to hear ---------------------------------*/

/*
 * Returns element i, a service with CIDs, and its size; NULL and *size 0 if it
 * is of a service that the function hasn't got, or bad.
 */
static const uint8_t *get_subscription(struct mbim_in *in, uint32_t i,
				       uint32_t *size)
{
	const uint8_t *bytes = mbim_get_bytes(in, 4 + 8 * i, size);
	struct mbim_in part;

	mbim_in_open(&part, bytes, *size, 20);
	if (part.bad || mbim_get(&part, 16) > (*size - 20) / 4) {
		in->bad = true;
		return NULL;
	}
	if (!mbim_find_service(bytes))
		*size = 0;
	return *size ? bytes : NULL;
}

static uint32_t count_subscriptions(struct mbim_in *in, uint32_t count)
{
	uint32_t i, size, known = 0;

	for (i = 0; i < count && !in->bad; i++)
		known += !!get_subscription(in, i, &size);
	return known;
}

/*
 * The answer is the list without services that the function hasn't got. The
 * list has no other effect: hosts share a function by a proxy, which answers
 * for services of the standard itself, so all indications are sent.
 */
MBIM_HANDLER(mbim_set_subscriptions)
{
	uint32_t i, size, count = mbim_get(in, 0), known;
	const uint8_t *bytes;

	if (count > (in->size - 4) / 8)
		return MBIM_INVALID_PARAMETERS;
	in->fixed = 4 + 8 * count;
	known = count_subscriptions(in, count);
	mbim_begin(out, 4 + 8 * known);
	mbim_put(out, known);
	for (i = 0; i < count && !in->bad; i++) {
		bytes = get_subscription(in, i, &size);
		if (bytes)
			mbim_put_bytes(out, bytes, size);
	}
	return MBIM_SUCCESS;
}
