#include <lathe/kernel/panel_tile.hpp>

#include <lathe/kernel/fast.hpp>
#include <lathe/kernel/plain.hpp>

#include "catch.hpp"

#include <cmath>
#include <memory>
#include <new>
#include <vector>

using namespace lathe;
using namespace lathe::kernel;

namespace {

struct release {
    void operator()(void* p) const { ::operator delete(p, std::align_val_t{64}); }
};

/// W in panels, in memory that ends where they end.
template <class Form>
auto packed(std::vector<typename Form::number> const& w, int out, int in) {
    using layout = panel_layout<Form>;
    using word = typename Form::word;
    auto const size = static_cast<std::size_t>(layout::size(out, in));
    std::unique_ptr<word[], release> panels(new (::operator new(size * sizeof(word), std::align_val_t{64})) word[size]{});
    layout::pack(panels.get(), out, in, [&](int o, int i) { return w[static_cast<std::size_t>(o * in + i)]; });
    return panels;
}

template <class Form>
void check(int rows, int out, int in) {
    using t = typename Form::number;
    CAPTURE(rows, out, in);
    std::vector<t> x(static_cast<std::size_t>(rows * in)), w(static_cast<std::size_t>(out * in));
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<t>(static_cast<int>(i * 37 % 101) - 50) / 63;
    for (std::size_t i = 0; i < w.size(); ++i) w[i] = static_cast<t>(static_cast<int>(i * 53 % 97) - 48) / 61;
    auto const panels = packed<Form>(w, out, in);
    // one column more, which nobody writes
    int const stride = out + 1;
    std::vector<t> y(static_cast<std::size_t>(rows * stride), t(7)), z = y;
    fast::product_with_panels<Form>({y.data(), stride}, {x.data(), in}, panels.get(), rows, in, out);
    plain::product_with_panels<Form>({z.data(), stride}, {x.data(), in}, panels.get(), rows, in, out);
    double apart = 0, wrong = 0;
    for (int i = 0; i < rows; ++i) {
        for (int j = 0; j < out; ++j) {
            double sum = 0;
            for (int d = 0; d < in; ++d) {
                sum += static_cast<double>(x[static_cast<std::size_t>(i * in + d)]) * static_cast<double>(w[static_cast<std::size_t>(j * in + d)]);
            }
            auto const at = static_cast<std::size_t>(i * stride + j);
            apart = std::max(apart, std::fabs(static_cast<double>(y[at]) - static_cast<double>(z[at])));
            wrong = std::max(wrong, std::fabs(static_cast<double>(z[at]) - sum));
        }
        CHECK(y[static_cast<std::size_t>(i * stride + out)] == t(7));
    }
    CHECK(apart < (sizeof(t) == 4 ? 1e-6 : 1e-14) * (in + 1));
    // numbers below 0.8, each wrong by half a unit of its form at most
    CHECK(wrong < (std::is_same_v<Form, form::own<double>> ? 1e-14 : std::is_same_v<Form, form::own<float>> ? 1e-6 : 1e-2) * (in + 1));
}

}  // namespace

TEMPLATE_TEST_CASE("products with panels are those of the mathematics in every shape", "", form::own<float>, form::own<double>,
                   form::bf16, form::bf16_dot, form::int8<64>, form::int8<4>, form::int8<12>) {
    constexpr int lanes = panel_layout<TestType>::lanes;
    for (int rows = 0; rows <= 30; ++rows) check<TestType>(rows, 2 * lanes + 3, 9);
    for (int out = 1; out <= 9 * lanes; out += out < 5 ? 1 : 5) check<TestType>(3, out, 7);
    for (int const in : {0, 1, 2, 63, 64, 65, 127, 511, 512, 513, 1100}) {
        check<TestType>(2, 5 * lanes, in);
        check<TestType>(50, lanes + 1, in);
        check<TestType>(100, 4 * lanes, in);
    }
    // more rows than are made ready at once
    check<TestType>(400, lanes, 600);
}

TEMPLATE_TEST_CASE("a tile leaves room in the registers", "", form::own<float>, form::own<double>, form::bf16, form::bf16_dot, form::int8<64>) {
    using tiling = panel_tiling<TestType>;
    for (int width : {1, 2, 4}) {
        CHECK(tiling::rows_beside(width) >= 1);
        CHECK(tiling::rows_beside(width) * width <= (panel_layout<TestType>::many_registers ? 24 : 12));
    }
}
