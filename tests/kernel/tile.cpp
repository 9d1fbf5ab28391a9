#include <lathe/kernel/tile.hpp>

#include "catch.hpp"
#include "products.hpp"

using namespace lathe;

TEMPLATE_TEST_CASE("tiles of every height and width are right up to the last lane", "", float, double) {
    using t = TestType;
    using tiling = kernel::tiling<t>;
    test::products<t> products(4096);
    for (int m = 0; m <= 2 * tiling::rows_beside(2) + 1; ++m) {
        for (int n = 0; n <= 9 * tiling::lanes; n += n < 2 * tiling::lanes + 1 ? 1 : 5) {
            for (bool outer : {false, true}) {
                CAPTURE(m, n, outer);
                auto const call = [&](auto y, auto x, auto w, int rows, int depth, int columns, bool add) {
                    if (outer) {
                        tiling::product(y, {x.data, 1, x.stride}, w.data, w.stride, depth, rows, columns, add);
                    } else {
                        tiling::product(y, {x.data, x.stride, 1}, w.data, w.stride, rows, depth, columns, add);
                    }
                };
                auto const form = outer ? test::form::outer : test::form::straight;
                bool const add = (m + n) % 2 == 0;
                CHECK(products.wrong(form, outer ? 5 : m, outer ? m : 5, n, m % 3, n % 3 > 0, add, call) == 0);
            }
        }
    }
}

TEST_CASE("a tile leaves room in the registers") {
    using tiling = kernel::tiling<float>;
    for (int width : {1, 2, 4, 8}) {
        CHECK(tiling::rows_beside(width) >= 1);
        CHECK(tiling::rows_beside(width) * width <= (kernel::panel_width<float>::many_registers ? 24 : 12));
    }
}
