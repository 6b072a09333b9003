/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Messages in the page of the vectors, in the part that guests can read: there is
 * room left.
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
