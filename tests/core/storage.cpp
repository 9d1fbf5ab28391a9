#include <lathe/core/storage.hpp>

#include "catch.hpp"

#include <type_traits>

using namespace lathe;

TEST_CASE("a storage says which numbers matrices are made of") {
    STATIC_REQUIRE(std::is_same_v<storage::own::element<double>, double>);
    STATIC_REQUIRE(std::is_same_v<storage::bf16::element<float>, bfloat16>);
    STATIC_REQUIRE(sizeof(storage::bf16::element<float>) == 2);
}
