// SPDX-License-Identifier: GPL-2.0-only
/*
 * Storms, from the window: the victim's doorbells, each call with the arguments
 * that take longest, the timer at every phase, faults; each with events open
 * and masked.
 */
#include "attack.h"

#define ROUND	TICKS_US(10000)

static uint32_t ram, top, done;

static void doorbells(void)
{
	duet_doorbell(CH_REPORT);
	duet_doorbell(CH_PREY);
	duet_doorbell(CH_PEER);
	duet_doorbell(7);
}

static void unknown_calls(void)
{
	uint32_t i;

	for (i = 64; i < 128; i++)
		call_raw(i, i, ~i, 0);
	call_raw(~0u, 0, 0, 0);
}

/* Always armed for a moment near the victim's deadline */
static void timers(void)
{
	uint32_t i, t = now();

	for (i = 0; i < 50; i++) {
		duet_timer(t + i * 5, 1);
		duet_timer(t - i, 1);
		duet_timer(t + 0x7fffffff - i, 1);
		duet_timer(0, 0);
	}
}

static void caches(void)
{
	duet_cache(DUET_CACHE_FLUSH_ALL, 0, 0);
	duet_cache(DUET_CACHE_ICACHE_ALL, 0, 0);
	duet_cache(DUET_CACHE_FLUSH, ram, top);
	duet_cache(DUET_CACHE_COHERENT, ram + 1, top - 1);
}

static void tlbs(void)
{
	duet_tlb(DUET_TLB_ALL, 0, 0);
	duet_tlb(DUET_TLB_RANGE, 0, 0x10000);
	duet_tlb(DUET_TLB_RANGE, 0, ~0u);
}

static void events(void)
{
	shared->ack = ~0u;
	shared->pend = ~0u;
	duet_deliver();
	duet_ack(~0u);
	shared->pend = ~0u;
	duet_block();
}

static void faults(void)
{
	uint32_t word = 0;

	probe_ldr(0x1000, &word);
	probe_str(0xf0000000, &word);
	probe_exec(0xffff0000);
	probe_ldr(ram + 1, &word);
}

/*
 * As much as there is room for. The model of the UART takes a line at once: one
 * interrupt follows another.
 */
static void console(void)
{
	static const char text[] = "# text without end\n";

	duet_console((uintptr_t)text, sizeof(text) - 1);
}

/* Unreadable memory, and ranges without an end */
static void calls_that_fail(void)
{
	duet_console(0xf0000000, 64);
	duet_console(top - 1, ~0u);
	duet_cache(DUET_CACHE_INVALIDATE, 0, ~0u);
	duet_pt_update();
	duet_pt_root(DUET_ROOT_CREATE, 0xc000);
	duet_mm_switch(0x4000, 0);
	iret_raw(0, 0x1000);
	duet_upcall(9, ram);
	duet_exit(3);
}

static void storm(const char *text, void (*burst)(void))
{
	uint32_t beats = report->beats, start = now(), bursts = 0;

	report->own[0]++;
	while (now() - start < ROUND) {
		burst();
		if (++bursts & 1)
			unmask();
		else
			mask();
	}
	mask();
	print("\n");		/* after a line that was cut off */
	ok(report->beats - beats >= 9 && bursts > 8, text);
	done += 10;
}

int main(void)
{
	attack_begin();
	ram = shared->ram_va;
	top = ram + shared->ram_size;
	storm("doorbells", doorbells);
	storm("calls that there are not", unknown_calls);
	storm("the timer", timers);
	storm("cache maintenance", caches);
	storm("TLB maintenance", tlbs);
	storm("events that never came", events);
	storm("faults", faults);
	storm("calls that fail", calls_that_fail);
	storm("the console", console);
	verdict(done);
	plan();
	return 0;
}
