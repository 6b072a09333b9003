// SPDX-License-Identifier: GPL-2.0-only
/*
 * bounce COUNT: asks the RTOS to send COUNT records, one by one, and sends each
 * back; the RTOS measures and prints the time that took.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int count = argc == 2 ? atoi(argv[1]) : 0;
	int fd = open("/dev/duet/latency", O_RDWR);
	char record[64];
	int n = snprintf(record, sizeof(record), "trip %d\n", count);

	if (fd < 0 || count <= 0 || write(fd, record, n) != n) {
		perror("bounce COUNT: /dev/duet/latency");
		return 1;
	}
	while (count--) {
		n = read(fd, record, sizeof(record));
		if (n <= 0 || write(fd, record, n) != n) {
			perror("/dev/duet/latency");
			return 1;
		}
	}
	/* the RTOS learns of the end as well */
	return read(fd, record, sizeof(record)) <= 0;
}
