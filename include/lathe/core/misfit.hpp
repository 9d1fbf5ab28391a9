#pragma once
/// \file
/// How a fault of widths in a text is one error and not a page: what does not fit becomes a misfit, which fits everything.
///
/// A Complaint is a struct template's instance whose body is a static_assert with one sentence. An instance is compiled
/// once in a program, so the sentence is said once, however many back-ends run the text.

#include <type_traits>

namespace lathe::core {

template <class Complaint>
struct misfit;

template <class X>
inline constexpr bool is_misfit = false;
template <class Complaint>
inline constexpr bool is_misfit<misfit<Complaint>> = true;

/// What an operation gives whose operands do not fit. Whoever expects rows of some width gets them.
template <class Complaint>
struct misfit {
    using complaint = Complaint;
    static constexpr int width = 0;
    int count = 0;

    template <class H>
        requires(requires { H::width; } && !is_misfit<H>)
    constexpr operator H() const {
        return {};
    }
};

/// The first misfit of a list of types, or void.
template <class... X>
struct first_misfit {
    using type = void;
};
template <class X, class... Rest>
struct first_misfit<X, Rest...> {
    using type = typename std::conditional_t<is_misfit<X>, std::type_identity<X>, first_misfit<Rest...>>::type;
};

}  // namespace lathe::core
