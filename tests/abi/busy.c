// SPDX-License-Identifier: GPL-2.0-only
/* A VM with a CPU budget; it takes the same commands as the peer. */
#include "peer.c"
