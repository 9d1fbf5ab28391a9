#pragma once
/// \file
/// Which positions are masked again. A position that holds a symbol goes back to the mask with probability sigma; a masked
/// one takes its symbol with (alpha_s - (1 - sigma) alpha_t) / (1 - alpha_t), so that the share of masks at every time stays
/// the schedule's (ReMDM; Wang et al. 2025, arXiv:2503.00307). sigma_max = min(1, (1 - alpha_s) / alpha_t).

#include <lathe/pass/reading.hpp>

namespace lathe::remask {

/// Where the schedule is at times t and s < t.
struct on_schedule {
    /// The largest sigma that leaves probabilities.
    static constexpr double most(pass::moment m) {
        double const sigma = m.before > 0 ? (1 - m.after) / m.before : 1;
        return sigma < 1 ? sigma : 1;
    }
    template <class Schedule>
    static constexpr pass::moment at(double t, double s) {
        return {Schedule::alpha(t), Schedule::alpha(s)};
    }
};

/// A symbol stays.
struct none : on_schedule {
    static constexpr bool any = false;
};

/// sigma = min(Eta, sigma_max)
template <double Eta = 0.008>
struct cap : on_schedule {
    static constexpr bool any = true;
    static constexpr bool by_doubt = false;
    static constexpr double sigma(double, pass::moment m) { return Eta < on_schedule::most(m) ? Eta : on_schedule::most(m); }
};

/// sigma = Eta sigma_max
template <double Eta = 0.015>
struct rescale : on_schedule {
    static constexpr bool any = true;
    static constexpr bool by_doubt = false;
    static constexpr double sigma(double, pass::moment m) { return Eta * on_schedule::most(m); }
};

/// sigma_i = softmax_i(-p_i) sigma_max over the positions that hold a symbol, p_i its probability when it was taken.
struct doubt : on_schedule {
    static constexpr bool any = true;
    static constexpr bool by_doubt = true;
    static constexpr double sigma(double, pass::moment m) { return on_schedule::most(m); }
};

/// Three phases: fill in until a share Held of the symbols stands, at times t > On; then fill in and take back at that share
/// with sigma = Eta; fill in the rest at t <= Off. More steps are more second thoughts, without bound.
template <double Eta = 0.02, double On = 0.55, double Off = 0.05, double Held = 0.9>
struct loop {
    static_assert(0 < Off && Off < On && On < 1, "lathe[remask.loop]: the phases overlap; needed is 0 < Off < On < 1");
    static constexpr bool any = true;
    static constexpr bool by_doubt = false;
    template <class Schedule>
    static constexpr pass::moment at(double t, double s) {
        if (t > On) {
            double const after = (1 - s) * Held / (1 - On);
            return {(1 - t) * Held / (1 - On), after < Held ? after : Held};
        }
        if (t <= Off) {
            return {1 - t * (1 - Held) / Off, 1 - s * (1 - Held) / Off};
        }
        return {Held, Held};
    }
    static constexpr double sigma(double t, pass::moment) { return t > On || t <= Off ? 0 : Eta; }
};

/// After a step the least certain positions are masked again, those that the step has not touched among them: as many as
/// floor(n (1 - (k + 1) / K)) after step k of K. A position that holds a symbol is judged by the network's largest
/// probability there, which need not be its symbol's (MGDM; Ye et al. 2024, arXiv:2410.14157).
struct weakest : on_schedule {
    static constexpr bool any = true;
    static constexpr bool ranks = true;
    static constexpr int count(int asked, int step, int steps) {
        return static_cast<int>(static_cast<long long>(asked) * (steps - step - 1) / steps);
    }
};

}  // namespace lathe::remask
