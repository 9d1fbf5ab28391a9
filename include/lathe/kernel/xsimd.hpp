#pragma once
/// \file
/// xsimd, without what g++ says about its own intrinsics.

#if defined(__GNUC__) && !defined(__clang__)
// The undefined values of AVX-512 intrinsics are meant to be (https://gcc.gnu.org/PR105593).
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <xsimd/xsimd.hpp>
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif
