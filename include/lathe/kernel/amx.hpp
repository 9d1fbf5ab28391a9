#pragma once
/// \file
/// Products of pairs of bfloat16 by tiles (AMX), on processors that have them and systems that grant them.
///
/// A tile of weights is 16 steps of 16 columns of a panel as it stands in memory, one of x 16 steps of up to 16 rows.

#include <lathe/kernel/grid.hpp>
#include <lathe/kernel/panel.hpp>
#include <lathe/kernel/parts.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#if defined(__AMX_BF16__) && defined(__linux__)
#include <immintrin.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace lathe::kernel::amx {

using pair = std::uint32_t;

#if defined(__AMX_BF16__) && defined(__linux__)

/// Whether this process may use tiles; asks the system once.
inline bool granted() {
    constexpr long request_permission = 0x1023, tile_data = 18;
    static bool const yes = syscall(SYS_arch_prctl, request_permission, tile_data) == 0;
    return yes;
}

/// Tiles 0 to 3 hold y(rows, 16), 4 holds x(rows, 16 steps), 5 and 6 weights (16 steps, 16 columns).
inline void configure(int rows) {
    struct alignas(64) {
        std::uint8_t palette = 1, start = 0, reserved[14] = {};
        std::array<std::uint16_t, 16> bytes_of_row{};
        std::array<std::uint8_t, 16> rows{};
    } shapes;
    for (std::size_t t = 0; t < 7; ++t) {
        shapes.bytes_of_row[t] = 64;
        shapes.rows[t] = t < 5 ? static_cast<std::uint8_t>(rows) : 16;
    }
    _tile_loadconfig(&shapes);
}

/// y(m, 64 columns) op x W of one panel, x(row, step) at x[row * x_step + step], for as many whole sixteens of the steps as
/// there are; returns how many steps that was. Nothing is done for few rows, or where tiles are not granted. `ahead`, if
/// any, is the panel after this one, which is fetched meanwhile.
inline int product(grid<float> y, pair const* x, int x_step, pair const* w, pair const* ahead, int m, int steps, bool add) {
    constexpr int side = 16;
    constexpr int columns = panel_layout<form::bf16_dot>::columns;
    static_assert(columns == 4 * side);
    int const whole = steps / side * side;
    if (m < 4 || whole == 0 || !granted()) return 0;
    // the compiler does not know that tiles read and write memory
    asm volatile("" ::: "memory");
    int configured = 0, fetched = 0;
    in_equal_parts<side>(m, [&](int count, int row) {
        if (count != configured) configure(configured = count);
        float* const to = y.row(row);
        std::size_t const y_bytes = sizeof(float) * static_cast<std::size_t>(y.stride);
        if (add) {
            _tile_loadd(0, to, y_bytes);
            _tile_loadd(1, to + side, y_bytes);
            _tile_loadd(2, to + 2 * side, y_bytes);
            _tile_loadd(3, to + 3 * side, y_bytes);
        } else {
            _tile_zero(0);
            _tile_zero(1);
            _tile_zero(2);
            _tile_zero(3);
        }
        pair const* from = x + static_cast<std::ptrdiff_t>(row) * x_step;
        pair const* panel = w;
        constexpr std::size_t w_bytes = sizeof(pair) * columns;
        for (int s = 0; s < whole; s += side, from += side, panel += side * columns) {
            // a quarter of it for each of the first parts
            for (int i = 0; ahead && i < side && fetched < steps * columns; ++i, fetched += side) __builtin_prefetch(ahead + fetched, 0, 2);
            _tile_loadd(4, from, sizeof(pair) * static_cast<std::size_t>(x_step));
            _tile_loadd(5, panel, w_bytes);
            _tile_dpbf16ps(0, 4, 5);
            _tile_loadd(6, panel + side, w_bytes);
            _tile_dpbf16ps(1, 4, 6);
            _tile_loadd(5, panel + 2 * side, w_bytes);
            _tile_dpbf16ps(2, 4, 5);
            _tile_loadd(6, panel + 3 * side, w_bytes);
            _tile_dpbf16ps(3, 4, 6);
        }
        _tile_stored(0, to, y_bytes);
        _tile_stored(1, to + side, y_bytes);
        _tile_stored(2, to + 2 * side, y_bytes);
        _tile_stored(3, to + 3 * side, y_bytes);
    });
    _tile_release();
    asm volatile("" ::: "memory");
    return whole;
}

#else

inline int product(grid<float>, pair const*, int, pair const*, pair const*, int, int, bool) { return 0; }

#endif

}  // namespace lathe::kernel::amx
