// SPDX-License-Identifier: GPL-2.0-only
/* See guest.h. */
#include <stdarg.h>
#include <stddef.h>

#include "guest.h"

volatile struct duet_shared *shared;
volatile uint32_t events_seen, irq_upcalls;
void (*irq_handler)(uint32_t events);
uint32_t fault_fsr, fault_far;
struct frame fault_frame;

static uint32_t points;
static uint32_t probe_sp;	/* 0: no probe is running */

void *memcpy(void *to, const void *from, size_t size);
void *memset(void *to, int c, size_t size);
uint32_t swap(uint32_t value, volatile uint32_t *word);
uint32_t run_probe(void (*f)(uint32_t), uint32_t argument, uint32_t *sp);
void end_probe(void);
void enter_und(void);
void enter_pabt(void);
void enter_dabt(void);
void enter_irq(void);
void guest_start(void);
void guest_upcall(uint32_t kind, struct frame *frame);

/* The compiler may ask for these two */
void *memcpy(void *to, const void *from, size_t size)
{
	char *t = to;
	const char *f = from;

	while (size--) {
		*t++ = *f++;
		__asm__ volatile("");	/* keep it a loop */
	}
	return to;
}

void *memset(void *to, int c, size_t size)
{
	char *t = to;

	while (size--) {
		*t++ = c;
		__asm__ volatile("");
	}
	return to;
}

/* ---- printing ---- */

static char line[64];
static uint32_t line_length;

static void flush(void)
{
	uint32_t done = 0;

	while (done < line_length) {
		int32_t n = duet_console((uint32_t)line + done,
					 line_length - done);
		if (n < 0)
			break;
		done += n;
	}
	line_length = 0;
}

static void put(char c)
{
	line[line_length++] = c;
	if (c == '\n' || line_length == sizeof(line))
		flush();
}

static void put_string(const char *s)
{
	while (*s)
		put(*s++);
}

static void put_number(uint32_t n, uint32_t base)
{
	char digits[10];
	int i = 0;

	do {
		digits[i++] = "0123456789abcdef"[n % base];
		n /= base;
	} while (n);
	while (i)
		put(digits[--i]);
}

static void put_argument(char conversion, va_list *args)
{
	uint32_t n;

	switch (conversion) {
	case 's':
		put_string(va_arg(*args, const char *));
		break;
	case 'd':
		n = va_arg(*args, uint32_t);
		if ((int32_t)n < 0)
			put('-');
		put_number((int32_t)n < 0 ? -n : n, 10);
		break;
	case 'u':
		put_number(va_arg(*args, uint32_t), 10);
		break;
	case 'x':
		put_number(va_arg(*args, uint32_t), 16);
		break;
	default:
		put(conversion);
	}
}

void print(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	for (; *format; format++) {
		if (*format == '%' && format[1])
			put_argument(*++format, &args);
		else
			put(*format);
	}
	va_end(args);
}

bool ok(bool condition, const char *name)
{
	print("%s %u - %s\n", condition ? "ok" : "not ok", ++points, name);
	return condition;
}

bool same(uint32_t got, uint32_t wanted, const char *name)
{
	if (!ok(got == wanted, name))
		print("# got %x, wanted %x\n", got, wanted);
	return got == wanted;
}

void plan(void)
{
	print("1..%u\n", points);
}

/* ---- upcalls ---- */

uint32_t take_events(void)
{
	return swap(0, &shared->pend);
}

void mask_events(void)
{
	shared->mask = DUET_PSR_I;
}

void unmask_events(void)
{
	shared->mask = 0;
	if (shared->pend)
		duet_deliver();
}

static void take_irq(void)
{
	uint32_t events = take_events();

	irq_upcalls++;
	events_seen |= events;
	/* Device events stay masked in the hardware until then */
	shared->ack |= events & shared->device_events;
	if (irq_handler)
		irq_handler(events);
}

void guest_upcall(uint32_t kind, struct frame *frame)
{
	if (kind == DUET_UPCALL_IRQ_KERN) {
		take_irq();
		return;
	}
	fault_fsr = shared->fsr;
	fault_far = shared->far;
	fault_frame = *frame;
	shared->busy = 0;
	if (!probe_sp) {
		print("Bail out! upcall %u at pc %x, fsr %x, far %x\n", kind,
		      frame->pc, fault_fsr, fault_far);
		duet_exit(DUET_EXIT_CRASH);
	}
	frame->sp = probe_sp;
	frame->pc = (uint32_t)end_probe;
	frame->r[0] = kind;
	probe_sp = 0;
}

uint32_t probe(void (*f)(uint32_t), uint32_t argument)
{
	uint32_t kind = run_probe(f, argument, &probe_sp);

	probe_sp = 0;
	return kind;
}

uint32_t clock(void)
{
	return *(volatile uint32_t *)shared->clock_va;
}

void spin(uint32_t ticks)
{
	uint32_t start = clock();

	while (clock() - start < ticks)
		;
}

void guest_start(void)
{
	duet_upcall(DUET_UPCALL_UND_KERN, (uint32_t)enter_und);
	duet_upcall(DUET_UPCALL_PABT_KERN, (uint32_t)enter_pabt);
	duet_upcall(DUET_UPCALL_DABT_KERN, (uint32_t)enter_dabt);
	duet_upcall(DUET_UPCALL_IRQ_KERN, (uint32_t)enter_irq);
	guest_main();
	mask_events();
}
