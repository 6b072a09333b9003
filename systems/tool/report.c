// SPDX-License-Identifier: GPL-2.0-only
/*
 * Messages: file, node, reason. All that is wrong with a description is told
 * in one run, so a reporter returns; only what has nothing to do with the
 * description ends the run at once.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <libfdt.h>

#include "tool.h"

static int count;

char *node_text(const struct system *sys, int node)
{
	char path[256] = "/";

	if (node >= 0 && fdt_get_path(sys->fdt, node, path, sizeof(path)))
		snprintf(path, sizeof(path), "node %d", node);
	return text("%s", path);
}

void report(const struct system *sys, int node, const char *fmt, ...)
{
	va_list args;

	fprintf(stderr, "%s: %s: ", sys->opt.file, node_text(sys, node));
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
	count++;
}

int reports(void)
{
	return count;
}

void die(const char *fmt, ...)
{
	va_list args;

	fputs("duet-system: ", stderr);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
	exit(1);
}

void *must_alloc(size_t size)
{
	void *p = calloc(1, size ? size : 1);

	if (!p)
		die("no memory for %zu bytes", size);
	return p;
}

char *text(const char *fmt, ...)
{
	va_list args;
	char *s;
	int n;

	va_start(args, fmt);
	n = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	s = must_alloc(n + 1);
	va_start(args, fmt);
	vsnprintf(s, n + 1, fmt, args);
	va_end(args);
	return s;
}
