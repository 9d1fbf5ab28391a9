#pragma once
/// \file
/// How each form of panels (kernel/panel.hpp) multiplies in registers: one step of a tile.

#include <algorithm>
#include <cstdint>
#include <lathe/kernel/batch.hpp>
#include <lathe/kernel/narrow.hpp>
#include <lathe/kernel/panel.hpp>

namespace lathe::kernel {

/// total(i, v) += what a step sees of row i, at(i), times batch v of its words, the first of which are at w.
template <class Form>
struct panel_step;

/// Sums of a tile in 32 registers, for steps of one input and of two. On AArch64 g++ 12 reads so many operands ahead that more
/// sums would not stay in registers.
template <class A>
inline constexpr int most_sums = neon<A> ? 20 : 24;
template <class A>
inline constexpr int most_sums_of_pairs = neon<A> ? 16 : 24;

template <class T>
struct panel_step<form::own<T>> {
    static constexpr int most_batches = most_sums<xsimd::default_arch>;
    template <int Rows, int Width>
    [[gnu::always_inline]] static void run(xsimd::batch<T> (&total)[Rows][Width], auto const& at, T const* w) {
        using batch = xsimd::batch<T>;
        batch b[Width];
#pragma GCC unroll 8
        for (int v = 0; v < Width; ++v) b[v] = batch::load_aligned(w + v * static_cast<int>(batch::size));
#pragma GCC unroll 16
        for (int i = 0; i < Rows; ++i) {
            batch const a(*at(i));
#pragma GCC unroll 8
            for (int v = 0; v < Width; ++v) total[i][v] = kernel::fma(a, b[v], total[i][v]);
        }
    }
};

template <>
struct panel_step<form::bf16> {
    static constexpr int most_batches = most_sums_of_pairs<xsimd::default_arch>;
    template <int Rows, int Width>
    [[gnu::always_inline]] static void run(narrow::floats (&total)[Rows][Width], auto const& at, std::uint32_t const* w) {
#pragma GCC unroll 8
        for (int v = 0; v < Width; ++v) {
            auto const both = narrow::words::load_aligned(w + v * static_cast<int>(narrow::words::size));
            auto const first = narrow::first(both);
            auto const second = narrow::second(both);
#pragma GCC unroll 16
            for (int i = 0; i < Rows; ++i) {
                total[i][v] = kernel::fma(narrow::floats(at(i)->first), first, total[i][v]);
                total[i][v] = kernel::fma(narrow::floats(at(i)->second), second, total[i][v]);
            }
        }
    }
};

template <>
struct panel_step<form::bf16_dot> {
    static constexpr int most_batches = most_sums_of_pairs<xsimd::default_arch>;
    template <int Rows, int Width>
    [[gnu::always_inline]] static void run(narrow::floats (&total)[Rows][Width], auto const& at, std::uint32_t const* w) {
        narrow::words b[Width];
#pragma GCC unroll 8
        for (int v = 0; v < Width; ++v) b[v] = narrow::words::load_aligned(w + v * static_cast<int>(narrow::words::size));
#pragma GCC unroll 16
        for (int i = 0; i < Rows; ++i) {
            narrow::words const a(*at(i));
#pragma GCC unroll 8
            for (int v = 0; v < Width; ++v) total[i][v] = narrow::pairs(a, b[v], total[i][v]);
        }
    }
};

template <int Group>
struct panel_step<form::int8<Group>> {
    static constexpr int most_batches = 12;
    template <int Rows, int Width>
    [[gnu::always_inline]] static void run(narrow::floats (&total)[Rows][Width], auto const& at, std::uint32_t const* w) {
        constexpr int lanes = static_cast<int>(narrow::words::size);
        // each of few batches has two sums
        constexpr int sums = Rows * Width < most_batches && Group % 8 == 0 ? 2 : 1;
        narrow::integers sum[sums][Rows][Width];
        narrow::floats scale[Width];
#pragma GCC unroll 8
        for (int v = 0; v < Width; ++v) {
            auto const head = narrow::words::load_aligned(w + v * lanes);
            scale[v] = narrow::second(head);
            // 128 times minus the sum of the weights: what the 128 in every byte of x add
            auto const less = (same_bits<narrow::integers>(head) << 16) >> 9;
#pragma GCC unroll 16
            for (int i = 0; i < Rows; ++i) {
                sum[0][i][v] = less;
                if constexpr (sums == 2) sum[1][i][v] = narrow::integers(0);
            }
        }
        std::uint32_t const* next = w + panel_layout<form::int8<Group>>::columns;
        for (int q = 0; q < Group / 4; q += sums) {
#pragma GCC unroll 2
            for (int s = 0; s < sums; ++s, next += panel_layout<form::int8<Group>>::columns) {
                narrow::words b[Width];
#pragma GCC unroll 8
                for (int v = 0; v < Width; ++v) b[v] = narrow::words::load_aligned(next + v * lanes);
#pragma GCC unroll 16
                for (int i = 0; i < Rows; ++i) {
                    std::uint32_t four;
                    std::copy_n(at(i)->byte + 4 * (q + s), 4, reinterpret_cast<std::uint8_t*>(&four));
                    narrow::words const a(four);
#pragma GCC unroll 8
                    for (int v = 0; v < Width; ++v) sum[s][i][v] = narrow::quads(a, b[v], sum[s][i][v]);
                }
            }
        }
#pragma GCC unroll 16
        for (int i = 0; i < Rows; ++i) {
            narrow::floats const of_row(at(i)->scale);
#pragma GCC unroll 8
            for (int v = 0; v < Width; ++v) {
                auto const all = sums == 2 ? sum[0][i][v] + sum[sums - 1][i][v] : sum[0][i][v];
                total[i][v] = kernel::fma(xsimd::to_float(all), of_row * scale[v], total[i][v]);
            }
        }
    }
};

}  // namespace lathe::kernel
