/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The tests of the CMSIS-RTOS2 API, for the target and for a host port of the
 * kernel. Each test runs in the main thread (osPriorityNormal), and must leave
 * neither threads nor arena memory behind.
 */
#ifndef TEST_H
#define TEST_H

#include <string.h>

#include <cmsis_os2.h>
#include <duet_rtos.h>

#include <port.h>

#ifndef TEST_STACK
#define TEST_STACK	2048	/* bytes, of threads with static memory */
#endif

struct test {
	const char *name;
	void (*run)(void);
};

/* NULL-terminated tables, one per file */
extern const struct test kernel_tests[], thread_tests[], tflags_tests[];
extern const struct test evflags_tests[], mutex_tests[], inherit_tests[];
extern const struct test sem_tests[], mempool_tests[], msgqueue_tests[];
extern const struct test timer_tests[], delay_tests[], isr_tests[];
extern const struct test safety_tests[];
extern const struct test target_tests[], timing_tests[];
extern const struct test stdio_tests[];

/* A test continues after a failed check, so that it can clean up. */
void test_failed(const char *file, int line, const char *what);
#define CHECK(cond) do { \
	if (!(cond)) \
		test_failed(__FILE__, __LINE__, #cond); \
} while (0)

/* Traces the order of execution: each mark adds a letter. */
void mark(char c);
void mark_clear(void);
bool marks_are(const char *expected);	/* and clears it */

/* Creates a joinable thread from the arena, named after the test. */
osThreadId_t spawn(osThreadFunc_t func, void *arg, osPriority_t prio);

/* Joins the thread, unless it is NULL. */
void join(osThreadId_t thread);

/* Calls fn(arg) in an interrupt handler, at once. */
void in_isr(void (*fn)(void *arg), void *arg);

/* Calls it with interrupts masked in this thread. */
void in_masked(void (*fn)(void *arg), void *arg);

/* The event that in_isr() uses, and the function that makes it pending. */
#define TEST_EVENT	20
void test_raise(uint32_t event);

/* A thread function: runs all tests, then test_end(). */
void test_main(void *arg);

/* Set once a thread equal to test_main() has run, after 50 ms. */
extern volatile bool test_equal_ran;

/* Provided by the environment: text output, and the end. */
void test_print(const char *text);
void test_end(unsigned int failed, unsigned int count);

/* Starts the kernel with test_main(). */
void test_start(void);

/* All tables, and their number. */
extern const struct test *const test_tables[];

#endif
