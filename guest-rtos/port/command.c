// SPDX-License-Identifier: BSD-3-Clause
/* Command lines of an application: the command is the first word. */
#include <string.h>

#include <duet_port.h>

#define FORMAT	"  %-8s %s\n"

char *duet_split_word(char *text)
{
	char *rest = text + strcspn(text, " ");

	if (*rest)
		*rest++ = '\0';
	return rest;
}

static void print_help(const struct duet_command *commands, duet_print_fn print)
{
	print(FORMAT, "help", "show this text");
	for (; commands->name; commands++)
		print(FORMAT, commands->name, commands->help);
}

void duet_run_command(const struct duet_command *commands, char *line,
		      duet_print_fn print)
{
	char *args = duet_split_word(line);
	const struct duet_command *c = commands;

	while (c->name && strcmp(line, c->name))
		c++;
	if (c->run)
		c->run(args);
	else if (!strcmp(line, "help"))
		print_help(commands, print);
	else if (*line)
		print("no command \"%s\": try \"help\"\n", line);
}
