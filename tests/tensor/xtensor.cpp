#include <lathe/tensor/xtensor.hpp>

#include "catch.hpp"

#include <vector>

using namespace lathe;

TEST_CASE("a view shows a matrix as the mathematics has it and writes into the leaf") {
    matrix<tensor::dense<float>, 3, 5> leaf;
    leaf(2, 4) = 7;
    auto seen = tensor::view(leaf);
    CHECK(seen.shape()[0] == 3);
    CHECK(seen.shape()[1] == 5);
    CHECK(seen(2, 4) == 7);
    seen(1, 3) = 4;
    CHECK(leaf(1, 3) == 4);
    CHECK(&seen(0, 0) == leaf.data());
}

TEST_CASE("tables and plain rows stand row by row") {
    table<tensor::dense<double>, 4, 3> leaf;
    leaf(3, 1) = 2;
    CHECK(tensor::view(leaf)(3, 1) == 2);
    std::vector<float> rows{1, 2, 3, 4, 5, 6};
    CHECK(tensor::view(rows.data(), 2, 3)(1, 0) == 4);
}
