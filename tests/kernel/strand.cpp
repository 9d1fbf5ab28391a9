#include <lathe/kernel/strand.hpp>

#include "catch.hpp"

#include <array>
#include <numeric>
#include <type_traits>

using namespace lathe::kernel;

TEST_CASE("a strand steps from token to token, and a shifted one stays where there is none") {
    std::array<int, 12> numbers;
    std::iota(numbers.begin(), numbers.end(), 0);
    strand<int> const rows{numbers.data(), 4};
    CHECK(*rows[2] == 8);
    CHECK(rows.from(1)[2][1] == 10);
    CHECK(strand<int>{}.from(3).data == nullptr);

    head_rows<int> head;
    head.count = 3;
    head.key = head.value = rows;
    auto const part = head.columns(2);
    CHECK(*part.value[1] == 6);
    CHECK(*part.key[1] == 4);
    CHECK(part.erase.data == nullptr);
    CHECK(part.count == 3);
    CHECK(*block<int>{numbers.data() + 1, 5}.row(2) == 11);
}

TEMPLATE_TEST_CASE("numbers and batches are read, written and added up alike", "", float, double) {
    using t = TestType;
    using batch = xsimd::batch<t>;
    STATIC_REQUIRE(std::is_same_v<typename entry_of<batch>::type, t>);
    STATIC_REQUIRE(std::is_same_v<typename entry_of<t>::type, t>);
    STATIC_REQUIRE(lanes_of<t> == 1);
    STATIC_REQUIRE(lanes_of<batch> == static_cast<int>(batch::size));
    std::array<t, batch::size> from, to{};
    std::iota(from.begin(), from.end(), t(1));
    store_to(to.data(), load_from<batch>(from.data()));
    CHECK(to == from);
    store_to(to.data() + 1, load_from<t>(from.data()));
    CHECK(to[1] == 1);
    CHECK(total_of(load_from<batch>(from.data())) == std::accumulate(from.begin(), from.end(), t(0)));
    CHECK(total_of(t(3)) == 3);
}

namespace {

template <class X, int N>
void check_dot() {
    using t = typename entry_of<X>::type;
    // one more on each side, which would be seen in the sum
    std::array<t, N + 2> a, b;
    a.fill(t(1e6));
    b.fill(t(1e6));
    t expected = 0;
    for (std::size_t i = 1; i <= N; ++i) {
        a[i] = static_cast<t>(i % 7) - 3;
        b[i] = static_cast<t>(i % 5);
        expected += a[i] * b[i];
    }
    // small whole numbers: exact in every order
    CHECK(dot<N, X>(a.data() + 1, b.data() + 1) == expected);
}

}  // namespace

TEMPLATE_TEST_CASE("sums of products of lengths around a batch", "", float, double) {
    using batch = xsimd::batch<TestType>;
    constexpr int lanes = lanes_of<batch>;
    check_dot<batch, 1>();
    check_dot<batch, lanes - 1>();
    check_dot<batch, lanes>();
    check_dot<batch, lanes + 1>();
    check_dot<batch, 3 * lanes + 2>();
    check_dot<TestType, 5>();
}

TEST_CASE("a dot product is constexpr for numbers") {
    constexpr std::array<int, 3> a{1, 2, 3};
    STATIC_REQUIRE(dot<3, int>(a.data(), a.data()) == 14);
}
