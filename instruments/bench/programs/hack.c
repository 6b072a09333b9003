// SPDX-License-Identifier: GPL-2.0-only
/*
 * hack GROUPS LOOPS: as hackbench. In a group each of SIDE processes sends 100
 * bytes LOOPS times to each of SIDE others through socket pairs.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define SIDE	10
#define SIZE	100

static void must(int good, const char *what)
{
	if (good)
		return;
	perror(what);
	exit(1);
}

static void receive(int fd, int bytes)
{
	char buffer[SIZE];

	while (bytes > 0) {
		int n = read(fd, buffer, sizeof(buffer));

		must(n > 0, "read");
		bytes -= n;
	}
	exit(0);
}

static void send_all(int fd[SIDE][2], int loops)
{
	char buffer[SIZE] = "";
	int i;

	while (loops--)
		for (i = 0; i < SIDE; i++)
			must(write(fd[i][1], buffer, SIZE) == SIZE, "write");
	exit(0);
}

static void group(int loops)
{
	int fd[SIDE][2], i, pid;

	for (i = 0; i < SIDE; i++) {
		must(!socketpair(AF_UNIX, SOCK_STREAM, 0, fd[i]), "socketpair");
		pid = fork();
		must(pid >= 0, "fork");
		if (!pid)
			receive(fd[i][0], SIDE * loops * SIZE);
	}
	for (i = 0; i < SIDE; i++) {
		pid = fork();
		must(pid >= 0, "fork");
		if (!pid)
			send_all(fd, loops);
	}
	for (i = 0; i < SIDE; i++) {
		close(fd[i][0]);
		close(fd[i][1]);
	}
}

int main(int argc, char **argv)
{
	int groups = argc == 3 ? atoi(argv[1]) : 0;
	int loops = argc == 3 ? atoi(argv[2]) : 0;
	int i, status, bad = 0;

	must(groups > 0 && loops > 0, "hack GROUPS LOOPS");
	for (i = 0; i < groups; i++)
		group(loops);
	for (i = 0; i < 2 * SIDE * groups; i++) {
		must(wait(&status) > 0, "wait");
		bad |= status;
	}
	return !!bad;
}
