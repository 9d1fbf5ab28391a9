#include <lathe/core/stepwise.hpp>

#include "catch.hpp"

using namespace lathe;

TEST_CASE("steps end where their symbols do") {
    stepwise_problem p({.question = 3, .steps = 3, .chain = 6, .answer = 2});
    CHECK(p.end_of(2) == 0);
    CHECK(p.steps() == 0);
    p.chain = {7, 8, 9, 7, 8, 9};
    p.ends = {2, 3, 6};
    CHECK(p.steps() == 3);
    CHECK(p.end_of(-1) == 0);
    CHECK(p.end_of(0) == 0);
    CHECK(p.end_of(1) == 2);
    CHECK(p.end_of(2) == 3);
    CHECK(p.end_of(3) == 6);
    CHECK(p.end_of(9) == 6);
}

TEST_CASE("a problem has room for what was said, and keeps it") {
    stepwise_problem p({.question = 5, .steps = 2, .chain = 4, .answer = 3});
    CHECK(p.question.capacity() >= 5);
    CHECK(p.ends.capacity() >= 2);
    CHECK(p.chain.capacity() >= 4);
    CHECK(p.answer.capacity() >= 3);
    p.question = {1};
    p.clear();
    CHECK(p.question.empty());
    CHECK(p.question.capacity() >= 5);
}
