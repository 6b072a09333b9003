/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Numbers of the boards, in the image's head and in their descriptions: those
 * that Linux gives to the machines. For assembly and device trees.
 */
#ifndef IMAGE_PLATFORM_H
#define IMAGE_PLATFORM_H

#define PLATFORM_VERSATILEPB	387

#endif
