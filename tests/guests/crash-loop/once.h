/* SPDX-License-Identifier: GPL-2.0-only */
/* Crashes when it is told to, and says when it is there again. */
#ifndef ONCE_H
#define ONCE_H

#include "test.h"

struct once {
	uint32_t crash;		/* the next doorbell is the end */
	uint32_t up;		/* when the last life began */
	uint32_t lives;
};

#endif
