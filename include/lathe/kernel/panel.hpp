#pragma once
/// \file
/// A matrix as the kernels like to read it: panels of a few columns of W^T, each in one piece, step after step
/// ([out / columns][in / inputs][words][columns]). It is made once, when weights are loaded, and read by products of any
/// number of rows.
///
/// A form says what a step is: how many `inputs` it takes, in how many `words` a column holds their weights, and what it
/// sees of as many numbers of a row of x.
///
///     form::own<T>    one input; the weight as it is
///     form::bf16      two inputs; both weights as bfloat16 in a word of 32 bits, x as it is
///     form::bf16_dot  the same weights; x is rounded to bfloat16, too, for processors that multiply pairs of them
///     form::int8<G>   G inputs; each weight an integer of 8 bits times the scale of its column and group, each x one
///                     times the scale of its row and group

#include <lathe/core/bfloat16.hpp>
#include <lathe/kernel/xsimd.hpp>

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace lathe::kernel {

/// How wide panels are whose products have results of type T.
template <class T>
struct panel_width {
    static constexpr int lanes = [] {
        if constexpr (std::same_as<T, float> || std::same_as<T, double>) {
            return static_cast<int>(xsimd::batch<T>::size);
        } else {
            return 1;
        }
    }();
    /// 32 instead of 16 vector registers: AVX-512 and AArch64.
    static constexpr bool many_registers =
        std::is_base_of_v<xsimd::avx512f, xsimd::default_arch> || std::is_base_of_v<xsimd::neon64, xsimd::default_arch>;
    /// Columns of a panel.
    static constexpr int columns = (many_registers ? 4 : 2) * lanes;
};

namespace form {

template <class T>
struct own {
    using number = T;
    using word = T;
    using seen = T;
    static constexpr int inputs = 1;
    static constexpr int words = 1;

    static constexpr void write(word* to, int, T const* from, int) { *to = *from; }
    static constexpr T read(word const* from, int, int) { return *from; }
    static constexpr seen see(T const* from, int) { return *from; }
    static constexpr T said(seen x, int) { return x; }
};

/// The first weight in the lower half of a word.
struct bf16 {
    using number = float;
    using word = std::uint32_t;
    struct seen {
        float first, second;
    };
    static constexpr int inputs = 2;
    static constexpr int words = 1;

    static constexpr void write(word* to, int, float const* from, int count) { *to = pair(from[0], count > 1 ? from[1] : 0.0F); }
    static constexpr float read(word const* from, int, int i) { return std::bit_cast<float>(i == 0 ? *from << 16 : *from & 0xffff0000u); }
    static constexpr seen see(float const* from, int count) { return {from[0], count > 1 ? from[1] : 0.0F}; }
    static constexpr float said(seen x, int i) { return i == 0 ? x.first : x.second; }

protected:
    static constexpr word pair(float first, float second) { return word{bfloat16(first).bits} | word{bfloat16(second).bits} << 16; }
};

struct bf16_dot : bf16 {
    using seen = word;

    static constexpr seen see(float const* from, int count) { return pair(from[0], count > 1 ? from[1] : 0.0F); }
    static constexpr float said(seen x, int i) { return read(&x, 0, i); }
};

/// A word of four integers; the first word of a group holds its scale, as bfloat16 in the upper half, and minus the sum of
/// its integers in the lower.
template <int Group>
struct int8 {
    static_assert(Group >= 4 && Group <= 256 && Group % 4 == 0,
                  "lathe[kernel.int8]: groups of 4 to 256 inputs, in whole words of 4");
    using number = float;
    using word = std::uint32_t;
    /// 128 + x / scale, rounded to nearest, for processors that multiply unsigned with signed bytes.
    struct seen {
        alignas(4) std::uint8_t byte[Group];
        float scale;
    };
    static constexpr int inputs = Group;
    static constexpr int words = 1 + Group / 4;

    static constexpr void write(word* to, int gap, float const* from, int count) {
        // no smaller than asked for, so that no integer is beyond 127
        bfloat16 scale(largest(from, count) / 127);
        if (static_cast<float>(scale) * 127 < largest(from, count)) ++scale.bits;
        float const by = reciprocal(scale);
        std::int32_t sum = 0;
        for (int q = 0; q < Group / 4; ++q) {
            word four = 0;
            for (int i = 0; i < 4; ++i) {
                std::int32_t const x = 4 * q + i < count ? rounded(from[4 * q + i] * by) : 0;
                sum += x;
                four |= (static_cast<word>(x) & 0xffu) << (8 * i);
            }
            to[(1 + q) * gap] = four;
        }
        *to = word{scale.bits} << 16 | (static_cast<word>(-sum) & 0xffffu);
    }
    static constexpr float read(word const* from, int gap, int i) {
        auto const x = static_cast<std::int8_t>(from[(1 + i / 4) * gap] >> (8 * (i % 4)) & 0xffu);
        return std::bit_cast<float>(*from & 0xffff0000u) * static_cast<float>(x);
    }
    static constexpr seen see(float const* from, int count) {
        float const most = largest(from, count);
        float const by = reciprocal(most / 127);
        seen x;
        x.scale = most / 127;
        for (int i = 0; i < count; ++i) x.byte[i] = static_cast<std::uint8_t>(rounded(from[i] * by) + 128);
        for (int i = count; i < Group; ++i) x.byte[i] = 128;
        return x;
    }
    static constexpr float said(seen const& x, int i) { return x.scale * static_cast<float>(x.byte[i] - 128); }

private:
    /// The largest magnitude; as integers, because the order of floats above zero is that of their bits.
    static constexpr float largest(float const* x, int count) {
        std::uint32_t most = 0;
        for (int i = 0; i < count; ++i) {
            auto const bits = std::bit_cast<std::uint32_t>(x[i]) & 0x7fffffffu;
            most = bits > most ? bits : most;
        }
        return std::bit_cast<float>(most);
    }
    static constexpr float reciprocal(float scale) { return scale >= 1e-37F ? 1 / scale : 0; }
    /// To the nearest integer, for |x| < 2^22; of anything else, something.
    static constexpr std::int32_t rounded(float x) {
        constexpr float magic = 12582912.0F;
        return static_cast<std::int32_t>(std::bit_cast<std::uint32_t>(x + magic) - std::bit_cast<std::uint32_t>(magic));
    }
};

}  // namespace form

/// Where words stand in panels of a form.
template <class Form>
struct panel_layout : panel_width<typename Form::number> {
    using number = typename Form::number;
    using word = typename Form::word;
    using panel_width<number>::columns;
    /// Words from one step to the next.
    static constexpr int step = Form::words * columns;

    static constexpr int steps(int in) { return (in + Form::inputs - 1) / Form::inputs; }
    /// Words that a matrix of `out` rows and `in` columns takes, those of columns that are not there included.
    static constexpr std::ptrdiff_t size(int out, int in) {
        return static_cast<std::ptrdiff_t>((out + columns - 1) / columns) * step * steps(in);
    }
    /// The first word of W(out, first input of a step ..) in a matrix of `in` columns.
    static constexpr std::ptrdiff_t offset(int out, int at_step, int in) {
        return (static_cast<std::ptrdiff_t>(out / columns) * steps(in) + at_step) * step + out % columns;
    }
    /// Whether a matrix fills its panels, and any batches of inputs, to the last word.
    static constexpr bool whole(int out, int in) { return out % columns == 0 && in % columns == 0; }
    /// What `steps` steps see of x, of which `left` inputs are there.
    static constexpr void see(typename Form::seen* to, number const* x, int left, int steps) {
        int const full = left / Form::inputs < steps ? left / Form::inputs : steps;
        for (int s = 0; s < full; ++s) to[s] = Form::see(x + s * Form::inputs, Form::inputs);
        if (full < steps) to[full] = Form::see(x + full * Form::inputs, left - full * Form::inputs);
    }
    /// W(out, in) = w(out, in), put in panels.
    static constexpr void pack(word* panels, int out, int in, auto const& w) {
        for (int o = 0; o < out; ++o) {
            for (int s = 0; s < steps(in); ++s) {
                number from[Form::inputs] = {};
                int const count = in - s * Form::inputs < Form::inputs ? in - s * Form::inputs : Form::inputs;
                for (int i = 0; i < count; ++i) from[i] = w(o, s * Form::inputs + i);
                Form::write(panels + offset(o, s, in), columns, from, count);
            }
        }
    }
    /// W(o, i) as it was understood.
    static constexpr number read(word const* panels, int o, int i, int in) {
        return Form::read(panels + offset(o, i / Form::inputs, in), columns, i % Form::inputs);
    }
};

}  // namespace lathe::kernel
