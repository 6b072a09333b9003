// SPDX-License-Identifier: GPL-2.0-only
/*
 * The devices of channels, with the demo's RTOS at the other end: the calls
 * that they refuse, and that a program can do no harm with them. Their normal
 * use is tested by duet-chan.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <duet/chan.h>
#include <duet/demo.h>
#include "channels.h"
#include "test.h"

#define KERNEL_ADDRESS	((void *)0xc0100000)

int fails(long result, int error)
{
	return result == -1 && errno == error;
}

static unsigned int flags_of(int fd)
{
	struct duet_channel_status s = { 0 };

	ioctl(fd, DUET_CHANNEL_GET_STATUS, &s);
	return s.flags;
}

int ready(int fd, short events, int ms)
{
	struct pollfd p = { fd, events, 0 };

	return poll(&p, 1, ms) == 1 && (p.revents & events) == events;
}

int open_channel(const char *name, int flags)
{
	char path[64];
	int fd, i;

	snprintf(path, sizeof(path), "/dev/duet/%s", name);
	fd = open(path, O_RDWR | flags);
	if (fd < 0)
		return -1;
	ioctl(fd, DUET_CHANNEL_RESET, DUET_CHANNEL_RECORDS);
	for (i = 0; i < WAIT_MS && !(flags_of(fd) & DUET_CHANNEL_CONNECTED); i++)
		usleep(1000);
	return fd;
}

TEST(channel, a_record_stays_one_record)
{
	char buffer[64];
	int fd = open_channel("echo", 0);

	SKIP_UNLESS(fd >= 0);
	CHECK(write(fd, "hello", 5) == 5);
	CHECK(write(fd, "you", 3) == 3);
	CHECK(read(fd, buffer, sizeof(buffer)) == 5);
	CHECK(read(fd, buffer, sizeof(buffer)) == 3 && !memcmp(buffer, "you", 3));
	CHECK(write(fd, "", 0) == 0);
	CHECK(write(fd, "x", 1) == 1);
	CHECK(read(fd, buffer, sizeof(buffer)) == 0);
	CHECK(read(fd, buffer, sizeof(buffer)) == 1);
	return PASS;
}

TEST(channel, sizes_that_do_not_fit)
{
	struct duet_channel_status s;
	int fd = open_channel("echo", 0);
	char *buffer = malloc(1 << 20);

	SKIP_UNLESS(fd >= 0);
	CHECK(!ioctl(fd, DUET_CHANNEL_GET_STATUS, &s));
	CHECK(fails(write(fd, buffer, s.record_max + 1), EMSGSIZE));
	CHECK(fails(write(fd, buffer, 1 << 20), EMSGSIZE));
	CHECK(write(fd, "hello", 5) == 5);
	CHECK(ready(fd, POLLIN, WAIT_MS));
	CHECK(fails(read(fd, buffer, 4), EMSGSIZE));
	CHECK(read(fd, buffer, 5) == 5 && !memcmp(buffer, "hello", 5));
	return PASS;
}

TEST(channel, waiting_and_not)
{
	char buffer[8];
	int fd = open_channel("echo", O_NONBLOCK);

	SKIP_UNLESS(fd >= 0);
	CHECK(fails(read(fd, buffer, 8), EAGAIN));
	CHECK(!ready(fd, POLLIN, 0) && ready(fd, POLLOUT, 0));
	CHECK(write(fd, "x", 1) == 1);
	CHECK(ready(fd, POLLIN | POLLOUT, WAIT_MS));
	CHECK(read(fd, buffer, 8) == 1);
	return PASS;
}

TEST(channel, kernel_addresses_are_refused)
{
	char buffer[8];
	int fd = open_channel("echo", 0);

	SKIP_UNLESS(fd >= 0);
	CHECK(fails(write(fd, KERNEL_ADDRESS, 4), EFAULT));
	CHECK(write(fd, "x", 1) == 1);
	CHECK(fails(read(fd, KERNEL_ADDRESS, 4), EFAULT));
	CHECK(fails(ioctl(fd, DUET_CHANNEL_GET_STATUS, KERNEL_ADDRESS), EFAULT));
	/* Neither consumed any data */
	CHECK(read(fd, buffer, 8) == 1);
	return PASS;
}

TEST(channel, a_reset_is_told_once_to_others)
{
	char buffer[8];
	int other = open_channel("echo", O_NONBLOCK);
	int fd = open_channel("echo", 0);

	SKIP_UNLESS(fd >= 0);
	CHECK(ready(other, POLLERR, 0));
	CHECK(fails(read(other, buffer, 8), ECONNRESET));
	CHECK(fails(read(other, buffer, 8), EAGAIN));
	CHECK(write(other, "x", 1) == 1);
	CHECK(read(fd, buffer, 8) == 1);
	return PASS;
}

static void do_nothing(int signal)
{
	(void)signal;
}

TEST(channel, a_signal_ends_a_wait)
{
	char buffer[8];
	int fd = open_channel("echo", 0);
	struct sigaction action = { .sa_handler = do_nothing };

	SKIP_UNLESS(fd >= 0);
	sigaction(SIGALRM, &action, NULL);
	alarm(1);
	CHECK(fails(read(fd, buffer, 8), EINTR));
	return PASS;
}

TEST(channel, only_uncached_memory_can_be_claimed)
{
	int fd = open_channel("stream", 0);

	SKIP_UNLESS(fd >= 0);
	CHECK(!(flags_of(fd) & DUET_CHANNEL_MAPPABLE));
	CHECK(fails(ioctl(fd, DUET_CHANNEL_CLAIM), ENODEV));
	CHECK(mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0) == MAP_FAILED);
	return PASS;
}

TEST(channel, a_claim_excludes_others_until_it_ends)
{
	char buffer[8];
	int other = open_channel("frame", O_NONBLOCK);
	int fd = open_channel("frame", 0);
	void *memory;

	SKIP_UNLESS(fd >= 0);
	CHECK(fails(ioctl(fd, DUET_CHANNEL_DOORBELL), EPERM));
	CHECK(!ioctl(fd, DUET_CHANNEL_CLAIM));
	CHECK(fails(ioctl(other, DUET_CHANNEL_CLAIM), EBUSY));
	CHECK(fails(ioctl(other, DUET_CHANNEL_DOORBELL), EPERM));
	CHECK(fails(ioctl(other, DUET_CHANNEL_RESET, 0), EBUSY));
	CHECK(fails(read(other, buffer, 8), EBUSY));
	CHECK(fails(write(other, "x", 1), EBUSY));
	memory = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
	CHECK(memory != MAP_FAILED);
	close(fd);
	/* The mapping keeps the connection open */
	CHECK(fails(read(other, buffer, 8), EBUSY));
	CHECK(!munmap(memory, 4096));
	CHECK(fails(read(other, buffer, 8), ECONNRESET));
	CHECK(fails(read(other, buffer, 8), EAGAIN));
	return PASS;
}

TEST(channel, a_mapping_shows_the_channel_and_no_more)
{
	struct duet_channel_status s;
	struct duet_chan_memory *memory;
	int fd = open_channel("frame", 0);

	SKIP_UNLESS(fd >= 0);
	CHECK(!ioctl(fd, DUET_CHANNEL_GET_STATUS, &s));
	CHECK(mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0) == MAP_FAILED);
	CHECK(!ioctl(fd, DUET_CHANNEL_CLAIM));
	CHECK(mmap(NULL, s.size + 4096, PROT_READ, MAP_SHARED, fd, 0) ==
	      MAP_FAILED);
	CHECK(mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 4096) == MAP_FAILED);
	CHECK(mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0) == MAP_FAILED);
	memory = mmap(NULL, s.size, PROT_READ, MAP_SHARED, fd, 0);
	CHECK(memory != MAP_FAILED && memory->format.magic == DUET_CHAN_MAGIC);
	CHECK(memory->format.size == s.size);
	CHECK(probe(store_byte, (unsigned long)memory).signal == SIGSEGV);
	return PASS;
}

/* Connects in the mapped memory; returns -1 if the peer does not answer. */
static int connect_mapped(int fd, struct duet_chan *c)
{
	struct duet_channel_status s;
	void *memory;
	int i;

	if (ioctl(fd, DUET_CHANNEL_GET_STATUS, &s) ||
	    ioctl(fd, DUET_CHANNEL_CLAIM))
		return -1;
	memory = mmap(NULL, s.size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (memory == MAP_FAILED)
		return -1;
	if (duet_chan_open(c, memory, s.size, s.flags & DUET_CHANNEL_FIRST,
			   DUET_CHAN_RECORDS))
		return -1;
	for (i = 0; i < WAIT_MS; i++) {
		int flags = duet_chan_poll(c);

		if (flags < 0 || (flags & DUET_CHAN_POLL_UP))
			return flags < 0 ? -1 : 0;
		ioctl(fd, DUET_CHANNEL_DOORBELL);
		usleep(1000);
	}
	return -1;
}

static int replies(int control, uint32_t id, uint32_t status)
{
	struct duet_demo_reply reply;

	while (read(control, &reply, sizeof(reply)) == sizeof(reply))
		if (reply.id == id)
			return reply.status == status;
	return 0;
}

/* Breaks the ring in the middle of a transfer; the RTOS must survive. */
static int break_ring(int how)
{
	struct duet_demo_request request = {
		.magic = DUET_DEMO_MAGIC, .op = DUET_DEMO_SINK,
		.id = 0x5150 + how, .channel = DUET_DEMO_ON_FRAME,
		.length = 65536,
	};
	int control = open_channel("control", 0);
	int fd = open_channel("frame", 0);
	struct duet_chan c;

	SKIP_UNLESS(fd >= 0 && control >= 0);
	CHECK(!connect_mapped(fd, &c));
	CHECK(write(control, &request, sizeof(request)) == sizeof(request));
	CHECK(replies(control, request.id, DUET_DEMO_STARTED));
	*(volatile uint32_t *)c.tx.data = how ? 0x7ffffff0 : 4;
	c.tx.mine->index = how == 1 ? 64 : 0x7fffffff;
	ioctl(fd, DUET_CHANNEL_DOORBELL);
	/* An incomplete transfer times out, whatever the reason */
	CHECK(replies(control, request.id, DUET_DEMO_TIMEOUT));
	request.op = DUET_DEMO_PING;
	request.id++;
	CHECK(write(control, &request, sizeof(request)) == sizeof(request));
	CHECK(replies(control, request.id, DUET_DEMO_OK));
	return PASS;
}

TEST(channel, an_index_beyond_the_ring_harms_nobody)
{
	return break_ring(0);
}

TEST(channel, a_length_beyond_the_ring_harms_nobody)
{
	return break_ring(1);
}
