// SPDX-License-Identifier: GPL-2.0-only
/*
 * Uses the ports and the network of a modem that echoes; see wwan.sh. Prints
 * the time of one echo: with counted instructions, one is a nanosecond.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MESSAGE_MAX	16384
#define PIECE		3000	/* of a flood */
#define ECHO_PORT	7
#define DISCARD_PORT	9

static unsigned char out[MESSAGE_MAX], in[MESSAGE_MAX];

static int fail(const char *what)
{
	fprintf(stderr, "wwan-test: %s: %s\n", what, strerror(errno));
	return 1;
}

static unsigned char pattern(size_t at)
{
	return at * 7 + (at >> 8) * 13 + 1;
}

static void fill(size_t len, size_t start)
{
	for (size_t i = 0; i < len; i++)
		out[i] = pattern(start + i);
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e9 + t.tv_nsec;
}

static int report(double start, int count)
{
	printf("%.0f ns each\n", (now() - start) / count);
	return 0;
}

/* One write, and reads until as much has come; of a message just one read. */
static int echo_one(int port, size_t size, int is_message)
{
	size_t done = 0;

	if (write(port, out, size) != (ssize_t)size)
		return fail("write");
	while (done < size) {
		ssize_t n = read(port, in + done, sizeof(in) - done);

		if (n <= 0)
			return fail("read");
		done += n;
		if (is_message)
			break;
	}
	if (done == size && !memcmp(in, out, size))
		return 0;
	errno = EBADMSG;
	return fail("echo");
}

static int echo(const char *name, size_t size, int count)
{
	int port = open(name, O_RDWR);
	int is_message = !!strstr(name, "mbim");
	double start = now();

	if (port < 0)
		return fail(name);
	for (int i = 0; i < count; i++) {
		if (size > 16 || !i)
			fill(size, i);
		if (echo_one(port, size, is_message))
			return 1;
	}
	return report(start, count);
}

static int refuses(const char *name, size_t size)
{
	int port = open(name, O_RDWR);

	if (port < 0)
		return fail(name);
	if (write(port, out, size) < 0 && errno == EMSGSIZE)
		return 0;
	return fail("write");
}

/* What comes after the close isn't there after the next open. */
static int fresh(const char *name)
{
	int port = open(name, O_RDWR);

	fill(100, 0);
	if (port < 0 || write(port, out, 100) != 100)
		return fail(name);
	close(port);
	usleep(300000);
	port = open(name, O_RDWR | O_NONBLOCK);
	if (read(port, in, 1) < 0 && errno == EAGAIN)
		return 0;
	return fail("read");
}

/* Writes all, whatever the port takes at a time. *done counts. */
static int write_flood(int port, size_t bytes, volatile size_t *done)
{
	while (*done < bytes) {
		size_t len = bytes - *done < PIECE ? bytes - *done : PIECE;

		fill(len, *done);
		if (write(port, out, len) != (ssize_t)len)
			return fail("write");
		*done += len;
	}
	return 0;
}

static int read_flood(int port, size_t bytes)
{
	ssize_t n;

	for (size_t at = 0; at < bytes; at += n) {
		n = read(port, in, sizeof(in));
		if (n <= 0)
			return fail("read");
		for (ssize_t i = 0; i < n; i++)
			if (in[i] != pattern(at + i)) {
				fprintf(stderr, "byte %zu differs\n", at + i);
				return 1;
			}
	}
	return 0;
}

/* While nothing is read the writer must stop, soon; and poll() must say so. */
static int is_stopped(const char *name, volatile size_t *done, size_t bytes)
{
	int port = open(name, O_RDWR | O_NONBLOCK);
	struct pollfd p = { .fd = port, .events = POLLOUT };
	size_t then;

	sleep(2);
	then = *done;
	sleep(1);
	printf("stopped after %zu bytes\n", then);
	if (*done != then || then >= bytes || poll(&p, 1, 0))
		return 0;
	return write(port, out, 1) < 0 && errno == EAGAIN;
}

/* A slow modem makes the writer wait although all is read: at1. */
static int flood(const char *name, size_t bytes)
{
	volatile size_t *done = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int port = open(name, O_RDWR);
	int status, bad;
	pid_t child;

	if (port < 0)
		return fail(name);
	child = fork();
	if (!child)
		_exit(write_flood(port, bytes, done));
	if (!strstr(name, "at1") && !is_stopped(name, done, bytes)) {
		fprintf(stderr, "the writer isn't stopped: %zu\n", *done);
		return 1;
	}
	bad = read_flood(port, bytes);
	waitpid(child, &status, 0);
	return bad || status;
}

/* Until the port ends. */
static int wait_end(const char *name)
{
	int port = open(name, O_RDWR);
	struct pollfd p = { .fd = port, .events = POLLIN };

	if (port < 0)
		return fail(name);
	poll(&p, 1, -1);
	return p.revents & POLLHUP && read(port, in, 1) < 0 ? 0 : fail("poll");
}

static int connect_to(const char *address, int number)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_port = htons(number),
		.sin_addr.s_addr = inet_addr(address),
	};
	struct timeval wait = { .tv_sec = 5 };
	int s = socket(AF_INET, SOCK_DGRAM, 0);
	int room = 1 << 20;

	setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
	setsockopt(s, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room));
	if (s < 0 || connect(s, (struct sockaddr *)&to, sizeof(to)))
		exit(fail(address));
	return s;
}

/* The data are compared before the time counts. */
static int udp(const char *address, size_t size, int count)
{
	int s = connect_to(address, ECHO_PORT);
	double start;

	for (int i = 0; i < 10; i++) {
		fill(size, i);
		if (echo_one(s, size, 1))
			return 1;
	}
	start = now();
	for (int i = 0; i < count; i++)
		if (send(s, out, size, 0) != (ssize_t)size ||
		    recv(s, in, sizeof(in), 0) != (ssize_t)size)
			return fail("echo");
	return report(start, count);
}

/* Sends what the socket's buffer takes, before it reads the answers. */
static int burst(const char *address, size_t size, int count)
{
	int s = connect_to(address, ECHO_PORT);
	int sent = 0, come = 0;

	while (come < count) {
		for (int i = 0; i < 50 && sent < count; i++, sent++) {
			fill(size, sent);
			if (send(s, out, size, 0) != (ssize_t)size)
				return fail("send");
		}
		for (; come < sent; come++) {
			fill(size, come);
			if (recv(s, in, sizeof(in), 0) != (ssize_t)size ||
			    memcmp(in, out, size))
				return fail("recv");
		}
	}
	return 0;
}

static int oneway(const char *address, size_t size, int count)
{
	int s = connect_to(address, DISCARD_PORT);
	double start = now();

	for (int i = 0; i < count; i++)
		if (send(s, out, size, 0) != (ssize_t)size)
			return fail("send");
	return report(start, count);
}

int main(int argc, char **argv)
{
	const char *what = argc > 2 ? argv[1] : "", *name = argv[2];
	size_t size = argc > 3 ? strtoul(argv[3], NULL, 10) : 0;
	int count = argc > 4 ? atoi(argv[4]) : 1;

	if (size > sizeof(out) && strcmp(what, "flood"))
		return 2;
	if (!strcmp(what, "echo"))
		return echo(name, size, count);
	if (!strcmp(what, "refuses"))
		return refuses(name, size);
	if (!strcmp(what, "fresh"))
		return fresh(name);
	if (!strcmp(what, "flood"))
		return flood(name, size);
	if (!strcmp(what, "wait"))
		return wait_end(name);
	if (!strcmp(what, "udp"))
		return udp(name, size, count);
	if (!strcmp(what, "burst"))
		return burst(name, size, count);
	if (!strcmp(what, "oneway"))
		return oneway(name, size, count);
	fprintf(stderr, "wwan-test: unknown use\n");
	return 2;
}
