/* SPDX-License-Identifier: BSD-3-Clause */
/* Answers to IP packets. */
#ifndef PACKET_H
#define PACKET_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Returns whether it is an ICMP echo request or a UDP datagram for the echo
 * port, in one piece. Packets are word aligned.
 */
bool packet_is_asking(const void *packet, uint32_t len);

/* Makes it the answer to itself. */
void packet_answer(void *packet);

#endif
