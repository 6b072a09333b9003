// SPDX-License-Identifier: GPL-2.0-only
/* The program that gdb debugs in the guest: see debian.sh. */
#include <stdio.h>
#include <string.h>

__attribute__((noinline)) static int twice(int n)
{
	int result = n * 2;

	return result;
}

__attribute__((noinline, target("thumb"))) static int thrice(int n)
{
	int result = n * 3;

	return result;
}

int main(int argc, char **argv)
{
	int sum = 0;
	int i;

	for (i = 0; i < 5; i++)
		sum += twice(i) + thrice(i);
	printf("sum %d\n", sum);
	if (argc > 1 && !strcmp(argv[1], "crash"))
		*(volatile int *)16 = sum;
	return sum & 63;
}
