#pragma once
/// \file
/// A model's policies are tried once, each by itself on rows that only have a width, before anything that runs the model
/// is compiled: a fault of widths in a text is one sentence, close to who spelled the model.

#include <lathe/concepts/context.hpp>
#include <lathe/concepts/width.hpp>
#include <lathe/core/leaf.hpp>
#include <lathe/core/shape.hpp>
#include <lathe/core/types.hpp>
#include <lathe/ops/counting.hpp>

#include <type_traits>

namespace lathe::exec {

namespace detail {

using trying = ops::counting<float, ops::everything, true>;

/// Nothing to complain about.
struct fine {};

template <class Given, template <int, int> class Complaint, int W>
constexpr auto judged() {
    if constexpr (core::is_misfit<Given>) {
        return static_cast<typename Given::complaint*>(nullptr);
    } else if constexpr (Given::width != W) {
        return static_cast<Complaint<Given::width, W>*>(nullptr);
    } else {
        return static_cast<fine*>(nullptr);
    }
}

/// P at the shape, or nothing that has texts.
template <class P, shape S>
struct at_shape {
    using type = none;
    using weights = none;
};
template <class P, shape S>
    requires requires { typename P::template at<S>::template weights<nothing>; }
struct at_shape<P, S> {
    using type = typename P::template at<S>;
    using weights = typename type::template weights<nothing>;
};

/// The texts of one policy are asked what they give, and not run; the first complaint counts.
template <class P, template <int, int> class Complaint, shape S>
constexpr auto judged_policy() {
    using at = typename at_shape<P, S>::type;
    [[maybe_unused]] trying* o = nullptr;
    [[maybe_unused]] typename at_shape<P, S>::weights const* w = nullptr;
    [[maybe_unused]] ops::counted<S.width> const x{};
    [[maybe_unused]] context<> const h{};
    if constexpr (requires { at::make(*o, *w, x, h); }) {
        return judged<decltype(at::make(*o, *w, x, h)), Complaint, S.width>();
    } else if constexpr (requires { at::apply(*o, *w, x, h); }) {
        return judged<decltype(at::apply(*o, *w, x, h)), Complaint, S.width>();
    } else if constexpr (requires { at::apply(*o, *w, x, x, h); }) {
        return judged<decltype(at::apply(*o, *w, x, x, h)), Complaint, S.width>();
    } else if constexpr (requires { at::high(*o, *w, x, h); at::low(*o, *w, x, h); }) {
        using high = decltype(judged<decltype(at::high(*o, *w, x, h)), Complaint, S.width>());
        using low = decltype(judged<decltype(at::low(*o, *w, x, h)), Complaint, S.width>());
        return std::conditional_t<std::is_same_v<high, fine*>, low, high>();
    } else {
        return static_cast<fine*>(nullptr);
    }
}
template <class P, template <int, int> class Complaint, shape S>
using verdict = std::remove_pointer_t<decltype(judged_policy<P, Complaint, S>())>;

}  // namespace detail

/// Instantiating it is an error with one sentence if a text's widths do not fit. Whoever runs a model does so first.
template <class Model, class V = typename Model::variant, shape S = Model::size>
struct sound {
    static_assert(sizeof(detail::verdict<typename V::start, owes::start, S>) &&
                  sizeof(detail::verdict<typename V::injection, owes::injection, S>) &&
                  sizeof(detail::verdict<typename V::cell, owes::cell, S>) &&
                  sizeof(detail::verdict<typename V::update, owes::update, S>));
};

}  // namespace lathe::exec
