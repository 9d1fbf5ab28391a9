#include <lathe/kernel/transposed.hpp>

#include "catch.hpp"
#include "products.hpp"

using namespace lathe;

namespace {

template <class T>
void check(test::products<T>& products, int m, int k, int n, bool at_end, bool add) {
    CAPTURE(m, k, n, at_end, add);
    CHECK(products.wrong(test::form::transposed, m, k, n, m % 3, at_end, add,
                         [](auto y, auto x, auto w, int rows, int depth, int columns, bool more) {
                             kernel::transposing<T>::product(y, x, w, rows, depth, columns, more);
                         }) == 0);
}

}  // namespace

TEMPLATE_TEST_CASE("products with a transpose are right for few rows and many", "", float, double) {
    using t = TestType;
    constexpr int lanes = kernel::transposing<t>::lanes;
    test::products<t> products(8192);
    for (int m : {0, 1, 2, 3, 4, 5, 13}) {
        for (int k = 0; k <= 2 * lanes + 1; ++k) {
            for (int n = 0; n <= 4 * lanes + 1; n += n < lanes + 2 ? 1 : lanes - 1) {
                check(products, m, k, n, (m + n) % 3 > 0, (k + n) % 2 == 0);
            }
        }
    }
}

TEMPLATE_TEST_CASE("a depth that no panel holds is taken in parts", "", float, double) {
    using t = TestType;
    constexpr int most = 128;
    test::products<t> products(80000);
    for (int k : {most - 1, most, most + 1, 2 * most + 3}) {
        for (bool add : {false, true}) check(products, 4, k, kernel::tiling<t>::packed_columns + 1, true, add);
    }
}
