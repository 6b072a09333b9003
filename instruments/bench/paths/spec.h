/* SPDX-License-Identifier: GPL-2.0-only */
/* The specification of a plugin: a file of lines. */
#ifndef SPEC_H
#define SPEC_H

#include <stdbool.h>
#include <stdio.h>

/* Each line to take(); false if there is no file, or one isn't understood. */
static inline bool read_lines(const char *name, bool (*take)(const char *line))
{
	FILE *file = fopen(name, "r");
	char line[256];
	bool good = true;

	if (!file) {
		perror(name);
		return false;
	}
	while (good && fgets(line, sizeof(line), file)) {
		good = take(line);
		if (!good)
			fprintf(stderr, "%s: not understood: %s", name, line);
	}
	fclose(file);
	return good;
}

#endif
