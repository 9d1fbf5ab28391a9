#pragma once
/// \file
/// Weights packed for inference: made once from weights as training leaves them, then read by any number of sessions.
///
///     auto const weights = exec::make_weights<model>(1);                  // or from a file
///     auto const half = exec::pack<model, storage::bf16>(*weights);
///     exec::packed_session<model, storage::bf16> session(*half);

#include <lathe/core/walk.hpp>
#include <lathe/exec/session.hpp>
#include <lathe/exec/weights.hpp>
#include <lathe/tensor/packed.hpp>
#include <lathe/tensor/storage.hpp>

#include <algorithm>
#include <memory>
#include <type_traits>

namespace lathe::exec {

template <class Model, class Storage = storage::own, class T = float>
using packed_weights = typename Model::template weights<tensor::packed<typename Storage::template form<T>>>;

/// A session on packed weights.
template <class Model, class Storage = storage::own, class Kernels = kernel::fast, class T = float>
using packed_session = session<Model, Kernels, T, packed_weights<Model, Storage, T>>;

/// A copy of `weights` on the heap, packed.
template <class Model, class Storage = storage::own, class T = float>
std::unique_ptr<packed_weights<Model, Storage, T>> pack(weights_of<Model, T> const& weights) {
    static_assert(std::is_same_v<T, typename Storage::template form<T>::number>,
                  "lathe[exec.pack.number]: this storage holds weights of models in float");
    auto packed = std::make_unique<packed_weights<Model, Storage, T>>();
    core::walk_together(weights, *packed, [](auto const& from, auto& to) {
        if constexpr (requires { to.pack(from); }) {
            to.pack(from);
        } else {
            std::copy_n(from.data(), from.size, to.data());
        }
    });
    return packed;
}

}  // namespace lathe::exec
