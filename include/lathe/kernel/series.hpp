#pragma once
/// \file
/// Elementary functions of a double at compile time, where <cmath> may not be called. They err by a few units in the
/// last place: far below what a float sees. Arguments of sine and cosine beyond 1e5 lose accuracy.
///
///     exp x  = 2^n exp r,  n = round(x / ln 2),  Taylor in r
///     log x  = e ln 2 + 2 artanh s,  x = 2^e m,  s = (m - 1) / (m + 1)
///     erf x  = 2 / sqrt(pi) exp(-x^2) sum_n 2^n x^(2n+1) / (2n+1)!!
///     sin, cos: quarter turns taken off in three parts, Taylor in the rest

#include <bit>
#include <cstdint>
#include <limits>

namespace lathe::kernel::series {

inline constexpr double infinity = std::numeric_limits<double>::infinity();
inline constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

constexpr double floor(double x) {
    if (!(x > -4503599627370496.0 && x < 4503599627370496.0)) return x;
    auto const whole = static_cast<double>(static_cast<std::int64_t>(x));
    return whole > x ? whole - 1 : whole == 0 && x <= 0 ? x * 0.0 : whole;
}

/// 2^n for a normal result.
constexpr double power_of_two(int n) { return std::bit_cast<double>(static_cast<std::uint64_t>(n + 1023) << 52); }

constexpr double exp(double x) {
    if (x != x) return x;
    if (x > 709.782712893384) return infinity;
    if (x < -745.2) return 0;
    auto const n = static_cast<int>(floor(x * 1.4426950408889634074 + 0.5));
    double const r = (x - n * 0.693147180369123816490) - n * 1.90821492927058770002e-10;
    double sum = 1;
    for (int i = 18; i > 0; --i) sum = 1 + sum * r / i;
    return sum * power_of_two(n / 2) * power_of_two(n - n / 2);
}

constexpr double log(double x) {
    if (x != x || x == infinity) return x;
    if (x == 0) return -infinity;
    if (x < 0) return not_a_number;
    int exponent = 0;
    if (x < std::numeric_limits<double>::min()) {
        x *= power_of_two(54);
        exponent = -54;
    }
    auto const bits = std::bit_cast<std::uint64_t>(x);
    exponent += static_cast<int>(bits >> 52) - 1023;
    double m = std::bit_cast<double>((bits & 0xfffffffffffffu) | 0x3ff0000000000000u);
    if (m > 1.4142135623730951) {
        m *= 0.5;
        ++exponent;
    }
    double const s = (m - 1) / (m + 1);
    double sum = 0;
    for (int i = 25; i > 0; i -= 2) sum = sum * (s * s) + 1.0 / i;
    return exponent * 0.693147180369123816490 + (2 * s * sum + exponent * 1.90821492927058770002e-10);
}

/// log(1 + x); what rounding took from 1 + x is put back (Kahan).
constexpr double log1p(double x) {
    double const u = 1 + x;
    if (u == 1) return x;
    return u == infinity || !(u > 0) ? log(u) : log(u) * (x / (u - 1));
}

constexpr double sqrt(double x) {
    if (x != x || x == 0 || x == infinity) return x;
    if (x < 0) return not_a_number;
    if (x < std::numeric_limits<double>::min()) return sqrt(x * power_of_two(108)) * power_of_two(-54);
    double y = std::bit_cast<double>((std::bit_cast<std::uint64_t>(x) >> 1) + 0x1ff8000000000000u);
    for (int i = 0; i < 6; ++i) y = 0.5 * (y + x / y);
    return y;
}

constexpr double tanh(double x) {
    if (x != x || x == 0) return x;
    if (x > 20) return 1;
    if (x < -20) return -1;
    if (x > 1) return 1 - 2 / (exp(2 * x) + 1);
    if (x < -1) return 2 / (exp(-2 * x) + 1) - 1;
    double sine = 1;
    double cosine = 1;
    for (int i = 20; i > 0; i -= 2) {
        sine = 1 + sine * (x * x) / (i * (i + 1));
        cosine = 1 + cosine * (x * x) / (i * (i - 1));
    }
    return x * (sine / cosine);
}

constexpr double erf(double x) {
    if (x != x || x == 0) return x;
    if (x > 6) return 1;
    if (x < -6) return -1;
    double term = x;
    double sum = x;
    for (int i = 1; i < 200; ++i) {
        term *= 2 * x * x / (2 * i + 1);
        sum += term;
    }
    return 1.1283791670955125739 * exp(-x * x) * sum;
}

/// sin(x + quarters * pi / 2)
constexpr double sine(double x, int quarters) {
    if (!(x - x == 0)) return not_a_number;
    double const n = floor(x * 0.63661977236758134308 + 0.5);
    double const first = (x - n * 1.57079632673412561417e+00) - n * 6.07710050630396597660e-11;
    double const r = first - n * 2.02226624879595063154e-21;
    auto const turn = (static_cast<std::int64_t>(n) + quarters) & 3;
    bool const odd = turn & 1;
    double sum = 1;
    for (int i = odd ? 22 : 23; i > 1; i -= 2) sum = 1 - sum * (r * r) / (i * (i - 1));
    double const value = odd ? sum : r * sum;
    return turn & 2 ? -value : value;
}

}  // namespace lathe::kernel::series
