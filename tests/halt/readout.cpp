#include "scripted.hpp"

using namespace lathe;
using namespace lathe::test;

namespace {

// One sequence of one row; the rows are logits of two symbols. Before the first step the prediction is uniform.
int stop(auto rule, script const& lines) { return play<decltype(rule)>(lines).steps.at(0); }

}  // namespace

TEST_CASE("kl_below stops when one prediction says what the last one said") {
    using rule = halt::kl_below<0.01, 6>;
    // adding a constant changes no prediction
    CHECK(stop(rule{}, {{{5, 5}}, {{3, 0}}, {{0, 3}}, {{1, 4}}, {{9, 0}}}) == 3);
    // a uniform one is none too surprising at the first step
    CHECK(stop(rule{}, {{{5, 0}}, {{1, 1}}, {{9, 0}}}) == 1);
    CHECK(stop(rule{}, {{{0, 0}}, {{1, 0}}, {{0, 1}}, {{1, 0}}, {{0, 1}}, {{1, 0}}, {{0, 1}}}) == 6);
}

TEST_CASE("entropy_steady stops when the prediction is as sure as the last one") {
    using rule = halt::entropy_steady<0.01, 6>;
    // never at the first step; the other way round is as sure
    CHECK(stop(rule{}, {{{5, 5}}, {{1, 1}}, {{3, 0}}, {{0, 3}}}) == 3);
    CHECK(stop(rule{}, {{{5, 5}}, {{3, 0}}, {{3, 0}}}) == 2);
}

TEST_CASE("argmax_stable counts how often the answer has been the same again") {
    script const lines{{{0, 0}}, {{1, 0}}, {{0, 1}}, {{0, 2}}, {{3, 4}}, {{1, 2}}, {{5, 0}}};
    CHECK(stop(halt::argmax_stable<1, 6>{}, lines) == 3);
    CHECK(stop(halt::argmax_stable<2, 6>{}, lines) == 4);
    CHECK(stop(halt::argmax_stable<3, 6>{}, lines) == 5);
    CHECK(stop(halt::argmax_stable<4, 6>{}, lines) == 6);
}

TEST_CASE("rules that read predictions look at the last position of a sequence") {
    // the last row of sequence 0 stands still from step 1 on, that of sequence 1 never does
    script const lines{{{0, 0}, {0, 0}, {0, 0}, {0, 0}},
                       {{1, 0}, {3, 0}, {3, 0}, {0, 3}},
                       {{0, 1}, {3, 0}, {3, 0}, {3, 0}},
                       {{1, 0}, {3, 0}, {3, 0}, {0, 3}}};
    auto const all = play<halt::kl_below<0.01, 3>>(lines, {0, 0, 1, 1});
    CHECK(all.steps == std::vector{2, 2, 3, 3});
    CHECK(all.values[0] == row{0, 1});
    CHECK(play<halt::kl_below<0.01, 3, grain::token>>(lines, {0, 0, 1, 1}).steps == std::vector{3, 2, 2, 3});
}

TEST_CASE("predictions that are no numbers end the loop and say so") {
    auto const all = play<halt::kl_below<0.01, 6>>({{{0, 0}}, {{1, 0}}, {{no_number, 0}}, {{1, 0}}});
    CHECK(all.steps == std::vector{2});
    CHECK_FALSE(all.finite);
}
