#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <lathe/kernel/batch.hpp>
#include <limits>

#include "catch.hpp"

using namespace lathe;

namespace {

template <class T>
std::array<T, xsimd::batch<T>::size> lanes_of(xsimd::batch<T> value) {
    std::array<T, xsimd::batch<T>::size> all;
    value.store_unaligned(all.data());
    return all;
}

/// Units in the last place of a T that value errs by.
template <class T>
double units(T value, long double truth) {
    T const near = std::fabs(static_cast<T>(truth));
    long double const unit = std::nextafter(near, std::numeric_limits<T>::infinity()) - near;
    return static_cast<double>(std::fabs(static_cast<long double>(value) - truth) / unit);
}

/// The largest error over normal numbers in [low, high], densely: a thousandth of all floats, as many doubles.
template <class T, class F, class G>
double worst(F value, G truth, T low, T high) {
    using word = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
    constexpr word step = sizeof(T) == 4 ? 1009u : static_cast<word>(1009ull << 32 | 12345u);
    word const end = std::bit_cast<word>(std::numeric_limits<T>::max());
    double most = 0;
    for (T sign : {T(1), T(-1)}) {
        for (word bits = std::bit_cast<word>(std::numeric_limits<T>::min()); bits < end - step; bits += step) {
            T const x = sign * std::bit_cast<T>(bits);
            if (!(x >= low && x <= high)) continue;
            long double const exact = truth(static_cast<std::conditional_t<sizeof(T) == 4, double, long double>>(x));
            if (std::fabs(exact) < std::numeric_limits<T>::min()) continue;
            double const error = units(lanes_of(value(xsimd::batch<T>(x)))[0], exact);
            if (!(error <= most)) most = error;
        }
    }
    return most;
}

constexpr auto logistic = [](auto x) { return 1 / (1 + std::exp(-x)); };
constexpr auto log_of_one_and_exp = [](auto x) { return x > 20 ? x : std::log1p(std::exp(x)); };

template <class T>
bool same(xsimd::batch<T> value, T expected) {
    T const lane = lanes_of(value)[0];
    return std::isnan(expected) ? std::isnan(lane) : lane == expected;
}

}  // namespace

TEST_CASE("functions of batches of float err by few units in the last place") {
    float const huge = 3e38f;
    CHECK(worst([](auto x) { return kernel::exp(x); }, [](auto x) { return std::exp(x); }, -87.3f, 88.3f) < 1.1);
    CHECK(worst([](auto x) { return kernel::tanh(x); }, [](auto x) { return std::tanh(x); }, -huge, huge) < 1.4);
    CHECK(worst([](auto x) { return kernel::sigmoid(x); }, logistic, -87.0f, huge) < 1.5);
    CHECK(worst([](auto x) { return kernel::erf(x); }, [](auto x) { return std::erf(x); }, -huge, huge) < 1.5);
    CHECK(worst([](auto x) { return kernel::log(x); }, [](auto x) { return std::log(x); }, 1e-37f, huge) < 0.9);
    CHECK(worst([](auto x) { return kernel::log1p(x); }, [](auto x) { return std::log1p(x); }, -0.9999f, huge) < 0.9);
    CHECK(worst([](auto x) { return kernel::sqrt(x); }, [](auto x) { return std::sqrt(x); }, 0.0f, huge) <= 0.5);
    CHECK(worst([](auto x) { return kernel::sin(x); }, [](auto x) { return std::sin(x); }, -1e4f, 1e4f) < 2.2);
    CHECK(worst([](auto x) { return kernel::cos(x); }, [](auto x) { return std::cos(x); }, -1e4f, 1e4f) < 2.2);
    CHECK(worst([](auto x) { return kernel::softplus(x); }, log_of_one_and_exp, -80.0f, huge) < 2);
    CHECK(worst([](auto x) { return kernel::reciprocal_square_root(x); },
                [](auto x) { return 1 / std::sqrt(x); }, 1e-37f, huge) < 1.5);
}

TEST_CASE("functions of batches of double err by few units in the last place") {
    double const huge = 1e300;
    CHECK(worst([](auto x) { return kernel::exp(x); }, [](auto x) { return std::exp(x); }, -708.0, 709.0) < 1.6);
    CHECK(worst([](auto x) { return kernel::tanh(x); }, [](auto x) { return std::tanh(x); }, -huge, huge) < 2);
    CHECK(worst([](auto x) { return kernel::sigmoid(x); }, logistic, -700.0, huge) < 2.5);
    CHECK(worst([](auto x) { return kernel::erf(x); }, [](auto x) { return std::erf(x); }, -huge, huge) < 70);
    CHECK(worst([](auto x) { return kernel::log(x); }, [](auto x) { return std::log(x); }, 1e-300, huge) < 1.5);
    CHECK(worst([](auto x) { return kernel::sqrt(x); }, [](auto x) { return std::sqrt(x); }, 0.0, huge) <= 0.5);
}

TEMPLATE_TEST_CASE("functions of batches keep what is not a number and know their limits", "", float, double) {
    using t = TestType;
    using batch = xsimd::batch<t>;
    t const bad = std::numeric_limits<t>::quiet_NaN();
    t const infinity = std::numeric_limits<t>::infinity();
    batch const nothing(bad);
    CHECK(same(kernel::exp(nothing), bad));
    CHECK(same(kernel::log(nothing), bad));
    CHECK(same(kernel::log1p(nothing), bad));
    CHECK(same(kernel::sqrt(nothing), bad));
    CHECK(same(kernel::tanh(nothing), bad));
    CHECK(same(kernel::erf(nothing), bad));
    CHECK(same(kernel::cumulative_normal(nothing), bad));
    CHECK(same(kernel::sin(nothing), bad));
    CHECK(same(kernel::cos(nothing), bad));
    CHECK(same(kernel::abs(nothing), bad));
    CHECK(same(kernel::floor(nothing), bad));
    CHECK(same(kernel::sigmoid(nothing), bad));
    CHECK(same(kernel::softplus(nothing), bad));
    CHECK(same(kernel::reciprocal_square_root(nothing), bad));
    CHECK(same(kernel::minimum(nothing, t(1)), bad));
    CHECK(same(kernel::minimum(t(1), nothing), bad));
    CHECK(same(kernel::maximum(nothing, t(1)), bad));
    CHECK(same(kernel::maximum(t(1), nothing), bad));
    CHECK(same(kernel::exp(batch(-infinity)), t(0)));
    CHECK(same(kernel::exp(batch(infinity)), infinity));
    CHECK(same(kernel::log(batch(t(0))), -infinity));
    CHECK(same(kernel::log(batch(t(-1))), bad));
    CHECK(same(kernel::tanh(batch(infinity)), t(1)));
    CHECK(same(kernel::tanh(batch(-infinity)), t(-1)));
    CHECK(same(kernel::erf(batch(infinity)), t(1)));
    CHECK(same(kernel::erf(batch(-infinity)), t(-1)));
    CHECK(same(kernel::cumulative_normal(batch(infinity)), t(1)));
    CHECK(same(kernel::cumulative_normal(batch(-infinity)), t(0)));
    CHECK(same(kernel::cumulative_normal(batch(t(-100))), t(0)));
    CHECK(same(kernel::cumulative_normal(batch(t(0))), t(0.5)));
    CHECK(same(kernel::sigmoid(batch(infinity)), t(1)));
    CHECK(same(kernel::sigmoid(batch(-infinity)), t(0)));
    CHECK(same(kernel::sigmoid(batch(t(-1000))), t(0)));
    CHECK(same(kernel::softplus(batch(infinity)), infinity));
    CHECK(same(kernel::softplus(batch(-infinity)), t(0)));
    CHECK(same(kernel::softplus(batch(t(21))), t(21)));
    CHECK(std::signbit(lanes_of(kernel::tanh(batch(t(-0.0))))[0]));
}

TEMPLATE_TEST_CASE("numbers and batches mix in formulas", "", float, double) {
    using t = TestType;
    using batch = xsimd::batch<t>;
    batch const x(t(2));
    CHECK(same(x * t(3) + t(1), t(7)));
    CHECK(same(t(1) - t(3) * x, t(-5)));
    CHECK(same(t(1) / x, t(0.5)));
    CHECK(same(kernel::maximum(x, t(3)), t(3)));
    CHECK(same(kernel::minimum(t(1), x), t(1)));
    CHECK(same(kernel::fma(x, t(3), t(4)), t(10)));
    CHECK(same(kernel::fma(t(2), t(3), x), t(8)));
    CHECK(same(kernel::select(x > t(1), t(5), t(6)), t(5)));
    CHECK(same(kernel::select(x < t(1), t(5), x), t(2)));
    CHECK(same(kernel::select(x == t(2), x, t(6)), t(2)));
    CHECK(same(kernel::select(true, x, t(6)), t(2)));
    CHECK(same(kernel::select(x == x, x, t(6)), t(2)));
}
