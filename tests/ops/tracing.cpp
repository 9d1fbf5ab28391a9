#include <lathe/ops/tracing.hpp>

#include <lathe/kernel/plain.hpp>
#include <lathe/ops/eager.hpp>
#include <lathe/ops/gradient.hpp>

#include "catch.hpp"
#include "ops/memory.hpp"

#include <string>
#include <vector>

using namespace lathe;

namespace {

using eager = ops::eager<kernel::plain, double>;

/// A turn of a loop with a name in it.
auto text(auto& ops, auto x) {
    auto y = ops.copy(x);
    for (int i = 0; i < 2; ++i) {
        ops.enter({level::step, i, 2});
        y = ops.advance(y, [&] { return ops.scope([&] { return ops.add(ops.silu(y), ops.detach(x)); }); });
        ops.leave();
        ops.name("turn", y);
    }
    return y;
}

}  // namespace

TEST_CASE("a trace reports each operation once, by name, with the values there are without it") {
    std::vector<double> numbers = {1, 2, 3, 4};
    test::scratch_memory<double> one(test::plenty), two(test::plenty);
    eager plain(one.get()), below(two.get());
    auto const expected = text(plain, plain.given<2>(numbers.data(), 2));

    std::vector<std::string> names;
    std::vector<double> last;
    auto const observe = [&](std::string_view name, auto x) {
        names.emplace_back(name);
        last.assign(x.data, x.data + x.size());
    };
    ops::tracing<eager, decltype(observe)> ops(below, observe);
    auto const y = text(ops, ops.given<2>(numbers.data(), 2));

    CHECK(names == std::vector<std::string>{"silu", "add", "turn", "silu", "add", "turn"});
    CHECK(std::vector<double>(y.data, y.data + 4) == std::vector<double>(expected.data, expected.data + 4));
    CHECK(last == std::vector<double>(y.data, y.data + 4));
    CHECK(ops.peek(y) == y.data);
    CHECK(below.memory().mark().numbers == plain.memory().mark().numbers);
}

TEST_CASE("a trace over a tape leaves the slopes as they are") {
    std::vector<double> numbers = {1, 2, 3, 4}, slopes(4), traced(4);
    using tape = ops::gradient<eager>;
    auto const run = [&](std::vector<double>& into, bool trace) {
        test::scratch_memory<double> memory(test::plenty);
        tape ops(memory.get(), {}, {});
        auto const x = ops.given<2>(numbers.data(), into.data(), 2);
        int seen = 0;
        auto const observe = [&](std::string_view, auto) { ++seen; };
        ops::tracing<tape, decltype(observe)> over(ops, observe);
        ops.seed(trace ? text(over, x) : text(ops, x), 1.0);
        ops.backward();
        return seen;
    };
    CHECK(run(slopes, false) == 0);
    CHECK(run(traced, true) == 6);
    CHECK(slopes == traced);
    CHECK(slopes[0] != 0);
}

TEST_CASE("other words of a back-end go through a trace untouched") {
    test::scratch_memory<double> memory(test::plenty);
    eager below(memory.get());
    int seen = 0;
    auto const observe = [&](std::string_view, auto) { ++seen; };
    ops::tracing<eager, decltype(observe)> ops(below, observe);
    std::vector<int> const ids = {1};
    auto const base = ops.filled<2>(3, 0.0);
    auto const some = ops.make<2>(1);
    some.data[0] = some.data[1] = 7;
    CHECK(ops.put(base, ids, some).row(1)[1] == 7);
    CHECK(ops.integers(3).size() == 3);
    CHECK(ops.spots(2).size() == 2);
    CHECK(seen == 0);
    STATIC_REQUIRE_FALSE(decltype(ops)::counts);
}
