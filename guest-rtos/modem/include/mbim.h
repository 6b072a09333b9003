/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An MBIM 1.0 function (USB-IF, Mobile Broadband Interface Model, 2011-11-14):
 * a front end of the modem. One record of the transport is one control message,
 * or one fragment of it.
 *
 * One thread owns a struct mbim: it calls all functions here, without the
 * modem's lock. Nothing is allocated. Section numbers are those of MBIM 1.0.
 */
#ifndef MBIM_H
#define MBIM_H

#include "modem.h"

#ifdef __cplusplus
extern "C" {
#endif

#define MBIM_TRANSFER_MAX	4096	/* of one record, both ways */
#define MBIM_IN_MAX		2048	/* largest information buffer read */
/* The largest one written: all short messages, with pair, record and PDU */
#define MBIM_OUT_MAX		(8 + MODEM_SMS_MAX * (8 + 16 + MODEM_PDU_MAX))
#define MBIM_LATER_MAX		8	/* commands that wait for the network */

/* Services of the application: the way to the host. */
struct mbim_host {
	/* Sends a record, called by the owner. Errors are the owner's matter. */
	void (*send)(void *arg, const void *record, size_t size);
	/* Any thread: the owner must call mbim_poll() soon. Must not wait. */
	void (*wake)(void *arg);
	void *arg;
};

struct mbim_command;

/* A command that is answered when the network has answered. */
struct mbim_later {
	const struct mbim_command *command;	/* NULL: free */
	const uint8_t *service;
	uint32_t tid;
	uint32_t number;	/* order of the requests */
	uint8_t cid;
	uint8_t index;		/* from the event */
	uint8_t error;		/* enum modem_error, from the event */
	bool done;		/* the event came */
	bool cancelled;		/* by the host: not to be answered */
};

/* A command of which some fragments have arrived. */
struct mbim_parts {
	uint32_t total;		/* 0: none */
	uint32_t next;
	uint32_t tid;
	uint32_t size;		/* bytes of the information buffer so far */
	uint32_t length;	/* at the end */
	uint32_t at;		/* ms: when the last one arrived */
	uint32_t id[6];		/* service, CID, command type */
};

/* All fields are private to the function. */
struct mbim {
	struct modem_client client;	/* first */
	struct modem *modem;
	const struct mbim_host *host;
	bool open;
	bool orphan;			/* closed while its session came up */
	uint32_t transfer;		/* largest record */
	uint32_t interval, rssi_step, error_step;	/* 10.5.11 */
	uint8_t rssi;			/* indicated last */
	bool rssi_due;			/* in any case */
	uint32_t requests;		/* numbers struct mbim_later */
	struct mbim_later later[MBIM_LATER_MAX];
	struct mbim_parts parts;
	/* noted by events, with the modem locked */
	volatile bool ready;		/* something is done or due */
	uint32_t due;			/* indications, by number */
	uint64_t due_sms;		/* bit n: message n + 1 */
	/* statistics */
	uint32_t messages, refused;
	uint32_t in[MBIM_IN_MAX / 4];
	uint32_t out[(48 + MBIM_OUT_MAX) / 4];
};

/*
 * Makes a closed function that is a client of the modem. Before threads run;
 * both mb and host must stay valid.
 */
void mbim_open_port(struct mbim *mb, struct modem *modem,
		    const struct mbim_host *host);

/*
 * Handles one record, which must be aligned to 4 bytes and out of the host's
 * reach: a copy.
 */
void mbim_receive(struct mbim *mb, const void *record, size_t size);

/* Sends everything that is due: answers of the network, indications. */
void mbim_poll(struct mbim *mb);

/* Returns the time in ms after which mbim_poll() must be called at the latest. */
uint32_t mbim_wait(const struct mbim *mb);

/* The host has gone or is new: the function is closed, without an answer. */
void mbim_reset(struct mbim *mb);

#ifdef __cplusplus
}
#endif

#endif
