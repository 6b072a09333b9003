// SPDX-License-Identifier: GPL-2.0-only
/* TAP and upcalls of tiny guests. */
#include <stdarg.h>

#include "test.h"

volatile struct last last;
volatile uint32_t upcalls[9];
volatile uint32_t taken;
volatile uint32_t fixup;
void (*volatile irq_hook)(uint32_t events);
struct frame *volatile irq_frame;

static uint32_t points;
static char line[256];
static uint32_t used;

/* Never waits for more room than the console's interrupt will free. */
static void flush(void)
{
	uint32_t at = 0;
	int32_t n;

	while (at < used) {
		n = duet_console((uintptr_t)line + at, used - at);
		if (n < 0)
			break;
		at += n;
	}
	used = 0;
}

static void put(char c)
{
	if (used < sizeof(line))
		line[used++] = c;
	if (c == '\n')
		flush();
}

static void put_hex(uint32_t n)
{
	int shift;

	for (shift = 28; shift >= 0; shift -= 4)
		put("0123456789abcdef"[n >> shift & 15]);
}

static void put_decimal(uint32_t n)
{
	char digits[10];
	int i = 0;

	do
		digits[i++] = '0' + n % 10;
	while (n /= 10);
	while (i)
		put(digits[--i]);
}

static void put_string(const char *s)
{
	while (*s)
		put(*s++);
}

static void vprint(const char *format, va_list args)
{
	for (; *format; format++) {
		if (*format != '%')
			put(*format);
		else if (*++format == 's')
			put_string(va_arg(args, const char *));
		else if (*format == 'x')
			put_hex(va_arg(args, uint32_t));
		else
			put_decimal(va_arg(args, uint32_t));
	}
}

void print(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vprint(format, args);
	va_end(args);
}

void ok(bool good, const char *text)
{
	print("%s %u - %s\n", good ? "ok" : "not ok", ++points, text);
}

void same(uint32_t got, uint32_t want, const char *text)
{
	ok(got == want, text);
	if (got != want)
		print("# got %x instead of %x\n", got, want);
}

void plan_more(uint32_t earlier)
{
	print("1..%u\n", points + earlier);
}

void plan(void)
{
	plan_more(0);
}

void bail(const char *why)
{
	uint32_t i;

	print("\nnot ok - %s # ERROR\n", why);
	print("# kind %u pc %x psr %x fsr %x far %x\n", last.kind,
	      last.frame.pc, last.frame.psr, last.frame.fsr, last.frame.far);
	for (i = 0; i < 15; i++)
		print("# r%u %x\n", i, last.frame.r[i]);
	duet_exit(DUET_EXIT_POWEROFF);
	for (;;)
		;
}

uint32_t take(void)
{
	return swap(&shared->pend, 0);
}

void upcall_kern(uint32_t kind, struct frame *frame)
{
	uint32_t events;

	last.kind = kind;
	last.mask = shared->mask;
	last.frame = *frame;
	upcalls[kind]++;
	if (kind == DUET_UPCALL_IRQ_KERN) {
		events = take();
		taken |= events;
		irq_frame = frame;
		if (irq_hook)
			irq_hook(events);
		return;
	}
	if (!fixup)
		bail("a fault that was not expected");
	frame->pc = fixup;
	frame->psr &= ~PSR_T;
	fixup = 0;
}

static void enter(uint32_t kind, const char *entry)
{
	if (duet_upcall(kind, (uintptr_t)entry))
		bail("an upcall can't be registered");
}

void kern_upcalls(void)
{
	enter(DUET_UPCALL_UND_KERN, entry_und_kern);
	enter(DUET_UPCALL_PABT_KERN, entry_pabt_kern);
	enter(DUET_UPCALL_DABT_KERN, entry_dabt_kern);
	enter(DUET_UPCALL_IRQ_KERN, entry_irq_kern);
}

void user_upcalls(void)
{
	enter(DUET_UPCALL_SWI_USER, entry_swi_user);
	enter(DUET_UPCALL_UND_USER, entry_und_user);
	enter(DUET_UPCALL_PABT_USER, entry_pabt_user);
	enter(DUET_UPCALL_DABT_USER, entry_dabt_user);
	enter(DUET_UPCALL_IRQ_USER, entry_irq_user);
}

/* Each register gets a value of its own, the flags change with the seed. */
void regs_fill(struct regs *regs, uint32_t seed)
{
	uint32_t i;

	for (i = 0; i < 15; i++)
		regs->r[i] = 0x01010101 * i + (seed << 16) + 0xa5;
	regs->cpsr = (seed * 0x98000000) & FLAGS;
}

uint32_t shift(uint32_t value, uint32_t taps, uint32_t steps)
{
	while (steps--)
		value = value >> 1 ^ (value & 1 ? taps : 0);
	return value;
}

bool regs_torture(uint32_t seed, uint32_t steps)
{
	struct regs regs, want;
	bool good = true;
	uint32_t i;

	regs_fill(&regs, seed);
	regs.r[12] = steps;
	want = regs;
	regs_run(&regs, (uintptr_t)snip_shift);
	for (i = 0; i < 15; i++)
		if (i != 4 && i != 12 && i != 13)
			good &= regs.r[i] == want.r[i];
	return good && regs.r[12] == 0 && regs.r[13] == regs.sp_before &&
		regs.r[4] == shift(want.r[4], want.r[5], steps);
}

uint32_t now(void)
{
	return *(volatile uint32_t *)shared->clock_va;
}

/* About a microsecond without reading the clock, which is slow in QEMU */
void spin_some(void)
{
	uint32_t i;

	for (i = 0; i < 300; i++)
		asm volatile("");
}

void wait_ticks(uint32_t ticks)
{
	uint32_t start = now();

	while (now() - start < ticks)
		spin_some();
}

/* An instruction is a nanosecond of the emulated clock. */
void cheap(void (*work)(void), uint32_t instructions, const char *text)
{
	uint32_t i, t, mean;

	work();
	t = now();
	for (i = 0; i < 512; i++)
		work();
	mean = (now() - t) * 125 / 3 / 512;
	print("%s %u - price: %s\n", mean <= instructions ? "ok" : "not ok",
	      ++points, text);
	print("# %u instructions\n", mean);
}

void mask(void)
{
	shared->mask = MASKED;
}

void unmask(void)
{
	shared->mask = 0;
	if (shared->pend)
		duet_deliver();
}

uint32_t counter(uint32_t index)
{
	uint32_t value = 0;

	if (duet_vm_info(shared->vm_id, DUET_INFO_COUNTER + index, &value))
		bail("a counter can't be read");
	return value;
}

/* A fault before the record of the last one was saved ends the VM */
void double_fault(void)
{
	uint32_t word = 0;

	shared->busy = 1;
	probe_str(0x1000, &word);
}

uint32_t far_of(uint32_t va)
{
	if (shared->features & DUET_FEATURE_PAGED || va >= 0xc0000000)
		return va;
	return va & (DUET_PID_SIZE - 1);
}

bool unreachable(uint32_t va)
{
	uint32_t word = 0, before = upcalls[DUET_UPCALL_DABT_KERN];

	return probe_ldr(va, &word) && probe_str(va, &word) &&
		last.frame.far == far_of(va) &&
		upcalls[DUET_UPCALL_DABT_KERN] == before + 2;
}
