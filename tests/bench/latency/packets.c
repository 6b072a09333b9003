// SPDX-License-Identifier: GPL-2.0-only
/* packets: sends UDP frames to the emulator's gateway for ever. */
#include <arpa/inet.h>
#include <stdio.h>
#include <sys/socket.h>

#define SIZE	1400

int main(void)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_port = htons(9),
		.sin_addr.s_addr = inet_addr("10.0.2.2"),
	};
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	char frame[SIZE] = "";

	if (fd < 0) {
		perror("socket");
		return 1;
	}
	/* an answer that nobody listens there is an error of the next send */
	for (;;)
		sendto(fd, frame, SIZE, 0, (struct sockaddr *)&to, sizeof(to));
}
