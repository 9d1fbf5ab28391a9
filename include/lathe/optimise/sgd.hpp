#pragma once
/// \file
/// Stochastic gradient descent with momentum, Nesterov's or the heavy ball's, as torch spells it.
///
///     d = g + decay w      m = momentum m + d      w = w - rate (nesterov ? d + momentum m : m)
///
/// Polyak 1964 (heavy ball); Sutskever, Martens, Dahl and Hinton 2013, "On the importance of initialization and
/// momentum in deep learning", equations 3 and 4, for Nesterov's. m begins as zeros; without momentum it is not touched
/// and may be empty.

#include <cstddef>
#include <lathe/kernel/fast.hpp>
#include <lathe/optimise/pieces.hpp>
#include <span>

namespace lathe::optimise {

struct sgd {
    double rate = 1e-2;
    double momentum = 0;
    double decay = 0;
    bool nesterov = false;

    /// One step over one block: weights w, gradients g, momentum m, all of one length; float or double.
    template <class T>
    void step(std::span<T> w, std::span<T const> g, std::span<T> m, double rate_now, double decay_now) const {
        using kernel::fast;
        auto const keep = static_cast<T>(momentum);
        auto const size = static_cast<T>(rate_now);
        auto const pull = static_cast<T>(decay_now);
        in_pieces<T>(w.size(), [&](std::size_t i, int n) {
            T* const wi = w.data() + i;
            T const* const gi = g.data() + i;
            if (momentum == 0) {
                fast::map(
                    n, wi, [=](auto weight, auto slope) { return weight - size * (slope + pull * weight); }, wi, gi);
                return;
            }
            T* const mi = m.data() + i;
            auto const gather = [=](auto mean, auto slope, auto weight) {
                return keep * mean + (slope + pull * weight);
            };
            fast::map(n, mi, gather, mi, gi, wi);
            if (nesterov) {
                auto const ahead = [=](auto weight, auto slope, auto mean) {
                    return weight - size * (slope + pull * weight + keep * mean);
                };
                fast::map(n, wi, ahead, wi, gi, mi);
            } else {
                fast::map(n, wi, [=](auto weight, auto mean) { return weight - size * mean; }, wi, mi);
            }
        });
    }
    /// With the rate and the decay of the policy itself.
    template <class T>
    void step(std::span<T> w, std::span<T const> g, std::span<T> m) const {
        step(w, g, m, rate, decay);
    }
};

}  // namespace lathe::optimise
