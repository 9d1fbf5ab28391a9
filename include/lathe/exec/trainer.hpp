#pragma once
/// \file
/// Training: batches in fixed shards over threads, gradients summed in a fixed order, one optimiser step.

#include <lathe/core/message.hpp>
#include <lathe/exec/deep_shard.hpp>
#include <lathe/exec/masked_shard.hpp>
#include <lathe/exec/optimiser.hpp>
#include <lathe/exec/pool.hpp>
#include <lathe/exec/prepared.hpp>
#include <lathe/exec/shard.hpp>
#include <lathe/exec/sound.hpp>
#include <lathe/exec/thought_shard.hpp>
#include <lathe/kernel/crew.hpp>
#include <lathe/kernel/fast.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

namespace lathe::exec {

/// How a model is trained. Rates are per step; 0 steps of warm-up start at the full rate.
struct training {
    int batch = 64;            ///< sequences in a step
    int shards = 2;            ///< parts of a batch that threads can share; the bits depend on it, not on the threads
    long steps = 1000;         ///< steps the schedule is made for
    double rate = 1e-3;        ///< highest learning rate
    double floor = 0.1;        ///< share of it at the end of the cosine
    long warmup = 50;          ///< steps of linear warm-up
    double beta1 = 0.9;
    double beta2 = 0.99;
    double epsilon = 1e-8;
    double decay = 0.01;       ///< decoupled weight decay of matrices
    double clip = 1.0;         ///< largest norm of the gradient; 0 does not clip
    double average = 0.0;      ///< factor of the moving average of weights that is evaluated; 0 keeps none
    bool muon = false;         ///< matrices are stepped by Muon, everything else by AdamW
    double muon_rate = 0.02;   ///< Muon's own learning rate
    std::uint64_t seed = 1;
};

/// What one step did.
struct progress {
    long step = 0;
    tally seen;
    double norm = 0;   ///< of the gradient, before clipping
    double rate = 0;
    int limit = 0;     ///< turns of the outermost loop
    double flops = 0;  ///< of all training so far
};

/// Trains Model by Plan. Construction allocates; steps do not. `draw(index, symbols, targets)` fills example `index`: two
/// spans of `length` numbers, targets -1 where nothing is asked; it must be callable from several threads at once. With a
/// plan for chains `length` is the sizes of a problem, and draw(index, problem) fills it.
///
/// Threads take whole shards; of a single shard (`.shards = 1`, or a batch of one) they share the products. Neither changes a
/// bit. Where shards have few rows, weights are kept packed as well, which takes twice their memory.
template <class Model, class Plan = signal::usual<typename Model::variant>, class Kernels = kernel::fast, class T = float>
class trainer {
    static_assert(sizeof(sound<Model>));
    using shard = typename shard_of<Model, Plan, Kernels, T>::type;
    /// Training works on problems with chains, whose sizes take the place of a length.
    static constexpr bool chains = requires { requires Plan::chains; };
    using length_type = std::conditional_t<chains, stepwise_sizes, int>;
    static int longest_of(int length) { return length; }
    static int longest_of(stepwise_sizes const& sizes) {
        if constexpr (chains) {
            return longest<Plan>(sizes).rows();
        }
        return sizes.question;
    }

public:
    using model_type = Model;
    using weights_type = weights_of<Model, T>;

    /// Throws std::invalid_argument if an option cannot be.
    trainer(training options, length_type const& length, pool& threads)
        : options_(check(options, longest_of(length))),
          threads_(threads),
          weights_(make_weights<Model, T>(options.seed)),
          optimiser_(*weights_, options) {
        int const shards = std::min(options.shards, options.batch);
        for (int i = 0; i < shards; ++i) {
            int const sequences = options.batch / shards + (i < options.batch % shards ? 1 : 0);
            shards_.push_back(std::make_unique<shard>(sequences, length));
            firsts_.push_back(i == 0 ? 0 : firsts_.back() + shards_[static_cast<std::size_t>(i - 1)]->sequences());
        }
        if (worth_preparing()) {
            prepared_ = prepared_weights<Kernels, T>(*weights_);
            for (auto& s : shards_) {
                s->use(prepared_.get());
            }
        }
    }

    /// One step on the next batch. Throws std::invalid_argument, and changes no weight, if an example has a symbol or a
    /// target outside the vocabulary.
    template <class Draw>
    progress step(Draw const& draw) {
        auto const count = static_cast<int>(shards_.size());
        auto const first = static_cast<std::uint64_t>(step_) * static_cast<std::uint64_t>(options_.batch);
        std::uint64_t const seed = mix(options_.seed, static_cast<std::uint64_t>(step_) + 1);
        int const limit = draw_limit(seed);
        threads_.run(count, [&](int i) {
            auto const own = first + static_cast<std::uint64_t>(firsts_[index(i)]);
            if constexpr (chains) {
                at(i).fill(draw, own, options_.seed, step_, options_.steps);
            } else {
                at(i).fill(draw, own, options_.seed);
            }
        });
        int asked = 0;
        int rows = 0;
        for (auto const& s : shards_) {
            s->check();
            asked += s->asked();
            rows += s->rows();
        }
        auto const learn = [&](int i) {
            if constexpr (Plan::deep) {
                at(i).learn(*weights_, limit, seed, asked, 0, options_.batch);
            } else {
                at(i).learn(*weights_, limit, mix(seed, static_cast<std::uint64_t>(i)), asked, rows);
            }
        };
        prepared_.update(*weights_, threads_);
        if (count == 1) {
            // nothing to do side by side: the threads share each product
            kernel::crew const crew(threads_);
            learn(0);
        } else {
            threads_.run(count, learn);
        }
        long begin = 0;
        if constexpr (chains) {
            begin = Plan::begin(step_, options_.steps);
            if (begin == step_ && step_ > 0) {
                optimiser_.forget();
            }
        }
        progress now;
        now.step = ++step_;
        now.limit = limit;
        for (auto const& s : shards_) {
            now.seen += s->seen();
            flops_ += s->training_flops(limit);
        }
        now.flops = flops_;
        sum_slopes();
        auto const done = optimiser_.step(*weights_, shards_.front()->slopes(), step_, threads_, step_ - begin);
        now.norm = done.norm;
        now.rate = done.rate;
        return now;
    }

    /// The weights to use: their moving average if one is kept.
    weights_type const& weights() const { return optimiser_.averaged(*weights_); }
    weights_type& trained() { return *weights_; }
    training const& options() const { return options_; }
    long steps() const { return step_; }
    double flops() const { return flops_; }
    /// Floating point operations of a step, the mean over the depths that the plan draws.
    double mean_flops_per_step() const {
        int const draws = Plan::samples ? 1000 : 1;
        double total = 0;
        for (int i = 0; i < draws; ++i) {
            int const limit = draw_limit(mix(options_.seed, static_cast<std::uint64_t>(i) + 1));
            for (auto const& s : shards_) {
                total += s->training_flops(limit);
            }
        }
        return total / draws;
    }

    /// f(name, span) for every array that a later step depends on; a checkpoint holds these and nothing else.
    template <class F>
    void each_state(F const& f) {
        f(std::string("weights"), block<T>(*weights_));
        optimiser_.each_state(f);
        f(std::string("step"), std::span<long>(&step_, 1));
        f(std::string("flops"), std::span<double>(&flops_, 1));
        for (std::size_t i = 0; i < shards_.size(); ++i) {
            shards_[i]->each_state([&](std::string const& name, auto numbers) {
                f("shard." + std::to_string(i) + "." + name, numbers);
            });
        }
    }

private:
    static std::size_t index(int i) { return static_cast<std::size_t>(i); }
    shard& at(int i) { return *shards_[index(i)]; }

    static training check(training o, int length) {
        auto const refuse = [](std::initializer_list<core::message_part> what) {
            throw std::invalid_argument("lathe: training with " + core::message(what));
        };
        if (o.batch < 1 || o.shards < 1) {
            refuse({"a batch of ", o.batch, " in ", o.shards, " shards; both must be at least 1"});
        }
        if (length < 1 || length > Model::size.context) {
            refuse({"sequences of ", length, " symbols; this model takes 1 to ", Model::size.context});
        }
        auto const within = [&](char const* name, double value, double below, char const* needed) {
            if (!(value >= 0 && value < below)) {
                refuse({name, " = ", value, "; it must be ", needed});
            }
        };
        constexpr double any = std::numeric_limits<double>::infinity();
        within("rate", o.rate, any, "0 or more");
        within("muon_rate", o.muon_rate, any, "0 or more");
        within("floor", o.floor, any, "0 or more");
        within("decay", o.decay, any, "0 or more");
        within("clip", o.clip, any, "0 or more");
        within("beta1", o.beta1, 1, "at least 0 and below 1");
        within("beta2", o.beta2, 1, "at least 0 and below 1");
        within("average", o.average, 1, "at least 0 and below 1");
        if (!(o.epsilon > 0 && o.epsilon < any)) {
            refuse({"epsilon = ", o.epsilon, "; it must be above 0"});
        }
        if (o.steps < 0 || o.warmup < 0) {
            refuse({"a schedule of ", o.steps, " steps with ", o.warmup, " of warm-up; neither can be negative"});
        }
        return o;
    }

    static constexpr int few_rows = 512;
    /// With more rows, packing weights anew in every product takes a few hundredths of its time.
    bool worth_preparing() const {
        return std::all_of(shards_.begin(), shards_.end(), [](auto const& s) { return s->rows() <= few_rows; });
    }

    int draw_limit(std::uint64_t seed) const {
        if constexpr (Plan::samples) {
            random_numbers numbers(seed, 0x6c6f6f7073);
            double const rate = std::exp(std::log(Plan::mean) - 0.125 + 0.5 * numbers.normal());
            return std::min(numbers.poisson(rate) + 1, Model::maximum);
        } else {
            return Model::maximum;
        }
    }

    /// Into the first shard's slopes, shard by shard in order, so that the sum does not depend on the threads.
    void sum_slopes() {
        auto const total = shards_.front()->slopes();
        constexpr std::size_t piece = 1 << 14;
        auto const pieces = static_cast<int>((total.size() + piece - 1) / piece);
        if (shards_.size() > 1) {
            threads_.run(pieces, [&](int p) {
                std::size_t const begin = index(p) * piece;
                std::size_t const end = std::min(begin + piece, total.size());
                for (std::size_t s = 1; s < shards_.size(); ++s) {
                    auto const more = shards_[s]->slopes();
                    for (std::size_t i = begin; i < end; ++i) {
                        total[i] += more[i];
                    }
                }
            });
        }
    }

    training options_;
    pool& threads_;
    std::unique_ptr<weights_type> weights_;
    optimiser<T> optimiser_;
    prepared_weights<Kernels, T> prepared_;
    std::vector<std::unique_ptr<shard>> shards_;
    std::vector<int> firsts_;
    long step_ = 0;
    double flops_ = 0;
};

}  // namespace lathe::exec
