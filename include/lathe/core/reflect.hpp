#pragma once
/// \file
/// Aggregates by their members: how many, which, and what they are called, without a second list.
/// A struct of up to 24 members is taken apart by structured bindings; the name of a member is the last identifier
/// that the compiler prints for its address.

#include <lathe/core/bundle.hpp>

#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

namespace lathe::core {

namespace detail {

struct anything {
    template <class T>
    constexpr operator T() const noexcept;
};

template <class T, std::size_t... I>
constexpr bool takes(std::index_sequence<I...>) {
    return requires { T{(static_cast<void>(I), anything{})...}; };
}

template <class T, std::size_t N>
constexpr std::size_t count_members() {
    if constexpr (N == 0 || takes<T>(std::make_index_sequence<N>{})) {
        return N;
    } else {
        return count_members<T, N - 1>();
    }
}

template <class T>
struct holder {
    T value;
};

// Declared, never defined: only addresses inside it are formed, at compile time. Clang warns of that for a T from an
// unnamed namespace, where somebody may well spell a variant.
#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wundefined-internal"
#endif
template <class T>
extern holder<T> const phantom;
#if defined(__clang__)
#pragma clang diagnostic pop
#endif

template <auto Address>
consteval std::string_view member_name() {
    std::string_view text = __PRETTY_FUNCTION__;
    constexpr auto letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    };
    // g++ goes on with "; std::string_view = ...]"
    auto const from = text.find("Address = ");
    auto const semicolon = text.find(';', from);
    auto end = semicolon == std::string_view::npos ? text.size() : semicolon;
    while (end > 0 && !letter(text[end - 1])) {
        --end;
    }
    auto begin = end;
    while (begin > 0 && letter(text[begin - 1])) {
        --begin;
    }
    return text.substr(begin, end - begin);
}

}  // namespace detail

inline constexpr std::size_t most_members = 24;

/// Number of members of the aggregate T; 25 stands for any number above 24.
template <class T>
inline constexpr std::size_t members = detail::count_members<T, most_members + 1>();

/// References to the members of an aggregate, in order, as a bundle.
template <class T>
constexpr auto tie_members(T& value) {
    constexpr std::size_t count = members<std::remove_const_t<T>>;
    if constexpr (count == 0) {
        return references();
    } else if constexpr (count == 1) {
        auto& [m0] = value;
        return references(m0);
    } else if constexpr (count == 2) {
        auto& [m0, m1] = value;
        return references(m0, m1);
    } else if constexpr (count == 3) {
        auto& [m0, m1, m2] = value;
        return references(m0, m1, m2);
    } else if constexpr (count == 4) {
        auto& [m0, m1, m2, m3] = value;
        return references(m0, m1, m2, m3);
    } else if constexpr (count == 5) {
        auto& [m0, m1, m2, m3, m4] = value;
        return references(m0, m1, m2, m3, m4);
    } else if constexpr (count == 6) {
        auto& [m0, m1, m2, m3, m4, m5] = value;
        return references(m0, m1, m2, m3, m4, m5);
    } else if constexpr (count == 7) {
        auto& [m0, m1, m2, m3, m4, m5, m6] = value;
        return references(m0, m1, m2, m3, m4, m5, m6);
    } else if constexpr (count == 8) {
        auto& [m0, m1, m2, m3, m4, m5, m6, m7] = value;
        return references(m0, m1, m2, m3, m4, m5, m6, m7);
    } else if constexpr (count == 9) {
        auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8] = value;
        return references(m0, m1, m2, m3, m4, m5, m6, m7, m8);
    } else if constexpr (count == 10) {
        auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9] = value;
        return references(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9);
    } else if constexpr (count == 11) {
        auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10] = value;
        return references(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10);
    } else if constexpr (count == 12) {
        auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11] = value;
        return references(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11);
    } else if constexpr (count == 13) {
        auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12] = value;
        return references(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12);
    } else if constexpr (count == 14) {
        auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13] = value;
        return references(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13);
    } else if constexpr (count == 15) {
        auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14] = value;
        return references(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14);
    } else if constexpr (count == 16) {
        auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15] = value;
        return references(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15);
    } else if constexpr (count == 17) {
        auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16] = value;
        return references(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16);
    } else if constexpr (count == 18) {
        auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17] = value;
        return references(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17);
    } else if constexpr (count == 19) {
        auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18] = value;
        return references(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18);
    } else if constexpr (count == 20) {
        auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19] = value;
        return references(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18,
            m19);
    } else if constexpr (count == 21) {
        auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20] = value;
        return references(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18,
            m19, m20);
    } else if constexpr (count == 22) {
        auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20,
            m21] = value;
        return references(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18,
            m19, m20, m21);
    } else if constexpr (count == 23) {
        auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20,
            m21, m22] = value;
        return references(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18,
            m19, m20, m21, m22);
    } else if constexpr (count == 24) {
        auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20,
            m21, m22, m23] = value;
        return references(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18,
            m19, m20, m21, m22, m23);
    } else {
        static_assert(count <= most_members, "lathe[core.reflect]: this struct has more members than 24; nest some");
        return references();
    }
}

#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wundefined-var-template"
#endif

/// The name of member I of T.
template <class T, std::size_t I>
inline constexpr std::string_view member_name =
    detail::member_name<&item_of<I>(tie_members(detail::phantom<T>.value))>();

#if defined(__clang__)
#pragma clang diagnostic pop
#endif

/// f(name, member) for each member of an aggregate, in order.
template <class T, class F>
constexpr void for_each_member(T& value, F&& f) {
    auto all = tie_members(value);
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        (f(member_name<std::remove_const_t<T>, I>, item_of<I>(all)), ...);
    }(std::make_index_sequence<all.size>{});
}

}  // namespace lathe::core
