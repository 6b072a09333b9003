// SPDX-License-Identifier: GPL-2.0-only
/* /dev/duetctl: refused requests. Accepted ones are tested by control.sh. */
#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <duet/abi.h>
#include <duet-control.h>
#include "test.h"

#define DEVICE		"/dev/duetctl"
#define KERNEL		0xc0100000UL
#define NOBODY		65534
#define COUNTERS	(DUET_COUNTER_HELD_TICKS + 1)

static int fails(long result, int error)
{
	return result == -1 && errno == error;
}

static long look(int fd, uint32_t vm, uint32_t index)
{
	struct duetctl_info info = { .vm = vm, .index = index };

	return ioctl(fd, DUETCTL_INFO, &info);
}

static long command(int fd, uint32_t vm, uint32_t op)
{
	struct duetctl_command c = { .vm = vm, .op = op };

	return ioctl(fd, DUETCTL_COMMAND, &c);
}

TEST(control, there_are_no_other_virtual_machines_or_words)
{
	int fd = open(DEVICE, O_RDONLY);

	SKIP_UNLESS(fd >= 0);
	CHECK(!look(fd, 0, DUET_INFO_STATE));
	CHECK(fails(look(fd, 8, DUET_INFO_STATE), EINVAL));
	CHECK(fails(look(fd, -1, DUET_INFO_STATE), EINVAL));
	CHECK(fails(look(fd, 0, DUET_INFO_FEATURES + 1), EINVAL));
	CHECK(fails(look(fd, 0, DUET_INFO_COUNTER + COUNTERS), EINVAL));
	CHECK(fails(look(fd, 0, -1), EINVAL));
	CHECK(fails(ioctl(fd, _IO(0xD0, 31), 0), ENOTTY));
	return PASS;
}

TEST(control, wrong_commands_do_nothing)
{
	int fd = open(DEVICE, O_RDONLY);

	SKIP_UNLESS(fd >= 0);
	CHECK(fails(command(fd, 0, DUET_CONTROL_STOP), EINVAL));
	CHECK(fails(command(fd, 0, DUET_CONTROL_RESTART), EINVAL));
	CHECK(fails(command(fd, 8, DUET_CONTROL_STOP), EINVAL));
	CHECK(fails(command(fd, -1, DUET_CONTROL_STOP), EINVAL));
	CHECK(fails(command(fd, 1, DUET_CONTROL_RESTART + 1), EINVAL));
	CHECK(fails(command(fd, 1, -1), EINVAL));
	return PASS;
}

TEST(control, nothing_goes_to_or_from_kernel_addresses)
{
	int fd = open(DEVICE, O_RDONLY);

	SKIP_UNLESS(fd >= 0);
	CHECK(fails(ioctl(fd, DUETCTL_INFO, KERNEL), EFAULT));
	CHECK(fails(ioctl(fd, DUETCTL_INFO, 0), EFAULT));
	CHECK(fails(ioctl(fd, DUETCTL_COMMAND, KERNEL), EFAULT));
	CHECK(fails(ioctl(fd, DUETCTL_COMMAND, 0), EFAULT));
	CHECK(fails(read(fd, (void *)KERNEL, 64), EFAULT));
	return PASS;
}

static int open_as_nobody(void)
{
	return setuid(NOBODY) || open(DEVICE, O_RDONLY) >= 0;
}

TEST(control, only_root_may_open_it)
{
	SKIP_UNLESS(access(DEVICE, F_OK) == 0);
	CHECK(in_child(open_as_nobody) == 0);
	return PASS;
}
