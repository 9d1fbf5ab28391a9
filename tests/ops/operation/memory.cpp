#include <lathe/ops/operation/memory.hpp>

#include "ops/examine.hpp"

using namespace lathe;
using test::rows_of;
using test::subject_of;

namespace {

template <int K, int V>
double twice(test::surroundings const& s) {
    return 2.0 * K * V * s.rows;
}
template <int K, int V>
double once(test::surroundings const& s) {
    return 1.0 * K * V * s.rows;
}

template <int K, int V>
void check() {
    CAPTURE(K, V);
    test::examine(subject_of<rows_of<K * V>, rows_of<K>>([](auto& ops, auto const&, auto s, auto q) { return ops.read(s, q); }),
                  {.flops = &twice<K, V>, .bound = 8.0 + K, .size = 1});
    test::examine(subject_of<rows_of<K * V>, rows_of<V>>(
                      [](auto& ops, auto const&, auto s, auto u) { return ops.read_transposed(s, u); }),
                  {.flops = &twice<K, V>, .bound = 8.0 + V, .size = 1});
    test::examine(subject_of<rows_of<K>, rows_of<V>>([](auto& ops, auto const&, auto k, auto u) { return ops.outer(k, u); }),
                  {.flops = &once<K, V>, .bound = 8.0 + K + V, .size = 1});
}

}  // namespace

TEST_CASE("a dot product of rows is a memory of one value, read") {
    test::each_width<1, 3, 16, 17>([](auto width) {
        constexpr int w = width();
        test::examine(
            subject_of<rows_of<w>, rows_of<w>>([](auto& ops, auto const&, auto a, auto b) { return ops.dot(a, b); }),
            {.flops = &twice<w, 1>, .bound = 8.0 + w, .size = 1});
    });
}

TEST_CASE("rows of another width hold the same numbers") {
    auto const check = []<int W, int D>() {
        CAPTURE(W, D);
        test::examine(subject_of<rows_of<W>>([](auto& ops, auto const&, auto x) {
                          return ops.scale(ops.template reshape<D>(x), 3.0);
                      }),
                      {.flops = &once<W, 1>, .apart = false});
    };
    check.template operator()<6, 3>();
    check.template operator()<32, 16>();
}

TEST_CASE("memories are read, read the other way, and made of a key and a value") {
    check<1, 1>();
    check<3, 2>();
    check<5, 16>();
    check<17, 4>();
}
