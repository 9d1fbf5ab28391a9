#include <lathe/variant/hrm.hpp>

#include <lathe/model.hpp>

#include "catch.hpp"

using namespace lathe;

constexpr shape published{.vocab = 11, .width = 512, .heads = 8, .hidden = 1536, .context = 81};

TEST_CASE("HRM has as many parameters as its published code") {
    STATIC_REQUIRE(model<variant::hrm<>, published>::parameters == 27'275'266);
}
