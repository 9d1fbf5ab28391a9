#include <lathe/core/memory.hpp>

#include "catch.hpp"

using namespace lathe::memory;

namespace {

template <rule R>
struct of_rule {
    static constexpr bool forgets = R.decays != decay::none;
};

}  // namespace

TEST_CASE("rules and sizes are values that types are made of") {
    STATIC_REQUIRE(of_rule<rule{decay::scalar, write::hebbian}>::forgets);
    STATIC_REQUIRE_FALSE(of_rule<rule{}>::forgets);
    STATIC_REQUIRE(rule{} == rule{decay::none, write::delta, 1, reading::after});
    STATIC_REQUIRE(sizes{.heads = 2} != sizes{});
}
