/* SPDX-License-Identifier: GPL-2.0-only */
/* The code of docs/abi/upcalls.md and examples/window, line by line */
#include "../../../examples/window/upcall.S"
