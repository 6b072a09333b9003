// SPDX-License-Identifier: GPL-2.0-only
/*
 * packets: sends frames of ICMP echo to the emulator's gateway for ever. The
 * emulator answers each by itself and at once, independently of the host, so a
 * run can be repeated; the answers also come in as frames, and are dropped.
 */
#include <arpa/inet.h>
#include <netinet/ip_icmp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#define SIZE	1400

static unsigned short checksum(const void *data, unsigned int bytes)
{
	const unsigned short *at = data;
	unsigned int sum = 0;

	for (; bytes; bytes -= 2)
		sum += *at++;
	sum = (sum & 0xffff) + (sum >> 16);
	return ~(sum + (sum >> 16));
}

int main(void)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = inet_addr("10.0.2.2"),
	};
	int fd = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
	unsigned int frame[SIZE / 4] = { 0 };
	struct icmphdr *echo = (struct icmphdr *)frame;

	if (fd < 0) {
		perror("socket");
		return 1;
	}
	echo->type = ICMP_ECHO;
	echo->checksum = checksum(frame, SIZE);
	for (;;)
		sendto(fd, frame, SIZE, 0, (struct sockaddr *)&to, sizeof(to));
}
