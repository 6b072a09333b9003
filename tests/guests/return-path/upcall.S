/* SPDX-License-Identifier: GPL-2.0-only */
/* What docs/abi/upcalls.md shows and examples/window has: the same lines */
#include "../../../examples/window/upcall.S"
