#include <lathe/exec/segment.hpp>

#include <lathe/exec/evaluate.hpp>
#include <lathe/kernel/plain.hpp>

#include <algorithm>
#include <vector>

#include "catch.hpp"
#include "exec/sample.hpp"

using namespace lathe;
using namespace lathe::test;

TEST_CASE("segment after segment is a pass") {
    using model_type = model<trm, small>;
    constexpr int width = small.width;
    auto const weights = exec::make_weights<model_type, double>(3);
    exec::evaluator<model_type, kernel::plain, double> whole(1, 5);
    renamed{}(1, whole.symbols(0), whole.targets(0));
    auto const& expected = whole.forward(*weights, {.early = false}).out;

    exec::batch one(1, 5, model_type::prefix);
    auto const part = one.add(5);
    std::ranges::copy(whole.symbols(0), part.symbols.begin());
    auto const rows = static_cast<std::size_t>(one.rows());
    std::vector<double> high(rows * width), low(rows * width);
    exec::scratch_memory<double> const memory({.numbers = 100000, .integers = 1000, .where = 1000, .notes = 0});
    {
        ops::eager<kernel::plain, double> ops(memory.get());
        auto const first = model_type::loop_type::begin(ops, weights->core, one.rows());
        std::copy_n(first.high.data, high.size(), high.begin());
        std::copy_n(first.low.data, low.size(), low.begin());
    }
    for (int turn = 0; turn < model_type::maximum; ++turn) {
        ops::eager<kernel::plain, double> ops(memory.get());
        auto const before = high;
        auto const after = exec::segment<model_type>(ops, *weights, one.get(), high.data(), low.data());
        CHECK(high == before);
        CHECK(exec::verdicts<model_type>(ops, *weights, one.get(), after.high).count == 1);
        std::copy_n(after.high.data, high.size(), high.begin());
        std::copy_n(after.low.data, low.size(), low.begin());
    }
    CHECK(std::equal(high.begin(), high.end(), expected.core.value.data));
}
