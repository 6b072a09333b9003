/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Placement `new` and std::nothrow, with a C++ library (its <new>) or without
 * one, so that applications need not have one.
 */
#ifndef DUET_NEW_H
#define DUET_NEW_H

#if __has_include(<new>)
#include <new>
#else
#include <stddef.h>

namespace std {
struct nothrow_t {
	explicit nothrow_t() = default;
};
extern const nothrow_t nothrow;
}

void *operator new(size_t size, const std::nothrow_t &) noexcept;
void *operator new[](size_t size, const std::nothrow_t &) noexcept;

inline void *operator new(size_t, void *place) noexcept
{
	return place;
}

inline void *operator new[](size_t, void *place) noexcept
{
	return place;
}
#endif

#endif
