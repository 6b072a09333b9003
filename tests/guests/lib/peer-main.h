/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The peer of the victim of hostile guests, with page tables: answers each
 * record of the victim, and counts changes in its own memory, in its user's and
 * in its TLS word. Its addresses are those of the attacker.
 */
#include <duet/chan.h>

#include "hostile.h"
#include "paged.h"

#define PAGES	64
#define SPREAD	(FREE_PA + 0x10000)
#define MARK	0x7e57c0deu

static struct duet_chan chan;
static uint32_t errors;

static void check(void)
{
	static uint32_t turn;
	uint32_t i, events = 0;

	for (i = 0; i < PAGES; i++)
		if (*frame_at(SPREAD + i * 0x1000) != MARK + i)
			errors++;
	if (*(volatile uint32_t *)0xffff0ff0 != MARK)
		errors++;
	if (!(turn++ % 8) &&
	    !user_torture(turn, 500, USER_DATA, ~MARK, false, &events))
		errors++;
}

static bool answer(void)
{
	struct record r;
	uint32_t i;

	while (duet_ring_recv(&chan.rx, &r, sizeof(r)) == sizeof(r)) {
		for (i = 0; i < RECORD_WORDS; i++)
			r.word[i] = ~r.word[i];
		r.errors = errors;
		duet_ring_send(&chan.tx, &r, sizeof(r));
	}
	return duet_ring_flush(&chan.rx) | duet_ring_flush(&chan.tx);
}

static void begin(void)
{
	volatile struct duet_channel_info *info = &shared->channel[0];
	uint32_t i;

	user_space();
	for (i = 0; i < PAGES; i++)
		*frame_at(SPREAD + i * 0x1000) = MARK + i;
	*frame_at(DATA_PA) = ~MARK;
	flush_tlb();
	duet_tls(MARK);
	duet_chan_open(&chan, (void *)(uintptr_t)info->va, info->size,
		       info->flags & DUET_CHAN_FIRST, DUET_CHAN_RECORDS);
	duet_doorbell(0);
}

int main(void)
{
	bool bell;

	kern_upcalls();
	user_upcalls();
	mask();
	begin();
	for (;;) {
		check();
		bell = duet_chan_poll(&chan) & DUET_CHAN_POLL_RING;
		bell |= answer();
		if (bell)
			duet_doorbell(0);
		if (duet_ring_sleep(&chan.rx, 1) || !duet_chan_up(&chan))
			duet_block();
		take();
	}
}
