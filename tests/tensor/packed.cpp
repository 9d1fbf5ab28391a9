#include <lathe/tensor/packed.hpp>

#include "catch.hpp"

#include <cstdint>
#include <memory>
#include <type_traits>

using namespace lathe;

namespace {

template <class M>
struct weights {
    matrix<M, 70, 5> many;
    vector<M, 17> gains;
    matrix<M, 1, 40> few;
};

template <class Packed>
void check() {
    auto const w = std::make_unique<weights<Packed>>();
    CHECK(reinterpret_cast<std::uintptr_t>(w->many.data()) % 64 == 0);
    for (int r = 0; r < 70; ++r) {
        for (int c = 0; c < 5; ++c) w->many.set(r, c, static_cast<float>(r - 3 * c));
    }
    for (int r = 0; r < 70; ++r) {
        for (int c = 0; c < 5; ++c) CHECK(w->many(r, c) == static_cast<float>(r - 3 * c));
    }
}

}  // namespace

TEST_CASE("a packed matrix gives back what was put there, and other leaves are dense") {
    check<tensor::packed<float>>();
    check<tensor::packed<float, bfloat16>>();
    STATIC_REQUIRE(std::is_same_v<decltype(weights<tensor::packed<float, bfloat16>>::gains), decltype(weights<tensor::dense<float>>::gains)>);
    STATIC_REQUIRE(std::is_same_v<decltype(weights<tensor::packed<float, bfloat16>>::few), decltype(weights<tensor::dense<float>>::few)> ==
                   (kernel::panel_layout<float>::lanes > 1));
    STATIC_REQUIRE(2 * sizeof(weights<tensor::packed<float, bfloat16>>::many) == sizeof(weights<tensor::packed<float>>::many));
}
