#include <lathe/ops/gradient.hpp>

#include <lathe/kernel/fast.hpp>
#include <lathe/kernel/plain.hpp>
#include <lathe/ops/eager.hpp>
#include <lathe/signal/last.hpp>
#include <lathe/tensor/dense.hpp>

#include "catch.hpp"
#include "ops/example.hpp"
#include "ops/memory.hpp"

#include <cmath>
#include <vector>

using namespace lathe;

namespace {

using eager = ops::eager<kernel::plain, double>;
template <class Signal = ops::everything>
using tape = ops::gradient<eager, Signal>;
using row = ops::tracked<double, 2>;

template <kind Kind>
using square = tensor::dense<double>::leaf<Kind, 2, 2, initial::zeros>;

struct weights {
    square<kind::matrix> moving;
    square<kind::constant> fixed;
};

template <class W>
slice<double const> block(W const& w) {
    return {reinterpret_cast<double const*>(&w), sizeof(W) / sizeof(double)};
}
template <class W>
slice<double> block(W& w) {
    return {reinterpret_cast<double*>(&w), sizeof(W) / sizeof(double)};
}

weights some_weights() {
    weights w;
    for (int i = 0; i < 4; ++i) w.moving.value[i] = w.fixed.value[i] = 0.25 * i - 0.3;
    return w;
}

/// Turns of a recurrent cell.
auto turns(auto& ops, weights const& w, auto x, int count) {
    auto carry = ops.copy(x);
    for (int i = 0; i < count; ++i) {
        ops.enter({level::step, i, count});
        carry = ops.advance(carry, [&] { return ops.tanh(ops.linear(w.moving, carry)); });
        ops.leave();
    }
    return carry;
}

std::vector<double> numbers(row x) { return {x.data, x.data + x.size()}; }

}  // namespace

TEST_CASE("slopes of everything that was used twice add up") {
    test::scratch_memory<double> memory(test::plenty);
    tape<> ops(memory.get(), {}, {});
    double x = 3;
    double slope = 10;
    auto const in = ops.given<1>(&x, &slope, 1);
    auto const y = ops.add(ops.multiply(in, in), ops.scale(in, 5));
    ops.seed(y, 2.0);
    ops.backward();
    CHECK(slope == 10 + 2 * (2 * 3 + 5));
    // a second walk finds nothing
    ops.backward();
    CHECK(slope == 32);
}

TEST_CASE("leaves are known by their address; constant ones, and those outside, have no slope") {
    auto const w = some_weights();
    auto const outside = some_weights();
    weights slopes;
    test::scratch_memory<double> memory(test::plenty);
    tape<> ops(memory.get(), block(w), block(slopes));
    std::vector<double> x = {1, 2};
    auto const in = ops.given<2>(x.data(), 1);
    CHECK(ops.linear(w.fixed, in).slope == nullptr);
    CHECK(ops.linear(outside.moving, in).slope == nullptr);
    CHECK(ops.memory().notes.mark() == 0);
    auto const y = ops.linear(w.fixed, ops.linear(w.moving, in));
    REQUIRE(y.slope);
    ops.seed(y, 1.0);
    ops.backward();
    CHECK(slopes.moving.value[0] != 0);
    CHECK(std::vector<double>(slopes.fixed.value, slopes.fixed.value + 4) == std::vector<double>(4, 0.0));
    // without a block for slopes nothing is trained
    tape<> still(memory.get(), block(w), {});
    CHECK(still.linear(w.moving, still.given<2>(x.data(), 1)).slope == nullptr);
}

TEST_CASE("the gradient of the last turn is that of a computation without the others") {
    auto const w = some_weights();
    std::vector<double> x = {1, 2, 3, 4, 5, 6};
    weights truncated, detached, whole;
    test::scratch_memory<double> memory(test::plenty);

    tape<signal::last<1>> last(memory.get(), block(w), block(truncated));
    auto const y = turns(last, w, last.given<2>(x.data(), 3), 4);
    auto const value = numbers(y);
    last.seed(y, 1.0);
    last.backward();

    test::scratch_memory<double> other(test::plenty);
    eager plain(other.get());
    auto const before = turns(plain, w, plain.given<2>(x.data(), 3), 3);
    test::scratch_memory<double> third(test::plenty);
    tape<> once(third.get(), block(w), block(detached));
    auto const z = turns(once, w, once.given<2>(before.data, 3), 1);
    CHECK(numbers(z) == value);
    once.seed(z, 1.0);
    once.backward();

    tape<> full(memory.get(), block(w), block(whole));
    auto const all = turns(full, w, full.given<2>(x.data(), 3), 4);
    CHECK(numbers(all) == value);
    full.seed(all, 1.0);
    full.backward();

    for (int i = 0; i < 4; ++i) {
        CHECK(truncated.moving.value[i] == detached.moving.value[i]);
        CHECK(truncated.moving.value[i] != whole.moving.value[i]);
    }
}

TEST_CASE("what is detached gives its value and no slope") {
    test::scratch_memory<double> memory(test::plenty);
    tape<> ops(memory.get(), {}, {});
    double x = 3;
    double slope = 0;
    auto const in = ops.given<1>(&x, &slope, 1);
    auto const y = ops.multiply(in, ops.detach(ops.multiply(in, in)));
    ops.seed(y, 1.0);
    ops.backward();
    CHECK(*y.data == 27);
    CHECK(slope == 9);
}

TEST_CASE("borders nest, and what is not followed is not recorded") {
    struct calls {
        static constexpr bool follows(border b) { return b.at != level::cycle; }
    };
    test::scratch_memory<double> memory(test::plenty);
    tape<calls> ops(memory.get(), {}, {});
    double x = 3;
    double slope = 0;
    auto const in = ops.given<1>(&x, &slope, 1);
    ops.enter({level::call, 0, 1});
    CHECK(ops.recording());
    ops.enter({level::cycle, 0, 1});
    ops.enter({level::step, 0, 1});
    CHECK_FALSE(ops.recording());
    CHECK(ops.silu(in).slope == nullptr);
    ops.leave();
    CHECK_FALSE(ops.recording());
    ops.leave();
    CHECK(ops.recording());
    CHECK(ops.silu(in).slope != nullptr);
    ops.leave();
    CHECK(ops.recording());
}

TEST_CASE("a turn that is not recorded writes over its carry, but not over what notes may read") {
    auto const w = some_weights();
    weights slopes;
    test::scratch_memory<double> memory(test::plenty);
    tape<signal::last<1>> ops(memory.get(), block(w), block(slopes));
    std::vector<double> x = {1, 2};
    auto const recorded = ops.linear(w.moving, ops.given<2>(x.data(), 1));
    auto const before = numbers(recorded);
    ops.enter({level::step, 0, 3});
    auto const first = ops.advance(recorded, [&] { return ops.scale(recorded, 2); });
    CHECK(first.slope == nullptr);
    CHECK(first.data != recorded.data);
    auto const mark = ops.memory().mark().numbers;
    auto const second = ops.advance(first, [&] { return ops.scale(first, 2); });
    ops.leave();
    CHECK(second.data == first.data);
    CHECK(ops.memory().mark().numbers == mark);
    CHECK(numbers(recorded) == before);
    CHECK(second.data[0] == 4 * before[0]);
    // a recorded turn keeps all
    ops.enter({level::step, 2, 3});
    auto const third = ops.advance(second, [&] { return ops.linear(w.moving, second); });
    ops.leave();
    CHECK(third.data != second.data);
    CHECK(third.slope != nullptr);
}

TEST_CASE("scopes keep everything while notes are taken, and their result otherwise") {
    test::scratch_memory<double> memory(test::plenty);
    tape<signal::last<1>> ops(memory.get(), {}, {});
    double x = 3;
    double slope = 0;
    auto const in = ops.given<1>(&x, &slope, 1);
    auto const text = [&] { return ops.silu(ops.scale(in, 2)); };
    ops.enter({level::step, 0, 2});
    CHECK(ops.scope(text).slope == nullptr);
    CHECK(ops.memory().mark().numbers == 8);
    ops.leave();
    auto const y = ops.scope(text);
    CHECK(ops.memory().mark().numbers == 8 + 2 * 8);
    ops.seed(y, 1.0);
    ops.backward();
    double const s = 1 / (1 + std::exp(-6.0));
    CHECK(slope == Approx(2 * (s + 6 * s * (1 - s))));
}

TEST_CASE("copies have slopes of their own, and put sends slopes to where the rows came from") {
    test::scratch_memory<double> memory(test::plenty);
    tape<signal::last<1>> ops(memory.get(), {}, {});
    std::vector<double> base = {1, 2, 3, 4}, base_slope(4), some = {7, 8}, some_slope(2);
    std::vector<int> const ids = {1};
    auto const b = ops.given<2>(base.data(), base_slope.data(), 2);
    auto const copied = ops.copy(b);
    CHECK(copied.data != b.data);
    CHECK(copied.slope != b.slope);
    auto const y = ops.put(copied, ids, ops.given<2>(some.data(), some_slope.data(), 1));
    CHECK(numbers(y) == std::vector<double>{1, 2, 7, 8});
    CHECK(numbers(copied) == base);
    ops.seed(y, 5.0);
    ops.backward();
    CHECK(base_slope == std::vector<double>{5, 5, 0, 0});
    CHECK(some_slope == std::vector<double>{5, 5});

    // without notes, put writes where it stands, but not over what has a slope
    ops.enter({level::step, 0, 2});
    auto const plain = ops.copy(b);
    CHECK(plain.slope == nullptr);
    auto const x = ops.detach(ops.given<2>(some.data(), 1));
    CHECK(ops.put(plain, ids, x).data == plain.data);
    CHECK(numbers(plain) == std::vector<double>{1, 2, 7, 8});
    CHECK(ops.put(b, ids, x).data != b.data);
    CHECK(base == std::vector<double>{1, 2, 3, 4});
    ops.leave();
}

TEST_CASE("a tape that is reset runs again in the same memory") {
    auto const w = some_weights();
    std::vector<double> x = {1, 2};
    weights slopes;
    ops::demand need;
    {
        test::scratch_memory<double> memory(test::plenty);
        weights unused;
        tape<> ops(memory.get(), block(w), block(unused));
        ops.seed(turns(ops, w, ops.given<2>(x.data(), 1), 3), 1.0);
        ops.backward();
        need = {ops.memory().mark().numbers, 0, 0, ops.memory().notes.mark()};
    }
    test::scratch_memory<double> memory(need);
    tape<> ops(memory.get(), block(w), block(slopes));
    for (int i = 0; i < 3; ++i) {
        auto const y = turns(ops, w, ops.given<2>(x.data(), 1), 3);
        ops.seed(y, 1.0);
        ops.backward();
        CHECK_THROWS_AS(turns(ops, w, ops.given<2>(x.data(), 1), 3), std::length_error);
        ops.reset();
    }
    weights once;
    test::scratch_memory<double> fresh(test::plenty);
    tape<> alone(fresh.get(), block(w), block(once));
    alone.seed(turns(alone, w, alone.given<2>(x.data(), 1), 3), 1.0);
    alone.backward();
    CHECK(slopes.moving.value[1] == Approx(3 * once.moving.value[1]).epsilon(1e-14));
}

TEST_CASE("a tape over the fast kernels says what one over the plain kernels says") {
    namespace example = test::example;
    auto const w = example::filled<tensor::dense<double>>();
    std::vector<double> x(12);
    for (std::size_t i = 0; i < 12; ++i) x[i] = 0.3 * static_cast<double>((i * 5) % 7) - 0.9;
    auto const run = [&]<class K>(K) {
        example::weights<tensor::dense<double>> slopes;
        test::scratch_memory<double> memory(test::plenty);
        ops::gradient<ops::eager<K, double>> ops(memory.get(), block(w), block(slopes));
        auto const y = example::text(ops, w, ops.template given<4>(x.data(), 3));
        auto const seeds = ops.seeds(y);
        for (int i = 0; i < 12; ++i) seeds[static_cast<std::size_t>(i)] = i % 5 - 2;
        ops.backward();
        auto const all = block(slopes);
        return std::vector<double>(all.begin(), all.end());
    };
    auto const plain = run(kernel::plain{});
    auto const fast = run(kernel::fast{});
    double most = 0;
    for (std::size_t i = 0; i < plain.size(); ++i) {
        CHECK(fast[i] == Approx(plain[i]).epsilon(1e-12).margin(1e-14));
        most = std::max(most, std::fabs(plain[i]));
    }
    CHECK(most > 0.01);
}
