// SPDX-License-Identifier: GPL-2.0-only
/* Points of the conformance suite, and calls with all registers set. */
#include "suite.h"

#define VARIANTS	4	/* Thumb or not, masked or not */

uint32_t suite_points;
volatile uint32_t seen, irqs, fired, fired_at;

static void lower(char *to, const char *from, uint32_t size)
{
	uint32_t i;

	for (i = 0; from[i] && i < size - 1; i++)
		to[i] = from[i] | (from[i] >= 'A' && from[i] <= 'Z') << 5;
	to[i] = 0;
}

static void line(bool good, const char *call, const char *result,
		 const char *text, const char *verdict)
{
	char name[24];

	lower(name, call, sizeof(name));
	print("%s %u - %s %s: %s%s\n", good ? "ok" : "not ok", ++suite_points,
	      name, result, text, verdict);
}

void point(bool good, const char *call, const char *result, const char *text)
{
	line(good, call, result, text, "");
}

void skip(const char *call, const char *result, const char *why)
{
	line(true, call, result, why, " # SKIP not in this VM");
}

void broken(const char *call, const char *result, const char *why)
{
	line(false, call, result, why, " # ERROR");
}

static struct regs given;	/* to the last call of raw() */

/* Odd seeds: in Thumb state */
void raw(struct regs *regs, uint32_t nr, uint32_t a, uint32_t b, uint32_t c,
	 uint32_t seed)
{
	regs_fill(regs, seed);
	regs->r[0] = a;
	regs->r[1] = b;
	regs->r[2] = c;
	regs->r[12] = nr;
	given = *regs;
	regs_run(regs, seed & 1 ? (uintptr_t)snip_swi_thumb + 1 :
		 (uintptr_t)snip_swi);
}

/* Values that a clobbered register may hold besides 0 and the caller's own */
static bool told(const struct regs *regs, uint32_t n)
{
	uint32_t nr = given.r[12], end = given.r[2];

	if (n != 1 || (int32_t)regs->r[0] < 0)
		return false;
	if (nr == DUET_CALL_CACHE)	/* the argument, advanced */
		return regs->r[1] >= given.r[1] &&
			regs->r[1] <= ((end + 31) & ~31u);
	return nr == DUET_CALL_VERSION || nr == DUET_CALL_VM_INFO ||
		nr == DUET_CALL_LOG;
}

/* No data of other VMs or the hypervisor in r1 to r3, and r12 */
static bool clean(const struct regs *regs)
{
	static const uint8_t clobbered[] = { 1, 2, 3, 12 };
	bool good = true;
	uint32_t i, n;

	for (i = 0; i < sizeof(clobbered); i++) {
		n = clobbered[i];
		if (!regs->r[n] || regs->r[n] == given.r[n] || told(regs, n))
			continue;
		print("# call %u left %x in r%u, which was %x\n",
		      given.r[12], regs->r[n], n, given.r[n]);
		good = false;
	}
	return good;
}

bool kept(const struct regs *regs, uint32_t seed, uint32_t from)
{
	struct regs want;
	uint32_t i;

	regs_fill(&want, seed);
	for (i = from; i < 12; i++)
		if (regs->r[i] != want.r[i])
			return false;
	return clean(regs) && regs->r[14] == want.r[14] &&
		regs->r[13] == regs->sp_before &&
		(regs->cpsr & FLAGS) == want.cpsr &&
		(regs->cpsr & 0x3f) == 0x10;
}

static uint32_t before[1024];

static void remember(void)
{
	volatile uint32_t *word = (volatile uint32_t *)shared;
	uint32_t i;

	for (i = 0; i < 1024; i++)
		before[i] = word[i];
}

static bool unchanged(void)
{
	volatile uint32_t *word = (volatile uint32_t *)shared;
	uint32_t i;

	for (i = 0; i < 1024; i++)
		if (word[i] != before[i] && i != DUET_SHARED_STEAL / 4) {
			print("# shared page, word %x: %x was %x\n", 4 * i,
			      word[i], before[i]);
			return false;
		}
	return true;
}

static bool variant(uint32_t nr, int32_t want, uint32_t a, uint32_t b,
		    uint32_t c, uint32_t n)
{
	struct regs regs;

	shared->mask = n & 2 ? MASKED : 0;
	remember();
	raw(&regs, nr, a, b, c, n + 4);
	if (regs.r[0] == (uint32_t)want && kept(&regs, n + 4, 4) &&
	    shared->mask == (n & 2 ? MASKED : 0))
		return true;
	print("# call %u (%x, %x, %x) gave %x, not %x; %s, %s\n", nr, a, b, c,
	      regs.r[0], want, n & 1 ? "Thumb" : "ARM",
	      n & 2 ? "masked" : "open");
	return false;
}

bool gives(uint32_t nr, int32_t want, uint32_t a, uint32_t b, uint32_t c)
{
	bool good = true;
	uint32_t n;

	for (n = 0; n < VARIANTS; n++)
		good &= variant(nr, want, a, b, c, n);
	mask();
	return good;
}

bool refuses(uint32_t nr, int32_t want, uint32_t a, uint32_t b, uint32_t c)
{
	bool good = true;
	uint32_t n;

	for (n = 0; n < VARIANTS; n++)
		good &= variant(nr, want, a, b, c, n) && unchanged();
	mask();
	return good;
}

static void hook(uint32_t events)
{
	irqs++;
	seen |= events;
	if (events & 1u << DUET_EVENT_TIMER) {
		fired_at = now();
		fired++;
	}
}

void suite_init(void)
{
	kern_upcalls();
	irq_hook = hook;
}

void rest(uint32_t us)
{
	uint32_t until = now() + TICKS_US(us);

	mask();
	while ((int32_t)(until - now()) > 0) {
		duet_timer(until, 1);
		duet_block();
		seen |= take();
	}
	duet_timer(0, 0);
	seen |= take();
	seen &= ~(1u << DUET_EVENT_TIMER);
}

bool rest_until(volatile uint32_t *word, uint32_t value)
{
	uint32_t i;

	for (i = 0; i < 500 && *word != value; i++)
		rest(1000);
	return *word == value;
}

volatile struct link *link_at(uint32_t channel)
{
	return (volatile struct link *)(uintptr_t)shared->channel[channel].va;
}

/* The peer has a higher priority: it is done when the doorbell call returns. */
static void order(uint32_t command)
{
	volatile struct link *link = link_at(CH_PEER);
	uint32_t done = link->done;

	link->command = command;
	if (duet_doorbell(CH_PEER) || !rest_until(&link->done, done + 1))
		bail("the peer does not answer");
}

static uint32_t tell(uint32_t command, uint32_t nr, uint32_t a, uint32_t b,
		     uint32_t c)
{
	volatile struct link *link = link_at(CH_PEER);

	link->nr = nr;
	link->arg[0] = a;
	link->arg[1] = b;
	link->arg[2] = c;
	order(command);
	return link->r0;
}

int32_t peer_call(uint32_t nr, uint32_t a, uint32_t b, uint32_t c)
{
	return tell(CMD_CALL, nr, a, b, c);
}

bool peer_gives(uint32_t nr, int32_t want, uint32_t a, uint32_t b)
{
	link_at(CH_PEER)->want = want;
	return tell(CMD_GIVES, nr, a, b, 0);
}

bool peer_refuses(uint32_t nr, int32_t want, uint32_t a, uint32_t b)
{
	link_at(CH_PEER)->want = want;
	return tell(CMD_REFUSES, nr, a, b, 0);
}

void peer_do(uint32_t command, uint32_t argument)
{
	link_at(CH_PEER)->arg[0] = argument;
	order(command);
}

uint32_t info(uint32_t vm, uint32_t index)
{
	uint32_t word = 0;

	return duet_vm_info(vm, index, &word) ? 0xbad0000 : word;
}

uint32_t rnd(uint32_t below)
{
	static uint32_t state = 0x2545f491;

	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return (state >> 2) % below;
}
