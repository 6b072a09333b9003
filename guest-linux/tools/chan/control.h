/* SPDX-License-Identifier: GPL-2.0-only */
/* Requests to the RTOS's services; see <duet/demo.h>. */
#ifndef CONTROL_H
#define CONTROL_H

#include <duet/demo.h>

#include "port.h"

void control_open(struct port *p);
/* Sends a request after filling in magic and id. Returns the id. */
uint32_t control_request(struct port *p, struct duet_demo_request *request);
/* Receives the next reply with this id, which must have exactly size bytes. */
void control_reply(struct port *p, uint32_t id, void *reply, uint32_t size);


#endif
