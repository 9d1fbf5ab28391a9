#include <lathe/variant/trm_mixer.hpp>

#include <lathe/model.hpp>

#include "catch.hpp"

using namespace lathe;

constexpr shape published{.vocab = 11, .width = 512, .hidden = 1536, .context = 81};

TEST_CASE("TRM with a mixer has as many parameters as its published code") {
    STATIC_REQUIRE(model<variant::trm_mixer<>, published>::parameters == 5'028'866);
}
