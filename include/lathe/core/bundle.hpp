#pragma once
/// \file
/// Values side by side. std::tuple does the same, but it also converts, throws and compares, and checking for all that
/// was a twentieth of what compiling a trainer cost.

#include <cstddef>
#include <utility>

namespace lathe::core {

namespace detail {

template <std::size_t I, class T>
struct bundled_item {
    T value;
};

template <class Indices, class... T>
struct bundled_items;

template <std::size_t... I, class... T>
struct bundled_items<std::index_sequence<I...>, T...> : bundled_item<I, T>... {
    constexpr explicit bundled_items(T... values) : bundled_item<I, T>{values}... {}

    /// f(values...); references stay what they refer to.
    template <class F>
    constexpr decltype(auto) apply(F&& f) const {
        return f(static_cast<bundled_item<I, T> const&>(*this).value...);
    }
};

}  // namespace detail

template <class... T>
struct bundle : detail::bundled_items<std::index_sequence_for<T...>, T...> {
    using detail::bundled_items<std::index_sequence_for<T...>, T...>::bundled_items;
    static constexpr std::size_t size = sizeof...(T);
};

/// Value I of a bundle.
template <std::size_t I, class T>
constexpr T const& item_of(detail::bundled_item<I, T> const& from) {
    return from.value;
}

/// References to what is named.
template <class... T>
constexpr bundle<T&...> references(T&... values) {
    return bundle<T&...>(values...);
}

}  // namespace lathe::core
