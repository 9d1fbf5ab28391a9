#pragma once
/// \file
/// One segment of a hierarchy by itself, for those who keep the carry between segments.

#include <lathe/concepts/context.hpp>
#include <lathe/concepts/input.hpp>
#include <lathe/loop/hierarchy.hpp>
#include <lathe/model.hpp>

#include <type_traits>

namespace lathe::exec {

/// The states after another segment of the sequences of `in`, from `high` and `low`, which stay as they are.
template <class Model>
auto segment(auto& ops, auto const& w, input const& in, auto* high, auto* low) {
    context<> const here{.at = in.inner};
    auto const rows = static_cast<int>(in.inner.size());
    auto const e = Model::frame_type::encode(ops, w.outside, in, here);
    auto const own = [&](auto* state) { return ops.copy(ops.template given<Model::size.width>(state, rows)); };
    auto const first = own(high);
    loop::levels<std::remove_const_t<decltype(first)>> const carry{first, own(low)};
    return Model::loop_type::step(ops, w.core, carry, e, here);
}

/// (q_halt, q_continue) of every sequence: logits.
template <class Model>
auto verdicts(auto& ops, auto const& w, input const& in, auto high) {
    using cell = typename Model::variant::cell;
    return Model::frame_type::judge(ops, w.outside, ops.gather(high, in.template speakers<cell>()));
}

}  // namespace lathe::exec
