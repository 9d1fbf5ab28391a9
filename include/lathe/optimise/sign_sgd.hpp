#pragma once
/// \file
/// Descent by the sign of the gradient, for tables of which a batch touches few rows (puzzle embeddings).
///
///     g_r = sum over the places i with id_i = r of g_i      w_r = (1 - rate decay) w_r - rate sign(g_r)      sign(0) =
///     0
///
/// Bernstein et al. 2018, arXiv:1802.04434, algorithm 1; rows and decay as in HRM (models/sparse_embedding.py). Rows
/// that no place names stay as they are, bit by bit. Throws std::invalid_argument for sizes that do not fit together
/// and for an id outside the table, before anything is changed.

#include <cstddef>
#include <lathe/kernel/fast.hpp>
#include <span>
#include <stdexcept>
#include <string>

namespace lathe::optimise {

struct sign_sgd {
    double rate = 1e-2;
    double decay = 0.1;

    /// The table has rows of `sum.size()` numbers; `ids` says which row each row of g belongs to. `sum` is work space.
    template <class T>
    void step(std::span<T> table, std::span<int const> ids, std::span<T const> g, std::span<T> sum, double rate_now,
              double decay_now) const {
        std::size_t const width = sum.size();
        if (width == 0 || table.size() % width != 0 || g.size() != ids.size() * width) {
            throw std::invalid_argument("lathe: a table of " + std::to_string(table.size()) + " numbers and " +
                                        std::to_string(g.size()) + " gradients for " + std::to_string(ids.size()) +
                                        " rows of width " + std::to_string(width) + "; whole rows are needed");
        }
        std::size_t const rows = table.size() / width;
        for (int const id : ids) {
            if (id < 0 || static_cast<std::size_t>(id) >= rows) {
                throw std::invalid_argument("lathe: row " + std::to_string(id) + " of a table with " +
                                            std::to_string(rows) + " rows; ids count from 0");
            }
        }
        auto const shrink = static_cast<T>(1 - rate_now * decay_now);
        auto const size = static_cast<T>(rate_now);
        auto const n = static_cast<int>(width);
        auto const next = [=](auto weight, auto slope) {
            using X = decltype(weight);
            // what is neither above nor below zero is zero, or not a number and has to stay so
            auto const sign = kernel::select(slope > X(0), X(1), kernel::select(slope < X(0), X(-1), slope));
            return shrink * weight - size * sign;
        };
        for (std::size_t i = 0; i < ids.size(); ++i) {
            if (find(ids.first(i), ids[i])) continue;
            kernel::fast::map(n, sum.data(), [](auto slope) { return slope; }, g.data() + i * width);
            for (std::size_t j = i + 1; j < ids.size(); ++j) {
                if (ids[j] != ids[i]) continue;
                kernel::fast::accumulate(n, sum.data(), [](auto slope) { return slope; }, g.data() + j * width);
            }
            T* const row = table.data() + static_cast<std::size_t>(ids[i]) * width;
            kernel::fast::map(n, row, next, row, static_cast<T const*>(sum.data()));
        }
    }
    /// With the rate and the decay of the policy itself.
    template <class T>
    void step(std::span<T> table, std::span<int const> ids, std::span<T const> g, std::span<T> sum) const {
        step(table, ids, g, sum, rate, decay);
    }

private:
    static bool find(std::span<int const> ids, int id) {
        for (int const other : ids) {
            if (other == id) return true;
        }
        return false;
    }
};

}  // namespace lathe::optimise
