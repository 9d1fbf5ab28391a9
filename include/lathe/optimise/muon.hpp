#pragma once
/// \file
/// Muon: momentum whose singular values are brought near one, for matrices.
///
///     m = momentum m + g      u = nesterov ? g + momentum m : m
///     w = (1 - rate decay) w - rate sqrt(max(1, outputs / inputs)) O(u)
///     O(u): X = u / (|u| + 1e-7), five times X = a X + (b A + c A^2) X, A = X X^T, (a, b, c) = (3.4445,
///     -4.7750, 2.0315)
///
/// Jordan et al. 2024, https://kellerjordan.github.io/posts/muon/ (Newton-Schulz in single precision rather than
/// bfloat16, which needs no care there). Most singular values of O(u) end in [0.68, 1.2], not at 1. m begins as zeros.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <lathe/kernel/fast.hpp>
#include <lathe/optimise/clip.hpp>
#include <lathe/optimise/pieces.hpp>
#include <span>

namespace lathe::optimise {

struct muon {
    double rate = 0.02;
    double momentum = 0.95;
    double decay = 0;
    bool nesterov = true;

    /// A matrix of outputs x inputs. Its memory holds it row by row, an output after the other; or, `by_input`, its
    /// transpose row by row.
    struct extent {
        int outputs;
        int inputs;
        bool by_input = false;

        constexpr int rows() const { return by_input ? inputs : outputs; }
        constexpr int columns() const { return by_input ? outputs : inputs; }
    };

    /// Numbers of work space for a matrix of this size.
    static constexpr std::size_t scratch(extent of) {
        auto const small = static_cast<std::size_t>(std::min(of.inputs, of.outputs));
        auto const large = static_cast<std::size_t>(std::max(of.inputs, of.outputs));
        return 2 * small * large + 2 * small * small;
    }

    /// One step of a matrix: weights w, gradients g, momentum m, all outputs * inputs long, and scratch(of) numbers of
    /// work space; float or double.
    template <class T>
    void step(std::span<T> w, std::span<T const> g, std::span<T> m, extent of, std::span<T> work, double rate_now,
              double decay_now) const {
        using kernel::fast;
        auto const keep = static_cast<T>(momentum);
        T* const x = work.data();
        in_pieces<T>(w.size(), [&](std::size_t i, int n) {
            T* const mi = m.data() + i;
            T const* const gi = g.data() + i;
            fast::map(n, mi, [=](auto mean, auto slope) { return keep * mean + slope; }, mi, gi);
            auto const ahead = [=](auto mean, auto slope) { return slope + keep * mean; };
            if (nesterov) {
                fast::map(n, x + i, ahead, mi, gi);
            } else {
                std::copy_n(mi, n, x + i);
            }
        });
        orthogonalise(std::span<T>(x, w.size()), of.rows(), of.columns(), work.subspan(w.size()));
        double const ratio = static_cast<double>(of.outputs) / static_cast<double>(of.inputs);
        auto const size = static_cast<T>(rate_now * std::sqrt(std::max(1.0, ratio)));
        auto const shrink = static_cast<T>(1 - rate_now * decay_now);
        in_pieces<T>(w.size(), [&](std::size_t i, int n) {
            T* const wi = w.data() + i;
            fast::map(n, wi, [=](auto weight, auto move) { return shrink * weight - size * move; }, wi, x + i);
        });
    }
    /// With the rate and the decay of the policy itself.
    template <class T>
    void step(std::span<T> w, std::span<T const> g, std::span<T> m, extent of, std::span<T> work) const {
        step(w, g, m, of, work, rate, decay);
    }

    /// x, rows x columns, becomes O(x); `work` holds what scratch says without the rows x columns for x itself.
    template <class T>
    static void orthogonalise(std::span<T> x, int rows, int columns, std::span<T> work) {
        using kernel::fast;
        bool const wide = rows <= columns;
        int const small = wide ? rows : columns;
        auto const square = static_cast<std::size_t>(small) * static_cast<std::size_t>(small);
        kernel::grid<T> const all{x.data(), columns};
        kernel::grid<T> const next{work.data(), columns};
        kernel::grid<T> const product{work.data() + x.size(), small};
        kernel::grid<T> const factor{work.data() + x.size() + square, small};
        auto const scale = static_cast<T>(1 / (norm(std::span<T const>(x)) + 1e-7));
        in_pieces<T>(x.size(), [&](std::size_t i, int n) {
            fast::map(n, x.data() + i, [=](auto value) { return scale * value; }, x.data() + i);
        });
        for (int turn = 0; turn < 5; ++turn) {
            // of a tall matrix X^T X is the small one, and stands on the right: (X X^T) X = X (X^T X)
            if (wide) {
                fast::product_transposed(product, all, all, rows, columns, rows);
            } else {
                fast::product_outer(product, all, all, rows, columns, columns);
            }
            fast::product(factor, product, product, small, small, small);
            auto const mix = [](auto once, auto twice) { return T(-4.7750) * once + T(2.0315) * twice; };
            in_pieces<T>(square, [&](std::size_t i, int n) {
                fast::map(n, factor.data + i, mix, product.data + i, factor.data + i);
            });
            if (wide) {
                fast::product(next, factor, all, rows, rows, columns);
            } else {
                fast::product(next, all, factor, rows, columns, columns);
            }
            in_pieces<T>(x.size(), [&](std::size_t i, int n) {
                T* const xi = x.data() + i;
                fast::map(n, xi, [](auto value, auto more) { return T(3.4445) * value + more; }, xi, next.data + i);
            });
        }
    }
};

}  // namespace lathe::optimise
