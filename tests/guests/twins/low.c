// SPDX-License-Identifier: GPL-2.0-only
#include "twin-main.h"
