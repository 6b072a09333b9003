// SPDX-License-Identifier: BSD-3-Clause
/* Commands of the host and their fragments, MBIM 1.0 sections 9.3.3 and 9.5. */
#include "function.h"

/* ---- commands -------------------------------------------------------------*/

static void refuse_command(struct mbim *mb, uint32_t tid, const uint32_t *id,
			   uint32_t status)
{
	mb->refused++;
	mbim_send_done(mb, tid, id, id[4], status, 0);
}

static uint32_t handle_command(struct mbim *mb, const struct mbim_later *request,
			       bool set, struct mbim_in *in,
			       struct mbim_out *out)
{
	const struct mbim_command *command = request->command;
	mbim_handler handler = set ? command->set : command->query;
	uint32_t status;

	modem_lock(mb->modem);
	if (handler == command->later)
		status = mbim_call_and_wait(mb, request, handler, in, out);
	else
		status = mbim_call_handler(mb, handler, in, out);
	modem_unlock(mb->modem);
	return status;
}

/* The command is one that the function has. id: service, CID, type. */
static void run_command(struct mbim *mb, const struct mbim_later *request,
			const uint32_t *id, const void *info, uint32_t length)
{
	const struct mbim_command *command = request->command;
	const bool set = id[5];
	struct mbim_out out;
	struct mbim_in in;
	uint32_t status, size;

	mbim_in_open(&in, info, length,
		     set ? command->set_size : command->query_size);
	mbim_begin_information(mb, &out);
	status = handle_command(mb, request, set, &in, &out);
	if (status == MBIM_LATER)
		return;
	size = mbim_finish_information(&out, &status, command);
	mb->refused += status != MBIM_SUCCESS;
	mbim_send_done(mb, request->tid, id, id[4], status, size);
}

/* A command that has arrived as a whole. */
static void receive_whole(struct mbim *mb, uint32_t tid, const uint32_t *id,
			  const void *info, uint32_t length)
{
	const struct mbim_service *service = mbim_find_service(id);
	const struct mbim_command *command;
	struct mbim_later request = { .tid = tid, .cid = id[4] };

	command = service ? mbim_find_command(service, id[4]) : NULL;
	if (!command) {
		refuse_command(mb, tid, id, MBIM_NO_DEVICE_SUPPORT);
	} else if (id[5] > 1 || !(id[5] ? command->set : command->query)) {
		refuse_command(mb, tid, id,
			       MBIM_INVALID_DEVICE_SERVICE_OPERATION);
	} else {
		request.command = command;
		request.service = service->id;
		run_command(mb, &request, id, info, length);
	}
}

/* ---- fragments, 9.5 -------------------------------------------------------*/

void mbim_drop_parts(struct mbim *mb, enum mbim_error error)
{
	mbim_send_error(mb, mb->parts.tid, error);
	mb->parts.total = 0;
}

/* Whether `have` bytes are the information buffer with or without padding. */
static bool length_fits(uint32_t have, uint32_t length)
{
	return have >= length && have - length < 4;
}

static void begin_parts(struct mbim *mb, const uint32_t *words, uint32_t have)
{
	struct mbim_parts *parts = &mb->parts;

	parts->tid = words[2];
	parts->total = words[3];
	parts->next = 1;
	parts->length = words[11];
	parts->size = have;
	parts->at = modem_now();
	memcpy(parts->id, words + 5, sizeof(parts->id));
	if (have <= MBIM_IN_MAX)
		memcpy(mb->in, words + 12, have);
}

static void receive_first(struct mbim *mb, const uint32_t *words, uint32_t size)
{
	const uint32_t tid = words[2], total = words[3];
	uint32_t have, length;

	if (size < MBIM_COMMAND_HEADER) {
		mbim_send_error(mb, tid, MBIM_ERROR_LENGTH_MISMATCH);
		return;
	}
	have = size - MBIM_COMMAND_HEADER;
	length = words[11];
	if (total == 1 ? !length_fits(have, length) : have >= length)
		mbim_send_error(mb, tid, MBIM_ERROR_LENGTH_MISMATCH);
	else if (mbim_find_later(mb, tid))
		mbim_send_error(mb, tid, MBIM_ERROR_DUPLICATED_TID);
	else if (total == 1)
		receive_whole(mb, tid, words + 5, words + 12, length);
	else
		begin_parts(mb, words, have);
}

/* All is there. What was too long to be kept has only been counted. */
static void end_parts(struct mbim *mb)
{
	struct mbim_parts *parts = &mb->parts;

	parts->total = 0;
	if (!length_fits(parts->size, parts->length))
		mbim_send_error(mb, parts->tid, MBIM_ERROR_LENGTH_MISMATCH);
	else if (parts->length > MBIM_IN_MAX)
		refuse_command(mb, parts->tid, parts->id, MBIM_FAILURE);
	else
		receive_whole(mb, parts->tid, parts->id, mb->in, parts->length);
}

static void receive_next(struct mbim *mb, const uint32_t *words, uint32_t size)
{
	struct mbim_parts *parts = &mb->parts;
	const uint32_t have = size - MBIM_FRAGMENT_HEADER;
	uint32_t room;

	if (!have || have > MBIM_TRANSFER_MAX ||
	    parts->size >= parts->length) {
		mbim_drop_parts(mb, MBIM_ERROR_LENGTH_MISMATCH);
		return;
	}
	room = parts->size < MBIM_IN_MAX ? MBIM_IN_MAX - parts->size : 0;
	if (room)
		memcpy((uint8_t *)mb->in + parts->size, words + 5,
		       have < room ? have : room);
	parts->size += have;
	parts->at = modem_now();
	if (++parts->next == parts->total)
		end_parts(mb);
}

/*
 * A fragment that is not the next of the command under way: that is lost, and
 * so is the fragment, unless it begins another command. 9.3.4.2.
 */
static void break_sequence(struct mbim *mb, const uint32_t *words,
			   uint32_t size)
{
	const bool other = words[2] != mb->parts.tid;

	mbim_drop_parts(mb, MBIM_ERROR_FRAGMENT_OUT_OF_SEQUENCE);
	if (other && words[4])
		mbim_send_error(mb, words[2], MBIM_ERROR_FRAGMENT_OUT_OF_SEQUENCE);
	else if (other)
		receive_first(mb, words, size);
}

void mbim_receive_command(struct mbim *mb, const uint32_t *words,
			  uint32_t size)
{
	const struct mbim_parts *parts = &mb->parts;

	if (size < MBIM_FRAGMENT_HEADER)
		mbim_send_error(mb, words[2], MBIM_ERROR_LENGTH_MISMATCH);
	else if (words[4] >= words[3])
		mbim_send_error(mb, words[2], MBIM_ERROR_FRAGMENT_OUT_OF_SEQUENCE);
	else if (parts->total && words[2] == parts->tid &&
		 words[3] == parts->total && words[4] == parts->next)
		receive_next(mb, words, size);
	else if (parts->total)
		break_sequence(mb, words, size);
	else if (words[4])
		mbim_send_error(mb, words[2], MBIM_ERROR_FRAGMENT_OUT_OF_SEQUENCE);
	else
		receive_first(mb, words, size);
}
