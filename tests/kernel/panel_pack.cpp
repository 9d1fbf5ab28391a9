#include <lathe/kernel/panel_pack.hpp>

#include <lathe/exec/memory.hpp>

#include <cstddef>
#include <vector>

#include "catch.hpp"
#include "sample.hpp"

using namespace lathe;
using namespace lathe::kernel;

namespace {

/// Panels made by whole batches are those that panel_layout makes number by number.
template <class Form>
void check(int out, int in) {
    using layout = panel_layout<Form>;
    using number = typename Form::number;
    using word = typename Form::word;
    CAPTURE(out, in);
    REQUIRE(layout::whole(out, in));
    test::sample<number> sample;
    auto const w = sample(static_cast<std::size_t>(out * in));
    auto const size = static_cast<std::size_t>(layout::size(out, in));
    exec::buffer<word> const expected(size), made(size);
    auto const same = [&] { return std::vector<word>(made.begin(), made.end()) == std::vector<word>(expected.begin(), expected.end()); };

    layout::pack(expected.data(), out, in, [&](int o, int i) { return w[static_cast<std::size_t>(i * out + o)]; });
    pack_straight<Form>(made.data(), {w.data(), out}, out, in);
    CHECK(same());
    layout::pack(expected.data(), out, in, [&](int o, int i) { return w[static_cast<std::size_t>(o * in + i)]; });
    pack_turned<Form>(made.data(), {w.data(), in}, out, in);
    CHECK(same());
}

}  // namespace

TEMPLATE_TEST_CASE("matrices without an edge are packed as number by number", "[kernel]", form::own<float>, form::own<double>,
                   form::bf16_dot) {
    constexpr int columns = panel_layout<TestType>::columns;
    check<TestType>(columns, columns);
    check<TestType>(3 * columns, columns);
    // more steps than are turned at once
    check<TestType>(columns, 7 * columns);
}
