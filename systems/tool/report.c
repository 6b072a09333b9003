// SPDX-License-Identifier: GPL-2.0-only
/*
 * Messages: file, node, reason. All errors of a description are reported in
 * one run, so report() returns; only errors unrelated to the description end
 * the run at once.
 */
#include <ctype.h>
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

static char *format_text(const char *fmt, va_list args)
{
	va_list again;
	char *s;
	int n;

	va_copy(again, args);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	s = must_alloc(n + 1);
	vsnprintf(s, n + 1, fmt, args);
	return s;
}

/* Replaces control characters, which must not reach a terminal. */
static char *make_printable(char *s)
{
	for (char *c = s; *c; c++)
		if (iscntrl((unsigned char)*c))
			*c = '?';
	return s;
}

void report(const struct system *sys, int node, const char *fmt, ...)
{
	va_list args;
	char *s;

	va_start(args, fmt);
	s = format_text(fmt, args);
	va_end(args);
	fprintf(stderr, "%s: %s: %s\n", sys->opt.file,
		make_printable(node_text(sys, node)), make_printable(s));
	count++;
}

int count_reports(void)
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
		die("out of memory: %zu bytes", size);
	return p;
}

char *text(const char *fmt, ...)
{
	va_list args;
	char *s;

	va_start(args, fmt);
	s = format_text(fmt, args);
	va_end(args);
	return s;
}
