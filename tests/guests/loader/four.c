// SPDX-License-Identifier: GPL-2.0-only
#define TAIL	4
#define ZEROES	4
#include "loader-main.h"
