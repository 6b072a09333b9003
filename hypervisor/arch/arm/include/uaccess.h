/* SPDX-License-Identifier: GPL-2.0-only */
/* Access to guest memory by guest address. */
#ifndef HYP_UACCESS_H
#define HYP_UACCESS_H

#include <stdint.h>

/*
 * Copies bytes from the memory of the current VM, with the rights that its
 * kernel has there (LDRT with its domains open: the MMU checks, so there is no
 * walk in software and no race). Returns 0 or DUET_EFAULT.
 */
int32_t copy_from_guest(void *to, uint32_t from, uint32_t length,
			uint32_t dacr);

#endif
