#include <lathe/kernel/mixed.hpp>

#include <lathe/core/bfloat16.hpp>

#include "catch.hpp"

#include <cmath>
#include <vector>

using namespace lathe;
using namespace lathe::kernel;

namespace {

/// Rows of whole numbers that bfloat16 has, between others that nobody reads.
struct sheet {
    int rows, columns, stride;
    std::vector<float> numbers;

    sheet(int m, int n, unsigned seed) : rows(m), columns(n), stride(n + 3), numbers(static_cast<std::size_t>(m * (n + 3)), 1e30F) {
        for (int i = 0; i < m; ++i) {
            for (int j = 0; j < n; ++j) {
                seed = seed * 1664525u + 1013904223u;
                numbers[static_cast<std::size_t>(i * stride + j)] = static_cast<float>(static_cast<int>(seed >> 24) % 31 - 15);
            }
        }
    }
    grid<float> get() { return {numbers.data(), stride}; }
};

enum class order { straight, transposed, outer };

void check(order which, int m, int k, int n, bool add) {
    CAPTURE(static_cast<int>(which), m, k, n, add);
    bool const outer = which == order::outer;
    sheet x(outer ? k : m, outer ? m : k, 1), w(which == order::transposed ? n : k, which == order::transposed ? k : n, 2);
    sheet y(m, n, 3);
    sheet z = y;
    auto const call = [&]<class Kernels>(Kernels, grid<float> to) {
        if (which == order::straight) Kernels::product(to, x.get(), w.get(), m, k, n, add);
        if (which == order::transposed) Kernels::product_transposed(to, x.get(), w.get(), m, k, n, add);
        if (outer) Kernels::product_outer(to, x.get(), w.get(), k, m, n, add);
    };
    call(mixed{}, y.get());
    call(plain{}, z.get());
    // whole numbers are added up exactly
    CHECK(y.numbers == z.numbers);
}

}  // namespace

TEST_CASE("products of numbers that bfloat16 has are exact, in every shape") {
    for (order const which : {order::straight, order::transposed, order::outer}) {
        for (int const n : {8, 16, 33, 64, 100, 130}) {
            for (int const k : {1, 31, 32, 33, 100, 256, 300}) {
                for (int const m : {1, 16, 17, 50}) check(which, m, k, n, (m + n + k) % 2 == 0);
            }
        }
        // more rows and steps than are made ready at once
        check(which, 300, 600, 70, false);
        check(which, 520, 40, 64, true);
    }
}

TEST_CASE("operands are rounded to the nearest bfloat16, and double is as ever") {
    constexpr int size = 32;
    std::vector<float> x(size * size), w(size * size, 0.0F), y(size * size);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = std::sin(static_cast<float>(i));
    for (std::size_t i = 0; i < size; ++i) w[i * (size + 1)] = 1;
    mixed::product<float>({y.data(), size}, {x.data(), size}, {w.data(), size}, size, size, size);
    for (std::size_t i = 0; i < x.size(); ++i) CHECK(y[i] == static_cast<float>(bfloat16(x[i])));
    mixed::product_transposed<float>({y.data(), size}, {w.data(), size}, {x.data(), size}, size, size, size);
    for (std::size_t i = 0; i < size; ++i) CHECK(y[i] == static_cast<float>(bfloat16(x[i * size])));
    x[5] = std::nanf("");
    mixed::product<float>({y.data(), size}, {x.data(), size}, {w.data(), size}, size, size, size);
    CHECK(std::isnan(y[0]));
    CHECK_FALSE(std::isnan(y[size]));

    std::vector<double> a(size * size, 1.0 / 3), b(size * size);
    mixed::product<double>({b.data(), size}, {a.data(), size}, {a.data(), size}, size, size, size);
    CHECK(b[0] == Approx(size / 9.0).epsilon(1e-14));
}
