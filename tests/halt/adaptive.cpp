#include <cmath>

#include "scripted.hpp"

using namespace lathe;
using namespace lathe::test;

namespace {

// p = sigmoid(first entry of what goes into the step)
struct first_entry {
    void operator()(auto& w) const {
        w.halting(0, 0) = 1;
        w.halting(0, 1) = 0;
        w.bias(0, 0) = 0;
    }
};
double logit(double p) { return std::log(p / (1 - p)); }

}  // namespace

TEST_CASE("adaptive shares out the answer until the shares pass the threshold") {
    using rule = halt::adaptive<0.9, 6>;
    // p of the first row: 0.6 and 0.6, so it gets shares 0.6 and 0.4; of the second: 0.3, 0.3, 0.35, so 0.3, 0.3, 0.4
    script const lines{{{logit(0.6), 0}, {logit(0.3), 0}},
                       {{logit(0.6), 10}, {logit(0.3), 1}},
                       {{logit(0.1), 20}, {logit(0.35), 2}},
                       {{logit(0.1), 99}, {logit(0.1), 4}},
                       {{logit(0.1), 99}, {logit(0.1), 99}}};
    auto const all = play<rule>(lines, {}, true, rule::maximum, first_entry{});
    CHECK(all.turns == 3);
    // an answer moves from what it was to the new state by the share
    CHECK(all.values[0][1] == Approx(0.6 * (0.6 * 10) + 0.4 * 20));
    CHECK(all.values[1][1] == Approx(0.6 * (0.7 * (0.3 * 1) + 0.3 * 2) + 0.4 * 4));
    // the ponder cost is remainder + steps
    CHECK(all.watched[0][0] == Approx(0.4 + 2));
    CHECK(all.watched[1][0] == Approx(0.4 + 3));
}

TEST_CASE("who has halted gets no further share, though the loop goes on for others") {
    using rule = halt::adaptive<0.9, 6>;
    script const lines{{{logit(0.95), 0}, {logit(0.1), 0}}, {{5, 7}, {logit(0.1), 1}}, {{5, 1000}, {logit(0.1), 1}}};
    auto const all = play<rule>(lines, {}, true, rule::maximum, first_entry{});
    CHECK(all.turns == 6);
    CHECK(all.values[0][1] == Approx(7));
    CHECK(all.watched[0][0] == Approx(1 + 1));
    auto const alone = play<rule>({{lines[0][0]}, {lines[1][0]}}, {}, true, rule::maximum, first_entry{});
    CHECK(alone.turns == 1);
    CHECK(alone.values[0] == all.values[0]);
    // without leave to stop it runs on, and says the same
    auto const whole = play<rule>({{lines[0][0]}, {lines[1][0]}}, {}, false, rule::maximum, first_entry{});
    CHECK(whole.turns == 6);
    CHECK(whole.values == alone.values);
}

TEST_CASE("shares that are no numbers end the loop and say so") {
    using rule = halt::adaptive<0.9, 6>;
    auto const all = play<rule>({{{no_number, 0}}, {{1, 1}}}, {}, true, rule::maximum, first_entry{});
    CHECK(all.turns == 1);
    CHECK_FALSE(all.finite);
}
