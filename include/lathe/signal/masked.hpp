#pragma once
/// \file
/// Training a denoiser: symbols are masked at random, the network is called once, and its cross-entropy at the masked
/// positions is weighted. One loss serves MDLM, LLaDA, MD4, RADD, MGDM and BD3-LM:
///
///     loss = 1/n sum over masked i of weight(t) (-log p(x_i | canvas)),  n = positions that are asked
///
/// With the weights of the bound it is, in the mean, at least the negative log-likelihood per position.

#include <lathe/signal/full.hpp>

namespace lathe::weight {

/// -alpha' / (1 - alpha): the loss is a bound on the likelihood (MDLM, LLaDA, MD4). 1/t for loglinear schedules.
struct bound {
    template <class Schedule>
    static constexpr double at(double t) {
        return Schedule::weight(t);
    }
};

/// The same, at most Most: steadier steps, no bound any more.
template <double Most = 20.0>
struct clamped {
    template <class Schedule>
    static constexpr double at(double t) {
        double const w = Schedule::weight(t);
        return w < Most ? w : Most;
    }
};

/// 1: every masked position counts the same.
struct flat {
    template <class Schedule>
    static constexpr double at(double) {
        return 1;
    }
};

/// 1 - t: canvases with few masks count more (MGDM; Ye et al. 2024, arXiv:2410.14157).
struct falling {
    template <class Schedule>
    static constexpr double at(double t) {
        return 1 - t;
    }
};

}  // namespace lathe::weight

namespace lathe::signal {

/// What happens to the asked positions of one sequence, or one block.
struct corruption {
    double chance = 0;  ///< each is masked with this probability,
    int exactly = 0;    ///< or so many of them are, if this is more than 0
    double weight = 0;  ///< of a masked position's cross-entropy
};

/// A time t uniform in [Earliest, Latest], each position masked with probability 1 - alpha(t).
template <class Schedule, class Weight = weight::bound, double Earliest = 1e-3, double Latest = 1.0, class Gradient = full>
struct masked {
    static_assert(0 < Earliest && Earliest < Latest && Latest <= 1,
                  "lathe[signal.masked]: these are no times; needed is 0 < Earliest < Latest <= 1");
    using gradient = Gradient;
    static constexpr bool masks = true;
    static constexpr bool samples = false;
    static constexpr bool deep = false;
    /// u in [0, 1) is where the time is drawn.
    static constexpr corruption draw(double u, int) {
        double const t = Earliest + (Latest - Earliest) * u;
        return {1 - Schedule::alpha(t), 0, Weight::template at<Schedule>(t)};
    }
};

/// A number k uniform in 1 .. n, k of the n positions masked, weight n / k: the same mean as the bound, with less variance
/// (k-DCE; Ou et al. 2024, arXiv:2406.03736). It is exactly the mean over all orders in which an autoregressive model
/// could answer.
struct any_order {
    using gradient = full;
    static constexpr bool masks = true;
    static constexpr bool samples = false;
    static constexpr bool deep = false;
    static constexpr corruption draw(double u, int n) {
        int const k = 1 + static_cast<int>(u * n);
        int const exactly = k < n ? k : n;
        return {0, exactly, exactly > 0 ? static_cast<double>(n) / exactly : 0.0};
    }
};

}  // namespace lathe::signal
