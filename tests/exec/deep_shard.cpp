#include <lathe/exec/deep_shard.hpp>
#include <lathe/kernel/plain.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "exec/sample.hpp"
#include "exec/training.hpp"

using namespace lathe;
using namespace lathe::test;

TEST_CASE("training by deep supervision learns, asks for no memory and does not mind threads") {
    using promises = training_promises<hrm>;
    promises::all();

    // what is no number is reported, and its sequences make room in time
    exec::pool threads(2);
    promises::trainer t(five, promises::length, threads);
    t.trained().outside.head.value[3] = std::numeric_limits<float>::quiet_NaN();
    for (int s = 0; s < 6; ++s) CHECK_FALSE(t.step(renamed{}).seen.finite);
    // one sequence of one symbol
    promises::trainer one({.batch = 1, .shards = 4}, 1, threads);
    CHECK(one.step(renamed{}).seen.sequences == 1);
}

namespace {

// one cycle, so that the gradient of the last cycle is the whole gradient of a segment
using one_cycle = with<variant::trm<1, 1, 2, 0>, set::halting<halt::q_head<4>>>;
using two_networks = with<variant::hrm<1, 1, 1>, set::halting<halt::q_head<4, true>>>;
constexpr int length = 5;
constexpr int sequences = 3;
constexpr int width = small.width;

template <class V, class Plan>
using shard_of = exec::deep_shard<model<V, small>, Plan, kernel::plain, double>;
using never_explores = signal::deep_supervision<signal::last<1, level::cycle>, false, 0.0>;
using always_explores = signal::deep_supervision<signal::last<1, level::cycle>, false, 1.0>;

/// The array of that name that the shard keeps.
template <class T>
std::vector<T> array(auto& shard, std::string const& wanted) {
    std::vector<T> found;
    shard.each_state([&](std::string const& name, auto numbers) {
        if constexpr (std::is_same_v<std::remove_cv_t<typename decltype(numbers)::element_type>, T>) {
            if (name == wanted) found.assign(numbers.begin(), numbers.end());
        }
    });
    REQUIRE_FALSE(found.empty());
    return found;
}

/// q_halt is this for every sequence, q_continue 0.
void always_says(auto& weights, double q_halt) {
    auto& w = weights.outside;
    std::fill(std::begin(w.q_head.value), std::end(w.q_head.value), 0.0);
    w.q_bias.value[0] = q_halt;
    w.q_bias.value[1] = 0;
}

/// A shard with its weights and the indices it has drawn.
template <class V, class Plan>
struct run {
    using model_type = model<V, small>;
    shard_of<V, Plan> shard{sequences, length};
    std::unique_ptr<exec::weights_of<model_type, double>> weights = exec::make_weights<model_type, double>(2);
    std::vector<std::uint64_t> drawn;
    std::uint64_t next = 0;
    std::uint64_t seed = 9;
    std::function<void(std::uint64_t, std::span<int>, std::span<int>)> example = renamed{};

    void step() {
        drawn.clear();
        auto const draw = [&](std::uint64_t index, std::span<int> symbols, std::span<int> targets) {
            drawn.push_back(index);
            example(index, symbols, targets);
        };
        shard.fill(draw, next, seed);
        shard.learn(*weights, model_type::maximum, 0, 0, 0, sequences);
        next += sequences;
    }
    std::vector<int> steps() const { return {shard.steps().begin(), shard.steps().end()}; }
    std::vector<int> halted() const { return {shard.halted().begin(), shard.halted().end()}; }
};

using numbers = std::vector<int>;
using indices = std::vector<std::uint64_t>;

}  // namespace

TEST_CASE("a sequence whose halting head is content is replaced after each segment") {
    run<one_cycle, never_explores> r;
    always_says(*r.weights, 3);
    for (std::uint64_t s = 0; s < 3; ++s) {
        r.step();
        CHECK(r.drawn == indices{3 * s, 3 * s + 1, 3 * s + 2});
        CHECK(r.steps() == numbers{1, 1, 1});
        CHECK(r.halted() == numbers{1, 1, 1});
    }
}

TEST_CASE("a sequence whose halting head is never content is replaced at the maximum") {
    run<one_cycle, never_explores> r;
    always_says(*r.weights, -3);
    for (int s = 1; s <= 4; ++s) {
        r.step();
        CHECK(r.drawn == (s == 1 ? indices{0, 1, 2} : indices{}));
        CHECK(r.steps() == numbers{s, s, s});
        CHECK(r.halted() == numbers(3, s == 4 ? 1 : 0));
    }
    r.step();
    CHECK(r.drawn == indices{12, 13, 14});
    CHECK(r.steps() == numbers{1, 1, 1});
}

TEST_CASE("HRM compares q_halt with q_continue") {
    run<two_networks, signal::deep_supervision<signal::one_step, true, 0.0>> r;
    always_says(*r.weights, -1);
    r.weights->outside.q_bias.value[1] = -2;
    r.step();
    CHECK(r.halted() == numbers{1, 1, 1});
    r.weights->outside.q_bias.value[1] = -0.5;
    r.step();
    CHECK(r.halted() == numbers{0, 0, 0});
}

TEST_CASE("what has halted begins anew, and what has not keeps its symbols, its steps and its carry") {
    // weights that make a difference between sequences
    run<one_cycle, never_explores> r;
    auto const q = std::span(r.weights->outside.q_head.value, 2 * width);
    for (std::size_t i = 0; i < q.size(); ++i) q[i] = std::sin(static_cast<double>(i));
    int mixed = 0;
    for (int s = 0; s < 40; ++s) {
        bool const begun = s > 0;
        auto const halted = r.halted();
        auto const steps = r.steps();
        auto const high = array<double>(r.shard, "high"), low = array<double>(r.shard, "low");
        std::array<numbers, 3> symbols;
        for (std::size_t i = 0; i < 3; ++i) symbols[i] = array<int>(r.shard, "symbols." + std::to_string(i));
        auto const first = r.next;
        // another shard that is given the same carries, all of which go on, says what should come out
        auto fresh = run<one_cycle, never_explores>();
        *fresh.weights = *r.weights;
        fresh.next = first;
        fresh.step();
        r.step();
        indices expected;
        for (std::size_t i = 0; i < 3; ++i) {
            auto const now = array<int>(r.shard, "symbols." + std::to_string(i));
            auto const row = i * length * width, end = row + length * width;
            auto const same = [&](auto& shard, std::string const& name, std::vector<double> const& before) {
                auto const x = array<double>(shard, name);
                return std::equal(x.begin() + static_cast<std::ptrdiff_t>(row), x.begin() + static_cast<std::ptrdiff_t>(end),
                                  before.begin() + static_cast<std::ptrdiff_t>(row));
            };
            if (halted[i]) {
                expected.push_back(first + i);
                CHECK(r.steps()[i] == 1);
                CHECK(now == array<int>(fresh.shard, "symbols." + std::to_string(i)));
                // sequences do not see each other: as if all had begun anew
                CHECK(same(r.shard, "high", array<double>(fresh.shard, "high")));
                CHECK(same(r.shard, "low", array<double>(fresh.shard, "low")));
            } else {
                CHECK(begun);
                CHECK(r.steps()[i] == steps[i] + 1);
                CHECK(now == symbols[i]);
                CHECK_FALSE(same(r.shard, "high", array<double>(fresh.shard, "high")));
                CHECK_FALSE(same(r.shard, "high", high));
                CHECK_FALSE(same(r.shard, "low", low));
            }
        }
        CHECK(r.drawn == expected);
        mixed += !expected.empty() && expected.size() < 3 ? 1 : 0;
    }
    // otherwise the weights of this test say too little
    CHECK(mixed > 10);
}

TEST_CASE("whoever explores has its least number of segments, from 2 to the maximum") {
    run<one_cycle, always_explores> r;
    always_says(*r.weights, 3);
    std::array<int, 5> seen{};
    for (int s = 0; s < 600; ++s) {
        auto const before = r.halted();
        r.step();
        auto const least = array<int>(r.shard, "least");
        for (std::size_t i = 0; i < 3; ++i) {
            CHECK(r.halted()[i] == (r.steps()[i] >= least[i] ? 1 : 0));
            if (before[i]) {
                REQUIRE((least[i] >= 2 && least[i] <= 4));
                ++seen[static_cast<std::size_t>(least[i])];
            }
        }
    }
    // 600 draws of three numbers, five deviations
    int const all = seen[2] + seen[3] + seen[4];
    for (std::size_t n = 2; n <= 4; ++n) CHECK(std::fabs(seen[n] - all / 3.0) < 5 * std::sqrt(all * 2.0 / 9.0));
}

TEST_CASE("how often a sequence explores is what the plan says, and another seed explores elsewhere") {
    using sometimes = signal::deep_supervision<signal::last<1, level::cycle>, false, 0.25>;
    std::vector<int> before;
    for (std::uint64_t const seed : {1u, 2u}) {
        run<one_cycle, sometimes> r;
        r.seed = seed;
        always_says(*r.weights, 3);
        std::vector<int> least;
        int draws = 0, exploring = 0;
        for (int s = 0; s < 400; ++s) {
            auto const anew = r.halted();
            r.step();
            auto const now = array<int>(r.shard, "least");
            for (std::size_t i = 0; i < 3; ++i) {
                draws += anew[i];
                exploring += anew[i] && now[i] > 0 ? 1 : 0;
            }
            least.insert(least.end(), now.begin(), now.end());
        }
        CHECK(std::fabs(exploring - 0.25 * draws) < 5 * std::sqrt(draws * 0.25 * 0.75));
        CHECK(least != before);
        before = least;
    }
}

namespace {

/// The loss of a segment as the plan says it, without tapes: the carry goes in and is not changed.
template <class V, bool Bootstrap>
struct segment {
    using model_type = model<V, small>;
    using loop = typename model_type::loop_type;
    using frame = typename model_type::frame_type;
    using ops_type = ops::eager<kernel::plain, double>;
    exec::scratch_memory<double> memory{ops::demand{.numbers = 1 << 16, .integers = 1024, .where = 1024}};
    exec::batch batch{sequences, length, model_type::prefix};
    std::vector<double> high, low;  ///< the carry that goes in; empty: a new one
    /// The targets of q_continue, which carry no gradient; from the first call on.
    std::vector<double> further;
    bool last = false;
    /// A causal cell's last row has seen all.
    static slice<int const> speaking(input const& in) { return V::cell::ordered ? in.last_rows : in.first_rows; }
    std::vector<int> best;  ///< answers of the last call

    struct said {
        double loss;
        std::vector<double> high, low;
    };
    said operator()(auto const& w) {
        ops_type ops(memory.get());
        auto const in = batch.get();
        context<> const here{.at = in.inner};
        auto const e = frame::encode(ops, w.outside, in, here);
        auto carry = loop::begin(ops, w.core, batch.rows());
        if (!high.empty()) {
            std::copy(high.begin(), high.end(), carry.high.data);
            std::copy(low.begin(), low.end(), carry.low.data);
        }
        carry = loop::step(ops, w.core, carry, e, here);
        said result{0, {carry.high.data, carry.high.data + carry.high.size()}, {carry.low.data, carry.low.data + carry.low.size()}};
        auto const logits = frame::readout(ops, w.outside, carry.high, in, here);
        auto const q = frame::judge(ops, w.outside, ops.gather(carry.high, speaking(in)));
        std::vector<double> const now(q.data, q.data + q.size());
        auto const targets = batch.targets();
        auto const grow = [](double x) { return x >= 0 ? x + 1 : 1 / (1 - x); };
        auto const binary = [](double x, double p) { return std::log1p(std::exp(x)) - p * x; };
        std::vector<double> answers(logits.data, logits.data + logits.size());
        best.clear();
        if (Bootstrap && further.empty()) {
            // one more segment
            auto const next = loop::step(ops, w.core, carry, e, here);
            auto const then = frame::judge(ops, w.outside, ops.gather(next.high, speaking(in)));
            for (int i = 0; i < sequences; ++i) {
                double const halt = then.data[2 * i], go_on = then.data[2 * i + 1];
                further.push_back(1 / (1 + std::exp(-(last ? halt : std::max(halt, go_on)))));
            }
        }
        for (int s = 0; s < sequences; ++s) {
            double entropy = 0;
            int asked = 0;
            bool right = true;
            for (int i = s * length; i < (s + 1) * length; ++i) {
                int const target = targets[static_cast<std::size_t>(i)];
                auto const* row = answers.data() + i * small.vocab;
                best.push_back(static_cast<int>(std::max_element(row, row + small.vocab) - row));
                if (target < 0) continue;
                double total = 0;
                for (int v = 0; v < small.vocab; ++v) total += grow(row[v]);
                entropy -= std::log(grow(row[target]) / total);
                ++asked;
                right = right && best.back() == target;
            }
            auto const at = static_cast<std::size_t>(s);
            result.loss += (asked > 0 ? entropy / asked : 0) / sequences + binary(now[2 * at], right ? 1 : 0) / 2 / sequences;
            if constexpr (Bootstrap) {
                result.loss += binary(now[2 * at + 1], further[at]) / 2 / sequences;
            }
        }
        return result;
    }
};

template <class V, class Plan>
void check_gradient() {
    run<V, Plan> r;
    auto& w = *r.weights;
    // the halting head sees something, and nobody halts
    for (int i = 0; i < 2 * width; ++i) w.outside.q_head.value[i] = 0.1 * std::cos(i);
    w.outside.q_bias.value[0] = -3;
    w.outside.q_bias.value[1] = 1;
    segment<V, Plan::bootstrap> expected;
    for (std::uint64_t i = 0; i < sequences; ++i) {
        auto const to = expected.batch.add(length);
        renamed{}(i, to.symbols, to.targets);
    }
    // the first sequence is right in the first call, the second wrong, and of the third nothing is asked
    expected(w);
    expected.further.clear();
    r.example = [best = expected.best](std::uint64_t index, std::span<int> symbols, std::span<int> targets) {
        renamed{}(index, symbols, targets);
        for (std::size_t i = 0; index == 0 && i < targets.size(); ++i) targets[i] = best[i];
        if (index == 2) std::fill(targets.begin(), targets.end(), -1);
    };
    expected.batch.clear();
    for (std::uint64_t i = 0; i < sequences; ++i) {
        auto const to = expected.batch.add(length);
        r.example(i, to.symbols, to.targets);
    }
    for (int call = 1; call <= 4; ++call) {
        r.step();
        CHECK(r.shard.seen().whole >= (call == 1 ? 2 : 1));
        expected.further.clear();
        expected.last = call == 4;
        auto const after = expected(w);
        auto const all = exec::block<double>(w);
        int moved = 0;
        core::walk(w, [&](std::string const& name, auto& leaf) {
            using type = std::remove_reference_t<decltype(leaf)>;
            for (int k = 0; k < 3 && k < leaf.size; ++k) {
                double& number = leaf.value[37 * k % leaf.size];
                double const before = number;
                auto const at = [&](double value) {
                    number = value;
                    return expected(w).loss;
                };
                constexpr double step = 1.0 / (1 << 13);
                double const near = at(before + step) - at(before - step);
                double const far = at(before + 2 * step) - at(before - 2 * step);
                number = before;
                double const slope = type::is == kind::constant ? 0 : (8 * near - far) / (12 * step);
                double const got = r.shard.slopes()[static_cast<std::size_t>(&number - all.data())];
                INFO("call " << call << ", leaf " << name << ", entry " << 37 * k % leaf.size);
                CHECK(got == Approx(slope).epsilon(1e-6).margin(1e-9));
                moved += std::fabs(got) > 1e-6 ? 1 : 0;
            }
        });
        CHECK(moved > 15);
        // the carry goes on without gradient
        auto const high = array<double>(r.shard, "high"), low = array<double>(r.shard, "low");
        bool near = high.size() == after.high.size();
        for (std::size_t i = 0; near && i < high.size(); ++i) {
            near = std::fabs(high[i] - after.high[i]) < 1e-12 && std::fabs(low[i] - after.low[i]) < 1e-12;
        }
        CHECK(near);
        expected.high = after.high;
        expected.low = after.low;
    }
}

}  // namespace

TEST_CASE("the gradient of a segment is that of its stablemax loss and of half the halting head's") {
    check_gradient<one_cycle, never_explores>();
}

TEST_CASE("the halting head of a causal cell learns from the last row") {
    check_gradient<with<one_cycle, set::mask<mask::causal>>, never_explores>();
}

TEST_CASE("HRM's q_continue learns what one more segment would say") {
    check_gradient<two_networks, signal::deep_supervision<signal::one_step, true, 0.0>>();
}
