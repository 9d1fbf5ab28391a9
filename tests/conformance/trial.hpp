#pragma once
/// \file
/// One model at a tiny shape, run on every back-end: what the conformance tests of variants and policies share.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <lathe/core/random.hpp>
#include <lathe/core/walk.hpp>
#include <lathe/exec/memory.hpp>
#include <lathe/exec/session.hpp>
#include <lathe/exec/weights.hpp>
#include <lathe/kernel/fast.hpp>
#include <lathe/kernel/plain.hpp>
#include <lathe/lathe.hpp>
#include <lathe/model.hpp>
#include <lathe/ops/counting.hpp>
#include <lathe/ops/eager.hpp>
#include <lathe/ops/gradient.hpp>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "allocations.hpp"

namespace lathe::test {

/// Sequences of this shape have all its positions, because some bodies take no others.
inline constexpr shape tiny{.vocab = 7, .width = 8, .heads = 2, .hidden = 12, .context = 6};

/// The sequences first .. first + count - 1 of an endless batch; a sequence is the same in whatever company. `ragged` ones
/// are up to two symbols shorter.
struct sequences {
    std::vector<int> symbols, token_rows, first_rows, last_rows;
    std::vector<place> at, inner;
    std::uint64_t seed = 42;

    sequences(int first, int count, int length, int prefix, int vocab, bool ragged = false) {
        for (int s = first; s < first + count; ++s) {
            first_rows.push_back(static_cast<int>(inner.size()));
            for (int p = 0; p < prefix; ++p) {
                inner.push_back({s, p, 0});
            }
            int const own = ragged ? length - (s + 1) % 3 : length;
            for (int i = 0; i < own; ++i) {
                token_rows.push_back(static_cast<int>(inner.size()));
                at.push_back({s, prefix + i, 0});
                inner.push_back(at.back());
                symbols.push_back((5 * s + 3 * i + i * i) % vocab);
            }
            last_rows.push_back(static_cast<int>(inner.size()) - 1);
        }
        prefixed = prefix > 0;
    }
    input get() const {
        return {.symbols = symbols,
                .at = at,
                .inner = inner,
                .token_rows = prefixed ? slice<int const>(token_rows) : slice<int const>(),
                .first_rows = first_rows,
                .last_rows = last_rows,
                .seed = seed};
    }

private:
    bool prefixed = false;
};

/// A model with weights that are far from any symmetry, in numbers of type T on Kernels.
template <class Model, class Kernels = kernel::plain, class T = double>
class trial {
public:
    using weights_type = exec::weights_of<Model, T>;
    using eager = ops::eager<Kernels, T>;
    using tape = ops::gradient<eager>;

    /// What a run said, out of the reach of scratch.
    struct said {
        std::vector<T> logits;
        std::vector<int> steps;
        int turns = 0;
        bool finite = true;
    };

    explicit trial(std::uint64_t seed = 1)
        : weights_(std::make_unique<weights_type>()), slopes_(std::make_unique<weights_type>()) {
        random_numbers numbers(seed);
        core::walk(*weights_, [&](std::string const&, auto& leaf) {
            using type = std::remove_reference_t<decltype(leaf)>;
            // small enough that dozens of turns are no chaos, which differences could not follow
            double const deviation = type::is == kind::matrix ? 0.5 / std::sqrt(type::columns) : 0.3;
            for (int i = 0; i < leaf.size; ++i) {
                // rounded, so that other types of numbers hold the same
                leaf.value[i] = static_cast<T>(static_cast<float>(deviation * numbers.normal()));
            }
        });
    }

    static ops::bill bill(input const& in, run_options options) {
        static constexpr typename Model::template weights<nothing> nowhere{};
        ops::counting<T> count;
        Model::forward(count, nowhere, in, options);
        return count.total();
    }
    static exec::scratch_memory<T> memory_for(input const& in, run_options options) {
        return exec::scratch_memory<T>(bill(in, options).forward);
    }

    said forward(input const& in, run_options options) const { return forward(in, options, memory_for(in, options)); }
    said forward(input const& in, run_options options, exec::scratch_memory<T> const& memory) const {
        eager ops(memory.get());
        return copy(Model::forward(ops, *weights_, in, options));
    }
    /// How often a forward pass asks for memory.
    memory_calls allocations(input const& in, run_options options) const {
        auto const memory = memory_for(in, options);
        eager ops(memory.get());
        return memory_calls_of([&] { Model::forward(ops, *weights_, in, options); });
    }
    /// Forward and backward on a tape, with slope(i) as the derivative of the loss by logit i.
    said backward(input const& in, run_options options, auto const& slope) {
        return backward(in, options, slope, exec::scratch_memory<T>(bill(in, options).tape));
    }
    said backward(input const& in, run_options options, auto const& slope, exec::scratch_memory<T> const& memory) {
        auto const all = exec::block<T>(*slopes_);
        std::fill(all.begin(), all.end(), T(0));
        tape ops(memory.get(), exec::block<T>(std::as_const(*weights_)), all);
        auto const answer = Model::forward(ops, *weights_, in, options);
        auto const seeds = ops.seeds(answer.logits);
        for (std::size_t i = 0; i < seeds.size(); ++i) {
            seeds[i] = static_cast<T>(slope(static_cast<int>(i)));
        }
        ops.backward();
        return copy(answer);
    }

    weights_type& weights() { return *weights_; }
    weights_type const& weights() const { return *weights_; }
    /// The derivative by a number of the weights, found by `backward`.
    T slope_of(T const& number) const {
        return exec::block<T>(*slopes_)[static_cast<std::size_t>(&number - exec::block<T>(*weights_).data())];
    }

private:
    static said copy(auto const& answer) {
        auto const& logits = answer.logits;
        auto const steps = answer.core.steps;
        return {{logits.data, logits.data + logits.size()}, {steps.begin(), steps.end()}, answer.core.turns,
                answer.core.finite};
    }

    std::unique_ptr<weights_type> weights_, slopes_;
};

/// Weights of the sum of logits whose gradient is tested.
inline double loss_slope(int i) { return static_cast<double>(11 * i % 13 - 6) / 6; }
inline double loss(std::vector<double> const& logits) {
    double sum = 0;
    for (std::size_t i = 0; i < logits.size(); ++i) {
        sum += loss_slope(static_cast<int>(i)) * logits[i];
    }
    return sum;
}

/// max |a - b| / max |b|
template <class A, class B>
double difference(std::vector<A> const& a, std::vector<B> const& b) {
    REQUIRE(a.size() == b.size());
    double worst = 0;
    double largest = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        double const off = std::fabs(static_cast<double>(a[i]) - static_cast<double>(b[i]));
        worst = off <= worst ? worst : off;
        largest = std::max(largest, std::fabs(static_cast<double>(b[i])));
    }
    return worst / largest;
}

/// The tape gives the bits of the plain run, and its gradient is what central differences say, leaf by leaf.
template <class Model>
void check_gradient(int limit, int sequence_count = 2) {
    trial<Model> test;
    sequences const all(0, sequence_count, Model::size.context, Model::prefix, Model::size.vocab);
    auto const in = all.get();
    run_options const options{.limit = limit, .early = false};
    auto const memory = test.memory_for(in, options);
    auto const plain = test.forward(in, options, memory);
    auto const taped = test.backward(in, options, loss_slope);
    REQUIRE(plain.finite);
    CHECK(plain.logits == taped.logits);

    // slopes much smaller than the loss are lost in its last bits
    double const scale = 1e-4 * (1 + std::fabs(loss(plain.logits)));
    core::walk(test.weights(), [&](std::string const& name, auto& leaf) {
        using type = std::remove_reference_t<decltype(leaf)>;
        if (type::is == kind::constant) {
            return;
        }
        for (int k = 0; k < 3 && k < leaf.size; ++k) {
            double& number = leaf.value[37 * k % leaf.size];
            double const before = number;
            double const taped_slope = test.slope_of(number);
            auto const loss_at = [&](double value) {
                number = value;
                return loss(test.forward(in, options, memory).logits);
            };
            auto const across = [&](double step) { return (loss_at(before + step) - loss_at(before - step)) / (2 * step); };
            // steps are powers of two, so that adding one loses nothing
            constexpr double step = 1.0 / (1 << 13);
            double least = 1e300;
            auto const agrees = [&](double slope) {
                double const size = std::max({std::fabs(slope), std::fabs(taped_slope), scale});
                least = std::min(least, std::fabs(slope - taped_slope) / size);
                return least <= 1e-5;
            };
            // where one step passes a kink, a smaller one does not
            agrees((4 * across(step) - across(2 * step)) / 3) || agrees(across(step / 32)) || agrees(across(step / 128));
            number = before;
            INFO("leaf " << name << ", entry " << 37 * k % leaf.size);
            CHECK(least <= 1e-5);
        }
    });
}

/// A sequence can be continued, and its view promises that this gives what the whole sequence gives.
template <class Model>
concept continues_exactly = Model::prefix == 0 && requires {
    requires Model::variant::cell::ordered;
    requires Model::variant::visibility::decode_equals_whole;
};

/// Token by token equals whole.
template <continues_exactly Model>
void check_decoding() {
    trial<Model> const test;
    sequences const one(0, 1, Model::size.context, 0, Model::size.vocab);
    run_options const options{.limit = Model::maximum < 3 ? Model::maximum : 3, .early = false};
    auto const whole = test.forward(one.get(), options).logits;
    exec::session<Model, kernel::plain, double> session(test.weights(), Model::size.context, 1, options, one.seed);
    std::vector<double> pieces;
    for (int const& symbol : one.symbols) {
        auto const logits = session.extend({&symbol, 1});
        pieces.insert(pieces.end(), logits.begin(), logits.end());
    }
    CHECK(difference(pieces, whole) < 1e-12);
}

}  // namespace lathe::test
