#include <lathe/ops/operation/attention.hpp>

#include <lathe/body/mask.hpp>
#include <lathe/exec/pool.hpp>

#include "ops/examine.hpp"

#include <cmath>
#include <vector>

using namespace lathe;
using test::known;
using test::rows_of;
using test::subject_of;
using test::surroundings;

namespace {

/// Queries as usual. The keys of a sequence are those of its queries and some that stand before and after them, twice
/// for the two iterations; sequence 3 has no keys, sequence 1 keys but no queries.
surroundings with_keys(int rows) {
    auto s = test::usual(rows);
    s.keys.clear();
    for (auto& p : s.at) p.sequence += p.sequence == 1 ? 1 : 0;
    for (auto& p : s.at) p.iteration = p.position % 2;
    for (int sequence = 0; sequence < 9; ++sequence) {
        for (int position = 0; position < 4 + sequence && sequence != 3; ++position) {
            for (int iteration = 0; iteration < 2; ++iteration) s.keys.push_back({sequence, position, iteration});
        }
    }
    auto const keys = static_cast<int>(s.keys.size());
    s.counts = {rows, keys, keys};
    return s;
}

/// Two products with every key in sight, and four operations of softmax; a mask that is no prefix looks at all.
template <class Mask, int Heads, int D>
double price(surroundings const& s) {
    double seen = 0;
    for (auto const& query : s.at) {
        for (auto const& key : s.keys) {
            seen += key.sequence == query.sequence && (!Mask::prefix || Mask::sees(query, key)) ? 1 : 0;
        }
    }
    return seen * Heads * (4 * D + 4);
}

template <class Mask, int Heads, int Groups, int D>
void check() {
    CAPTURE(Heads, Groups, D);
    test::examine(subject_of<rows_of<Heads * D>, rows_of<Groups * D>, rows_of<Groups * D>>(
                      [](auto& ops, auto const& s, auto q, auto k, auto v) {
                          return ops.template attention<Mask, Heads, Groups>(q, k, v, s.at, s.keys);
                      }),
                  {.flops = &price<Mask, Heads, D>, .around = &with_keys, .bound = 16 + D, .size = 1, .apart = false,
                   .low = -1, .high = 1});
}

}  // namespace

TEST_CASE("causal attention") {
    check<mask::causal, 1, 1, 1>();
    check<mask::causal, 4, 2, 3>();
    check<mask::causal, 1, 1, 16>();
    check<mask::causal, 2, 1, 17>();
}
TEST_CASE("attention to everything") {
    check<mask::full, 1, 1, 5>();
    check<mask::full, 2, 2, 16>();
}
TEST_CASE("attention to earlier iterations") {
    check<mask::iterated<mask::causal>, 2, 1, 8>();
    check<mask::iterated<mask::full>, 1, 1, 3>();
}

TEMPLATE_TEST_CASE("attention is what is written", "", kernel::plain, kernel::fast) {
    auto const s = with_keys(16);
    constexpr int d = 3;
    test::detail::stock<double> in(
        subject_of<rows_of<4 * d>, rows_of<2 * d>, rows_of<2 * d>>(
            [](auto& ops, auto const& t, auto q, auto k, auto v) {
                return ops.template attention<mask::causal, 4, 2>(q, k, v, t.at, t.keys);
            }),
        s, known{});
    int const n = 16;
    int const m = s.count(1);
    using op = ops::op::attention<mask::causal, 4, 2>;
    std::vector<double> y(n * 4 * d);
    ops::tracked<double, 4 * d> const q{in.data[0], nullptr, n};
    ops::tracked<double, 2 * d> const k{in.data[1], nullptr, m}, v{in.data[2], nullptr, m};
    std::vector<double> keep(static_cast<std::size_t>(op::keeps(false, q, k, v, s.at, s.keys)));
    op::forward<TestType>(ops::tracked<double, 4 * d>{y.data(), nullptr, n}, keep.data(), q, k, v, places(s.at),
                          places(s.keys));
    double worst = 0;
    for (int i = 0; i < n; ++i) {
        for (int h = 0; h < 4; ++h) {
            std::vector<double> sum(d);
            double total = 0;
            for (int j = 0; j < m; ++j) {
                auto const& query = s.at[static_cast<std::size_t>(i)];
                auto const& key = s.keys[static_cast<std::size_t>(j)];
                if (query.sequence != key.sequence || key.position > query.position) continue;
                double score = 0;
                for (int c = 0; c < d; ++c) score += q.row(i)[h * d + c] * k.row(j)[h / 2 * d + c];
                double const weight = std::exp(score / std::sqrt(static_cast<double>(d)));
                total += weight;
                for (int c = 0; c < d; ++c) sum[static_cast<std::size_t>(c)] += weight * v.row(j)[h / 2 * d + c];
            }
            for (int c = 0; c < d; ++c) {
                double const expected = total > 0 ? sum[static_cast<std::size_t>(c)] / total : 0;
                worst = std::max(worst, std::fabs(expected - y[static_cast<std::size_t>((i * 4 + h) * d + c)]));
            }
        }
    }
    CHECK(worst < 1e-12);
}

TEMPLATE_TEST_CASE("weights that are made again give right slopes, beside those that are kept", "", kernel::plain, kernel::fast) {
    // more queries than are answered together, and more keys than a tape keeps weights for
    auto const check = []<class Mask>(Mask) {
        using op = ops::op::attention<Mask, 2, 1>;
        int const n = op::most_kept + 20;
        auto const examine = [](int sequences) {
            // the second sequence is long: its weights are made again
            std::vector<place> at;
            for (int s = 0; s < sequences; ++s) {
                for (int i = 0; i < (s == 1 ? n : 70); ++i) at.push_back({s, i, 0});
            }
            int const rows = static_cast<int>(at.size());
            std::vector<double> q, k, y(at.size() * 4), dy, dq(y.size()), dk(at.size() * 2), dv(dk.size());
            for (int i = 0; i < rows; ++i) {
                for (int c = 0; c < 4; ++c) q.push_back(std::sin(0.3 * i + c)), dy.push_back(std::cos(0.7 * i - c));
                for (int c = 0; c < 2; ++c) k.push_back(std::cos(0.2 * i * (c + 1)));
            }
            ops::tracked<double, 4> const out{y.data(), dy.data(), rows}, query{q.data(), dq.data(), rows};
            ops::tracked<double, 2> const key{k.data(), dk.data(), rows}, value{k.data(), dv.data(), rows};
            std::vector<double> keep(static_cast<std::size_t>(op::keeps(true, query, key, value, at, at)));
            op::template forward<TestType, true>(out, keep.data(), query, key, value, places(at), places(at));
            op::template backward<TestType>(out, keep.data(), query, key, value, places(at), places(at));
            // the derivative of sum y dy along the direction in which everything grows by a millionth of itself
            double along = 0, ahead = 0, behind = 0;
            for (std::size_t i = 0; i < q.size(); ++i) along += dq[i] * q[i];
            for (std::size_t i = 0; i < k.size(); ++i) along += (dk[i] + dv[i]) * k[i];
            for (double const step : {1e-6, -1e-6}) {
                auto q2 = q, k2 = k;
                for (double& x : q2) x *= 1 + step;
                for (double& x : k2) x *= 1 + step;
                ops::tracked<double, 4> const query2{q2.data(), nullptr, rows};
                ops::tracked<double, 2> const key2{k2.data(), nullptr, rows};
                op::template forward<TestType>(out, keep.data(), query2, key2, key2, places(at), places(at));
                double& sum = step > 0 ? ahead : behind;
                for (std::size_t i = 0; i < y.size(); ++i) sum += y[i] * dy[i];
            }
            CHECK(along == Approx((ahead - behind) / 2e-6).epsilon(1e-6));
        };
        examine(1);
        examine(2);
        examine(3);
    };
    check(mask::causal{});
    check(mask::full{});
    check(mask::blocks<50>{});
}

TEMPLATE_TEST_CASE("queries that see no key give zeros and get no slope", "", kernel::plain, kernel::fast) {
    auto const check = []<class Op>(Op) {
        // sequence 0 has no key, the key of sequence 1 is hidden from its first query, that of sequence 2 is seen
        std::vector<place> const at = {{0, 0, 0}, {1, 0, 0}, {1, 1, 1}, {2, 0, 0}}, keys = {{1, 1, 1}, {2, 0, 0}};
        std::vector<float> q = {1, 2, 3, 4}, k = {5, 6}, v = {7, 8}, y(4, 9.0f), dq(4), dk(2), dv(2), dy(4, 1);
        std::vector<float> keep(200);
        using row = ops::tracked<float, 1>;
        row const result{y.data(), dy.data(), 4}, first{q.data(), dq.data(), 4}, second{k.data(), dk.data(), 2},
            third{v.data(), dv.data(), 2};
        Op::template forward<TestType, true>(result, keep.data(), first, second, third, places(at), places(keys));
        CHECK(y == std::vector<float>{0, 0, 7, 8});
        Op::template backward<TestType>(result, keep.data(), first, second, third, places(at), places(keys));
        CHECK(dq == std::vector<float>{0, 0, 0, 0});
        CHECK(dk == std::vector<float>{0, 0});
        CHECK(dv == std::vector<float>{1, 1});
    };
    check(ops::op::attention<mask::causal, 1, 1>{});
    check(ops::op::attention<mask::iterated<mask::full>, 1, 1>{});
}

TEMPLATE_TEST_CASE("sequences know nothing of each other, whatever is in them", "", kernel::plain, kernel::fast) {
    std::vector<place> const at = {{0, 0, 0}, {0, 1, 0}, {2, 0, 0}, {2, 1, 0}, {2, 2, 0}};
    using op = ops::op::attention<mask::causal, 1, 1>;
    using row = ops::tracked<float, 2>;
    auto const run = [&](float strange) {
        std::vector<float> x = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, y(10), dx(10), dy(10, 1.0f), keep(1000);
        for (float& number : x) number /= 8;
        x[1] = x[1] + strange;
        row const in{x.data(), dx.data(), 5}, out{y.data(), dy.data(), 5};
        op::forward<TestType, true>(out, keep.data(), in, in, in, places(at), places(at));
        op::backward<TestType>(out, keep.data(), in, in, in, places(at), places(at));
        y.insert(y.end(), dx.begin(), dx.end());
        return y;
    };
    auto const calm = run(0);
    auto const spoiled = run(std::numeric_limits<float>::quiet_NaN());
    CHECK(std::isnan(spoiled[0]));
    CHECK(test::detail::identical(calm.data() + 4, spoiled.data() + 4, 6));
    CHECK(test::detail::identical(calm.data() + 14, spoiled.data() + 14, 6));
}

TEST_CASE("threads share the heads, and no bit changes") {
    constexpr int heads = 6, groups = 3, d = 16;
    using op = ops::op::attention<mask::causal, heads, groups>;
    // the weights of the second sequence are made again
    std::vector<place> at;
    for (int s = 0; s < 2; ++s) {
        for (int i = 0; i < (s == 1 ? op::most_kept + 20 : 90); ++i) at.push_back({s, i, 0});
    }
    int const rows = static_cast<int>(at.size());
    auto const wave = [rows](int width, double pace) {
        std::vector<float> x;
        for (int i = 0; i < rows * width; ++i) x.push_back(static_cast<float>(std::sin(pace * i)));
        return x;
    };
    auto q = wave(heads * d, 0.3), k = wave(groups * d, 0.7), v = wave(groups * d, 1.1), dy = wave(heads * d, 0.2);
    auto const computed = [&](int count) {
        exec::pool threads(count);
        kernel::crew const crew(threads);
        std::vector<float> y(q.size()), dq(q.size()), dk(k.size()), dv(v.size());
        ops::tracked<float, heads * d> const out{y.data(), dy.data(), rows}, query{q.data(), dq.data(), rows};
        ops::tracked<float, groups * d> const key{k.data(), dk.data(), rows}, value{v.data(), dv.data(), rows};
        std::vector<float> keep(static_cast<std::size_t>(op::keeps(true, query, key, value, at, at)));
        op::forward<kernel::fast>(out, keep.data(), query, key, value, places(at), places(at));
        std::vector<float> all = y;
        op::forward<kernel::fast, true>(out, keep.data(), query, key, value, places(at), places(at));
        op::backward<kernel::fast>(out, keep.data(), query, key, value, places(at), places(at));
        for (auto const& some : {y, dq, dk, dv}) all.insert(all.end(), some.begin(), some.end());
        return all;
    };
    auto const alone = computed(1);
    for (int const threads : {2, 3, 5}) CHECK(computed(threads) == alone);
}
