/* SPDX-License-Identifier: GPL-2.0-only */
/* The same without a timer. */
#define QUIET
#include "idle.S"
