#include <cmath>
#include <lathe/kernel/math.hpp>
#include <limits>

#include "catch.hpp"

using namespace lathe;

namespace {

template <class T>
constexpr bool usable_at_compile_time() {
    constexpr auto near = [](T a, double b) { return kernel::abs(a - static_cast<T>(b)) < static_cast<T>(1e-6); };
    return near(kernel::exp(T(1)), 2.718281828459045) && near(kernel::log(T(2)), 0.6931471805599453) &&
           near(kernel::sqrt(T(2)), 1.4142135623730951) && near(kernel::tanh(T(0.5)), 0.46211715726000979) &&
           near(kernel::sigmoid(T(-2)), 0.11920292202211757) && near(kernel::erf(T(0.5)), 0.52049987781304652) &&
           near(kernel::sin(T(2)), 0.90929742682568171) && near(kernel::cos(T(2)), -0.41614683654714241) &&
           near(kernel::softplus(T(0)), 0.6931471805599453) && kernel::softplus(T(21)) == T(21) &&
           near(kernel::reciprocal_square_root(T(4)), 0.5) && near(kernel::log1p(T(0.5)), 0.40546510810816438) &&
           kernel::floor(T(-1.5)) == T(-2) && kernel::fma(T(2), T(3), T(4)) == T(10) &&
           kernel::minimum(T(1), T(2)) == T(1) && kernel::maximum(T(1), T(2)) == T(2) &&
           kernel::select(true, T(1), T(2)) == T(1) && kernel::abs(T(-3)) == T(3);
}
static_assert(usable_at_compile_time<float>() && usable_at_compile_time<double>());

}  // namespace

TEMPLATE_TEST_CASE("functions of numbers keep what is not a number", "", float, double) {
    using t = TestType;
    t const bad = std::numeric_limits<t>::quiet_NaN();
    t const infinity = std::numeric_limits<t>::infinity();
    CHECK(std::isnan(kernel::minimum(bad, t(1))));
    CHECK(std::isnan(kernel::minimum(t(1), bad)));
    CHECK(std::isnan(kernel::maximum(bad, t(1))));
    CHECK(std::isnan(kernel::maximum(t(1), bad)));
    CHECK(std::isnan(kernel::sigmoid(bad)));
    CHECK(std::isnan(kernel::softplus(bad)));
    CHECK(kernel::sigmoid(-infinity) == 0);
    CHECK(kernel::sigmoid(infinity) == 1);
    CHECK(kernel::sigmoid(t(-1000)) == 0);
    CHECK(kernel::softplus(infinity) == infinity);
    CHECK(kernel::softplus(-infinity) == 0);
    CHECK(kernel::softplus(t(-30)) == Approx(9.357622968839299e-14));
    CHECK(kernel::abs(-infinity) == infinity);
    CHECK_FALSE(std::signbit(kernel::abs(t(-0.0))));
}
