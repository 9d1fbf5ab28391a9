#pragma once
/// \file
/// The leaves of a struct of weights with their full names (`core.cell.0.attention.query`), in the order of memory.

#include <lathe/core/leaf.hpp>
#include <lathe/core/reflect.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace lathe::core {

namespace detail {

/// The name of a part, made once for all kinds of weights: strings that are put together in place cost compilers much.
[[gnu::noinline, gnu::cold]] inline std::string part_name(std::string const& whole, std::string_view part) {
    std::string name = whole;
    if (!name.empty()) {
        name += '.';
    }
    return name.append(part);
}

}  // namespace detail

/// f(name, leaf) for every leaf below `weights`; `name` is a std::string that lives during the call.
template <class W, class F>
void walk(W& weights, F&& f, std::string const& prefix = {}) {
    using plain = std::remove_const_t<W>;
    if constexpr (leaf<plain>) {
        f(prefix, weights);
    } else if constexpr (is_list<plain>) {
        if constexpr (plain::size > 0) {
            for (int i = 0; i < plain::size; ++i) {
                walk(weights[i], f, detail::part_name(prefix, std::to_string(i)));
            }
        }
    } else {
        for_each_member(weights, [&](std::string_view name, auto& member) {
            walk(member, f, detail::part_name(prefix, name));
        });
    }
}

/// f(leaf, leaf) for the leaves of two structs of weights of the same policies, whose storages may differ.
template <class A, class B, class F>
void walk_together(A& a, B& b, F&& f) {
    using plain = std::remove_const_t<A>;
    if constexpr (leaf<plain>) {
        f(a, b);
    } else if constexpr (is_list<plain>) {
        if constexpr (plain::size > 0) {
            for (int i = 0; i < plain::size; ++i) {
                walk_together(a[i], b[i], f);
            }
        }
    } else {
        auto const of_a = tie_members(a);
        auto const of_b = tie_members(b);
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            (walk_together(item_of<I>(of_a), item_of<I>(of_b), f), ...);
        }(std::make_index_sequence<of_a.size>{});
    }
}

/// Number of trained numbers in a struct of weights, at compile time.
template <class W>
consteval std::int64_t parameters() {
    if constexpr (leaf<W>) {
        return W::is == kind::constant || W::is == kind::sparse ? 0 : static_cast<std::int64_t>(W::rows) * W::columns;
    } else if constexpr (is_list<W>) {
        if constexpr (W::size == 0) {
            return 0;
        } else {
            return W::size * parameters<std::remove_cvref_t<decltype(std::declval<W>().item[0])>>();
        }
    } else {
        return []<class... M>(std::type_identity<bundle<M&...>>) {
            return (std::int64_t{0} + ... + parameters<std::remove_const_t<M>>());
        }(std::type_identity<decltype(tie_members(std::declval<W&>()))>{});
    }
}

}  // namespace lathe::core
