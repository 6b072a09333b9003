/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Messages in the part of the vectors page that guests can read, as there is
 * room left. They must not be secret.
 */
#ifndef HYP_TEXT_H
#define HYP_TEXT_H

#define PUBLIC_TEXT(s) \
	({ \
		static const char text_[] \
			__attribute__((section(".public_text"), aligned(1))) = s; \
		text_; \
	})

#endif
