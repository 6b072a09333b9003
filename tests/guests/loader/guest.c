// SPDX-License-Identifier: GPL-2.0-only
#define TAIL	0
#define ZEROES	64
#include "loader-main.h"
