#pragma once
/// \file
/// Weights in training once more, in panels as products read them, made anew after each step of the optimiser: a weight that
/// is used in every turn of a loop is packed once and not in every turn.

#include <lathe/exec/memory.hpp>
#include <lathe/exec/pool.hpp>
#include <lathe/exec/weights.hpp>
#include <lathe/kernel/panel_pack.hpp>
#include <lathe/ops/gradient.hpp>

#include <cstddef>
#include <vector>

namespace lathe::exec {

/// Takes twice the memory of the weights; nothing, and does nothing, where it is made without any.
template <class Kernels, class T>
class prepared_weights {
public:
    prepared_weights() = default;
    template <class W>
    explicit prepared_weights(W const& weights) : straight_(sizeof(W)), turned_(sizeof(W)) {
        auto const* const begin = block<T>(weights).data();
        core::walk(weights, [&](std::string const&, auto const& leaf) {
            using type = std::remove_cvref_t<decltype(leaf)>;
            if constexpr (ops::can_be_prepared<Kernels, T, type>) {
                matrices_.push_back({static_cast<std::size_t>(leaf.data() - begin), type::rows, type::columns});
            }
        });
    }

    /// Packs all matrices as they are now; the threads share them.
    template <class W>
    void update(W const& weights, pool& threads) {
        if constexpr (requires { typename Kernels::template prepared<T>; }) {
            using form = typename Kernels::template prepared<T>;
            using word = typename form::word;
            threads.run(static_cast<int>(2 * matrices_.size()), [&](int i) {
                auto const& m = matrices_[static_cast<std::size_t>(i / 2)];
                T const* const from = block<T>(weights).data() + m.offset;
                auto const to = [&](buffer<std::byte> const& all) { return reinterpret_cast<word*>(all.data() + m.offset * sizeof(T)); };
                if (i % 2 == 0) {
                    kernel::pack_straight<form>(to(straight_), {from, m.rows}, m.rows, m.columns);
                } else {
                    kernel::pack_turned<form>(to(turned_), {from, m.rows}, m.columns, m.rows);
                }
            });
        }
    }

    /// Where they stand; the same for the life of this object.
    ops::prepared get() const { return {straight_.data(), turned_.data()}; }

private:
    /// Of a matrix in the block of weights, which holds it as (columns, rows).
    struct matrix {
        std::size_t offset;
        int rows, columns;
    };
    std::vector<matrix> matrices_;
    buffer<std::byte> straight_, turned_;
};

}  // namespace lathe::exec
