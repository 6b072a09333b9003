// SPDX-License-Identifier: GPL-2.0-only
/*
 * Round trips of a byte (futex: of a word) between two processes: there and
 * back.
 */
#include <arpa/inet.h>
#include <linux/futex.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lm.h"

static int to, from, pid;

/* The other process: returns each byte it reads on to[0] */
struct ends {
	int in, out;
};
static struct ends echo_ends;

static void echo(int arg)
{
	char c;

	for (;;) {
		get(echo_ends.in, &c, 1);
		put(echo_ends.out, &c, 1);
	}
}

static void trip(uint32_t count, int arg)
{
	char c = 0;

	while (count--) {
		put(to, &c, 1);
		get(from, &c, 1);
	}
}

static void finish(int arg)
{
	reap(pid);
	close(to);
	if (from != to)
		close(from);
}

static void start(int to_fd, int from_fd, int in, int out)
{
	to = to_fd;
	from = from_fd;
	echo_ends = (struct ends){ in, out };
	pid = child(echo, 0);
	close(in);
	if (in != out)
		close(out);
}

static void start_pipe(int arg)
{
	int there[2], here[2];

	check(pipe(there), "pipe");
	check(pipe(here), "pipe");
	start(there[1], here[0], there[0], here[1]);
}

static void start_unix(int arg)
{
	int s[2];

	check(socketpair(AF_UNIX, SOCK_STREAM, 0, s), "socketpair");
	start(s[0], s[0], s[1], s[1]);
}

static void no_delay(int fd)
{
	int one = 1;

	check(setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one)),
	      "TCP_NODELAY");
}

void tcp_pair(int ends[2])
{
	int server = check(socket(AF_INET, SOCK_STREAM, 0), "socket");
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t size = sizeof(a);

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	check(bind(server, (struct sockaddr *)&a, sizeof(a)), "bind");
	check(listen(server, 1), "listen");
	check(getsockname(server, (struct sockaddr *)&a, &size), "getsockname");
	ends[0] = check(socket(AF_INET, SOCK_STREAM, 0), "socket");
	check(connect(ends[0], (struct sockaddr *)&a, sizeof(a)), "connect");
	ends[1] = check(accept(server, NULL, NULL), "accept");
	close(server);
	no_delay(ends[0]);
	no_delay(ends[1]);
}

static void start_tcp(int arg)
{
	int s[2];

	tcp_pair(s);
	start(s[0], s[0], s[1], s[1]);
}

/* ---- futex: a word is 0: mine, 1: the other's --------------------------- */

static volatile uint32_t *turn;

static void wait_turn(uint32_t mine)
{
	while (*turn != mine)
		syscall(SYS_futex, turn, FUTEX_WAIT, !mine, NULL, NULL, 0);
}

static void give_turn(uint32_t to_whom)
{
	*turn = to_whom;
	syscall(SYS_futex, turn, FUTEX_WAKE, 1, NULL, NULL, 0);
}

static void answer_futex(int arg)
{
	for (;;) {
		wait_turn(1);
		give_turn(0);
	}
}

static void start_futex(int arg)
{
	turn = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid = child(answer_futex, 0);
}

static void trip_futex(uint32_t count, int arg)
{
	while (count--) {
		give_turn(1);
		wait_turn(0);
	}
}

static void finish_futex(int arg)
{
	reap(pid);
	munmap((void *)turn, 4096);
}

const struct row ipc_rows[] = {
	{ "ipc/pipe", 5000, trip, 0, start_pipe, finish },
	{ "ipc/unix", 5000, trip, 0, start_unix, finish },
	{ "ipc/tcp", 2000, trip, 0, start_tcp, finish },
	{ "ipc/futex", 5000, trip_futex, 0, start_futex, finish_futex },
	ROWS_END
};
