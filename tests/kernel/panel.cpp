#include <lathe/kernel/panel.hpp>

#include <lathe/kernel/fast.hpp>
#include <lathe/kernel/plain.hpp>

#include "catch.hpp"

#include <cmath>
#include <memory>
#include <new>
#include <set>
#include <vector>

using namespace lathe;

namespace {

struct release {
    void operator()(void* p) const { ::operator delete(p, std::align_val_t{64}); }
};

/// W in panels, in memory that ends where they end.
template <class T, class E>
std::unique_ptr<E[], release> packed(std::vector<T> const& w, int out, int in) {
    using layout = kernel::panel_layout<T, E>;
    auto const size = static_cast<std::size_t>(layout::size(out, in));
    std::unique_ptr<E[], release> panels(new (::operator new(size * sizeof(E), std::align_val_t{64})) E[size]{});
    for (int o = 0; o < out; ++o) {
        for (int i = 0; i < in; ++i) panels[static_cast<std::size_t>(layout::offset(o, i, in))] = static_cast<E>(w[static_cast<std::size_t>(o * in + i)]);
    }
    return panels;
}

template <class T, class E>
void check(int rows, int out, int in) {
    CAPTURE(rows, out, in, sizeof(E));
    std::vector<T> x(static_cast<std::size_t>(rows * in)), w(static_cast<std::size_t>(out * in));
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<T>(static_cast<int>(i * 37 % 101) - 50) / 64;
    for (std::size_t i = 0; i < w.size(); ++i) w[i] = static_cast<T>(static_cast<int>(i * 53 % 97) - 48) / 64;
    auto const panels = packed<T, E>(w, out, in);
    // one column more, which nobody writes
    int const stride = out + 1;
    std::vector<T> y(static_cast<std::size_t>(rows * stride), T(7)), z = y;
    kernel::fast::product_with_panels<T>({y.data(), stride}, {x.data(), in}, panels.get(), rows, in, out);
    kernel::plain::product_with_panels<T>({z.data(), stride}, {x.data(), in}, panels.get(), rows, in, out);
    double worst = 0;
    for (int i = 0; i < rows; ++i) {
        for (int j = 0; j < out; ++j) {
            double sum = 0;
            for (int d = 0; d < in; ++d) {
                sum += static_cast<double>(x[static_cast<std::size_t>(i * in + d)]) *
                       static_cast<double>(static_cast<T>(static_cast<E>(w[static_cast<std::size_t>(j * in + d)])));
            }
            auto const at = static_cast<std::size_t>(i * stride + j);
            worst = std::max({worst, std::fabs(static_cast<double>(y[at]) - sum), std::fabs(static_cast<double>(z[at]) - sum)});
        }
        CHECK(y[static_cast<std::size_t>(i * stride + out)] == T(7));
    }
    CHECK(worst < (sizeof(T) == 4 ? 1e-6 : 1e-14) * (in + 1));
}

template <class T, class E>
void check_sizes() {
    constexpr int lanes = kernel::panel_layout<T, E>::lanes;
    for (int rows = 0; rows <= 30; ++rows) check<T, E>(rows, 2 * lanes + 3, 9);
    for (int out = 1; out <= 9 * lanes; out += out < 5 ? 1 : 5) check<T, E>(3, out, 7);
    for (int const in : {0, 1, 127, 128, 129, 300}) {
        check<T, E>(2, 5 * lanes, in);
        check<T, E>(50, lanes + 1, in);
        check<T, E>(100, 4 * lanes, in);
    }
}

}  // namespace

TEMPLATE_TEST_CASE("every entry has a place of its own", "", (kernel::panel_layout<float>), (kernel::panel_layout<float, bfloat16>),
                   (kernel::panel_layout<double>)) {
    for (int const out : {1, TestType::lanes, TestType::columns + 1, 3 * TestType::columns - 1}) {
        std::set<std::ptrdiff_t> places;
        for (int o = 0; o < out; ++o) {
            for (int i = 0; i < 3; ++i) places.insert(TestType::offset(o, i, 3));
        }
        CHECK(places.size() == static_cast<std::size_t>(3 * out));
        CHECK(*places.begin() >= 0);
        CHECK(*places.rbegin() < TestType::size(out, 3));
    }
}

TEST_CASE("products with panels are products") {
    check_sizes<float, float>();
    check_sizes<double, double>();
    check_sizes<float, bfloat16>();
}
