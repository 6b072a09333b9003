/* SPDX-License-Identifier: GPL-2.0-only */
#include "test.h"

#define SEEN		0x40000000u
#define HIDDEN_TLS	0x11111111u
