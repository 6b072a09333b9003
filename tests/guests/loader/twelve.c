// SPDX-License-Identifier: GPL-2.0-only
#define TAIL	12
#define ZEROES	24
#include "loader-main.h"
