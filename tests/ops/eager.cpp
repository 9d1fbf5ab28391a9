#include <lathe/ops/eager.hpp>

#include <lathe/kernel/fast.hpp>
#include <lathe/kernel/plain.hpp>
#include <lathe/tensor/dense.hpp>

#include "catch.hpp"
#include "ops/example.hpp"
#include "ops/memory.hpp"

#include <array>
#include <cmath>
#include <vector>

using namespace lathe;

namespace {

namespace example = test::example;
constexpr int size = example::rows * example::width;

constexpr std::array<double, size> input() {
    std::array<double, size> x{};
    for (int i = 0; i < size; ++i) x[static_cast<std::size_t>(i)] = 0.3 * ((i * 5) % 7) - 0.9;
    return x;
}

/// The example by the reference, which also runs at compile time.
constexpr std::array<double, size> reference() {
    std::array<double, 512> numbers{};
    auto const w = example::filled<tensor::dense<double>>();
    auto x = input();
    ops::scratch<double> scratch{};
    scratch.numbers = {numbers.data(), numbers.size()};
    ops::eager<kernel::plain, double> ops(scratch);
    auto const y = example::text(ops, w, ops.given<example::width>(x.data(), example::rows));
    std::array<double, size> result{};
    std::copy(y.data, y.data + size, result.begin());
    return result;
}

constexpr auto known = reference();

constexpr bool rows_sum_to_one() {
    for (std::size_t i = 0; i < example::rows; ++i) {
        double sum = 0;
        for (std::size_t j = 0; j < example::width; ++j) sum += known[i * example::width + j];
        if (sum < 1 - 1e-12 || sum > 1 + 1e-12) return false;
    }
    return true;
}
static_assert(rows_sum_to_one());

using row = ops::rows<float, 2>;
template <class K>
using eager = ops::eager<K, float>;

std::vector<float> numbers(row x) { return {x.data, x.data + x.size()}; }

}  // namespace

TEST_CASE("what the reference says at compile time, it says at run time, and so do the fast kernels") {
    auto const now = reference();
    test::scratch_memory<double> memory(test::plenty);
    ops::eager<kernel::fast, double> ops(memory.get());
    auto x = input();
    auto const fast = example::text(ops, example::filled<tensor::dense<double>>(),
                                    ops.given<example::width>(x.data(), example::rows));
    for (std::size_t i = 0; i < size; ++i) {
        CHECK(now[i] == Approx(known[i]).epsilon(1e-13));
        CHECK(fast.data[i] == Approx(known[i]).epsilon(1e-13));
    }
    CHECK(std::fabs(known[0] - 1.0 / example::width) > 0.01);
}

TEMPLATE_TEST_CASE("rows are made, filled, given and copied", "", kernel::plain, kernel::fast) {
    test::scratch_memory<float> memory(test::plenty);
    eager<TestType> ops(memory.get());
    float mine[4] = {1, 2, 3, 4};
    auto const given = ops.template given<2>(mine, 2);
    auto const copied = ops.copy(given);
    CHECK(given.data == mine);
    CHECK(copied.data != mine);
    CHECK(numbers(copied) == std::vector<float>{1, 2, 3, 4});
    CHECK(numbers(ops.template filled<2>(2, 0.5)) == std::vector<float>(4, 0.5f));
    CHECK(ops.template make<2>(3).size() == 6);
    CHECK(ops.detach(copied).data == copied.data);
    CHECK(ops.peek(copied) == copied.data);
    CHECK(ops.integers(5).size() == 5);
    CHECK(ops.spots(5).size() == 5);
}

TEST_CASE("put writes over rows where they stand") {
    test::scratch_memory<float> memory(test::plenty);
    eager<kernel::fast> ops(memory.get());
    auto const base = ops.filled<2>(3, 0);
    float some[4] = {1, 2, 3, 4};
    std::vector<int> const ids = {2, 0};
    auto const after = ops.put(base, ids, ops.given<2>(some, 2));
    CHECK(after.data == base.data);
    CHECK(numbers(after) == std::vector<float>{3, 4, 0, 0, 1, 2});
}

TEST_CASE("a loop needs as much memory as one turn") {
    test::scratch_memory<float> memory(test::plenty);
    eager<kernel::fast> ops(memory.get());
    float mine[4] = {1, 2, 3, 4};
    auto carry = ops.copy(ops.given<2>(mine, 2));
    auto* const place = carry.data;
    auto const before = ops.memory().mark().numbers;
    for (int i = 0; i < 1000; ++i) {
        ops.enter({level::step, i, 1000});
        carry = ops.advance(carry, [&] { return ops.add(carry, ops.filled<2>(2, 1)); });
        ops.leave();
    }
    CHECK(carry.data == place);
    CHECK(numbers(carry) == std::vector<float>{1001, 1002, 1003, 1004});
    CHECK(ops.memory().mark().numbers == before);
    CHECK(mine[0] == 1);
}

TEST_CASE("what an operation keeps for its derivative is given back at once") {
    test::scratch_memory<float> memory(test::plenty);
    eager<kernel::fast> ops(memory.get());
    auto const x = ops.filled<2>(8, 1);
    auto const before = ops.memory().mark().numbers;
    ops.rms_norm(x, 1e-5);
    CHECK(ops.memory().mark().numbers == before + 16);
}
