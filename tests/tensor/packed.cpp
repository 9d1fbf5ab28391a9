#include <lathe/tensor/packed.hpp>

#include "catch.hpp"

#include <cmath>
#include <cstdint>
#include <memory>
#include <type_traits>

using namespace lathe;
using namespace lathe::kernel;

namespace {

template <class M>
struct weights {
    matrix<M, 70, 5> many;
    vector<M, 17> gains;
    matrix<M, 1, 40> few;
};

}  // namespace

TEMPLATE_TEST_CASE("a packed matrix gives back what was put there, and other leaves are dense", "", form::own<float>, form::bf16,
                   form::bf16_dot, form::int8<64>) {
    using storage = tensor::packed<TestType>;
    auto const w = std::make_unique<weights<storage>>();
    CHECK(reinterpret_cast<std::uintptr_t>(w->many.panels()) % 64 == 0);
    auto const number = [](int r, int c) { return static_cast<float>(r - 3 * c); };
    w->many.pack(number);
    // integers up to 70 are exact in all forms but one, whose scale is the largest of a row over 127
    float const apart = std::is_same_v<TestType, form::int8<64>> ? 0.3F : 0.0F;
    for (int r = 0; r < 70; ++r) {
        for (int c = 0; c < 5; ++c) CHECK(std::fabs(w->many(r, c) - number(r, c)) <= apart);
    }
    using dense = weights<tensor::dense<float>>;
    STATIC_REQUIRE(std::is_same_v<decltype(w->gains), decltype(dense::gains)>);
    STATIC_REQUIRE(std::is_same_v<decltype(w->few), decltype(dense::few)> == (panel_layout<TestType>::lanes > 1));
}
