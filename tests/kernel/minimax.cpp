#include <lathe/kernel/minimax.hpp>

#include "catch.hpp"

#include <limits>

using namespace lathe::kernel;
using batch = xsimd::batch<float>;

// How far they are from the truth over all floats: tests/kernel/batch.cpp.

TEST_CASE("a polynomial of every length") {
    CHECK(minimax::polynomial(batch(2.0F), 3.0F, 5.0F).get(0) == 3 + 5 * 2);
    CHECK(minimax::polynomial(batch(2.0F), 1.0F, 2.0F, 3.0F, 4.0F, 5.0F, 6.0F).get(0) == 1 + 4 + 12 + 32 + 80 + 192);
    CHECK(minimax::polynomial(batch(2.0F), 3.0F, 5.0F, 7.0F).get(0) == 3 + 5 * 2 + 7 * 4);
    CHECK(minimax::polynomial(batch(2.0F), 3.0F).get(0) == 3);
}

TEST_CASE("results are normal numbers, or nothing") {
    CHECK(minimax::exp(batch(-87.3F)).get(0) > 1.17e-38F);
    CHECK(minimax::exp(batch(-87.4F)).get(0) == 0);
    CHECK(minimax::exp(batch(88.3F)).get(0) < std::numeric_limits<float>::infinity());
    CHECK(minimax::exp(batch(88.8F)).get(0) == std::numeric_limits<float>::infinity());
    CHECK(minimax::sigmoid(batch(-87.3F)).get(0) > 1.17e-38F);
    CHECK(minimax::sigmoid(batch(-87.4F)).get(0) == 0);
}

TEST_CASE("erf is odd and stays within one") {
    for (float x = 0; x < 12; x += 0.01F) {
        float const y = minimax::erf(batch(x)).get(0);
        CHECK(y <= 1);
        CHECK(minimax::erf(batch(-x)).get(0) == -y);
    }
}
