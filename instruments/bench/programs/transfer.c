// SPDX-License-Identifier: GPL-2.0-only
/*
 * transfer MEGABYTES: sends that much by TCP to the emulator's sink, over
 * Ethernet, and waits until all of it is acknowledged.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define BLOCK	65536

static char block[BLOCK];

static int fail(const char *what)
{
	perror(what);
	return 1;
}

int main(int argc, char **argv)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_port = htons(9),
		.sin_addr.s_addr = inet_addr("10.0.2.100"),
	};
	long left = argc == 2 ? atol(argv[1]) << 20 : 0;
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	ssize_t n;

	if (left <= 0 || fd < 0 ||
	    connect(fd, (struct sockaddr *)&to, sizeof(to)))
		return fail("transfer MEGABYTES");
	while (left > 0) {
		n = write(fd, block, BLOCK);
		if (n <= 0)
			return fail("write");
		left -= n;
	}
	/* data in flight is acknowledged before close() returns */
	setsockopt(fd, SOL_SOCKET, SO_LINGER,
		   &(struct linger){ .l_onoff = 1, .l_linger = 60 },
		   sizeof(struct linger));
	return close(fd) ? fail("close") : 0;
}
