// SPDX-License-Identifier: GPL-2.0-only
/* Has its doorbell rung. */
#include "victim.h"
