// SPDX-License-Identifier: GPL-2.0-only
/*
 * The devices of channels, used as programs use other files of their kind:
 * vectors, edge-triggered polling, several processes, splice, signals.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/sendfile.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "channels.h"
#include "test.h"

#define KERNEL_ADDRESS	((void *)0xc0100000)
#define VEC(...)	((struct iovec[]){ __VA_ARGS__ })

/* ---- vectors ---------------------------------------------------------------*/

TEST(channel, a_vector_is_one_record)
{
	int fd = open_channel("echo", 0);
	char buffer[64];

	SKIP_UNLESS(fd >= 0);
	CHECK(writev(fd, VEC({ "ab", 2 }, { "", 0 }, { "cde", 3 }), 3) == 5);
	CHECK(write(fd, "x", 1) == 1);
	CHECK(read(fd, buffer, sizeof(buffer)) == 5);
	CHECK(!memcmp(buffer, "abcde", 5));
	CHECK(read(fd, buffer, sizeof(buffer)) == 1);
	return PASS;
}

TEST(channel, a_record_is_read_into_a_vector)
{
	int fd = open_channel("echo", 0);
	char a[2], b[64];

	SKIP_UNLESS(fd >= 0);
	CHECK(write(fd, "abcdef", 6) == 6);
	CHECK(ready(fd, POLLIN, WAIT_MS));
	/* the vector is too short: the record stays */
	CHECK(fails(readv(fd, VEC({ a, 2 }, { b, 3 }), 2), EMSGSIZE));
	CHECK(readv(fd, VEC({ a, 2 }, { NULL, 0 }, { b, 64 }), 3) == 6);
	CHECK(!memcmp(a, "ab", 2) && !memcmp(b, "cdef", 4));
	return PASS;
}

TEST(channel, a_vector_with_a_bad_part_does_nothing)
{
	int fd = open_channel("echo", O_NONBLOCK);
	char a[2], b[64];

	SKIP_UNLESS(fd >= 0);
	CHECK(fails(writev(fd, VEC({ "ab", 2 }, { (void *)16, 3 }), 2), EFAULT));
	CHECK(fails(writev(fd, VEC({ "ab", 2 }, { KERNEL_ADDRESS, 3 }), 2),
		    EFAULT));
	CHECK(write(fd, "abcdef", 6) == 6);
	CHECK(ready(fd, POLLIN, WAIT_MS));
	CHECK(fails(readv(fd, VEC({ a, 2 }, { (void *)16, 8 }), 2), EFAULT));
	CHECK(read(fd, b, 64) == 6 && !memcmp(b, "abcdef", 6));
	CHECK(fails(read(fd, b, 64), EAGAIN));
	return PASS;
}

TEST(channel, a_vector_longer_than_a_record_is_refused)
{
	struct duet_channel_status s;
	int fd = open_channel("echo", 0);
	char *half = calloc(1, 1 << 20);

	SKIP_UNLESS(fd >= 0);
	CHECK(!ioctl(fd, DUET_CHANNEL_GET_STATUS, &s));
	CHECK(fails(writev(fd, VEC({ half, s.record_max }, { half, 1 }), 2),
		    EMSGSIZE));
	CHECK(writev(fd, VEC({ half, 1 }, { half, s.record_max - 1 }), 2) ==
	      (int)s.record_max);
	CHECK(read(fd, half, 1 << 20) == (int)s.record_max);
	return PASS;
}

/* ---- edges ------------------------------------------------------------------*/

static int watch(int fd, uint32_t events)
{
	struct epoll_event e = { events | EPOLLET, { 0 } };
	int epoll = epoll_create1(0);

	return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &e) ? -1 : epoll;
}

/* Returns the events of the next edge, or 0 if none comes. */
static uint32_t edge(int epoll, int ms)
{
	struct epoll_event e;

	return epoll_wait(epoll, &e, 1, ms) == 1 ? e.events : 0;
}

/* Reads until no record is left; returns the number of records. */
static int drain(int fd)
{
	char buffer[256];
	int n = 0;

	while (read(fd, buffer, sizeof(buffer)) > 0)
		n++;
	return errno == EAGAIN ? n : -1;
}

/* Writes until there is no room; returns the number of records. */
static int fill(int fd)
{
	char record[200] = "full";
	int n = 0;

	while (write(fd, record, sizeof(record)) > 0)
		n++;
	return errno == EAGAIN ? n : -1;
}

TEST(channel, each_record_is_an_edge)
{
	int fd = open_channel("echo", O_NONBLOCK);
	int epoll = watch(fd, EPOLLIN), i;

	SKIP_UNLESS(fd >= 0);
	CHECK(epoll >= 0 && !edge(epoll, 50));
	CHECK(!drain(fd));
	for (i = 0; i < 200; i++) {
		CHECK(write(fd, &i, 4) == 4);
		CHECK(edge(epoll, WAIT_MS) & EPOLLIN);
		CHECK(drain(fd) == 1);
	}
	return PASS;
}

/* Room is reported as an edge even while some records are unread. */
TEST(channel, room_is_an_edge)
{
	int fd = open_channel("echo", O_NONBLOCK);
	int epoll = watch(fd, EPOLLOUT), sent, got, i;
	char buffer[256];

	SKIP_UNLESS(fd >= 0);
	CHECK(edge(epoll, WAIT_MS) & EPOLLOUT);
	for (i = 0; i < 20; i++) {
		/* the RTOS has time to take them, and to stop at a full ring */
		for (sent = 0; edge(epoll, 200) & EPOLLOUT || !sent;)
			sent += fill(fd);
		CHECK(sent > 0);
		for (got = 0; got < sent / 2; got++)
			CHECK(read(fd, buffer, sizeof(buffer)) == 200);
		CHECK(edge(epoll, WAIT_MS) & EPOLLOUT);
		CHECK(ready(fd, POLLOUT, 0));
		for (; got < sent; got++) {
			CHECK(ready(fd, POLLIN, WAIT_MS));
			CHECK(read(fd, buffer, sizeof(buffer)) == 200);
		}
	}
	return PASS;
}

/* As Go, Rust's mio and others do: one registration for both, never renewed. */
TEST(channel, both_edges_by_one_registration)
{
	int fd = open_channel("echo", O_NONBLOCK);
	int epoll = watch(fd, EPOLLIN | EPOLLOUT | EPOLLRDHUP);
	int sent = 0, got = 0, n;

	SKIP_UNLESS(fd >= 0);
	while (got < 5000) {
		CHECK(edge(epoll, WAIT_MS));
		do {
			n = drain(fd);
			CHECK(n >= 0);
			got += n;
			n = sent < 5000 ? fill(fd) : 0;
			CHECK(n >= 0);
			sent += n;
		} while (n);
	}
	return PASS;
}

TEST(channel, two_watchers_see_each_edge)
{
	int fd = open_channel("echo", O_NONBLOCK);
	int a = watch(fd, EPOLLIN), b = watch(fd, EPOLLIN), i;

	SKIP_UNLESS(fd >= 0);
	CHECK(!drain(fd));
	for (i = 0; i < 20; i++) {
		CHECK(write(fd, "x", 1) == 1);
		CHECK(edge(a, WAIT_MS) & EPOLLIN);
		CHECK(edge(b, WAIT_MS) & EPOLLIN);
		CHECK(drain(fd) == 1);
	}
	return PASS;
}

/* ---- processes, pipes, signals -----------------------------------------------*/

TEST(channel, a_child_shares_the_open_file)
{
	int fd = open_channel("echo", 0), i, status;
	char buffer[64];

	SKIP_UNLESS(fd >= 0);
	for (i = 0; i < 20; i++) {
		pid_t child = fork();

		if (!child) {
			i = write(fd, "child", 5) == 5 ? 0 : 1;
			close(fd);
			_exit(i);
		}
		CHECK(waitpid(child, &status, 0) == child && !status);
		CHECK(read(fd, buffer, 64) == 5);
		CHECK(write(fd, "parent", 6) == 6);
		CHECK(read(fd, buffer, 64) == 6);
	}
	/* the child waits; it receives the parent's record */
	if (!fork())
		_exit(read(fd, buffer, 64) == 4 ? 0 : 1);
	usleep(20000);
	CHECK(write(fd, "wake", 4) == 4);
	CHECK(wait(&status) > 0 && !status);
	return PASS;
}

TEST(channel, splice_is_refused_and_takes_nothing)
{
	int fd = open_channel("echo", 0), file = open("/proc/self/exe", O_RDONLY);
	char buffer[64];
	int pipes[2];

	SKIP_UNLESS(fd >= 0);
	CHECK(!pipe(pipes) && write(pipes[1], "spliced", 7) == 7);
	CHECK(fails(splice(pipes[0], NULL, fd, NULL, 7, 0), EINVAL));
	CHECK(read(pipes[0], buffer, 64) == 7);
	CHECK(fails(sendfile(fd, file, NULL, 64), EINVAL));
	CHECK(write(fd, "back", 4) == 4);
	CHECK(ready(fd, POLLIN, WAIT_MS));
	CHECK(fails(splice(fd, NULL, pipes[1], NULL, 64, 0), EINVAL));
	CHECK(read(fd, buffer, 64) == 4);
	CHECK(fails(pwrite(fd, "x", 1, 0), ESPIPE));
	CHECK(fails(pread(fd, buffer, 1, 0), ESPIPE));
	CHECK(fails(lseek(fd, 0, SEEK_SET), ESPIPE));
	return PASS;
}

static volatile int alarms;

static void count_alarm(int signal)
{
	(void)signal;
	alarms++;
}

static void alarm_with(int flags)
{
	struct sigaction action = { .sa_handler = count_alarm,
				    .sa_flags = flags };

	sigaction(SIGALRM, &action, NULL);
	alarm(1);
}

TEST(channel, a_read_is_restarted_after_a_signal)
{
	int fd = open_channel("echo", 0), status;
	char buffer[8];

	SKIP_UNLESS(fd >= 0);
	if (!fork()) {
		sleep(2);
		_exit(write(fd, "late", 4) != 4);
	}
	alarm_with(SA_RESTART);
	CHECK(read(fd, buffer, 8) == 4 && alarms == 1);
	CHECK(wait(&status) > 0 && !status);
	return PASS;
}

TEST(channel, a_signal_ends_a_write_without_room)
{
	int fd = open_channel("echo", O_NONBLOCK), sent = 0;
	char record[200] = "full";

	SKIP_UNLESS(fd >= 0);
	while (ready(fd, POLLOUT, 200))
		sent += fill(fd);
	CHECK(!fcntl(fd, F_SETFL, 0));
	alarm_with(0);
	CHECK(fails(write(fd, record, sizeof(record)), EINTR));
	/* not one record more or less */
	while (sent--)
		CHECK(read(fd, record, sizeof(record)) == 200);
	CHECK(!ready(fd, POLLIN, 100));
	return PASS;
}
