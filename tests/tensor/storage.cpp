#include <lathe/tensor/storage.hpp>

#include "catch.hpp"

#include <type_traits>

using namespace lathe;

TEST_CASE("a storage says in which form matrices are held, and how many bytes 64 weights of an output take") {
    STATIC_REQUIRE(std::is_same_v<storage::own::form<double>, kernel::form::own<double>>);
    auto const bytes = []<class Form>(Form) {
        using layout = kernel::panel_layout<Form>;
        return static_cast<std::ptrdiff_t>(sizeof(typename Form::word)) * layout::size(layout::columns, 64) / layout::columns;
    };
    CHECK(bytes(storage::own::form<double>{}) == 512);
    CHECK(bytes(storage::own::form<float>{}) == 256);
    CHECK(bytes(storage::bf16::form<float>{}) == 128);
    CHECK(bytes(storage::bf16_dot::form<float>{}) == 128);
    CHECK(bytes(storage::int8<>::form<float>{}) == 68);
    CHECK(bytes(storage::int8<16>::form<float>{}) == 80);
}
