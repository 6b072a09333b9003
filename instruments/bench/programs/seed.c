// SPDX-License-Identifier: GPL-2.0-only
/*
 * seed: credits the kernel's random pool with entropy, as happens some seconds
 * after the boot of a guest, and at once where a boot loader does it. Until
 * then each exec costs more, which the benchmarks don't measure. The seed is no
 * secret: for benchmarks only.
 */
#include <fcntl.h>
#include <linux/random.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

#define BYTES	64

int main(void)
{
	struct {
		struct rand_pool_info info;
		unsigned char seed[BYTES];
	} pool = { .info = { .entropy_count = 8 * BYTES, .buf_size = BYTES } };
	int fd = open("/dev/random", O_WRONLY);

	memset(pool.seed, 0x5a, BYTES);
	if (fd < 0 || ioctl(fd, RNDADDENTROPY, &pool)) {
		perror("/dev/random");
		return 1;
	}
	return 0;
}
