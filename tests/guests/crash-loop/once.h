/* SPDX-License-Identifier: GPL-2.0-only */
/* Crashes on command, and reports when it is back. */
#ifndef ONCE_H
#define ONCE_H

#include "test.h"

struct once {
	uint32_t crash;		/* the next doorbell is the end */
	uint32_t up;		/* when the last life began */
	uint32_t lives;
};

#endif
