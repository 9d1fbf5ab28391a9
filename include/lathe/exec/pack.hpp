#pragma once
/// \file
/// Weights packed for inference: made once from weights as training leaves them, then read by any number of sessions.
///
///     auto const weights = exec::make_weights<model>(1);                  // or from a file
///     auto const half = exec::pack<model, storage::bf16>(*weights);
///     exec::packed_session<model, storage::bf16> session(*half);

#include <lathe/core/reflect.hpp>
#include <lathe/core/storage.hpp>
#include <lathe/exec/session.hpp>
#include <lathe/exec/weights.hpp>
#include <lathe/tensor/packed.hpp>

#include <cstddef>
#include <memory>
#include <tuple>
#include <utility>

namespace lathe::exec {

template <class Model, class Storage = storage::own, class T = float>
using packed_weights = typename Model::template weights<tensor::packed<T, typename Storage::template element<T>>>;

/// A session on packed weights.
template <class Model, class Storage = storage::own, class Kernels = kernel::fast, class T = float>
using packed_session = session<Model, Kernels, T, packed_weights<Model, Storage, T>>;

namespace detail {

template <class From, class To>
void pack_leaves(From const& from, To& to) {
    if constexpr (core::leaf<From>) {
        for (int r = 0; r < From::rows; ++r) {
            for (int c = 0; c < From::columns; ++c) {
                if constexpr (requires { to.set(r, c, from(r, c)); }) {
                    to.set(r, c, from(r, c));
                } else {
                    to(r, c) = from(r, c);
                }
            }
        }
    } else if constexpr (core::is_list<From>) {
        if constexpr (From::size > 0) {
            for (int i = 0; i < From::size; ++i) {
                pack_leaves(from[i], to[i]);
            }
        }
    } else {
        auto const sources = core::tie_members(from);
        auto targets = core::tie_members(to);
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            (pack_leaves(std::get<I>(sources), std::get<I>(targets)), ...);
        }(std::make_index_sequence<std::tuple_size_v<decltype(targets)>>{});
    }
}

}  // namespace detail

/// A copy of `weights` on the heap, packed.
template <class Model, class Storage = storage::own, class T = float>
std::unique_ptr<packed_weights<Model, Storage, T>> pack(weights_of<Model, T> const& weights) {
    auto packed = std::make_unique<packed_weights<Model, Storage, T>>();
    detail::pack_leaves(weights, *packed);
    return packed;
}

}  // namespace lathe::exec
