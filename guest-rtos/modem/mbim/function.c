// SPDX-License-Identifier: BSD-3-Clause
/* The function as its owner sees it: open, close, records, time. */
#include "function.h"

/* ---- open, close, errors of the host --------------------------------------*/

/* 9.3.2: contexts end, and nothing is sent any more. */
static void close_function(struct mbim *mb)
{
	modem_lock(mb->modem);
	if (mb->open) {
		modem_forget_requests(mb->modem, &mb->client);
		mbim_end_session(mb);
	}
	mb->open = false;
	mb->ready = false;
	mb->due = 0;
	mb->due_sms = 0;
	memset(mb->later, 0, sizeof(mb->later));
	modem_unlock(mb->modem);
	mb->parts.total = 0;
}

static void set_defaults(struct mbim *mb, uint32_t transfer)
{
	if (transfer > MBIM_TRANSFER_MAX)
		transfer = MBIM_TRANSFER_MAX;
	mb->transfer = transfer & ~3u;
	mb->interval = 0;
	mb->rssi_step = mb->error_step = 0;
	mb->rssi = 99;
}

/* 9.3.1: an open function closes itself first, without a word. */
static void receive_open(struct mbim *mb, const uint32_t *words, uint32_t size)
{
	close_function(mb);
	if (size != 16) {
		mbim_send_error(mb, words[2], MBIM_ERROR_LENGTH_MISMATCH);
		return;
	}
	if (words[3] < MBIM_TRANSFER_MIN) {
		mbim_send_error(mb, words[2], MBIM_ERROR_MAX_TRANSFER);
		return;
	}
	set_defaults(mb, words[3]);
	mb->open = true;
	mbim_send_status(mb, MBIM_OPEN_DONE, words[2], MBIM_SUCCESS);
}

static void receive_close(struct mbim *mb, const uint32_t *words)
{
	close_function(mb);
	mbim_send_status(mb, MBIM_CLOSE_DONE, words[2], MBIM_SUCCESS);
}

/* 9.3.4: the host gives up the command, or has lost one of its messages. */
static void receive_error(struct mbim *mb, const uint32_t *words, uint32_t size)
{
	struct mbim_later *later;

	if (mb->parts.total && mb->parts.tid == words[2])
		mb->parts.total = 0;
	if (size < 16 || words[3] != MBIM_ERROR_CANCEL)
		return;
	modem_lock(mb->modem);
	later = mbim_find_later(mb, words[2]);
	if (later)
		later->cancelled = true;
	modem_unlock(mb->modem);
}

static void receive_open_function(struct mbim *mb, const uint32_t *words,
				  uint32_t size)
{
	if (words[1] != size || size > MBIM_TRANSFER_MAX)
		mbim_send_error(mb, words[2], MBIM_ERROR_LENGTH_MISMATCH);
	else if (words[0] == MBIM_COMMAND)
		mbim_receive_command(mb, words, size);
	else if (words[0] == MBIM_HOST_ERROR)
		receive_error(mb, words, size);
	else
		mbim_send_error(mb, words[2], MBIM_ERROR_UNKNOWN);
}

static void receive_message(struct mbim *mb, const uint32_t *words,
			    uint32_t size)
{
	if (words[0] == MBIM_OPEN && words[1] == size)
		receive_open(mb, words, size);
	else if (words[0] == MBIM_CLOSE && words[1] == size)
		receive_close(mb, words);
	else if (mb->open)
		receive_open_function(mb, words, size);
	else if (words[0] != MBIM_HOST_ERROR)
		mbim_send_error(mb, words[2], MBIM_ERROR_NOT_OPENED);
}

void mbim_receive(struct mbim *mb, const void *record, size_t size)
{
	mb->messages++;
	if (size >= MBIM_HEADER)
		receive_message(mb, record, size);
	else
		mb->refused++;	/* there is no transaction to refer to */
	mbim_poll(mb);
}

/* ---- for the owner --------------------------------------------------------*/

void mbim_poll(struct mbim *mb)
{
	if (mb->parts.total && modem_now() - mb->parts.at >= MBIM_FRAGMENT_MS)
		mbim_drop_parts(mb, MBIM_ERROR_TIMEOUT_FRAGMENT);
	if (mb->ready)
		mbim_send_due(mb);
}

uint32_t mbim_wait(const struct mbim *mb)
{
	uint32_t past;

	if (!mb->parts.total)
		return UINT32_MAX;
	past = modem_now() - mb->parts.at;
	return past < MBIM_FRAGMENT_MS ? MBIM_FRAGMENT_MS - past : 0;
}

void mbim_reset(struct mbim *mb)
{
	close_function(mb);
}

void mbim_open_port(struct mbim *mb, struct modem *modem,
		    const struct mbim_host *host)
{
	memset(mb, 0, sizeof(*mb));
	mb->client.event = mbim_note_event;
	mb->modem = modem;
	mb->host = host;
	modem_lock(modem);
	modem_add_client(modem, &mb->client);
	modem_unlock(modem);
}
