// SPDX-License-Identifier: GPL-2.0-only
/*
 * The board: the values that its code writes into the registers of the devices,
 * which are memory here, by the numbers of their manuals. They lie where the
 * address sanitizer has its shadow, so this test runs without it.
 */
#include "hyp_test.h"

#include <sys/wait.h>
#include <unistd.h>

#include <image/image.h>

#include "assert.h"
#include "plat.h"

#define SECTIONS	0x200000
#define VIC		(HYP_DEVICE_VA + 0x40000)
#define TIMER		(HYP_DEVICE_VA + 0xe2000)
#define UART		(HYP_DEVICE_VA + 0xf3000)
#define SYSTEM		(HYP_DEVICE_VA + 0x100000)
#define SCTL		(HYP_DEVICE_VA + 0xe0000)
#define SIC		(HYP_DEVICE_VA + 0x103000)
#define OLD		0x5a5a5a5a

uint32_t host_dacr, host_drains;
static jmp_buf panicked;

void host_wait(void)
{
}

void panic(const char *why)
{
	longjmp(panicked, 1);
}

static volatile uint32_t *at(uint32_t address)
{
	return (volatile uint32_t *)(uintptr_t)address;
}

static int setup(void **state)
{
	void *where = (void *)(uintptr_t)HYP_DEVICE_VA, *p;
	uint32_t i;

	p = mmap(where, SECTIONS, PROT_READ | PROT_WRITE,
		 MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	assert_ptr_equal(p, where);
	for (i = 0; i < SECTIONS; i += 4)
		*at(HYP_DEVICE_VA + i) = OLD;
	*at(VIC) = 0;
	return 0;
}

/*
 * No line is open or goes to FIQ. The clock is set up last, and stands still.
 */
static void init(void **state)
{
	if (!setjmp(panicked)) {
		plat_init();
		fail_msg("the clock stands still");
	}
	assert_int_equal(*at(VIC + 0x14), ~0u);
	assert_int_equal(*at(VIC + 0x0c), 0);
	assert_int_equal(*at(SIC + 0x0c), ~0u);
	assert_int_equal(*at(SIC + 0x20), 0xffd00000);
	assert_int_equal(*at(VIC + 0x1c), ~0u);
	assert_int_equal(*at(VIC + 0x30), 0);
	assert_int_equal(*at(SIC + 0x14), ~0u);
	assert_int_equal(*at(TIMER + 0x08), 0x82);
	assert_int_equal(*at(TIMER + 0x0c), 1);
	/* the second one: each 30 s */
	assert_int_equal(*at(TIMER + 0x20), 30000000);
	assert_int_equal(*at(TIMER + 0x28), 0xe2);
	assert_int_equal(*at(TIMER + 0x2c), 1);
	assert_int_equal(*at(SCTL), OLD | 1 << 15 | 1 << 17);
	/* 115200 baud, 8N1, FIFO, transmitter on, no interrupts */
	assert_int_equal(*at(UART + 0x24), 13);
	assert_int_equal(*at(UART + 0x28), 1);
	assert_int_equal(*at(UART + 0x2c), 0x70);
	assert_int_equal(*at(UART + 0x38), 0);
	assert_int_equal(*at(UART + 0x30), 0x101);
}

static void lines(void **state)
{
	uint32_t i;

	assert_int_equal(plat_timer_line, 4);
	assert_false(plat_irq_waiting());
	assert_int_equal(plat_irq_next(), PLAT_NO_IRQ);
	for (i = 0; i < 32; i++) {
		*at(VIC) = 1u << i;
		assert_true(plat_irq_waiting());
		assert_int_equal(plat_irq_next(), i);
		*at(VIC) |= 1u << 4;
		assert_int_equal(plat_irq_next(), 4);
		*at(VIC) = 1u << i | 1;
		assert_int_equal(plat_irq_next(), i);
		plat_irq_mask(i);
		assert_int_equal(*at(VIC + 0x14), 1u << i);
		plat_irq_unmask(i);
		assert_int_equal(*at(VIC + 0x10), 1u << i);
	}
	for (i = 0; i < 100; i++)
		assert_int_equal(plat_irq_valid(i), i < 32 && i != 4 && i != 14);
}

static void arms(uint32_t ticks)
{
	setup(NULL);
	plat_timer_arm(ticks);
	assert_int_equal(*at(TIMER), ticks / 24 + 1);
	assert_int_equal(*at(TIMER + 0x08), 0xa3);
	assert_int_equal(*at(TIMER + 0x0c), 1);
}

static void timer(void **state)
{
	uint32_t i;

	*at(SYSTEM + 0x5c) = 0x12345678;
	assert_int_equal(plat_clock(), 0x12345678);
	assert_int_equal(plat_clock_va, SYSTEM + 0x5c);
	for (i = 0; i < 50; i++)
		arms(i);
	arms(0x7fffffff);
	for (i = 0; i < 24; i++)
		arms(~0u - i);
	setup(NULL);
	plat_timer_ack();
	assert_int_equal(*at(TIMER + 0x0c), 1);
	assert_int_equal(*at(TIMER + 0x2c), 1);
	assert_int_equal(*at(TIMER + 0x08), OLD);
	plat_timer_stop();
	assert_int_equal(*at(TIMER + 0x08), 0);
}

static void transmitter(void **state)
{
	*at(UART + 0x18) = 0x20;
	assert_false(plat_uart_put('a'));
	assert_int_equal(*at(UART), OLD);
	*at(UART + 0x18) = ~0x20u;
	assert_true(plat_uart_put('a'));
	assert_int_equal(*at(UART), 'a');
}

/* It does not return, so a child runs it, and is killed. */
static void off(void **state)
{
	pid_t child = fork();
	uint32_t i;

	if (!child)
		plat_power_off();
	for (i = 0; i < 5000 && *at(SYSTEM + 0x40) == OLD; i++)
		usleep(1000);
	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, NULL, 0), child);
	assert_int_equal(*at(SYSTEM + 0x20), 0xa05f);
	assert_int_equal(*at(SYSTEM + 0x40), 0x105);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(init, setup),
		cmocka_unit_test_setup(lines, setup),
		cmocka_unit_test_setup(timer, setup),
		cmocka_unit_test_setup(transmitter, setup),
		cmocka_unit_test_setup(off, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
