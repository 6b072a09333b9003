// SPDX-License-Identifier: GPL-2.0-only
#define TAIL	8
#define ZEROES	0
#include "loader-main.h"
