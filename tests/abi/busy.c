// SPDX-License-Identifier: GPL-2.0-only
/* One with a CPU budget, which does what it is told as the peer does. */
#include "peer.c"
