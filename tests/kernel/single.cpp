#include <array>
#include <cmath>
#include <lathe/kernel/single.hpp>
#include <limits>
#include <vector>

#include "catch.hpp"
#include "products.hpp"

using namespace lathe;
using kernel::single;
using kernel::plain;

namespace {

template <class T>
constexpr int lanes = static_cast<int>(xsimd::batch<T>::size);

/// Every length up to four batches and one, and some around a hundred.
template <class T>
std::vector<int> lengths() {
    std::vector<int> all;
    for (int n = 0; n <= 4 * lanes<T> + 1; ++n) all.push_back(n);
    for (int n = 95; n <= 113; ++n) all.push_back(n);
    return all;
}

template <class T>
bool near(T a, T b, T scale = T(1)) {
    return std::fabs(a - b) <= 8 * std::numeric_limits<T>::epsilon() * (scale + std::fabs(b));
}

constexpr auto formula = [](auto a, auto b) { return a * kernel::sigmoid(b) + kernel::tanh(a - b); };

template <class T>
void check_products(std::vector<std::array<int, 3>> const& sizes, std::size_t most, bool also_unlike) {
    test::products<T> products(most);
    for (auto const& [m, k, n] : sizes) {
        for (int gap : {0, 3}) {
            for (bool add : {false, true}) {
                if (add && gap == 0 && !also_unlike) continue;
                CAPTURE(m, k, n, gap, add);
                CHECK(products.wrong(test::form::straight, m, k, n, gap, !add, add,
                                     [](auto... a) { single::product(a...); }) == 0);
                CHECK(products.wrong(test::form::transposed, m, k, n, gap, !add, add,
                                     [](auto... a) { single::product_transposed(a...); }) == 0);
                CHECK(products.wrong(test::form::outer, m, k, n, gap, !add, add, [](auto y, auto x, auto w, auto... a) {
                          single::product_outer(y, x, w, a...);
                      }) == 0);
            }
        }
    }
}

}  // namespace

TEMPLATE_TEST_CASE("single maps and accumulates as plain does, and only inside", "", float, double) {
    using t = TestType;
    constexpr std::size_t most = 128;
    test::guarded<t> first(most);
    test::guarded<t> second(most);
    test::guarded<t> target(most);
    test::sample<t> sample;
    for (int const n : lengths<t>()) {
        for (bool const at_end : {false, true}) {
            CAPTURE(n, at_end);
            auto const count = static_cast<std::size_t>(n);
            t* const a = first.place(count, at_end);
            t* const b = second.place(count, at_end);
            t* const y = target.place(count, at_end);
            sample.fill(a, count);
            sample.fill(b, count);
            sample.fill(y, count);
            // One number on the side that has no forbidden page.
            t* const beside = at_end ? y - 1 : y + n;
            *beside = t(42);
            std::vector<t> expected(y, y + n);
            auto const agrees = [&] {
                bool all = true;
                for (int i = 0; i < n; ++i) all = all && near(y[i], expected[static_cast<std::size_t>(i)]);
                return all && *beside == t(42);
            };

            plain::accumulate(n, expected.data(), formula, a, b);
            single::accumulate(n, y, formula, a, b);
            CHECK(agrees());

            plain::map(n, expected.data(), formula, a, b);
            single::map(n, y, formula, a, b);
            CHECK(agrees());

            t const scale = t(3);
            plain::map(n, expected.data(), [scale](auto u, auto v) { return scale * u - v; }, expected.data(), b);
            single::map(n, y, [scale](auto u, auto v) { return scale * u - v; }, y, b);
            CHECK(agrees());

            plain::map(n, expected.data(), [scale] { return scale; });
            single::map(n, y, [scale] { return scale; });
            CHECK(agrees());

            plain::map(n, expected.data(), [](auto u) { return kernel::select(u > t(0), t(1), u); }, a);
            single::map(n, y, [](auto u) { return kernel::select(u > t(0), t(1), u); }, a);
            CHECK(agrees());
        }
    }
}

TEMPLATE_TEST_CASE("single sums and finds the largest as plain does", "", float, double) {
    using t = TestType;
    test::guarded<t> first(128);
    test::guarded<t> second(128);
    test::sample<t> sample;
    for (int const n : lengths<t>()) {
        for (bool const at_end : {false, true}) {
            CAPTURE(n, at_end);
            auto const count = static_cast<std::size_t>(n);
            t* const a = first.place(count, at_end);
            t* const b = second.place(count, at_end);
            sample.fill(a, count);
            sample.fill(b, count);
            // One is added so that lanes beyond the end would show.
            auto const product = [](auto u, auto v) { return u * v + t(1); };
            CHECK(near(single::sum<t>(n, product, a, b), plain::sum<t>(n, product, a, b), static_cast<t>(n)));
            CHECK(single::sum<t>(n, [] { return t(1); }) == static_cast<t>(n));
            if (n == 0) continue;
            CHECK(single::largest(n, a) == plain::largest(n, a));
            for (int i = 0; i < n; ++i) a[i] = -1 - std::fabs(a[i]);
            CHECK(single::largest(n, a) == plain::largest(n, a));
            t const keep = a[n / 2];
            a[n / 2] = std::numeric_limits<t>::infinity();
            CHECK(single::largest(n, a) == a[n / 2]);
            a[n / 2] = std::numeric_limits<t>::quiet_NaN();
            CHECK(std::isnan(single::largest(n, a)));
            a[n / 2] = keep;
            a[0] = std::numeric_limits<t>::quiet_NaN();
            CHECK(std::isnan(single::largest(n, a)));
            CHECK(std::isnan(single::sum<t>(n, [](auto u) { return u; }, a)));
        }
    }
}

TEST_CASE("a sum does not depend on where its numbers stand") {
    test::sample<float> sample;
    auto const numbers = sample(1000);
    std::vector<float> moved(1032);
    auto const square = [](auto x) { return x * x; };
    float const total = single::sum<float>(1000, square, numbers.data());
    for (std::size_t offset = 0; offset < 32; ++offset) {
        std::copy(numbers.begin(), numbers.end(), moved.begin() + static_cast<std::ptrdiff_t>(offset));
        CHECK(single::sum<float>(1000, square, moved.data() + offset) == total);
    }
}

TEMPLATE_TEST_CASE("single products of small matrices are right", "", float, double) {
    std::vector<std::array<int, 3>> sizes;
    for (int m : {0, 1, 2, 3, 4, 7, 8, 13}) {
        for (int k : {0, 1, 2, 5, 8, 15, 16, 17, 33}) {
            for (int n : {0, 1, 2, 6, 8, 9, 15, 16, 17, 31, 33, 50}) sizes.push_back({m, k, n});
        }
    }
    check_products<TestType>(sizes, 4096, true);
}

TEMPLATE_TEST_CASE("single products of the sizes of models are right", "", float, double) {
    check_products<TestType>({{64, 64, 64}, {128, 64, 256}, {65, 256, 64}, {8, 16, 8}, {8, 8, 16}, {64, 32, 64},
                              {64, 64, 6}, {64, 64, 60}, {64, 64, 65}, {33, 60, 120}, {1, 64, 256}, {1, 256, 64},
                              {1, 300, 70}, {96, 128, 512}, {96, 512, 128}},
                             100000, false);
}

TEST_CASE("a row with something that is not a number spoils its own row only") {
    int const n = 20;
    std::vector<float> x(5 * n, 1.0f);
    std::vector<float> w(n * n, 1.0f);
    std::vector<float> y(5 * n);
    x[2 * n + 7] = std::numeric_limits<float>::quiet_NaN();
    auto const spoiled = [&] {
        for (int i = 0; i < 5; ++i) {
            for (int j = 0; j < n; ++j) {
                if (std::isnan(y[static_cast<std::size_t>(i * n + j)]) != (i == 2)) return false;
            }
        }
        return true;
    };
    single::product(kernel::grid{y.data(), n}, kernel::grid{x.data(), n}, kernel::grid{w.data(), n}, 5, n, n);
    CHECK(spoiled());
    single::product_transposed(kernel::grid{y.data(), n}, kernel::grid{x.data(), n}, kernel::grid{w.data(), n}, 5, n, n);
    CHECK(spoiled());
}

TEST_CASE("other numbers than float and double are left to plain") {
    long double const x[]{1, 2, 3};
    long double y[3]{};
    single::map(3, y, [](auto a) { return a * 2; }, x);
    CHECK(y[2] == 6);
    CHECK(single::sum<int>(3, [](auto a) { return static_cast<int>(a); }, x) == 6);
    single::product(kernel::grid{y, 1}, kernel::grid{x, 1}, kernel::grid{x, 1}, 3, 1, 1);
    CHECK(y[2] == 3);
}
