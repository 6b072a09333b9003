// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs a fuzz target over the files in its arguments, without the fuzzer: each
 * in a process of its own, from the target's initial state.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int run(const char *path)
{
	static uint8_t data[65536];
	FILE *file = fopen(path, "rb");
	size_t size;

	if (!file) {
		perror(path);
		return 1;
	}
	size = fread(data, 1, sizeof(data), file);
	fclose(file);
	return LLVMFuzzerTestOneInput(data, size);
}

int main(int argc, char **argv)
{
	int i, status;

	for (i = 1; i < argc; i++) {
		if (!fork())
			exit(run(argv[i]));
		wait(&status);
		if (status) {
			fprintf(stderr, "%s: failed\n", argv[i]);
			return 1;
		}
	}
	printf("%d inputs\n", argc - 1);
	return 0;
}
