#include "scripted.hpp"

using namespace lathe;
using namespace lathe::test;

TEST_CASE("a token whose state has settled leaves, and keeps what it had") {
    // relative changes of the first row: 1/2, 0.1/2.1; of the second always 1 or more
    script const lines{{{1, 0}, {1, 0}}, {{2, 0}, {-1, 0}}, {{2.1, 0}, {1, 0}}, {{9, 9}, {-1, 0}}, {{9, 9}, {1, 0}}};
    auto const all = play<halt::settled<0.05, 4>>(lines);
    CHECK(all.steps == std::vector{2, 4});
    CHECK(all.values == std::vector<row>{{2.1, 0}, {1, 0}});
    CHECK(all.turns == 4);
    CHECK(all.finite);
    // 0.1 / 2.1 = 0.0476 is no longer below the threshold
    CHECK(play<halt::settled<0.047, 4>>(lines).steps == std::vector{4, 4});
}

TEST_CASE("a loop ends when nobody is left in it") {
    script const lines{{{1, 0}, {3, 0}}, {{1, 0}, {4, 0}}, {{7, 0}, {4, 0}}};
    auto const all = play<halt::settled<0.05, 8>>(lines);
    CHECK(all.steps == std::vector{1, 2});
    CHECK(all.turns == 2);
}

TEST_CASE("a sequence leaves when its rows have settled in the mean") {
    using rule = halt::settled<0.1, 4, grain::sequence>;
    // step 2: the rows of sequence 0 change by 0 and 0.15, in the mean by less than 0.1; sequence 1 goes on
    script const lines{{{1, 0}, {1, 0}, {1, 0}},
                       {{5, 0}, {5, 0}, {2, 0}},
                       {{5, 0}, {5 / 0.85, 0}, {1, 0}},
                       {{9, 0}, {9, 0}, {2, 0}},
                       {{9, 0}, {9, 0}, {1, 0}}};
    auto const all = play<rule>(lines, {0, 0, 1});
    CHECK(all.steps == std::vector{2, 2, 4});
    CHECK(all.values[0] == row{5, 0});
    CHECK(all.values[2] == row{1, 0});
    // token by token the second row would have stayed
    CHECK(play<halt::settled<0.1, 4>>(lines, {0, 0, 1}).steps == std::vector{2, 4, 4});
}

TEST_CASE("numbers that are none end the loop and say so") {
    script const lines{{{1, 0}, {1, 0}}, {{2, 0}, {2, 0}}, {{no_number, 0}, {3, 0}}, {{1, 0}, {4, 0}}};
    auto const all = play<halt::settled<0.01, 3>>(lines);
    CHECK(all.steps == std::vector{2, 3});
    CHECK_FALSE(all.finite);
    CHECK(all.values[1] == row{4, 0});
    script const turning{{{1, 0}}, {{0, 1}}, {{no_number, 0}}, {{0, 1}}};
    CHECK(play<halt::aligned<0.001, 3>>(turning).steps == std::vector{2});
    CHECK_FALSE(play<halt::aligned<0.001, 3>>(turning).finite);
    // who may not leave says so at the end
    script const ending{{{1, 0}}, {{2, 0}}, {{3, 0}}, {{no_number, 0}}};
    CHECK_FALSE(play<halt::settled<0.01, 3>>(ending, {}, false).finite);
}

TEST_CASE("a state of zeros that stays where it is has settled") {
    script const lines{{{0, 0}, {0, 0}}, {{0, 0}, {1, 0}}, {{5, 0}, {0, 0}}, {{5, 0}, {0, 0}}};
    auto const all = play<halt::settled<0.05, 4>>(lines);
    CHECK(all.steps == std::vector{1, 3});
    CHECK(all.finite);
    auto const turned = play<halt::aligned<0.05, 4>>(lines);
    CHECK(turned.steps == std::vector{1, 3});
    CHECK(turned.finite);
    // in the mean of a sequence, a row that has gone to zero keeps the others
    CHECK(play<halt::settled<0.05, 4, grain::sequence>>(lines, {0, 0}).steps == std::vector{3, 3});
}

TEST_CASE("no rule goes on for longer than its maximum or the limit, nor stops when it may not") {
    script const lines{{{1, 0}}, {{-1, 0}}, {{1, 0}}, {{-1, 0}}, {{1, 0}}, {{-1, 0}}, {{-1, 0}}};
    CHECK(play<halt::settled<0.1, 3>>(lines).steps == std::vector{3});
    CHECK(play<halt::settled<0.1, 8>>(lines, {}, true, 2).steps == std::vector{2});
    CHECK(play<halt::settled<0.1, 8>>(lines).steps == std::vector{6});
    CHECK(play<halt::settled<0.1, 8>>(lines, {}, false).steps == std::vector{8});
}

TEST_CASE("a token whose direction has settled leaves") {
    // the first row only grows; the second turns by 90 degrees and then stays
    script const lines{{{1, 1}, {1, 0}}, {{2, 2}, {0, 1}}, {{3, 3}, {0, 1}}, {{-3, 3}, {1, 0}}};
    auto const all = play<halt::aligned<0.1, 4>>(lines);
    CHECK(all.steps == std::vector{1, 2});
    CHECK(play<halt::settled<0.1, 4>>(lines).steps == std::vector{4, 2});
}
