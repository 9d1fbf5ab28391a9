#include <lathe/kernel/grid.hpp>

#include "catch.hpp"

using namespace lathe::kernel;

namespace {

template <class T>
constexpr T corner(grid<T> g, source<T> s) {
    return g.row(1)[0] + s.row(1)[1];
}

constexpr bool rows_stand_a_stride_apart() {
    float numbers[]{0, 1, 2, 3, 4, 5};
    grid const g{numbers, 3};
    return g.row(1) == numbers + 3 && corner(g, g) == 7 && corner(g, grid<float const>{numbers, 2}) == 6;
}
static_assert(rows_stand_a_stride_apart());
static_assert(std::is_convertible_v<grid<float>, grid<float const>>);
static_assert(!std::is_convertible_v<grid<float const>, grid<float>>);

}  // namespace

TEST_CASE("a row may begin before the matrix and far behind it") {
    double numbers[7]{};
    grid const g{numbers + 6, -3};
    CHECK(g.row(2) == numbers);
}
