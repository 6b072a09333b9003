/* SPDX-License-Identifier: GPL-2.0-only */
/* The commands of duet-chan. Each returns the program's exit status. */
#ifndef COMMANDS_H
#define COMMANDS_H

int echo_command(int argc, char **argv);
int stream_command(int argc, char **argv);
int jitter_command(int argc, char **argv);
int ping_command(int argc, char **argv);
int stat_command(int argc, char **argv);

#endif
