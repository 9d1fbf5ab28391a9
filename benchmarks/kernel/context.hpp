#pragma once
/// \file
/// What the lines of a benchmark were compiled for and by.

#include <benchmark/benchmark.h>

#include <lathe/kernel/architecture.hpp>

/// Says once, above all lines, what they were compiled for and by.
inline bool const context_said = [] {
    benchmark::AddCustomContext("architecture", lathe::kernel::architecture());
#if defined(__clang__)
    benchmark::AddCustomContext("compiler", "clang " __clang_version__);
#else
    benchmark::AddCustomContext("compiler", "g++ " __VERSION__);
#endif
    return true;
}();
