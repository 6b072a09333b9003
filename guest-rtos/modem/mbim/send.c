// SPDX-License-Identifier: BSD-3-Clause
/* Control messages to the host, MBIM 1.0 sections 9.4 and 9.5. */
#include "function.h"

static void send_record(struct mbim *mb, const uint32_t *words)
{
	mb->host->send(mb->host->arg, words, words[1]);
}

void mbim_send_status(struct mbim *mb, uint32_t type, uint32_t tid,
		      uint32_t status)
{
	const uint32_t words[4] = { type, sizeof(words), tid, status };

	send_record(mb, words);
}

void mbim_send_error(struct mbim *mb, uint32_t tid, enum mbim_error error)
{
	mb->refused++;
	mbim_send_status(mb, MBIM_FUNCTION_ERROR, tid, error);
}

/*
 * Sends a message that is complete but for its length and fragment header. The
 * header of each later fragment overwrites the end of the one before, which has
 * been sent by then.
 */
static void send_message(struct mbim *mb, uint32_t *words, uint32_t size)
{
	const uint32_t type = words[0], tid = words[2];
	const uint32_t step = mb->transfer - MBIM_FRAGMENT_HEADER;
	const uint32_t body = size - MBIM_FRAGMENT_HEADER;
	const uint32_t total = (body + step - 1) / step;
	uint32_t i;

	for (i = 0; i < total; i++, words += step / 4) {
		words[0] = type;
		words[1] = i < total - 1 ? mb->transfer : size - i * step;
		words[2] = tid;
		words[3] = total;
		words[4] = i;
		send_record(mb, words);
	}
}

void mbim_send_done(struct mbim *mb, uint32_t tid, const void *service,
		    uint32_t cid, uint32_t status, uint32_t size)
{
	uint32_t *words = mb->out;

	words[0] = MBIM_COMMAND_DONE;
	words[2] = tid;
	memcpy(words + 5, service, 16);
	words[9] = cid;
	words[10] = status;
	words[11] = size;
	send_message(mb, words, MBIM_COMMAND_HEADER + size);
}

/* The information lies where that of an answer does, the header is shorter. */
void mbim_send_indication(struct mbim *mb, const void *service, uint32_t cid,
			  uint32_t size)
{
	uint32_t *words = mb->out + 1;

	words[0] = MBIM_INDICATE_STATUS;
	words[2] = 0;
	memcpy(words + 5, service, 16);
	words[9] = cid;
	words[10] = size;
	send_message(mb, words, MBIM_INDICATE_HEADER + size);
}

void mbim_begin_information(struct mbim *mb, struct mbim_out *out)
{
	mbim_out_begin(out, mb->out + MBIM_COMMAND_HEADER / 4, MBIM_OUT_MAX, 0);
}

/* 9.4.5: failures have no information, but for those of a few commands. */
uint32_t mbim_finish_information(const struct mbim_out *out, uint32_t *status,
				 const struct mbim_command *command)
{
	if (!*status && !mbim_out_good(out))
		*status = MBIM_FAILURE;
	if (!*status)
		return out->size;
	return command->info_on_failure && mbim_out_good(out) ? out->size : 0;
}
