// SPDX-License-Identifier: GPL-2.0-only
/* Calls with equal results in each kind of VM. */
#include "suite.h"

#define TIMER	(1u << DUET_EVENT_TIMER)

/* The high part, which counts the wrap-arounds of the low part */
static void clock(void)
{
	uint32_t low = now();
	uint64_t wide = duet_clock64(shared->clock_va);

	point((uint32_t)wide - low < LATE_MAX, "clock", "WIDE",
	      "64 bits: the low ones are the clock's");
	wide = duet_clock64(shared->clock_va);
	wait_ticks(100);
	wide = duet_clock64(shared->clock_va) - wide;
	point(wide >= 100 && wide < LATE_MAX, "clock", "WIDE",
	      "... and continue");
}

static void unknown(void)
{
	static const uint32_t none[] = {
		DUET_CALL_LOG + 1, DUET_CALL_LOG + 2, 255, 0x80000000, ~0u,
	};
	struct regs regs, want;
	bool good = true;
	uint32_t i, r;

	for (i = 0; i < 5; i++) {
		regs_fill(&want, i);
		raw(&regs, none[i], want.r[0], want.r[1], want.r[2], i);
		good &= regs.r[0] == (uint32_t)DUET_ENOSYS;
		for (r = 1; r < 4; r++)
			good &= regs.r[r] == want.r[r];
		good &= regs.r[12] == none[i] && kept(&regs, i, 4);
		good &= refuses(none[i], DUET_ENOSYS, i, i, i);
	}
	point(good, "unknown", "ENOSYS", "no register and no word changes");
}

static void version(void)
{
	uint32_t features = 0;

	OK_IF(gives(DUET_CALL_VERSION, DUET_ABI_VERSION, 1, 2, 3), VERSION,
	      "the header's");
	OK_IF(duet_version(&features) == DUET_ABI_VERSION &&
	      features == shared->features, VERSION, "features");
}

/* Words that the hypervisor writes before the VM starts */
static void page(void)
{
	uint32_t i, end = 0;

	FIELD(shared->magic == DUET_INFO_MAGIC, shared.magic, "magic");
	FIELD(shared->abi_version == DUET_ABI_VERSION, shared.abi_version,
	      "as the call");
	FIELD(!(shared->features & ~0x1fu), shared.features, "none unknown");
	FIELD(info(shared->vm_id, DUET_INFO_STATE) == DUET_STATE_READY,
	      shared.vm_id, "is its own: it runs");
	i = now();
	wait_ticks(10);
	FIELD(now() - i >= 10, shared.clock_va, "it counts up");
	FIELD(shared->clock_hz >= 1000000, shared.clock_hz, "1 MHz at least");
	FIELD((shared->midr & 0xff0ffff0) == 0x41069260, shared.midr,
	      "an ARM926");
	FIELD(shared->ctr & 1u << 24, shared.ctr, "separate caches");
	FIELD(shared->ram_size && !(shared->ram_size & 0xfffff),
	      shared.ram_size, "in megabytes");
	FIELD(!(shared->ram_pa & 0xfffff), shared.ram_pa, "at a megabyte");
	FIELD((uintptr_t)guest_end - shared->ram_va < shared->ram_size,
	      shared.ram_va, "this program is in it");
	FIELD(shared->lives == 1 &&
	      info(shared->vm_id, DUET_INFO_LIVES) == 1, shared.lives, "one");
	FIELD(shared->last_end == DUET_END_BOOT, shared.last_end, "none");
	VALUE(shared->last_end == DUET_END_BOOT, END.BOOT, "the first life");
	FIELD(shared->nr_channels && shared->nr_channels <= DUET_CHANNEL_MAX,
	      shared.nr_channels, "some");
	for (i = 0; i < 16; i++)
		end |= !shared->name[i];
	FIELD(end && shared->name[0], shared.name, "NUL terminated");
	FIELD(!(shared->device_events & TIMER), shared.device_events,
	      "the timer is none");
	FIELD(!shared->watchdog_ticks ==
	      !(shared->features & DUET_FEATURE_WATCHDOG),
	      shared.watchdog_ticks, "0 without a watchdog");
	FIELD(!shared->budget_ticks == !shared->period_ticks &&
	      shared->budget_ticks <= shared->period_ticks,
	      shared.budget_ticks, "not above the period");
	FIELD(!shared->period_ticks || shared->budget_ticks,
	      shared.period_ticks, "a limit has both");
}

static bool reserved_are_0(void)
{
	static const uint16_t from_to[][2] = {
		{ 0x03c, 0x040 }, { 0x044, 0x080 }, { 0x0e8, 0x100 },
		{ 0x220, 0x1000 },
	};
	volatile uint32_t *word = (volatile uint32_t *)shared;
	uint32_t i, at, bits = 0;

	for (i = 0; i < 4; i++)
		for (at = from_to[i][0]; at < from_to[i][1]; at += 4)
			bits |= word[at / 4];
	return !bits;
}

/* Must be called before anything is changed */
void at_the_start(void)
{
	FIELD(at_start.r0 == (uintptr_t)shared && !at_start.sp &&
	      (at_start.cpsr & 0x3f) == 0x10, start.registers,
	      "r0 is the shared page, sp 0, ARM state in USR mode");
	FIELD(shared->mask == DUET_PSR_I, shared.mask, "set at the start");
	FIELD(!shared->pend, shared.pend, "0 at the start");
	FIELD(!shared->ack, shared.ack, "0 at the start");
	FIELD(!shared->qlen, shared.qlen, "0 at the start");
	FIELD(!shared->busy, shared.busy, "0 at the start");
	FIELD(reserved_are_0(), start.reserved, "reserved bytes are 0");
}

/* Each channel has a name; entries beyond the last channel have none. */
static bool channels_named(void)
{
	volatile uint8_t *name = shared->channel_name;
	uint32_t i, n;

	for (i = 0; i < DUET_CHANNEL_MAX; i++, name += 16) {
		for (n = 0; n < 16 && name[n]; n++)
			;
		if (n == 16 || !n != (i >= shared->nr_channels))
			return false;
	}
	return true;
}

static void channels(void)
{
	volatile struct duet_channel_info *c;
	uint32_t i, word, events = TIMER | shared->device_events;
	bool va = true, flags = true, event = true, peer = true;

	for (i = 0; i < shared->nr_channels; i++) {
		c = &shared->channel[i];
		word = 0;
		va &= c->size && !probe_str(c->va + c->size - 4, &word);
		va &= unreachable(c->va + c->size);
		flags &= !(c->flags & ~(DUET_CHAN_FIRST | DUET_CHAN_UNCACHED));
		event &= c->event < DUET_EVENT_MAX &&
			!(events & 1u << c->event);
		events |= 1u << c->event;
		peer &= c->peer != shared->vm_id && !c->pad;
	}
	FIELD(&shared->channel[1].va == &((volatile uint32_t *)shared)[0x44],
	      shared.channel, "at 0x100, 16 bytes each");
	FIELD(va, channel_info.va, "the memory can be written");
	FIELD(va, channel_info.size, "... to its end, and not beyond");
	FIELD(flags, channel_info.flags, "none unknown");
	FIELD(event, channel_info.event, "each its own");
	FIELD(peer, channel_info.peer, "another VM");
	FIELD(channels_named(), shared.channel_name, "NUL terminated");
	FIELD(shared->peer_life[CH_PEER] & 1, shared.peer_life, "odd: it is up");
}

static void upcalls_of(void)
{
	uint32_t entry = (uintptr_t)entry_irq_kern, before, kind = 8;

	FAILS(UPCALL, EINVAL, "kind 9", 9, entry, 0);
	FAILS(UPCALL, EINVAL, "kind -1", ~0u, entry, 0);
	FAILS(UPCALL, EINVAL, "entry 0", kind, 0, 0);
	FAILS(UPCALL, EINVAL, "entry + 1", kind, entry + 1, 0);
	FAILS(UPCALL, EINVAL, "entry + 2", kind, entry + 2, 0);
	FAILS(UPCALL, EINVAL, "entry + 3", kind, entry + 3, 0);
	before = irqs;
	shared->mask = 0;
	duet_timer(now(), 1);
	wait_ticks(TICKS_US(100));
	mask();
	point(irqs == before + 1, "upcall", "EINVAL", "the entry is kept");
	WORKS(UPCALL, "the last kind", kind, entry, 0);
}

/* ---- timer ---- */

/* Fired once, not early, and soon */
static bool fires(uint32_t deadline, uint32_t limit)
{
	uint32_t start = now(), before = fired;

	shared->mask = 0;
	if (shared->pend)
		duet_deliver();
	while (fired == before && now() - start < limit)
		spin_some();
	mask();
	return fired == before + 1 && fired_at - deadline < LATE_MAX;
}

static bool silent(uint32_t us)
{
	uint32_t before = fired;

	shared->mask = 0;
	if (shared->pend)
		duet_deliver();
	wait_ticks(TICKS_US(us));
	mask();
	return fired == before && !shared->pend;
}

static void timer_ahead(void)
{
	static const uint32_t ticks[] = {
		0, 1, 2, 23, 24, 25, 47, 48, 49, 100, 1000, 2399, 24000,
		24001, 240000,
	};
	uint32_t i, deadline;
	bool good = true;

	for (i = 0; i < sizeof(ticks) / 4; i++) {
		deadline = now() + ticks[i];
		duet_timer(deadline, 1);
		good &= fires(deadline, ticks[i] + TICKS_US(1000));
	}
	OK_IF(good, TIMER, "never early, little late: 0 to 240000 ticks");
	for (good = true, i = 0; i < 100; i++) {
		deadline = now() + 200 + i;
		duet_timer(deadline, 1);
		good &= fires(deadline, TICKS_US(1000));
	}
	OK_IF(good, TIMER, "... in 100 phases");
}

static void timer_past(void)
{
	static const uint32_t ago[] = { 1, 1000, 0x40000000, 0x7ffff000 };
	uint32_t i, t;
	bool good = true;

	for (i = 0; i < 4; i++) {
		t = now();
		duet_timer(t - ago[i], 1);
		good &= fires(t, TICKS_US(1000));
	}
	OK_IF(good, TIMER, "a deadline that has passed fires at once");
	duet_timer(now() + 0x7fffffff, 1);
	OK_IF(silent(3000), TIMER, "2^31 - 1 ticks ahead: not yet");
}

static void timer_changes(void)
{
	uint32_t t = now() + TICKS_US(1000);

	duet_timer(t, 1);
	WORKS(TIMER, "cancel", t, 0, 0);
	OK_IF(silent(2000), TIMER, "cancelled: does not fire");
	duet_timer(now() + TICKS_US(500), 1);
	t = now() + TICKS_US(1500);
	duet_timer(t, 1);
	OK_IF(fires(t, TICKS_US(5000)), TIMER, "replaced by a later one");
	duet_timer(now() + TICKS_US(2000), 1);
	t = now() + TICKS_US(500);
	duet_timer(t, 1);
	OK_IF(fires(t, TICKS_US(5000)) && silent(3000), TIMER,
	      "replaced by an earlier one: fires once");
	t = now() + TICKS_US(20000);
	WORKS(TIMER, "arm", t, 1, 0);
	FAILS(TIMER, EINVAL, "arm is 2", now(), 2, 0);
	FAILS(TIMER, EINVAL, "arm is -1", now(), ~0u, 0);
	point(fires(t, TICKS_US(30000)), "timer", "EINVAL",
	      "the armed deadline is kept");
}

/* ---- masking ---- */

static void pending(void)
{
	mask();
	duet_timer(now(), 1);
	wait_ticks(TICKS_US(100));
}

static void masking(void)
{
	uint32_t before = irqs, i, t;
	bool good = true;

	pending();
	OK_IF(shared->pend == TIMER && irqs == before, TIMER,
	      "masked: pending, no upcall");
	OK_IF(!duet_tls(0) && shared->pend == TIMER, TLS,
	      "another call leaves it pending");
	take();
	pending();
	OK_IF(!duet_deliver() && irqs == before && shared->pend == TIMER,
	      DELIVER, "masked: nothing happens");
	shared->mask = 0;
	OK_IF(irqs == before, DELIVER, "a store to the mask alone is nothing");
	OK_IF(!duet_deliver() && irqs == before + 1 && !shared->pend,
	      DELIVER, "open: the upcall, then the instruction after the call");
	OK_IF(last.mask == DUET_PSR_I && !shared->mask &&
	      last.frame.psr % 256 == DUET_PSR_KERN, DELIVER,
	      "its record: open, and the upcall masks");
	mask();
	WORKS(DELIVER, "nothing pending", 0, 0, 0);
	pending();
	duet_timer(now(), 1);
	wait_ticks(TICKS_US(100));
	point(take() == TIMER && !take(), "event", "COALESCED",
	      "fired twice, taken once");
	before = irqs;
	for (i = 0; i < 32; i++) {
		shared->mask = 1u << i;
		duet_timer(now(), 1);
		wait_ticks(TICKS_US(100));
		good &= take() == TIMER && irqs == before;
	}
	mask();
	point(good, "event", "MASKED", "by any value but 0");
	swap(&shared->pend, 0x80000000);
	t = now();
	duet_timer(t, 1);
	wait_ticks(TICKS_US(100));
	point(take() == (0x80000000 | TIMER), "event", "MASKED",
	      "bits are added only");
}

/* As in a guest that makes an event pending itself */
static void pend_add(uint32_t events)
{
	uint32_t old;

	while ((old = swap(&shared->pend, events)) & ~events)
		events |= old;
}

/* Events that the guest sets itself, with numbers of its own or others */
static void own_events(void)
{
	uint32_t before = irqs, i, t;
	bool masked = true, open = true, added = true;

	for (i = 0; i < 32; i++) {
		mask();
		take();
		pend_add(1u << i);
		duet_tls(0);
		masked &= irqs == before + i && shared->pend == 1u << i;
		seen = 0;
		shared->mask = 0;
		duet_deliver();
		open &= irqs == before + i + 1 && seen == 1u << i;
		open &= !shared->pend && !shared->mask;
	}
	point(masked, "event", "OWN", "set by the guest: pending, masked");
	point(open, "event", "OWN", "... delivered as any other");
	mask();
	for (i = 0; i < 32; i++) {
		t = now() + TICKS_US(100);
		duet_timer(t, 1);
		while ((int32_t)(now() - t - TICKS_US(50)) < 0)
			pend_add(0x80000000);
		added &= take() == (0x80000000 | TIMER);
	}
	point(added, "event", "OWN", "... loses none that comes meanwhile");
	pend_add(0x40000000);
	OK_IF(!duet_block() && take() == 0x40000000, BLOCK,
	      "one that the guest set: at once");
}

/* In the first upcall no event is taken: it must come again. */
static void again_hook(uint32_t events)
{
	if (irqs++ % 2)
		return;
	shared->pend |= events;
}

static void order_of(void)
{
	void (*hook)(uint32_t events) = irq_hook;
	uint32_t before = irqs, i;
	bool good = true;

	irqs = 0;
	irq_hook = again_hook;
	for (i = 0; i < 8; i++) {
		pending();
		shared->mask = 0;
		duet_deliver();
		good &= irqs == 2 * i + 2 && !shared->pend;
		mask();
	}
	irq_hook = hook;
	irqs = before;
	point(good, "event", "ORDER",
	      "not taken: the upcall again, once the mask is 0");
}

static void blocking(void)
{
	uint32_t t, before = irqs;

	pending();
	t = now();
	OK_IF(!duet_block() && now() - t < TICKS_US(300) &&
	      shared->pend == TIMER && irqs == before, BLOCK,
	      "pending, masked: at once, no upcall");
	take();
	t = now() + TICKS_US(2000);
	duet_timer(t, 1);
	duet_block();
	OK_IF((int32_t)(now() - t) >= 0 && take() == TIMER, BLOCK,
	      "waits while nothing is pending, masked");
	before = irqs;
	shared->mask = 0;
	t = now() + TICKS_US(2000);
	duet_timer(t, 1);
	duet_block();
	OK_IF((int32_t)(now() - t) >= 0 && irqs == before + 1 &&
	      !shared->mask, BLOCK, "open: the upcall before it returns");
	mask();
}

/* Registers around an upcall that the call itself causes */
static void transparent(void)
{
	uint32_t i, before = irqs;
	struct regs regs, want;
	bool good = true;

	for (i = 0; i < 32; i++) {
		regs_fill(&want, i);
		pending();
		shared->mask = 0;
		raw(&regs, i & 2 ? DUET_CALL_DELIVER : DUET_CALL_BLOCK, 0, 0,
		    0, i);
		good &= !regs.r[0] && kept(&regs, i, 4);
		good &= (last.frame.psr & FLAGS) == want.cpsr;
		good &= !!(last.frame.psr & PSR_T) == (i & 1);
		good &= last.frame.r[5] == want.r[5];
		good &= last.frame.r[14] == want.r[14];
	}
	mask();
	point(good && irqs == before + 32, "entry", "IRQ_KERN",
	      "after a call: sees and keeps all registers");
}

static void running(void)
{
	uint32_t i, r, before = irqs;
	struct regs want;
	bool good = true;

	shared->mask = 0;
	for (i = 0; i < 32; i++) {
		regs_fill(&want, i);
		duet_timer(now() + 24 * (5 + i), 1);
		good &= regs_torture(i, 50000);
		for (r = 0; r < 12; r++)
			good &= r == 4 || last.frame.r[r] == want.r[r];
		good &= last.frame.r[14] == want.r[14];
		good &= (last.frame.psr & ~FLAGS) == DUET_PSR_KERN;
		good &= last.frame.pc - (uintptr_t)snip_shift < 16;
		good &= last.mask == MASKED && !shared->mask;
	}
	mask();
	point(good && irqs == before + 32, "entry", "IRQ_KERN",
	      "in a loop: the record and the registers, none lost");
}

/* ---- devices: the transmit interrupt of a PL011 is a level ---- */

void uart_raise(volatile uint32_t *uart)
{
	uart[0x30 / 4] = 0x301;
	uart[0x38 / 4] = 0x20;
	uart[0] = '.';
	wait_ticks(TICKS_US(300));
}

static void hush(volatile uint32_t *uart)
{
	uart[0x38 / 4] = 0;
	uart[0x44 / 4] = 0x7ff;
}

static void acks(volatile uint32_t *uart)
{
	uint32_t event = shared->device_events;
	uint32_t irqs_before = counter(DUET_COUNTER_IRQS);

	FAILS(TIMER, EINVAL, "with all masked", 0, 3, 0);
	OK_IF(gives(DUET_CALL_ACK, 0, ~event, 0, 0) && !shared->pend, ACK,
	      "events that are no device's are ignored");
	if (!uart) {
		skip("ack", "OK", "a device");
		return;
	}
	uart_raise(uart);
	OK_IF(!shared->pend, ACK, "a device is shut before its first ack");
	duet_ack(event);
	wait_ticks(TICKS_US(100));
	OK_IF(take() == event, ACK, "... and open then");
	VALUE(counter(DUET_COUNTER_IRQS) == irqs_before + 1, COUNTER.IRQS,
	      "one");
	uart_raise(uart);
	OK_IF(!shared->pend, ACK, "... shut from its interrupt to its ack");
	WORKS(ACK, "its event again and again", event, 0, 0);
	OK_IF(take() == event || seen & event, ACK, "... each brings it");
	hush(uart);
	shared->ack = event;
	WORKS(TLS, "leaves the ack word", 0, 0, 0);
	OK_IF(shared->ack == event, TLS, "... as it is");
	WORKS(ACK, "... and so does this call", 0, 0, 0);
	OK_IF(shared->ack == event, ACK, "... as it is");
	take();
	duet_deliver();
	OK_IF(!shared->ack, DELIVER, "takes the ack word");
	take();
	uart_raise(uart);
	wait_ticks(TICKS_US(100));
	OK_IF(take() == event, DELIVER, "... and opens the device");
	shared->ack = event;
	duet_timer(now() + TICKS_US(5000), 1);
	duet_block();
	OK_IF(!shared->ack && take() == event, BLOCK,
	      "takes the ack word: the device wakes it");
	hush(uart);
	duet_timer(0, 0);
	take();
	duet_ack(event);
	wait_ticks(TICKS_US(100));
	OK_IF(!take(), ACK, "a silent device brings nothing");
}

/* ---- memory ---- */

static uint32_t area[64] __attribute__((aligned(32)));

static bool contents(uint32_t op, uint32_t from, uint32_t to)
{
	uint32_t i;

	for (i = 0; i < 64; i++)
		area[i] = i * 0x01234567 + op;
	if (duet_cache(op, (uintptr_t)area + from, (uintptr_t)area + to))
		return false;
	/* an invalidation may lose whole lines only */
	for (i = 0; i < 64; i++)
		if (area[i] != i * 0x01234567 + op &&
		    (op != DUET_CACHE_INVALIDATE || i * 4 < ((from + 31) & ~31u) ||
		     i * 4 >= (to & ~31u)))
			return false;
	return true;
}

/* A range completes even if interrupts cut it anywhere. */
static void cut_caches(void)
{
	uint32_t ram = shared->ram_va, i, before = irqs, masked = 0;
	struct regs regs;
	bool good = true;

	for (i = 0; i < 32; i++) {
		shared->mask = i & 2 ? MASKED : 0;
		duet_timer(now() + 24 + i * 11, 1);
		raw(&regs, DUET_CALL_CACHE, i & 4 ? DUET_CACHE_FLUSH_ALL :
		    DUET_CACHE_FLUSH, ram, ram + 0x80000, i);
		good &= !regs.r[0] && kept(&regs, i, 4);
		wait_ticks(TICKS_US(100));
		masked += take() == TIMER;
	}
	mask();
	OK_IF(good && irqs == before + 16 && masked == 16, CACHE,
	      "cut by an interrupt, masked and open");
}

static void caches(void)
{
	static const char *const op_name[] = {
		"CACHE.CLEAN", "CACHE.INVALIDATE", "CACHE.FLUSH",
		"CACHE.COHERENT", "CACHE.FLUSH_ALL", "CACHE.ICACHE_ALL",
		"CACHE.CLEAN_ALL",
	};
	uint32_t at = (uintptr_t)area, ram = shared->ram_va, op;
	uint32_t top = ram + shared->ram_size;
	bool window = !(shared->features & DUET_FEATURE_PAGED);
	bool good = true;

	for (op = 0; op <= DUET_CACHE_CLEAN_ALL; op++)
		good &= contents(op, 3, 129) && contents(op, 31, 33) &&
			contents(op, 32, 32) && contents(op, 0, 256) &&
			gives(DUET_CALL_CACHE, 0, op, at + 3, at + 129);
	OK_IF(good, CACHE, "each operation: contents stay");
	for (op = 0; op <= DUET_CACHE_CLEAN_ALL; op++)
		point(contents(op, 5, 200), "value", op_name[op],
		      "contents stay");
	WORKS(CACHE, "an empty range", DUET_CACHE_FLUSH, at, at);
	WORKS(CACHE, "all of its RAM", DUET_CACHE_FLUSH, ram, top);
	WORKS(CACHE, "whole: the range is ignored", DUET_CACHE_FLUSH_ALL, ~0u,
	      0);
	WORKS(CACHE, "... of a clean, too", DUET_CACHE_CLEAN_ALL, ~0u, 0);
	FAILS(CACHE, EINVAL, "operation 7", 7, at, at + 32);
	FAILS(CACHE, EINVAL, "operation -1", ~0u, at, at + 32);
	FAILS(CACHE, EINVAL, "end before start", 0, at + 32, at);
	FAILS(CACHE, EINVAL, "end before start by 1", 1, at + 1, at);
	FAILS(CACHE, EINVAL, "the window's start", 1, DUET_WINDOW,
	      DUET_WINDOW + 32);
	FAILS(CACHE, EINVAL, "everything", 1, 0, ~0u);
	FAILS(CACHE, EINVAL, "across the guest's top", 1, DUET_GUEST_TOP - 32,
	      DUET_GUEST_TOP + 1);
	FAILS(CACHE, EINVAL, "a channel", 1, shared->channel[0].va,
	      shared->channel[0].va + 32);
	if (!window)
		return;
	FAILS(CACHE, EINVAL, "beyond its RAM", 1, ram, top + 1);
	FAILS(CACHE, EINVAL, "before its RAM", 1, ram - 1, top);
}

static void tlbs(void)
{
	WORKS(TLB, "all", DUET_TLB_ALL, 0, 0);
	VALUE(!duet_tlb(DUET_TLB_ALL, 0, 0), TLB.ALL, "is known");
	VALUE(!duet_tlb(DUET_TLB_RANGE, 0, 0), TLB.RANGE, "is known");
	WORKS(TLB, "all: the range is ignored", DUET_TLB_ALL, 1, 0);
	WORKS(TLB, "an empty range", DUET_TLB_RANGE, 0x1000, 0x1000);
	WORKS(TLB, "16 pages", DUET_TLB_RANGE, 0, 0x10000);
	WORKS(TLB, "17 pages", DUET_TLB_RANGE, 0, 0x10001);
	WORKS(TLB, "everything, by range", DUET_TLB_RANGE, 0, ~0u);
	WORKS(TLB, "the last page", DUET_TLB_RANGE, 0xfffff000, ~0u);
	FAILS(TLB, EINVAL, "operation 2", 2, 0, 0x1000);
	FAILS(TLB, EINVAL, "operation -1", ~0u, 0, 0x1000);
	FAILS(TLB, EINVAL, "end before start", DUET_TLB_RANGE, 1, 0);
}

static void tls(void)
{
	volatile uint32_t *word = (volatile uint32_t *)0xffff0ff0;
	bool user = shared->features & DUET_FEATURE_PAGED, good = true;
	uint32_t value = 1, i;

	for (i = 0; i < 32; i++, value = value * 3 + 1)
		good &= gives(DUET_CALL_TLS, 0, value, ~0u, ~0u) &&
			(!user || *word == value);
	OK_IF(good, TLS, "any value; user's word has the value set");
}

/* ---- console, exit, vm_info, kick ---- */

static bool takes(const char *text, uint32_t length, int32_t want)
{
	int32_t n = 0;
	uint32_t i;

	for (i = 0; i < 100 && length && !n; i++) {
		n = duet_console((uintptr_t)text, length);
		if (!n)
			wait_ticks(TICKS_US(1000));
	}
	return n == want;
}

static void consoles(void)
{
	uint32_t top = shared->ram_va + shared->ram_size;

	WORKS(CONSOLE, "nothing", (uintptr_t)area, 0, 0);
	OK_IF(takes("# sixteen chars\n", 16, 16), CONSOLE, "16 at most");
	OK_IF(takes("# line\n# beyond it\n", 19, 7), CONSOLE,
	      "not beyond the end of a line");
	OK_IF(takes("# part of a line", ~0u, 16) && takes("\n", 1, 1),
	      CONSOLE, "any length: 16 of it");
	FAILS(CONSOLE, EFAULT, "address 0", 0x10, 4, 0);
	FAILS(CONSOLE, EFAULT, "the hypervisor", HYPERVISOR, 4, 0);
	FAILS(CONSOLE, EFAULT, "its last byte", HYPERVISOR + 0xfffff, 1, 0);
	FAILS(CONSOLE, EFAULT, "across the end of its RAM", top - 2, 4, 0);
	FAILS(CONSOLE, EFAULT, "across the end of memory", 0xfffffffe, 4, 0);
}

static void ends(void)
{
	FAILS(EXIT, EINVAL, "how is 3", 3, 0, 0);
	FAILS(EXIT, EINVAL, "how is -1", ~0u, 0, 0);
	if (!(shared->features & DUET_FEATURE_RESTART))
		FAILS(EXIT, EPERM, "may not restart", DUET_EXIT_RESTART, 0, 0);
	if (!shared->watchdog_ticks)
		FAILS(KICK, EPERM, "has no watchdog", 0, 0, 0);
}

static void infos(void)
{
	uint32_t me = shared->vm_id, i, b;
	bool good = true;

	for (i = 0; i < 4; i++)
		for (b = 0; b < 4; b++)
			good &= (info(me, DUET_INFO_NAME + i) >> 8 * b & 255)
				== shared->name[4 * i + b];
	OK_IF(good, VM_INFO, "its name");
	VALUE(good, INFO.NAME, "as in the shared page");
	VALUE(info(me, DUET_INFO_STATE) == DUET_STATE_READY, INFO.STATE,
	      "it runs");
	VALUE(info(me, DUET_INFO_STATE) == DUET_STATE_READY, STATE.READY,
	      "it runs");
	VALUE(info(me, DUET_INFO_LIVES) == shared->lives, INFO.LIVES,
	      "as in the shared page");
	VALUE(info(me, DUET_INFO_RAM) == shared->ram_size, INFO.RAM,
	      "as in the shared page");
	VALUE(info(me, DUET_INFO_FEATURES) == shared->features,
	      INFO.FEATURES, "as in the shared page");
	VALUE(info(me, DUET_INFO_PRIO) < 256, INFO.PRIO, "a number");
	OK_IF(info(me, DUET_INFO_RAM) == shared->ram_size &&
	      info(me, DUET_INFO_FEATURES) == shared->features &&
	      info(me, DUET_INFO_LIVES) == shared->lives, VM_INFO,
	      "its RAM, features, lives");
	OK_IF(gives(DUET_CALL_VM_INFO, 0, me, DUET_INFO_COUNTER + 16, 0),
	      VM_INFO, "its last counter");
	FAILS(VM_INFO, EINVAL, "word 9", me, 9, 0);
	FAILS(VM_INFO, EINVAL, "word 15", me, 15, 0);
	FAILS(VM_INFO, EINVAL, "beyond the last counter", me, 33, 0);
	FAILS(VM_INFO, EINVAL, "word -1", me, ~0u, 0);
	i = info(me, DUET_INFO_COUNTER + DUET_COUNTER_RUN_TICKS);
	wait_ticks(TICKS_US(1000));
	i = info(me, DUET_INFO_COUNTER + DUET_COUNTER_RUN_TICKS) - i;
	OK_IF(i >= TICKS_US(900) && i < TICKS_US(3000), VM_INFO,
	      "its CPU time increases");
	VALUE(i >= TICKS_US(900), COUNTER.RUN_TICKS, "in ticks");
	VALUE(i >= TICKS_US(900), INFO.COUNTER, "the first counter");
	if (shared->features & DUET_FEATURE_CONTROL)
		return;
	FAILS(VM_INFO, EPERM, "another VM", me ^ 1, 0, 0);
	FAILS(VM_CONTROL, EPERM, "STOP", 2, DUET_CONTROL_STOP, 0);
	FAILS(VM_CONTROL, EPERM, "START", 2, DUET_CONTROL_START, 0);
	FAILS(VM_CONTROL, EPERM, "RESTART", 2, DUET_CONTROL_RESTART, 0);
	FAILS(LOG, EPERM, "position 0", 0, 0, 0);
	FAILS(LOG, EPERM, "position -1", ~0u, 0, 0);
}

static void bells(void)
{
	FAILS(DOORBELL, EINVAL, "channel beyond the last",
	      shared->nr_channels, 0, 0);
	FAILS(DOORBELL, EINVAL, "channel 8", DUET_CHANNEL_MAX, 0, 0);
	FAILS(DOORBELL, EINVAL, "channel 0x80000000", 0x80000000, 0, 0);
	FAILS(DOORBELL, EINVAL, "channel -1", ~0u, 0, 0);
}

void common(volatile uint32_t *uart)
{
	unknown();
	version();
	page();
	clock();
	channels();
	upcalls_of();
	timer_ahead();
	timer_past();
	timer_changes();
	masking();
	own_events();
	order_of();
	blocking();
	transparent();
	running();
	acks(uart);
	caches();
	cut_caches();
	tlbs();
	tls();
	consoles();
	ends();
	infos();
	bells();
}
