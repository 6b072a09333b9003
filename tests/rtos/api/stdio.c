// SPDX-License-Identifier: BSD-3-Clause
/* The C library's output on the target: formats, and shared streams. */
#define _GNU_SOURCE		/* asprintf() */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "test.h"

static __attribute__((format(printf, 2, 3)))
void expect(const char *text, const char *format, ...)
{
	char out[80], what[200];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(out, sizeof(out), format, args);
	va_end(args);
	if (!strcmp(out, text) && n == (int)strlen(text))
		return;
	snprintf(what, sizeof(what), "%s: \"%s\", not \"%s\"", format, out,
		 text);
	test_failed(__FILE__, __LINE__, what);
}

/* The text after a conversion shows that it consumed the right arguments. */
static void formats(void)
{
	expect("-42 0beef abc de  |!", "%d %05x %s %-4s|%c", -42, 0xbeef,
	       "abc", "de", '!');
	expect("1234567890123 42", "%llu %d", 1234567890123ull, 42);
	expect("-1234567890123 42", "%" PRId64 " %d", -1234567890123ll, 42);
	expect("18446744073709551615 42", "%" PRIu64 " %d", UINT64_MAX, 42);
	expect("ffffffffffffffff 42", "%jx %d", UINTMAX_MAX, 42);
	expect("-9223372036854775808 42", "%lld %d", LLONG_MIN, 42);
	expect("7 4294967295 -1 42", "%zu %zu %td %d", (size_t)7,
	       (size_t)UINT32_MAX, (ptrdiff_t)-1, 42);
	expect("44 300 -1 42", "%hhd %hd %hhd %d", 300, 300, 255, 42);
	expect("-128 abc 42", "%hhd %.3s %d", 128, "abcdef", 42);
	expect("3.500000 42", "%f %d", 3.5, 42);
	expect("-0.1 1e-05 1e+06 42", "%g %g %g %d", -0.1, 1e-5, 1e6, 42);
	expect("1.2346e+03|  2.50|3.    |+7", "%.4e|%6.2f|%#-6.0f|%+.0f",
	       1234.56, 2.5, 3.0, 7.0);
	expect("0x1.8p+1 0X0.0000000000001P-1022", "%a %A", 3.0, 5e-324);
	expect("inf -INF nan", "%f %F %e", __builtin_inf(), -__builtin_inf(),
	       __builtin_nan(""));
	expect("2.718281828 42", "%.9Lf %d", 2.718281828l, 42);
	expect("  007|0x2a|052|x", "%5.3d|%#x|%#o|%lc", 7, 42, 42, L'x');
	expect("    ab|ab  |100%", "%*s|%-*s|100%%", 6, "ab", 4, "ab");
	expect("0xf8000000", "%p", (void *)0xf8000000);
}

static void strings(void)
{
	char text[8], *long_text = NULL;
	volatile int width = INT_MAX;	/* hidden from the compiler's checks */
	int n;

	CHECK(snprintf(text, sizeof(text), "%s", "0123456789") == 10);
	CHECK(!strcmp(text, "0123456"));
	CHECK(snprintf(NULL, 0, "%u", 12345u) == 5);
	CHECK(sprintf(text, "%x%c", 0xabc, 'd') == 4);
	CHECK(!strcmp(text, "abcd"));
	n = asprintf(&long_text, "%200d|%-200s|", 1, "a");
	CHECK(n == 402);
	CHECK(long_text && strlen(long_text) == 402 && long_text[199] == '1');
	free(long_text);
	CHECK(asprintf(&long_text, "%s", "") == 0 && !*long_text);
	free(long_text);
	errno = 0;
	CHECK(snprintf(text, sizeof(text), "%d%*d", 1, width, 1) == -1);
	CHECK(errno == EOVERFLOW);
	errno = 0;
}

static void console(void)
{
	CHECK(printf("printf reaches the console\n") == 27);
	CHECK(fprintf(stderr, "%s\n", "and stderr's") == 13);
	CHECK(puts("puts") >= 0);
	CHECK(putchar('\n') == '\n');
	CHECK(fflush(stdout) == 0);
}

/* ---- a stream that is locked for long ------------------------------------ */

static char written[64];
static size_t nr_written;
static bool interrupt_it;
static int handler_said;

static void print_in_handler(void *arg)
{
	FILE *f = arg;

	handler_said = fputs("handler", f);
	if (fprintf(f, "%d", 1) != -1 || fputc('x', f) != EOF ||
	    fwrite("y", 1, 1, f))
		handler_said = 0;
	/* the console accepts it at once */
	if (printf("# by a handler %d\n", 42) != 18 || puts("#") < 0 ||
	    fputs("#\n", stdout) < 0 || fputc('\n', stderr) != '\n' ||
	    fflush(stdout))
		handler_said = 0;
}

/* The stream is in an inconsistent state during this. */
static int slow_write(void *cookie, const char *text, int length)
{
	if (interrupt_it)
		in_isr(print_in_handler, *(FILE **)cookie);
	osDelay(5);
	memcpy(written + nr_written, text, length);
	nr_written += length;
	return length;
}

static FILE *slow;

static void print_slowly(void *arg)
{
	CHECK(fprintf(slow, "%s%d", (const char *)arg, 12) == 4);
	CHECK(fflush(slow) == 0);
}

static void open_slow(void)
{
	slow = funopen(&slow, NULL, slow_write, NULL, NULL);
	CHECK(slow);
	memset(written, 0, sizeof(written));
	nr_written = 0;
}

static void by_handlers(void)
{
	osThreadId_t t;

	open_slow();
	interrupt_it = true;
	handler_said = 0;
	t = spawn(print_slowly, "ab", osPriorityHigh);
	join(t);
	interrupt_it = false;
	CHECK(handler_said == EOF);
	CHECK(!strcmp(written, "ab12"));
	fclose(slow);
}

static void spin(void *arg)
{
	uint32_t *rounds = arg, end = osKernelGetTickCount() + 3;

	while ((int32_t)(osKernelGetTickCount() - end) < 0)
		++*rounds;
}

/* Two threads print at the same time, while others continue to run. */
static void by_threads(void)
{
	osThreadId_t a, b, c;
	uint32_t rounds = 0, begin = osKernelGetTickCount();

	open_slow();
	a = spawn(print_slowly, "ab", osPriorityHigh);
	b = spawn(print_slowly, "cd", osPriorityHigh);
	c = spawn(spin, &rounds, osPriorityAboveNormal);
	join(c);
	CHECK(rounds > 100);
	CHECK(osKernelGetTickCount() - begin < 5);
	join(a);
	join(b);
	CHECK(!strcmp(written, "ab12cd12"));
	fclose(slow);
}

/* A caller that must not wait does not, whichever thread has the stream. */
static void under_the_lock(void)
{
	osThreadId_t t;
	int32_t lock;

	open_slow();
	t = spawn(print_slowly, "ab", osPriorityHigh);
	lock = osKernelLock();
	CHECK(fputs("x", slow) == EOF);
	CHECK(printf("# under the scheduler's lock\n") == 29);
	osKernelRestoreLock(lock);
	join(t);
	CHECK(!strcmp(written, "ab12"));
	fclose(slow);
}

/* ---- stacks -------------------------------------------------------------- */

static uint32_t stack_of_text, stack_of_double;

static void print_text(void *arg)
{
	uint32_t before = osThreadGetStackSpace(osThreadGetId());

	printf("# %s %d %llx\n", "stack", 42, 1ull << 60);
	stack_of_text = before - osThreadGetStackSpace(osThreadGetId());
	printf("# %.17g %f\n", 1e-300, 1e300);
	stack_of_double = before - osThreadGetStackSpace(osThreadGetId());
}

/* duet_rtos.h and docs/rtos.md state these numbers. */
static void stack_need(void)
{
	char text[80];

	join(spawn(print_text, NULL, osPriorityHigh));
	snprintf(text, sizeof(text), "# stack of printf: %" PRIu32
		 " bytes, with floating point %" PRIu32 "\n", stack_of_text,
		 stack_of_double);
	test_print(text);
	CHECK(stack_of_text > 200 && stack_of_text <= 800);
	CHECK(stack_of_double > 700 && stack_of_double <= 1500);
}

const struct test stdio_tests[] = {
	{ "formatted text", formats },
	{ "text in memory", strings },
	{ "text on the console", console },
	{ "printing in handlers", by_handlers },
	{ "printing in threads", by_threads },
	{ "printing with the kernel locked", under_the_lock },
	{ "stack of printf", stack_need },
	{ NULL, NULL },
};
