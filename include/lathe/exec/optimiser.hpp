#pragma once
/// \file
/// One optimiser for all leaves of a model: AdamW (or Muon for the matrices), clipping, the learning-rate schedule and
/// the moving average, over two blocks of the same layout as the weights.

#include <lathe/exec/memory.hpp>
#include <lathe/exec/pool.hpp>
#include <lathe/exec/weights.hpp>
#include <lathe/optimise/adamw.hpp>
#include <lathe/optimise/average.hpp>
#include <lathe/optimise/clip.hpp>
#include <lathe/optimise/muon.hpp>
#include <lathe/optimise/schedule.hpp>

#include <algorithm>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace lathe::exec {

template <class T>
class optimiser {
public:
    template <class W, class Options>
    optimiser(W& weights, Options const& o)
        : rule_{.rate = o.rate, .beta1 = o.beta1, .beta2 = o.beta2, .epsilon = o.epsilon, .decay = o.decay},
          schedule_{.peak = o.rate, .warmup = o.warmup, .steps = o.steps, .floor = o.floor},
          clip_(o.clip),
          average_(o.average),
          muon_rate_(o.muon_rate),
          first_(sizeof(W) / sizeof(T)),
          second_(sizeof(W) / sizeof(T)),
          mean_(o.average > 0 ? sizeof(W) / sizeof(T) : 0) {
        auto const* begin = block<T>(weights).data();
        std::size_t work = 0;
        core::walk(weights, [&](std::string const&, auto& leaf) {
            using type = std::remove_reference_t<decltype(leaf)>;
            if constexpr (type::is != kind::constant) {
                auto const offset = static_cast<std::size_t>(leaf.data() - begin);
                bool const by_muon = o.muon && type::is == kind::matrix && type::rows > 1 && type::columns > 1;
                leaves_.push_back({offset, static_cast<std::size_t>(type::padded), type::rows, type::columns,
                                   type::is == kind::matrix, by_muon});
                if (by_muon) {
                    work = std::max(work, optimise::muon::scratch({type::rows, type::columns, true}));
                }
            }
        });
        work_ = buffer<T>(work);
        if (average_ > 0) {
            auto const all = block<T>(weights);
            std::copy(all.begin(), all.end(), mean_.begin());
        }
    }

    struct done {
        double norm, rate;
    };
    /// The moments start anew; the rate and the average go on.
    void forget() {
        std::fill(first_.begin(), first_.end(), T(0));
        std::fill(second_.begin(), second_.end(), T(0));
    }
    /// Step number `step` (from 1) with the gradients in `slopes`, which are scaled in place where clipping says so. `age`
    /// is its number since the moments started anew; 0: the same.
    template <class W>
    done step(W& weights, std::span<T> slopes, long step, pool& threads, long age = 0) {
        auto const all = block<T>(weights);
        double const norm = optimise::clip(slopes, clip_ > 0 ? clip_ : std::numeric_limits<double>::infinity());
        double const rate = schedule_.rate(step - 1);
        threads.run(static_cast<int>(leaves_.size()), [&](int i) {
            auto const& leaf = leaves_[static_cast<std::size_t>(i)];
            if (!leaf.by_muon) {
                auto const of = [&](std::span<T> x) { return x.subspan(leaf.offset, leaf.size); };
                rule_.step(of(all), std::span<T const>(of(slopes)), of(first_.span()), of(second_.span()), age > 0 ? age : step, rate,
                           leaf.decays ? rule_.decay : 0.0);
            }
        });
        double const muon_rate = schedule_.peak > 0 ? muon_rate_ * rate / schedule_.peak : 0;
        for (auto const& leaf : leaves_) {
            if (leaf.by_muon) {
                auto const size = static_cast<std::size_t>(leaf.rows * leaf.columns);
                auto const of = [&](std::span<T> x) { return x.subspan(leaf.offset, size); };
                optimise::muon{}.step(of(all), std::span<T const>(of(slopes)), of(first_.span()),
                                      {leaf.rows, leaf.columns, true}, work_.span(),
                                      muon_rate, rule_.decay);
            }
        }
        if (average_ > 0) {
            // leaf by leaf, because rounding would move the mean of what is constant
            threads.run(static_cast<int>(leaves_.size()), [&](int i) {
                auto const& leaf = leaves_[static_cast<std::size_t>(i)];
                optimise::average{average_}.step(mean_.span().subspan(leaf.offset, leaf.size),
                                                 std::span<T const>(all.subspan(leaf.offset, leaf.size)));
            });
        }
        return {norm, rate};
    }

    template <class W>
    W const& averaged(W const& weights) const {
        return average_ > 0 ? *reinterpret_cast<W const*>(mean_.data()) : weights;
    }
    template <class F>
    void each_state(F const& f) {
        f(std::string("first_moment"), first_.span());
        f(std::string("second_moment"), second_.span());
        if (average_ > 0) {
            f(std::string("average"), mean_.span());
        }
    }

private:
    struct leaf_block {
        std::size_t offset, size;
        int rows, columns;
        bool decays, by_muon;
    };
    optimise::adamw rule_;
    optimise::warmup_cosine schedule_;
    double clip_;
    double average_;
    double muon_rate_;
    buffer<T> first_, second_, mean_, work_;
    std::vector<leaf_block> leaves_;
};

}  // namespace lathe::exec
