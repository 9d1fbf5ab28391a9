#pragma once
/// \file
/// Elementary functions that a formula uses without knowing whether its argument is a number or a vector of numbers.
///
///     sigmoid x = 1 / (1 + exp(-x))      softplus x = log(1 + exp x), x itself above 20
///     cumulative_normal x = (1 + erf(x / sqrt 2)) / 2
///     reciprocal_square_root x = 1 / sqrt(x)      fma(a, b, c) = a b + c, rounded once where the processor can
///
/// On float and double they are constexpr; kernel/batch.hpp adds xsimd batches by specialising `elementary` and
/// `choice`. Comparisons give bool or a batch of bool and go to `select`; the batch stands on the left: x > zero, not
/// zero < x. Not a number in gives not a number out, in minimum and maximum too.

#include <cmath>
#include <concepts>
#include <lathe/kernel/series.hpp>
#include <type_traits>

namespace lathe::kernel {

/// The functions of one argument, for a type of argument.
template <class X>
struct elementary;

template <std::floating_point T>
struct elementary<T> {
    static constexpr T exp(T x) {
        return std::is_constant_evaluated() ? static_cast<T>(series::exp(static_cast<double>(x))) : std::exp(x);
    }
    /// The same for x <= 88, where what comes after adds errors of its own.
    static constexpr T closer_exp(T x) { return exp(x); }
    static constexpr T log(T x) {
        return std::is_constant_evaluated() ? static_cast<T>(series::log(static_cast<double>(x))) : std::log(x);
    }
    static constexpr T log1p(T x) {
        return std::is_constant_evaluated() ? static_cast<T>(series::log1p(static_cast<double>(x))) : std::log1p(x);
    }
    static constexpr T sqrt(T x) {
        return std::is_constant_evaluated() ? static_cast<T>(series::sqrt(static_cast<double>(x))) : std::sqrt(x);
    }
    static constexpr T tanh(T x) {
        return std::is_constant_evaluated() ? static_cast<T>(series::tanh(static_cast<double>(x))) : std::tanh(x);
    }
    static constexpr T sigmoid(T x) { return T(1) / (T(1) + exp(-x)); }
    static constexpr T erf(T x) {
        return std::is_constant_evaluated() ? static_cast<T>(series::erf(static_cast<double>(x))) : std::erf(x);
    }
    static constexpr T cumulative_normal(T x) { return T(0.5) * (T(1) + erf(x * T(0.70710678118654752))); }
    static constexpr T floor(T x) {
        return std::is_constant_evaluated() ? static_cast<T>(series::floor(static_cast<double>(x))) : std::floor(x);
    }
    static constexpr T sin(T x) {
        return std::is_constant_evaluated() ? static_cast<T>(series::sine(static_cast<double>(x), 0)) : std::sin(x);
    }
    static constexpr T cos(T x) {
        return std::is_constant_evaluated() ? static_cast<T>(series::sine(static_cast<double>(x), 1)) : std::cos(x);
    }
    static constexpr T abs(T x) { return x < 0 ? -x : x == 0 ? T(0) : x; }
    static constexpr T minimum(T a, T b) { return a < b || a != a ? a : b; }
    static constexpr T maximum(T a, T b) { return a > b || a != a ? a : b; }
    static constexpr T fma(T a, T b, T c) { return a * b + c; }
};

/// How a condition chooses between two values.
template <class Condition>
struct choice;

template <>
struct choice<bool> {
    template <class A, class B>
    static constexpr std::common_type_t<A, B> select(bool condition, A a, B b) {
        if (condition) return a;
        return b;
    }
};

template <class X>
constexpr X exp(X x) {
    return elementary<X>::exp(x);
}
template <class X>
constexpr X log(X x) {
    return elementary<X>::log(x);
}
template <class X>
constexpr X log1p(X x) {
    return elementary<X>::log1p(x);
}
template <class X>
constexpr X sqrt(X x) {
    return elementary<X>::sqrt(x);
}
template <class X>
constexpr X tanh(X x) {
    return elementary<X>::tanh(x);
}
template <class X>
constexpr X erf(X x) {
    return elementary<X>::erf(x);
}
template <class X>
constexpr X floor(X x) {
    return elementary<X>::floor(x);
}
template <class X>
constexpr X sin(X x) {
    return elementary<X>::sin(x);
}
template <class X>
constexpr X cos(X x) {
    return elementary<X>::cos(x);
}
template <class X>
constexpr X abs(X x) {
    return elementary<X>::abs(x);
}

/// Two arguments may be a number and a batch of numbers.
template <class A, class B>
constexpr auto minimum(A a, B b) {
    return elementary<std::common_type_t<A, B>>::minimum(a, b);
}
template <class A, class B>
constexpr auto maximum(A a, B b) {
    return elementary<std::common_type_t<A, B>>::maximum(a, b);
}
template <class A, class B, class C>
constexpr auto fma(A a, B b, C c) {
    return elementary<std::common_type_t<A, B, C>>::fma(a, b, c);
}
template <class Condition, class A, class B>
constexpr auto select(Condition condition, A a, B b) {
    return choice<Condition>::select(condition, a, b);
}

template <class X>
constexpr X reciprocal_square_root(X x) {
    return X(1) / kernel::sqrt(x);
}
template <class X>
constexpr X sigmoid(X x) {
    return elementary<X>::sigmoid(x);
}
template <class X>
constexpr X cumulative_normal(X x) {
    return elementary<X>::cumulative_normal(x);
}
template <class X>
constexpr X softplus(X x) {
    return kernel::select(x > X(20), x, kernel::log1p(elementary<X>::closer_exp(x)));
}

}  // namespace lathe::kernel
