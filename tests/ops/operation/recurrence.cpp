#include <lathe/ops/operation/recurrence.hpp>

#include "ops/examine.hpp"

using namespace lathe;
using memory::decay;
using memory::outcome;
using memory::reading;
using memory::rule;
using memory::write;
using test::rows_of;
using test::subject_of;
using test::surroundings;

namespace {

/// One state for each sequence.
surroundings with_states(int rows) {
    auto s = test::usual(rows);
    s.counts = {core::sequences(s.at)};
    return s;
}

template <rule R, int H, int G, outcome O, int K, int V>
double price(surroundings const& s) {
    double each = R.reads == reading::after ? 2 : 2;
    each += R.steps * (R.writes == write::hebbian ? 2 : R.writes == write::delta ? 4 : 6);
    each += R.decays == decay::none ? 0 : 1;
    return each * H * K * V * s.rows;
}

/// The subject and what is known of it. Decays are logarithms of numbers below one, keys are short.
template <rule R, int H, int G, outcome O, int K, int V, memory::form F = memory::form::sweep>
void check() {
    CAPTURE(static_cast<int>(R.decays), static_cast<int>(R.writes), R.steps, static_cast<int>(R.reads), H, G, K, V);
    constexpr int n = R.steps;
    using state = rows_of<H * K * V>;
    using query = rows_of<G * K>;
    using key = rows_of<G * n * K>;
    using value = rows_of<H * n * V>;
    using gate = rows_of<R.decays == decay::scalar ? H : H * K>;
    using rate = rows_of<H * n>;
    using other = rows_of<H * K>;
    test::known const facts{.flops = &price<R, H, G, O, K, V>, .around = &with_states, .bound = 64, .size = 1, .apart = false,
                            .low = -0.5, .high = 0.5, .rows = {0, 1, 2, 5, 16, 33}};
    auto const examine = [&](auto subject) { test::examine(subject, facts); };
    if constexpr (R.decays == decay::none && R.writes == write::hebbian) {
        examine(subject_of<state, query, key, value>([](auto& ops, auto const& s, auto m, auto q, auto k, auto v) {
            return ops.template recurrence<R, H, G, O, F>(m, q, k, v, none{}, none{}, none{}, none{}, s.at);
        }));
    } else if constexpr (R.writes == write::hebbian) {
        examine(subject_of<state, query, key, value, gate>([](auto& ops, auto const& s, auto m, auto q, auto k, auto v, auto g) {
            return ops.template recurrence<R, H, G, O, F>(m, q, k, v, g, none{}, none{}, none{}, s.at);
        }));
    } else if constexpr (R.decays == decay::none && R.writes == write::delta) {
        examine(subject_of<state, query, key, value, rate>([](auto& ops, auto const& s, auto m, auto q, auto k, auto v, auto r) {
            return ops.template recurrence<R, H, G, O, F>(m, q, k, v, none{}, r, none{}, none{}, s.at);
        }));
    } else if constexpr (R.writes == write::delta) {
        examine(subject_of<state, query, key, value, gate, rate>(
            [](auto& ops, auto const& s, auto m, auto q, auto k, auto v, auto g, auto r) {
                return ops.template recurrence<R, H, G, O, F>(m, q, k, v, g, r, none{}, none{}, s.at);
            }));
    } else if constexpr (R.decays == decay::none) {
        examine(subject_of<state, query, key, value, other, other>(
            [](auto& ops, auto const& s, auto m, auto q, auto k, auto v, auto a, auto b) {
                return ops.template recurrence<R, H, G, O, F>(m, q, k, v, none{}, none{}, a, b, s.at);
            }));
    } else {
        examine(subject_of<state, query, key, value, gate, other, other>(
            [](auto& ops, auto const& s, auto m, auto q, auto k, auto v, auto g, auto a, auto b) {
                return ops.template recurrence<R, H, G, O, F>(m, q, k, v, g, none{}, a, b, s.at);
            }));
    }
}

}  // namespace

TEST_CASE("a memory that adds up") {
    check<rule{decay::none, write::hebbian}, 2, 1, outcome::dropped, 3, 2>();
    check<rule{decay::scalar, write::hebbian}, 1, 1, outcome::appended, 4, 16>();
    check<rule{decay::channel, write::hebbian}, 2, 2, outcome::appended, 3, 17>();
}
TEST_CASE("a memory that is read before it is written") {
    check<rule{decay::channel, write::hebbian, 1, reading::before}, 2, 2, outcome::appended, 3, 2>();
    check<rule{decay::scalar, write::delta, 1, reading::before}, 1, 1, outcome::dropped, 4, 16>();
}
TEST_CASE("a memory that corrects itself") {
    check<rule{decay::none, write::delta}, 2, 2, outcome::appended, 3, 2>();
    check<rule{decay::none, write::delta}, 1, 1, outcome::dropped, 17, 33>();
    check<rule{decay::scalar, write::delta}, 2, 1, outcome::appended, 5, 16>();
    check<rule{decay::channel, write::delta}, 1, 1, outcome::appended, 4, 64>();
}
TEST_CASE("a memory whose steps share sweeps") {
    check<rule{decay::channel, write::delta}, 1, 1, outcome::appended, 32, 3>();
}
TEST_CASE("a memory that corrects itself several times for each token") {
    check<rule{decay::none, write::delta, 2}, 1, 1, outcome::appended, 3, 2>();
    check<rule{decay::scalar, write::delta, 3}, 2, 2, outcome::dropped, 4, 16>();
}
TEST_CASE("the same by products of matrices") {
    constexpr auto chunks = memory::form::chunks;
    check<rule{decay::none, write::hebbian}, 2, 1, outcome::appended, 3, 2, chunks>();
    check<rule{decay::scalar, write::hebbian}, 1, 1, outcome::dropped, 4, 16, chunks>();
    check<rule{decay::none, write::delta}, 1, 1, outcome::appended, 17, 5, chunks>();
    check<rule{decay::scalar, write::delta}, 2, 1, outcome::appended, 5, 16, chunks>();
}
TEST_CASE("a memory that erases under another key") {
    check<rule{decay::none, write::split}, 1, 1, outcome::appended, 3, 2>();
    check<rule{decay::channel, write::split}, 2, 2, outcome::appended, 4, 16>();
    check<rule{decay::scalar, write::split}, 1, 1, outcome::dropped, 5, 32>();
}
