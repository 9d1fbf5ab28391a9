#include <lathe/kernel/panel.hpp>

#include "catch.hpp"

#include <cmath>
#include <limits>
#include <set>
#include <vector>

using namespace lathe;
using namespace lathe::kernel;

TEMPLATE_TEST_CASE("every word has a place of its own", "", form::own<float>, form::own<double>, form::bf16, form::int8<8>) {
    using layout = panel_layout<TestType>;
    for (int const out : {1, layout::lanes, layout::columns + 1, 3 * layout::columns - 1}) {
        constexpr int in = 19;
        std::set<std::ptrdiff_t> places;
        for (int o = 0; o < out; ++o) {
            for (int s = 0; s < layout::steps(in); ++s) {
                for (int i = 0; i < TestType::words; ++i) places.insert(layout::offset(o, s, in) + i * layout::columns);
            }
        }
        CHECK(places.size() == static_cast<std::size_t>(out * layout::steps(in) * TestType::words));
        CHECK(*places.begin() >= 0);
        CHECK(*places.rbegin() < layout::size(out, in));
    }
}

namespace {

/// The largest distance between W(o, i) = w(o, i) and what was packed, and whether columns that are not there are zero.
template <class Form>
double worst(int out, int in, auto const& w) {
    using layout = panel_layout<Form>;
    using number = typename Form::number;
    std::vector<typename Form::word> panels(static_cast<std::size_t>(layout::size(out, in)));
    layout::pack(panels.data(), out, in, [&](int o, int i) { return static_cast<number>(w(o, i)); });
    double most = 0;
    for (int o = 0; o < (out + layout::columns - 1) / layout::columns * layout::columns; ++o) {
        for (int i = 0; i < in; ++i) {
            double const expected = o < out ? static_cast<double>(static_cast<number>(w(o, i))) : 0;
            most = std::max(most, std::fabs(static_cast<double>(layout::read(panels.data(), o, i, in)) - expected));
        }
    }
    return most;
}

}  // namespace

TEST_CASE("what was packed is read again, as far as the form holds it") {
    auto const w = [](int o, int i) { return std::sin(1.0 + o + 0.37 * i); };
    for (int const in : {1, 2, 7, 64, 65, 129}) {
        CAPTURE(in);
        CHECK(worst<form::own<float>>(21, in, w) == 0);
        CHECK(worst<form::own<double>>(21, in, w) == 0);
        CHECK(worst<form::bf16>(21, in, w) <= 1.0 / 512);
        // half of the scale, which is a 127th of the largest, rounded up to bfloat16
        CHECK(worst<form::int8<64>>(21, in, w) <= 0.5 / 127 * (1 + 1.0 / 128));
    }
    CHECK(worst<form::int8<4>>(3, 9, [](int, int) { return 0.0; }) == 0);
    CHECK(worst<form::int8<4>>(3, 9, [](int, int i) { return i < 4 ? 1e30 : 1e-30; }) <= 0.5e30 / 127 * (1 + 1.0 / 128));
}

TEST_CASE("rows of x become integers with a scale of their own") {
    using eight = form::int8<8>;
    float const x[] = {0.5F, -2.0F, 1.27F, 0.0F, 2.0F, -0.01F};
    auto const seen = eight::see(x, 6);
    for (int i = 0; i < 6; ++i) CHECK(std::fabs(eight::said(seen, i) - x[i]) <= 1.001F / 127);
    CHECK(eight::said(seen, 1) == -2.0F);
    CHECK(eight::said(seen, 6) == 0);
    CHECK(eight::said(seen, 7) == 0);
    float const nothing[] = {0, 0};
    CHECK(eight::said(eight::see(nothing, 2), 0) == 0);
    // a number that is none spoils its group, and only that
    float const bad[] = {1.0F, std::numeric_limits<float>::quiet_NaN()};
    CHECK(std::isnan(eight::said(eight::see(bad, 2), 0)));
}

TEST_CASE("forms are constexpr") {
    constexpr float back = [] {
        form::bf16::word word = 0;
        float const two[] = {1.5F, -0.25F};
        form::bf16::write(&word, 0, two, 2);
        return form::bf16::read(&word, 0, 1);
    }();
    STATIC_REQUIRE(back == -0.25F);
}
