#pragma once
/// \file
/// Muon: momentum whose singular values are brought near one (Jordan et al. 2024, kellerjordan.github.io/posts/muon).

#include <lathe/kernel/fast.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>

namespace lathe::exec {

/// b = momentum b + g; u = g + momentum b (Nesterov); w -= rate (decay w + sqrt(max(1, rows / columns)) NS5(u)).
/// NS5: X = u / |u|, five times X = a X + (b A + c A^2) X with A = X X^T, (a, b, c) = (3.4445, -4.7750, 2.0315).
struct muon {
    double momentum = 0.95;

    /// Numbers of work space for a matrix of this size.
    static constexpr std::size_t scratch(int rows, int columns) {
        auto const small = static_cast<std::size_t>(std::min(rows, columns));
        auto const large = static_cast<std::size_t>(std::max(rows, columns));
        return 2 * small * large + 2 * small * small;
    }

    /// One step of a matrix with Out rows and In columns that stands input by input: element (o, i) at i * out + o.
    template <class T>
    void step(std::span<T> weights, std::span<T const> slopes, std::span<T> buffer, int out, int in, std::span<T> work,
              double rate, double decay) const {
        auto const keep = static_cast<T>(momentum);
        bool const wide = in <= out;  // in memory the matrix is in x out
        int const small = wide ? in : out;
        int const large = wide ? out : in;
        std::size_t const n = weights.size();
        T* const x = work.data();
        for (std::size_t i = 0; i < n; ++i) {
            buffer[i] = keep * buffer[i] + slopes[i];
            T const u = slopes[i] + keep * buffer[i];
            x[wide ? i : i % static_cast<std::size_t>(out) * static_cast<std::size_t>(in) + i / static_cast<std::size_t>(out)] = u;
        }
        orthogonalise(x, small, large, work.subspan(n));
        auto const size =
            static_cast<T>(rate * std::sqrt(std::max(1.0, static_cast<double>(out) / static_cast<double>(in))));
        auto const shrink = static_cast<T>(1 - rate * decay);
        for (std::size_t i = 0; i < n; ++i) {
            auto const u =
                x[wide ? i : i % static_cast<std::size_t>(out) * static_cast<std::size_t>(in) + i / static_cast<std::size_t>(out)];
            weights[i] = shrink * weights[i] - size * u;
        }
    }

    /// x (small x large) becomes NS5(x); `work` holds small large + 2 small^2 numbers.
    template <class T>
    static void orthogonalise(T* x, int small, int large, std::span<T> work) {
        using grid = kernel::grid<T>;
        using read = kernel::grid<T const>;
        auto const n = static_cast<std::size_t>(small) * static_cast<std::size_t>(large);
        auto const square = static_cast<std::size_t>(small) * static_cast<std::size_t>(small);
        T* const y = work.data();
        T* const a = y + n;
        T* const b = a + square;
        double sum = 0;
        for (std::size_t i = 0; i < n; ++i) {
            sum += static_cast<double>(x[i]) * static_cast<double>(x[i]);
        }
        auto const scale = static_cast<T>(1 / (std::sqrt(sum) + 1e-7));
        for (std::size_t i = 0; i < n; ++i) {
            x[i] *= scale;
        }
        for (int turn = 0; turn < 5; ++turn) {
            kernel::fast::product_transposed(grid{a, small}, read{x, large}, read{x, large}, small, large, small);
            kernel::fast::product(grid{b, small}, read{a, small}, read{a, small}, small, small, small);
            for (std::size_t i = 0; i < square; ++i) {
                b[i] = T(-4.7750) * a[i] + T(2.0315) * b[i];
            }
            kernel::fast::product(grid{y, large}, read{b, small}, read{x, large}, small, small, large);
            for (std::size_t i = 0; i < n; ++i) {
                x[i] = T(3.4445) * x[i] + y[i];
            }
        }
    }
};

}  // namespace lathe::exec
