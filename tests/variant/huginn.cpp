#include <lathe/variant/huginn.hpp>

#include <lathe/model.hpp>

#include "catch.hpp"

using namespace lathe;

constexpr shape published{.vocab = 65536, .width = 5280, .heads = 55, .hidden = 17920, .context = 4096};

TEST_CASE("Huginn has as many parameters as its published code") {
    STATIC_REQUIRE(model<variant::huginn<>, published>::parameters == 3'564'976'800);
}
