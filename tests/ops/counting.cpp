#include <lathe/ops/counting.hpp>

#include <lathe/kernel/fast.hpp>
#include <lathe/ops/eager.hpp>
#include <lathe/signal/last.hpp>
#include <lathe/tensor/dense.hpp>

#include "catch.hpp"
#include "ops/example.hpp"
#include "ops/memory.hpp"

#include <stdexcept>
#include <vector>

using namespace lathe;

namespace {

namespace example = test::example;

template <class T, class Signal = ops::everything>
constexpr ops::bill counted_example() {
    ops::counting<T, Signal> ops;
    example::text(ops, example::weights<nothing>{}, ops::counted<example::width>{example::rows});
    return ops.total();
}

static_assert(counted_example<float>().flops == example::flops);
static_assert(counted_example<float>().training_flops() == 3 * example::flops);

struct never {
    static constexpr bool follows(border) { return false; }
};

/// Some turns of a loop that reads what was before it: `carry` of 8, weights of 8 x 8.
constexpr auto loop(auto& ops, auto const& w, auto x, int turns, bool detached = false) {
    auto carry = ops.copy(detached ? ops.detach(x) : x);
    for (int i = 0; i < turns; ++i) {
        ops.enter({level::step, i, turns});
        carry = ops.advance(carry, [&] {
            return ops.scope([&] { return ops.silu(ops.linear(w, ops.add(carry, x))); });
        });
        ops.leave();
    }
    return ops.rms_norm(carry, 1e-5);
}

using stored = tensor::dense<float>::leaf<kind::matrix, 8, 8, initial::zeros>;
constexpr nothing::leaf<kind::matrix, 8, 8, initial::zeros> sizes{};

template <class Signal = ops::everything>
constexpr ops::bill counted_loop(int turns, bool detached = false) {
    ops::counting<float, Signal> ops;
    loop(ops, sizes, ops::counted<8>{5}, turns, detached);
    return ops.total();
}

// 5 rows of 8 are padded to 48 numbers, 5 numbers to 16
static_assert(counted_loop(4).flops == 4 * (40 + 4 * 40 + 2 * 64 * 5) + 3 * 40);
static_assert(counted_loop(4).recorded == counted_loop(4).flops);
static_assert(counted_loop<signal::last<1>>(4).flops == counted_loop(4).flops);
static_assert(counted_loop<signal::last<1>>(4).recorded == 1 * (40 + 4 * 40 + 2 * 64 * 5) + 3 * 40);
static_assert(counted_loop<never>(4).recorded == 3 * 40);
static_assert(counted_loop(4).forward == ops::demand{4 * 48, 0, 0, 0});
static_assert(counted_loop(4).forward == counted_loop(400).forward);
static_assert(counted_loop(8).tape.numbers - counted_loop(4).tape.numbers == 4 * 3 * 2 * 48);
static_assert(counted_loop<signal::last<2>>(8).tape == counted_loop<signal::last<2>>(4).tape);

template <class Signal>
void run_with(ops::demand memory, bool detached = false) {
    stored w;
    std::vector<float> x(40, 1.0f), slopes(40);
    std::vector<float> weight_slopes(64);
    test::scratch_memory<float> scratch(memory);
    ops::gradient<ops::eager<kernel::fast, float>, Signal> tape(scratch.get(), slice<float const>(w.value, 64),
                                                                weight_slopes);
    loop(tape, w, tape.template given<8>(x.data(), slopes.data(), 5), 4, detached);
}

}  // namespace

TEST_CASE("a loop runs in the memory that was counted, its values exactly") {
    auto const need = counted_loop(4).tape;
    CHECK_NOTHROW(run_with<ops::everything>(need));
    auto less = need;
    // every result has a slope of its size, which a tape takes on the way back; the norm keeps 16 numbers
    less.numbers = (need.numbers - 16) / 2 + 16;
    CHECK_NOTHROW(run_with<ops::everything>(less));
    less.numbers -= 16;
    CHECK_THROWS_AS(run_with<ops::everything>(less), std::length_error);
    less = need;
    less.notes -= 64;
    CHECK_THROWS_AS(run_with<ops::everything>(less), std::length_error);
    // constants are counted as if they had slopes, so here it is more than is needed
    CHECK_NOTHROW(run_with<signal::last<1>>(counted_loop<signal::last<1>>(4, true).tape, true));
    CHECK_NOTHROW(run_with<signal::last<3>>(counted_loop<signal::last<3>>(4, true).tape, true));
    CHECK_NOTHROW(run_with<never>(counted_loop<never>(4, true).tape, true));

    stored w;
    std::vector<float> x(40, 1.0f);
    auto const forward = [&](ops::demand memory) {
        test::scratch_memory<float> scratch(memory);
        ops::eager<kernel::fast, float> ops(scratch.get());
        loop(ops, w, ops.given<8>(x.data(), 5), 100);
    };
    auto ahead = counted_loop(100).forward;
    CHECK_NOTHROW(forward(ahead));
    ahead.numbers -= 16;
    CHECK_THROWS_AS(forward(ahead), std::length_error);
}

TEST_CASE("the example runs in exactly the memory that was counted") {
    auto need = counted_example<double>().forward;
    auto const w = example::filled<tensor::dense<double>>();
    std::vector<double> x(12, 1.0);
    auto const run = [&] {
        test::scratch_memory<double> scratch(need);
        ops::eager<kernel::fast, double> ops(scratch.get());
        example::text(ops, w, ops.given<4>(x.data(), 3));
    };
    CHECK_NOTHROW(run());
    need.numbers -= 8;
    CHECK_THROWS_AS(run(), std::length_error);
}

TEST_CASE("ids, places and what put records are counted") {
    auto const text = [](auto& ops, auto x) {
        auto const ids = ops.integers(2);
        ops.spots(9);
        for (std::size_t i = 0; !ops.counts && i < 2; ++i) ids[i] = static_cast<int>(i);
        auto const base = ops.put(ops.template filled<4>(5, 0.0), ids, x);
        ops.scope([&] { return ops.integers(20).size(); });
        return ops.copy(base);
    };
    ops::counting<float> count;
    auto const y = text(count, ops::counted<4>{2});
    auto const bill = count.total();
    CHECK(y.count == 5);
    CHECK(bill.forward.integers == 48);
    CHECK(bill.forward.where == ops::padded<place>(9));
    CHECK(bill.forward.numbers == 2 * 32);
    CHECK(bill.forward.notes == 0);
    // base; what put records with its slope and which rows it replaced; the copy with its slope
    CHECK(bill.tape.numbers == 32 + 2 * 32 + 16 + 2 * 32);

    std::vector<float> x(8, 1.0f), slopes(8);
    test::scratch_memory<float> memory(bill.tape);
    ops::gradient<ops::eager<kernel::fast, float>> tape(memory.get(), {}, {});
    auto const z = text(tape, tape.given<4>(x.data(), slopes.data(), 2));
    CHECK(tape.memory().mark().numbers == bill.tape.numbers - 2 * 32);
    tape.seed(z, 1.0f);
    tape.backward();
    // all slopes have the same size, so that one is used again
    CHECK(tape.memory().mark().numbers <= bill.tape.numbers);
    CHECK(tape.memory().notes.mark() == bill.tape.notes);
    test::scratch_memory<float> ahead(bill.forward);
    ops::eager<kernel::fast, float> eager(ahead.get());
    CHECK_NOTHROW(text(eager, eager.given<4>(x.data(), 2)));
}

TEST_CASE("long attention needs its results and the weights of a block of queries for each of four threads") {
    // attention of 55 heads, 8192 queries, 8192 keys needs the weights of 4 x 64 queries, whose slopes are as many
    std::vector<place> at;
    for (int i = 0; i < 8192; ++i) at.push_back({0, i, 0});
    constexpr int heads = 55;
    ops::counting<float> ops;
    ops::counted<2 * heads> const x{8192};
    ops.attention<mask::full, heads, heads>(x, x, x, at, at);
    auto const bill = ops.total();
    std::size_t const blocks = std::size_t{4} * 64 * 8192;
    std::size_t const result = std::size_t{2 * heads} * 8192;
    CHECK(bill.forward.numbers == result + blocks);
    CHECK(bill.tape.numbers == 2 * result + 2 * blocks);
}

TEST_CASE("what a large model needs is counted beyond 2^31") {
    // logits: 65536 rows of 65536 symbols
    ops::counting<float> head;
    nothing::leaf<kind::matrix, 65536, 16, initial::zeros> const out{};
    auto const logits = head.linear(out, ops::counted<16>{65536});
    head.copy(head.scope([&] { return head.scale(logits, 2.0); }));
    std::size_t const all = std::size_t{65536} * 65536;
    CHECK(logits.size() == static_cast<std::ptrdiff_t>(all));
    CHECK(head.total().forward.numbers == 3 * all);
    CHECK(head.total().flops == 2.0 * 65536 * 65536 * 16 + 65536.0 * 65536);
    CHECK(head.filled<65536>(65536, 0.0).size() == logits.size());
}

TEST_CASE("there are no values to look at") {
    ops::counting<float> ops;
    CHECK(ops.peek(ops.make<3>(2)) == nullptr);
    CHECK(ops.given<3>(nullptr, 2).count == 2);
    STATIC_REQUIRE(decltype(ops)::counts);
}
