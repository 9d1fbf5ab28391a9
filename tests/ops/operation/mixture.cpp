#include <lathe/ops/operation/mixture.hpp>

#include "ops/examine.hpp"

#include <limits>

using namespace lathe;
using test::leaf_of;
using test::rows_of;
using test::subject_of;
using test::surroundings;

namespace {

template <int K, int W>
double mixing(surroundings const& s) {
    return 2.0 * K * W * s.rows;
}

/// Mixes rows of a table by hand.
std::vector<double> mixed(int k, std::vector<double> const& logits, std::vector<double> const& table, int width) {
    std::vector<std::size_t> order(logits.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(), [&](auto a, auto b) { return logits[a] != logits[b] ? logits[a] > logits[b] : a < b; });
    order.resize(std::min(order.size(), static_cast<std::size_t>(k)));
    double total = 0;
    for (auto v : order) total += std::exp(logits[v]);
    std::vector<double> sum(static_cast<std::size_t>(width));
    for (auto v : order) {
        for (std::size_t j = 0; j < sum.size(); ++j) {
            sum[j] += std::exp(logits[v]) / total * table[v * static_cast<std::size_t>(width) + j];
        }
    }
    return sum;
}

struct plain_table {
    static constexpr kind is = kind::table;
    static constexpr int rows = 5;
    static constexpr int columns = 3;
    using initial = void;
    double value[15];
    double const* data() const { return value; }
};

}  // namespace

// Where all symbols count there is no kink, which differences would cross; rows of both signs cancel.
TEST_CASE("mixture") {
    test::examine(subject_of<leaf_of<kind::table, 4, 16>, rows_of<4>>(
                      [](auto& ops, auto const&, auto const& e, auto x) { return ops.template mixture<9>(e, x); }),
                  {.flops = &mixing<4, 16>, .bound = 8, .size = 4});
    test::examine(subject_of<leaf_of<kind::table, 7, 17>, rows_of<7>>(
                      [](auto& ops, auto const&, auto const& e, auto x) { return ops.template mixture<7>(e, x); }),
                  {.flops = &mixing<7, 17>, .bound = 8, .size = 4});
}

TEST_CASE("a mixture of a few symbols has the derivative of differences") {
    using tape = ops::gradient<ops::eager<kernel::plain, double>>;
    plain_table table{{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}};
    std::vector<double> logits{0.5, 2, -1, 1.5, 0.25};
    std::vector<double> const weigh{0.3, -1, 0.8};
    test::scratch_memory<double> memory(ops::demand{1000, 0, 0, 1000});
    std::vector<double> slopes(5), table_slopes(15);
    auto const run = [&](bool backward) {
        tape ops(memory.get(), {table.value, 15}, table_slopes);
        auto const y = ops.mixture<2>(table, ops.given<5>(logits.data(), slopes.data(), 1));
        double loss = 0;
        for (int j = 0; j < 3; ++j) loss += weigh[static_cast<std::size_t>(j)] * y.data[j];
        if (backward) {
            std::copy(weigh.begin(), weigh.end(), ops.seeds(y).data());
            ops.backward();
        }
        return loss;
    };
    run(true);
    auto const check = [&](double& number, double slope) {
        double const before = number;
        number = before + 1e-5;
        double const above = run(false);
        number = before - 1e-5;
        double const below = run(false);
        number = before;
        CHECK(slope == Approx((above - below) / 2e-5).margin(1e-9));
    };
    for (std::size_t i = 0; i < 5; ++i) check(logits[i], slopes[i]);
    for (std::size_t i = 0; i < 15; ++i) check(table.value[i], table_slopes[i]);
    CHECK(slopes[0] == 0);
    CHECK(slopes[1] != 0);
}

TEST_CASE("a mixture is that of the likeliest symbols, the first of equals") {
    plain_table const table{{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}};
    std::vector<double> const rows(table.value, table.value + 15);
    test::scratch_memory<double> memory(ops::demand{1000, 0, 0, 0});
    ops::eager<kernel::plain, double> ops(memory.get());
    std::vector<double> logits{0.5, 2, -1, 2, 0.25};
    auto const x = ops.given<5>(logits.data(), 1);
    auto const say = [&](auto y) { return std::vector<double>(y.data, y.data + 3); };
    CHECK(say(ops.mixture<1>(table, x)) == std::vector<double>{4, 5, 6});
    for (auto const& [have, k] : {std::pair{say(ops.mixture<2>(table, x)), 2}, std::pair{say(ops.mixture<4>(table, x)), 4},
                                  std::pair{say(ops.mixture<8>(table, x)), 8}}) {
        auto const want = mixed(k, logits, rows, 3);
        for (std::size_t j = 0; j < 3; ++j) CHECK(have[j] == Approx(want[j]));
    }
    logits[2] = std::numeric_limits<double>::quiet_NaN();
    CHECK(std::isnan(ops.mixture<2>(table, x).data[0]));
}
