// SPDX-License-Identifier: GPL-2.0-only
/* Receives doorbells. */
#include "victim.h"
