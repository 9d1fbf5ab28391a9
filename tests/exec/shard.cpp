#include <lathe/exec/shard.hpp>
#include <lathe/kernel/plain.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

#include "catch.hpp"
#include "exec/sample.hpp"

using namespace lathe;
using namespace lathe::test;

namespace {

/// -log softmax(x)_target, at once and in more digits.
long double cross_entropy(double const* x, int n, int target) {
    long double total = 0;
    for (int i = 0; i < n; ++i) total += std::exp(static_cast<long double>(x[i]));
    return std::log(total) - static_cast<long double>(x[target]);
}

/// Two shards of three sequences, in double.
template <class Model, class Plan>
struct two_shards {
    using shard = exec::supervised_shard<Model, Plan, kernel::plain, double>;
    using weights_type = exec::weights_of<Model, double>;
    static constexpr int length = 5;
    static constexpr std::array<int, 2> sequences{2, 1};

    std::unique_ptr<weights_type> weights = exec::make_weights<Model, double>(8);
    shard first{2, length}, second{1, length};
    int asked = 0, rows = 0;

    two_shards() {
        // away from where every token halts at the first step
        for (double& x : exec::block<double>(*weights)) x = static_cast<double>(static_cast<float>(1.5 * x));
        first.fill(renamed{}, 0, 1);
        second.fill(renamed{}, 2, 1);
        asked = first.asked() + second.asked();
        rows = first.rows() + second.rows();
    }
    std::vector<double> gradient(int limit) {
        first.learn(*weights, limit, 7, asked, rows);
        second.learn(*weights, limit, 8, asked, rows);
        std::vector<double> sum(first.slopes().begin(), first.slopes().end());
        for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += second.slopes()[i];
        return sum;
    }
    /// The loss as the plan says it, without shards or tapes.
    double loss(int limit) const {
        long double entropy = 0, ponder = 0;
        for (std::size_t s = 0; s < 2; ++s) {
            exec::batch all(sequences[s], length, Model::prefix);
            for (int i = 0; i < sequences[s]; ++i) {
                auto const to = all.add(length);
                renamed{}(2 * s + static_cast<std::uint64_t>(i), to.symbols, to.targets);
            }
            run_options const options{.limit = limit, .early = false};
            ops::counting<double> count;
            Model::forward(count, typename Model::template weights<nothing>{}, all.get(), options);
            exec::scratch_memory<double> const memory(count.total().forward);
            ops::eager<kernel::plain, double> ops(memory.get());
            auto const answer = Model::forward(ops, *weights, all.get(7 + s), options);
            for (int i = 0; i < answer.logits.count; ++i) {
                int const target = all.targets()[static_cast<std::size_t>(i)];
                entropy += target < 0 ? 0 : cross_entropy(answer.logits.row(i), Model::size.vocab, target);
            }
            if constexpr (Plan::ponder > 0) {
                for (int i = 0; i < answer.logits.count; ++i) {
                    ponder += static_cast<long double>(answer.core.watched.remainder.data[i] +
                                                       answer.core.watched.updates.data[i]);
                }
            }
        }
        return static_cast<double>(entropy / asked + static_cast<long double>(Plan::ponder) * ponder / rows);
    }
};

template <class V, class Plan>
void check_gradient(int limit) {
    using model_type = model<V, small>;
    two_shards<model_type, Plan> test;
    auto const gradient = test.gradient(limit);
    auto const all = exec::block<double>(*test.weights);
    int moved = 0;
    core::walk(*test.weights, [&](std::string const& name, auto& leaf) {
        using type = std::remove_reference_t<decltype(leaf)>;
        for (int k = 0; k < 3 && k < leaf.size; ++k) {
            double& number = leaf.value[37 * k % leaf.size];
            double const before = number;
            auto const at = [&](double value) {
                number = value;
                return test.loss(limit);
            };
            constexpr double step = 1.0 / (1 << 13);
            double const near = at(before + step) - at(before - step);
            double const far = at(before + 2 * step) - at(before - 2 * step);
            number = before;
            double const slope = type::is == kind::constant ? 0 : (8 * near - far) / (12 * step);
            double const got = gradient[static_cast<std::size_t>(&number - all.data())];
            INFO("leaf " << name << ", entry " << 37 * k % leaf.size);
            CHECK(got == Approx(slope).epsilon(1e-6).margin(1e-9));
            moved += std::fabs(got) > 1e-6 ? 1 : 0;
        }
    });
    CHECK(moved > 20);
}

}  // namespace

TEST_CASE("the gradient of a supervised step is that of the mean cross-entropy") {
    check_gradient<looped, signal::supervised<>>(3);
}

TEST_CASE("the gradient of a step whose tokens share out their answer has the ponder cost in it") {
    // a thousand times the usual weight
    check_gradient<universal_transformer, signal::supervised<signal::full, 1.0>>(6);
}

TEST_CASE("the gradient of a step of drawn depth is the whole one as long as the window covers it") {
    using plan = signal::sampled_depth<3.0, signal::last<4>>;
    check_gradient<huginn, plan>(4);
    // beyond it the first turns say nothing any more: the loss moves more slowly or faster than the tape says
    two_shards<model<huginn, small>, plan> test;
    auto const truncated = test.gradient(6);
    double& number = test.weights->core.cell[0].attention.value.value[5];
    auto const got = truncated[static_cast<std::size_t>(&number - exec::block<double>(*test.weights).data())];
    double const before = test.loss(6);
    number += 1e-5;
    double const slope = (test.loss(6) - before) / 1e-5;
    CHECK(std::fabs(got - slope) > 1e-3 * std::fabs(slope));
}

TEST_CASE("a shard has the memory for every depth that may be drawn, and deeper costs more") {
    using model_type = model<huginn, small>;
    exec::supervised_shard<model_type, signal::sampled_depth<3.0, signal::last<4>>, kernel::plain, double> shard(2, 4);
    auto const weights = exec::make_weights<model_type, double>(1);
    shard.fill(renamed{}, 0, 1);
    for (int limit = 1; limit <= model_type::maximum; ++limit) {
        CHECK_NOTHROW(shard.learn(*weights, limit, 3, shard.asked(), shard.rows()));
        CHECK(shard.seen().finite);
        CHECK((limit == 1 || shard.training_flops(limit) > shard.training_flops(limit - 1)));
    }
    CHECK(shard.sequences() == 2);
    CHECK(shard.rows() == 8);
}

TEST_CASE("answers are counted position by position and sequence by sequence") {
    // four sequences of 2, 3, 1 and 2 symbols; the third asks nothing
    std::vector<place> const at{{0, 0, 0}, {0, 1, 0}, {1, 0, 0}, {1, 1, 0}, {1, 2, 0}, {2, 0, 0}, {3, 0, 0}, {3, 1, 0}};
    std::vector<int> const targets{0, 1, 1, -1, 0, -1, 1, 1};
    std::vector<double> const logits{3, 1, /**/ 0, 1, /**/ 0, 1, /**/ 9, 0, /**/ 0, 5, /**/ 0, 0, /**/ 0, 2, /**/ 2, 0};
    std::vector<double> const losses{1, 2, 4, 100, 8, 100, 16, 32};
    std::array<char, 4> right{7, 7, 7, 7};
    exec::tally sums;
    exec::count_answers(sums, logits.data(), 2, losses.data(), places(at), targets, right);
    CHECK(sums.asked == 6);
    CHECK(sums.correct == 4);
    CHECK(sums.loss == 63);
    CHECK(sums.sequences == 4);
    CHECK(sums.whole == 2);
    CHECK(sums.finite);
    CHECK(right == std::array<char, 4>{1, 0, 1, 0});
    CHECK(sums.mean_loss() == 63.0 / 6);
    CHECK(sums.accuracy() == 4.0 / 6);
    CHECK(sums.whole_accuracy() == 0.5);
    exec::tally twice = sums;
    twice += sums;
    CHECK(twice.asked == 12);
    CHECK(twice.correct == 8);
    CHECK(twice.loss == 126);
    CHECK(twice.whole == 4);
    CHECK(twice.sequences == 8);
    exec::tally strange;
    std::vector<double> const no_numbers(8, std::nan(""));
    exec::count_answers(strange, logits.data(), 2, no_numbers.data(), places(at), targets);
    CHECK_FALSE(strange.finite);
    twice += strange;
    CHECK_FALSE(twice.finite);
    exec::tally const none;
    CHECK(none.mean_loss() == 0);
    CHECK(none.accuracy() == 0);
    CHECK(none.whole_accuracy() == 0);
}
