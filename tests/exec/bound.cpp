#include <lathe/exec/bound.hpp>

#include <lathe/exec/denoiser.hpp>
#include <lathe/exec/evaluate.hpp>
#include <lathe/variant/block_diffusion.hpp>
#include <lathe/variant/mdlm.hpp>

#include "catch.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

using namespace lathe;

namespace {

/// Three symbols, three positions: everything can be counted.
constexpr shape size{.vocab = 3, .width = 8, .heads = 2, .hidden = 12, .context = 3};
constexpr int hidden = 3;
using whole = model<variant::mdlm<1>, size>;
using one_block = model<variant::block_diffusion<1, 3>, size>;
using single = model<variant::block_diffusion<1, 1>, size>;

template <class Model>
auto some_weights() {
    auto weights = exec::make_weights<Model>(5);
    random_numbers numbers(8);
    for (float& x : exec::block<float>(*weights)) x += static_cast<float>(0.3 * numbers.normal());
    return weights;
}
template <class To, class From>
auto same_numbers(From const& weights) {
    auto copy = std::make_unique<exec::weights_of<To>>();
    auto const from = exec::block<float>(weights);
    auto const to = exec::block<float>(*copy);
    REQUIRE(from.size() == to.size());
    std::copy(from.begin(), from.end(), to.begin());
    return copy;
}

using sequence = std::array<int, 3>;

/// log p(symbol at a position | canvas), as the network says.
class world {
public:
    explicit world(exec::weights_of<whole> const& weights) {
        exec::evaluator<whole> all(64, 3);
        for (int c = 0; c < 64; ++c) {
            int const x[] = {c / 16, c / 4 % 4, c % 4};
            std::copy(x, x + 3, all.symbols(c).begin());
            std::fill(all.targets(c).begin(), all.targets(c).end(), -1);
        }
        auto const seen = all.forward(weights);
        for (int row = 0; row < 192; ++row) {
            float const* x = seen.out.logits.row(row);
            double const total = std::log(std::exp(double{x[0]}) + std::exp(double{x[1]}) + std::exp(double{x[2]}));
            for (std::size_t v = 0; v < 3; ++v) log_[static_cast<std::size_t>(row)][v] = double{x[v]} - total;
        }
    }
    double log(sequence const& canvas, int position, int symbol) const {
        int const c = 16 * canvas[0] + 4 * canvas[1] + canvas[2];
        return log_[static_cast<std::size_t>(3 * c + position)][static_cast<std::size_t>(symbol)];
    }
    /// The sum of -log p over the masked positions of x under a set of masks.
    double loss(sequence const& x, int masks) const {
        auto canvas = x;
        for (int i = 0; i < 3; ++i) {
            if (masks >> i & 1) canvas[static_cast<std::size_t>(i)] = hidden;
        }
        double sum = 0;
        for (int i = 0; i < 3; ++i) sum -= masks >> i & 1 ? log(canvas, i, x[static_cast<std::size_t>(i)]) : 0;
        return sum;
    }
    /// The log-probability of x answered in this order.
    double in_order(sequence const& x, std::array<int, 3> const& order) const {
        sequence canvas = {hidden, hidden, hidden};
        double sum = 0;
        for (int const i : order) {
            auto const at = static_cast<std::size_t>(i);
            sum += log(canvas, i, x[at]);
            canvas[at] = x[at];
        }
        return sum;
    }

private:
    std::array<std::array<double, 3>, 192> log_{};
};

template <class F>
void each_order(F const& f) {
    std::array<int, 3> order = {0, 1, 2};
    do {
        f(order);
    } while (std::next_permutation(order.begin(), order.end()));
}
sequence nth(int i) { return {i / 9, i / 3 % 3, i % 3}; }
int bits(int masks) { return (masks & 1) + (masks >> 1 & 1) + (masks >> 2 & 1); }

/// E_k (n / k) sum over all sets of k masks.
double by_count(world const& t, sequence const& x) {
    double sum = 0;
    for (int masks = 1; masks < 8; ++masks) {
        int const k = bits(masks);
        sum += t.loss(x, masks) * 3.0 / k / (k == 3 ? 1 : 3) / 3;
    }
    return sum;
}

/// The integral over time of the weighted loss, each position masked with probability 1 - alpha.
template <class Schedule>
double by_time(world const& t, sequence const& x) {
    constexpr int points = 4000;
    double sum = 0;
    for (int i = 0; i < points; ++i) {
        double const time = (i + 0.5) / points;
        double const m = 1 - Schedule::alpha(time);
        for (int masks = 1; masks < 8; ++masks) {
            int const k = bits(masks);
            sum += Schedule::weight(time) * std::pow(m, k) * std::pow(1 - m, 3 - k) * t.loss(x, masks) / points;
        }
    }
    return sum;
}

}  // namespace

TEST_CASE("in a world of three symbols the bound is what enumeration says") {
    auto const weights = some_weights<whole>();
    world const network(*weights);
    exec::bound<whole> estimate(600, 3);
    double total = 0;
    for (int i = 0; i < 27; ++i) {
        auto const x = nth(i);
        double orders = 0, probability = 0;
        each_order([&](auto const& order) {
            double const log = network.in_order(x, order);
            orders -= log / 6;
            probability += std::exp(log) / 6;
        });
        total += probability;
        double const exact = by_count(network, x);
        // the mean over all orders, whatever the schedule
        CHECK(exact == Approx(orders).epsilon(1e-9));
        CHECK(by_time<schedule::loglinear<0.0>>(network, x) == Approx(exact).epsilon(1e-3));
        CHECK(by_time<schedule::cosine<0.0>>(network, x) == Approx(exact).epsilon(1e-3));
        CHECK(by_time<schedule::polynomial<2.0>>(network, x) == Approx(exact).epsilon(1e-3));
        // and a bound on the likelihood
        CHECK(exact >= -std::log(probability) - 1e-9);
        auto const found = estimate.of(*weights, x, x, 1, static_cast<std::uint64_t>(i));
        CHECK(found.asked == 3);
        CHECK(found.nats == Approx(exact).margin(5 * std::sqrt(found.variance) + 1e-5));
        CHECK(found.variance < 0.05);
    }
    CHECK(total == Approx(1).epsilon(1e-6));
}

TEMPLATE_TEST_CASE("samples come as often as enumeration says", "", (pass::unmask<select::first_hitting>),
                   (pass::unmask<select::random<>>), pass::unmask<>, (pass::unmask<select::ancestral, remask::cap<0.0>>)) {
    auto const weights = some_weights<whole>();
    world const network(*weights);
    constexpr int lanes = 100, rounds = 60;
    exec::denoiser<whole, TestType> d(*weights, lanes, 3);
    std::array<double, 27> count{};
    for (int r = 0; r < rounds; ++r) {
        for (int i = 0; i < lanes; ++i) {
            // so many steps that two positions rarely answer in the same one
            d.set(i, sequence{hidden, hidden, hidden}, {.steps = 400, .temperature = 1, .seed = 11}, static_cast<std::uint64_t>(lanes * r + i));
        }
        while (d.step()) {}
        for (int i = 0; i < lanes; ++i) {
            auto const x = d.symbols(i);
            count[static_cast<std::size_t>(9 * x[0] + 3 * x[1] + x[2])] += 1;
        }
    }
    double chi = 0;
    for (int i = 0; i < 27; ++i) {
        double expected = 0;
        each_order([&](auto const& order) { expected += lanes * rounds * std::exp(network.in_order(nth(i), order)) / 6; });
        chi += (count[static_cast<std::size_t>(i)] - expected) * (count[static_cast<std::size_t>(i)] - expected) / expected;
    }
    // 26 degrees of freedom: above 54 once in a thousand
    CHECK(chi < 54);
}

TEST_CASE("one block of the whole length is the whole") {
    auto const weights = some_weights<whole>();
    auto const same = same_numbers<one_block>(*weights);
    exec::bound<whole> a(8, 3);
    exec::bound<one_block> b(8, 3);
    for (int i = 0; i < 27; i += 2) {
        auto const x = nth(i);
        CHECK(b.of(*same, x, x, 1, 4).nats == Approx(a.of(*weights, x, x, 1, 4).nats).epsilon(1e-5));
    }
}

TEST_CASE("blocks of one position are autoregressive: one draw is the likelihood") {
    auto const weights = some_weights<single>();
    exec::bound<single> estimate(1, 3);
    exec::session<single> session(*weights, 3, 1);
    for (int i = 0; i < 27; ++i) {
        auto const x = nth(i);
        session.rewind();
        double nats = 0;
        for (std::size_t p = 0; p < 3; ++p) {
            auto const said = session.extend(std::vector<int>{hidden});
            double total = 0;
            for (float const logit : said) total += std::exp(double{logit});
            nats -= double{said[static_cast<std::size_t>(x[p])]} - std::log(total);
            session.rewind(static_cast<int>(p));
            session.extend(std::span<int const>(&x[p], 1));
        }
        for (std::uint64_t seed = 0; seed < 3; ++seed) {
            CHECK(estimate.of(*weights, x, x, seed, 0).nats == Approx(nats).epsilon(1e-5));
        }
    }
}

TEST_CASE("two streams in one pass say what the finished blocks and then the block alone say") {
    constexpr shape longer{.vocab = 3, .width = 8, .heads = 2, .hidden = 12, .context = 7};
    using pairs = model<variant::block_diffusion<2, 2>, longer>;
    auto const weights = some_weights<pairs>();
    exec::corrupted<pairs, signal::any_order> canvas(1, 7);
    std::vector<int> const x = {0, 2, 1, 1, 0, 2, 2};
    canvas.fill(0, x, x, 3, 5);
    auto const in = canvas.get();
    static constexpr pairs::weights<nothing> nowhere{};
    ops::counting<float> count;
    pairs::forward(count, nowhere, in);
    exec::scratch_memory<float> const memory(count.total().forward);
    ops::eager<kernel::fast, float> ops(memory.get());
    auto const both = pairs::forward(ops, *weights, in).logits;
    exec::session<pairs> session(*weights, 7, 2);
    for (int from = 0; from < 7; from += 2) {
        int const n = std::min(2, 7 - from);
        auto const said = session.extend({in.symbols.data() + 7 + from, static_cast<std::size_t>(n)});
        for (int i = 0; i < 3 * n; ++i) {
            CHECK(said[static_cast<std::size_t>(i)] == Approx(both.row(7 + from)[i]).margin(1e-5));
        }
        session.rewind(from);
        session.extend({x.data() + from, static_cast<std::size_t>(n)});
    }
}

TEST_CASE("a bound refuses no draws") {
    using mine = exec::bound<whole>;
    CHECK_THROWS_WITH(mine(0, 3), test::contains("a bound by 0 draws"));
}
