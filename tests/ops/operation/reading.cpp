#include <lathe/ops/operation/reading.hpp>

#include <lathe/exec/memory.hpp>

#include "ops/examine.hpp"

using namespace lathe;
using test::rows_of;
using test::subject_of;
using test::surroundings;

namespace {

template <int W>
double six_each(surroundings const& s) {
    return 6.0 * W * s.rows;
}

template <class K, class T>
std::vector<T> read(std::vector<T> row) {
    std::vector<T> four(4), share(std::min<std::size_t>(row.size(), ops::op::reading::piece));
    ops::op::reading::row<K>(static_cast<int>(row.size()), four.data(), share.data(), static_cast<T const*>(row.data()));
    return four;
}

}  // namespace

TEST_CASE("reading") {
    // more than one piece; log total - mean / total cancels where one symbol is nearly certain
    test::each_width<1, 17, 600>([](auto width) {
        test::examine(subject_of<rows_of<width()>>([](auto& ops, auto const&, auto x) { return ops.reading(x); }),
                      {.flops = &six_each<width()>, .bound = 16, .size = 4, .smooth = false});
    });
}

TEST_CASE("reading says what argmax, softmax and entropy say, wherever the largest stand") {
    constexpr int width = 1300;
    exec::scratch_memory<double> const memory(ops::demand{.numbers = 16384});
    random_numbers numbers(5);
    std::vector<double> row(width);
    for (int const top : {0, 7, 511, 512, 1000, 1299}) {
        for (int const next : {1, 510, 513, 1298}) {
            for (double& v : row) v = 1.5 * numbers.normal();
            row[static_cast<std::size_t>(top)] = 9;
            row[static_cast<std::size_t>(next)] = 8.5;
            ops::eager<kernel::plain, double> ops(memory.get());
            auto const x = ops.given<width>(row.data(), 1);
            auto const p = ops.softmax(x);
            for (auto const& four : {read<kernel::plain>(row), read<kernel::fast>(row)}) {
                CHECK(four[0] == top);
                CHECK(four[1] == Approx(p.data[top]).epsilon(1e-12));
                CHECK(four[2] == Approx(p.data[next]).epsilon(1e-12));
                CHECK(four[3] == Approx(ops.entropy(x).data[0]).epsilon(1e-12));
            }
        }
    }
}

TEST_CASE("reading takes the first of equals, leaves out what cannot be, and tells what is no number") {
    double const nan = std::numeric_limits<double>::quiet_NaN();
    double const never = -std::numeric_limits<double>::infinity();
    auto const twice = read<kernel::fast>(std::vector<double>{1, 3, 2, 3});
    CHECK(twice[0] == 1);
    CHECK(twice[1] == Approx(twice[2]));
    auto const some = read<kernel::fast>(std::vector<double>{0, never, 0, never});
    CHECK(some[1] == Approx(0.5));
    CHECK(some[3] == Approx(std::log(2.0)));
    auto const strange = read<kernel::fast>(std::vector<double>{0, 1, nan, 5});
    CHECK(strange[0] == 2);
    CHECK(strange[1] != strange[1]);
    CHECK(strange[3] != strange[3]);
    CHECK(read<kernel::plain>(std::vector<double>{4}) == std::vector<double>{0, 1, 0, 0});
}
