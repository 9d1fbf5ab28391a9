#include "scripted.hpp"

using namespace lathe;
using namespace lathe::test;

TEST_CASE("after runs all its steps, whatever happens") {
    script const lines{{{1, 0}}, {{1, 0}}, {{no_number, 0}}, {{4, 0}}, {{5, 0}}};
    auto const all = play<halt::after<3>>(lines);
    CHECK(all.turns == 3);
    CHECK(all.values == std::vector<row>{{4, 0}});
    CHECK(all.finite);
    CHECK(play<halt::after<3>>(lines, {}, true, 1).values == std::vector<row>{{1, 0}});
    CHECK_FALSE(play<halt::after<3>>(lines, {}, true, 2).finite);
}

TEST_CASE("a sampled number of steps has a mean and a maximum") {
    using rule = halt::sampled<4.0, 8>;
    static_assert(rule::maximum == 8 && rule::mean == 4.0 && !rule::judges);
    CHECK(play<rule>({{{1, 0}}, {{2, 0}}}, {}, true, 2).turns == 2);
}
