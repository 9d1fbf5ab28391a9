#include "scripted.hpp"

using namespace lathe;
using namespace lathe::test;

namespace {

using still = halt::settled<0.01, 8>;
using straight = halt::aligned<0.01, 7>;

// Row by row and step by step: the first row keeps its direction at step 1 and its length at step 3; the second does
// both at step 2; the third does neither.
script const lines{{{1, 0}, {1, 0}, {1, 0}},   {{2, 0}, {0, 1}, {0, 1}}, {{0, 3}, {0, 1}, {1, 0}},
                   {{0, 3}, {1, 0}, {0, 1}}, {{5, 0}, {0, 1}, {1, 0}}, {{0, 5}, {1, 0}, {0, 1}},
                   {{5, 0}, {0, 1}, {1, 0}}, {{0, 5}, {1, 0}, {0, 1}}, {{5, 0}, {0, 1}, {1, 0}}};

}  // namespace

TEST_CASE("first_of stops as soon as one rule does, and has the least of the maxima") {
    CHECK(play<still>(lines).steps == std::vector{3, 2, 8});
    CHECK(play<straight>(lines).steps == std::vector{1, 2, 7});
    CHECK(play<halt::first_of<still, straight>>(lines).steps == std::vector{1, 2, 7});
    CHECK(play<halt::first_of<straight, still>>(lines).steps == std::vector{1, 2, 7});
    CHECK(play<halt::first_of<still, halt::after<2>>>(lines).steps == std::vector{2, 2, 2});
    CHECK(play<halt::first_of<halt::after<5>, still>>(lines).steps == std::vector{3, 2, 5});
    CHECK(play<halt::first_of<still, straight, halt::after<4>>>(lines).steps == std::vector{1, 2, 4});
}

TEST_CASE("every stops when all rules agree") {
    CHECK(play<halt::every<still, straight>>(lines).steps == std::vector{3, 2, 7});
    script const turning{{{1, 0}}, {{3, 0}}, {{6, 0}}, {{6, 0}}};
    CHECK(play<straight>(turning).steps == std::vector{1});
    CHECK(play<halt::every<still, straight>>(turning).steps == std::vector{3});
    CHECK(play<halt::first_of<halt::every<still, straight>, halt::after<2>>>(turning).steps == std::vector{2});
}

TEST_CASE("rules with memories keep them apart") {
    using same = halt::argmax_stable<2, 8>;
    using calm = halt::entropy_steady<0.01, 8>;
    // the entropy is steady from step 2 on, the answer has been the same twice again at step 5
    script const talk{{{0, 0}}, {{3, 0}}, {{0, 3}}, {{3, 0}}, {{3, 0}}, {{3, 0}}, {{0, 3}}};
    CHECK(play<calm>(talk).steps == std::vector{2});
    CHECK(play<same>(talk).steps == std::vector{5});
    CHECK(play<halt::first_of<same, calm>>(talk).steps == std::vector{2});
    CHECK(play<halt::every<same, calm>>(talk).steps == std::vector{5});
    CHECK(play<halt::every<calm, same>>(talk).steps == std::vector{5});
    // calm only at the beginning: the two never agree
    script const other{{{0, 0}}, {{3, 0}}, {{0, 3}}, {{3, 0}}, {{2, 0}}, {{1, 0}}, {{0.5, 0}}, {{0.2, 0}}, {{3, 0}}};
    CHECK(play<halt::every<calm, same>>(other).steps == std::vector{8});
}
