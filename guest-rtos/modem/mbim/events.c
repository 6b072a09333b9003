// SPDX-License-Identifier: BSD-3-Clause
/* Commands that wait for the network, and what the host must hear. */
#include "function.h"

/* ---- commands that wait for the network -----------------------------------*/

struct mbim_later *mbim_find_later(struct mbim *mb, uint32_t tid)
{
	uint32_t i;

	for (i = 0; i < MBIM_LATER_MAX; i++)
		if (mb->later[i].command && !mb->later[i].cancelled &&
		    mb->later[i].tid == tid)
			return &mb->later[i];
	return NULL;
}

static struct mbim_later *free_later(struct mbim *mb)
{
	uint32_t i;

	for (i = 0; i < MBIM_LATER_MAX; i++)
		if (!mb->later[i].command)
			return &mb->later[i];
	return NULL;
}

/* Returns the oldest command that the event ends, NULL if there is none. */
static struct mbim_later *oldest_later(struct mbim *mb, uint32_t outcome)
{
	struct mbim_later *oldest = NULL, *later;

	for (later = mb->later; later < mb->later + MBIM_LATER_MAX; later++)
		if (later->command && !later->done &&
		    later->command->outcome == outcome &&
		    (!oldest || (int32_t)(later->number - oldest->number) < 0))
			oldest = later;
	return oldest;
}

uint32_t mbim_call_handler(struct mbim *mb, mbim_handler handler,
			   struct mbim_in *in, struct mbim_out *out)
{
	uint32_t status;

	if (in->bad)
		return MBIM_INVALID_PARAMETERS;
	status = handler(mb, in, out);
	return in->bad ? MBIM_INVALID_PARAMETERS : status;
}

/* The outcome may arrive before the handler returns. */
uint32_t mbim_call_and_wait(struct mbim *mb, const struct mbim_later *request,
			    mbim_handler handler, struct mbim_in *in,
			    struct mbim_out *out)
{
	struct mbim_later *later = free_later(mb);
	uint32_t status;

	if (!later)
		return MBIM_BUSY;
	*later = *request;
	later->number = mb->requests++;
	status = mbim_call_handler(mb, handler, in, out);
	if (status != MBIM_LATER)
		later->command = NULL;
	return status;
}

/* ---- events of the modem --------------------------------------------------*/

static const uint8_t due_of[] = {
	[MODEM_EVENT_RADIO] = 1 << MBIM_DUE_RADIO,
	[MODEM_EVENT_SIM] = 1 << MBIM_DUE_READY,
	[MODEM_EVENT_REGISTRATION] = 1 << MBIM_DUE_REGISTER |
				     1 << MBIM_DUE_PACKET,
	[MODEM_EVENT_ATTACH] = 1 << MBIM_DUE_PACKET,
	[MODEM_EVENT_SIGNAL] = 1 << MBIM_DUE_SIGNAL,
	[MODEM_EVENT_CONTEXT] = 1 << MBIM_DUE_CONNECT,
	[MODEM_EVENT_USSD] = 1 << MBIM_DUE_USSD,
	[MODEM_EVENT_SMS_FULL] = 1 << MBIM_DUE_STORE_FULL,
};

_Static_assert(MBIM_DUES <= 8, "due_of has bytes");
_Static_assert(MODEM_SMS_MAX <= 64, "due_sms has a bit for each message");

/* Returns whether the event is the outcome of a command. */
static bool finish_later(struct mbim *mb, uint32_t outcome,
			 const struct modem_event *event)
{
	struct mbim_later *later = oldest_later(mb, outcome);

	if (!later)
		return false;
	later->error = event->error;
	later->index = event->index;
	later->done = true;
	return true;
}

/* A context of others, or one of which the host hears in its answer */
static bool context_is_known(struct mbim *mb, uint32_t cid)
{
	const struct mbim_later *later = oldest_later(mb,
						      MODEM_EVENT_ACTIVATED);

	return cid != MBIM_SESSION_CONTEXT || (later && !later->cancelled);
}

/* Returns whether the host is to hear of it. */
static bool note_change(struct mbim *mb, const struct modem_event *event)
{
	if (event->type >= sizeof(due_of))
		return false;
	if (event->type == MODEM_EVENT_CONTEXT &&
	    context_is_known(mb, event->index))
		return false;
	if (event->type == MODEM_EVENT_SMS && event->index - 1u < MODEM_SMS_MAX)
		mb->due_sms |= 1ull << (event->index - 1);
	mb->due |= due_of[event->type];
	return mb->due || mb->due_sms;
}

/* Called with the modem locked, by any thread. */
void mbim_note_event(struct modem_client *client,
		     const struct modem_event *event)
{
	struct mbim *mb = (struct mbim *)client;
	uint32_t outcome = event->type;

	if (outcome == MODEM_EVENT_USSD)
		outcome = MODEM_EVENT_USSD_SENT;
	if (!mb->open && !mb->orphan)
		return;
	if (mb->open && !finish_later(mb, outcome, event) &&
	    !note_change(mb, event))
		return;
	mb->ready = true;
	mb->host->wake(mb->host->arg);
}

/* ---- what is due ----------------------------------------------------------*/

/* Takes a command whose outcome is known, the oldest first. */
static bool take_later(struct mbim *mb, struct mbim_later *taken)
{
	struct mbim_later *oldest = NULL, *later;

	for (later = mb->later; later < mb->later + MBIM_LATER_MAX; later++)
		if (later->command && later->done &&
		    (!oldest || (int32_t)(later->number - oldest->number) < 0))
			oldest = later;
	if (!oldest)
		return false;
	*taken = *oldest;
	oldest->command = NULL;
	return true;
}

static void send_later(struct mbim *mb, struct mbim_out *out,
		       const struct mbim_later *later, uint32_t status)
{
	uint32_t size = mbim_finish_information(out, &status, later->command);

	if (!later->cancelled)
		mbim_send_done(mb, later->tid, later->service, later->cid, status,
			       size);
}

static bool poll_later(struct mbim *mb)
{
	struct mbim_later later;
	struct mbim_out out;
	uint32_t status = 0;
	bool found;

	mbim_begin_information(mb, &out);
	modem_lock(mb->modem);
	found = take_later(mb, &later);
	if (found)
		status = later.command->answer(mb, &later, &out);
	modem_unlock(mb->modem);
	if (found)
		send_later(mb, &out, &later, status);
	return found;
}

static void indicate(struct mbim *mb, const struct mbim_out *out,
		     uint32_t service, uint32_t cid)
{
	if (mbim_out_good(out) && out->size)
		mbim_send_indication(mb, mbim_services[service].id, cid, out->size);
}

static bool poll_due(struct mbim *mb)
{
	const struct mbim_indication *it = NULL;
	struct mbim_out out;
	uint32_t number;

	mbim_begin_information(mb, &out);
	modem_lock(mb->modem);
	if (mb->due) {
		number = __builtin_ctz(mb->due);
		mb->due &= mb->due - 1;
		it = &mbim_indications[number];
		it->put(mb, &out);
	}
	modem_unlock(mb->modem);
	if (it)
		indicate(mb, &out, it->service, it->cid);
	return it;
}

static bool poll_sms(struct mbim *mb)
{
	struct mbim_out out;
	uint32_t index = 0;

	modem_lock(mb->modem);
	if (mb->due_sms) {
		index = __builtin_ctzll(mb->due_sms) + 1;
		mb->due_sms &= mb->due_sms - 1;
	}
	modem_unlock(mb->modem);
	if (!index)
		return false;
	mbim_begin_information(mb, &out);
	mbim_put_new_sms(&out, index);
	indicate(mb, &out, MBIM_SMS, MBIM_SMS_MESSAGE_STORE_STATUS);
	return true;
}

/* A function that was closed may have a session to end, though open again. */
static void poll_orphan(struct mbim *mb)
{
	modem_lock(mb->modem);
	mbim_end_session(mb);
	modem_unlock(mb->modem);
}

void mbim_send_due(struct mbim *mb)
{
	mb->ready = false;
	if (mb->orphan)
		poll_orphan(mb);
	if (!mb->open)
		return;
	while (poll_later(mb) || poll_due(mb) || poll_sms(mb))
		;
}
