#pragma once
/// \file
/// Noise schedules: sigma(t), the total noise at time t in [0, 1], and its derivative. A symbol is not masked with
/// probability alpha = exp(-sigma); the bound weighs a masked position by -alpha' / (1 - alpha) = sigma' / (exp(sigma) - 1)
/// (Sahoo et al. 2024, arXiv:2406.07524, equation 10; the schedules are those of its code, and MD4's).

namespace lathe::schedule {

// The compiler's own functions, because including <cmath> costs more than all names together.

/// alpha = 1 - (1 - Least) t: sigma = -log(1 - (1 - Least) t). The weight is 1 / t.
template <double Least = 1e-3>
struct loglinear {
    static constexpr double total(double t) { return -__builtin_log1p(-(1 - Least) * t); }
    static constexpr double rate(double t) { return (1 - Least) / (1 - (1 - Least) * t); }
    static constexpr double alpha(double t) { return 1 - (1 - Least) * t; }
    static constexpr double weight(double t) { return 1 / t; }
};

namespace detail {

inline constexpr double half_pi = 1.57079632679489662;

/// alpha and weight of a schedule that has sigma and its derivative.
template <class S>
struct of_noise {
    static constexpr double alpha(double t) { return __builtin_exp(-S::total(t)); }
    static constexpr double weight(double t) { return S::rate(t) / __builtin_expm1(S::total(t)); }
};

}  // namespace detail

/// alpha = Least + (1 - Least) cos(pi t / 2)
template <double Least = 1e-3>
struct cosine : detail::of_noise<cosine<Least>> {
    static constexpr double total(double t) {
        return -__builtin_log(Least + (1 - Least) * __builtin_cos(detail::half_pi * t));
    }
    static constexpr double rate(double t) {
        double const x = detail::half_pi * t;
        return detail::half_pi * (1 - Least) * __builtin_sin(x) / (Least + (1 - Least) * __builtin_cos(x));
    }
};

/// alpha = Least + (1 - Least) cos^2(pi t / 2)
template <double Least = 1e-3>
struct cosine_squared : detail::of_noise<cosine_squared<Least>> {
    static constexpr double total(double t) {
        double const c = __builtin_cos(detail::half_pi * t);
        return -__builtin_log(Least + (1 - Least) * c * c);
    }
    static constexpr double rate(double t) {
        double const c = __builtin_cos(detail::half_pi * t);
        double const s = __builtin_sin(detail::half_pi * t);
        return 2 * detail::half_pi * (1 - Least) * c * s / (Least + (1 - Least) * c * c);
    }
};

/// sigma = Least + t (Most - Least)
template <double Least = 0.0, double Most = 10.0>
struct linear : detail::of_noise<linear<Least, Most>> {
    static constexpr double total(double t) { return Least + t * (Most - Least); }
    static constexpr double rate(double) { return Most - Least; }
};

/// sigma = Least^(1 - t) Most^t
template <double Least = 1e-3, double Most = 1.0>
struct geometric : detail::of_noise<geometric<Least, Most>> {
    static constexpr double total(double t) { return __builtin_pow(Least, 1 - t) * __builtin_pow(Most, t); }
    static constexpr double rate(double t) { return total(t) * __builtin_log(Most / Least); }
};

/// alpha = 1 - t^Power (Shi et al. 2024, arXiv:2406.04329)
template <double Power = 2.0>
struct polynomial {
    static constexpr double total(double t) { return -__builtin_log1p(-__builtin_pow(t, Power)); }
    static constexpr double rate(double t) {
        return Power * __builtin_pow(t, Power - 1) / (1 - __builtin_pow(t, Power));
    }
    static constexpr double alpha(double t) { return 1 - __builtin_pow(t, Power); }
    static constexpr double weight(double t) { return Power / t; }
};

}  // namespace lathe::schedule
