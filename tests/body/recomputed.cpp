#include <lathe/body/recomputed.hpp>

#include <lathe/exec/shard.hpp>
#include <lathe/exec/weights.hpp>
#include <lathe/kernel/fast.hpp>
#include <lathe/signal/full.hpp>
#include <lathe/signal/last.hpp>
#include <lathe/variant/huginn.hpp>
#include <lathe/variant/looped.hpp>

#include "catch.hpp"
#include "exec/training.hpp"

#include <vector>

using namespace lathe;

namespace {

constexpr shape size{.vocab = 5, .width = 16, .heads = 2, .hidden = 24, .context = 6};

template <class Variant, class Cell>
using changed = model<with<Variant, set::cell<Cell>>, size>;

struct learned {
    std::vector<float> slopes;
    ops::bill bill;
};

/// The gradient of a step of two sequences, in memory of the size that was counted, and what was counted.
template <class Model, class Signal>
learned step() {
    using plan = signal::supervised<Signal>;
    auto const weights = exec::make_weights<Model>(3);
    typename exec::shard_of<Model, plan, kernel::fast, float>::type part(2, 6);
    part.fill(test::renamed{}, 0, 1);
    part.learn(*weights, Model::maximum, 1, part.asked(), part.rows());
    return {{part.slopes().begin(), part.slopes().end()}, part.bill(Model::maximum)};
}

double share_of_tape(learned const& some, learned const& all) {
    return static_cast<double>(some.bill.tape.numbers) / static_cast<double>(all.bill.tape.numbers);
}

using block = body::pre_norm<>;
using blocks = body::stack<2, block>;

}  // namespace

TEST_CASE("what is computed again gives the same gradient from less memory", "[body]") {
    using looped = variant::looped<2, 4>;
    auto const kept = step<changed<looped, blocks>, signal::full>();
    auto const check = [&](learned const& again, double share) {
        CHECK(again.slopes == kept.slopes);
        CHECK(share_of_tape(again, kept) < share);
        CHECK(again.bill.flops == kept.bill.flops);
        CHECK(again.bill.training_flops() > kept.bill.training_flops());
        CHECK(again.bill.training_flops() < 4.0 / 3 * kept.bill.training_flops());
    };
    SECTION("a turn of the loop at a time") { check(step<changed<looped, body::recomputed<blocks>>, signal::full>(), 0.5); }
    SECTION("a block at a time") { check(step<changed<looped, body::stack<2, body::recomputed<block>>>, signal::full>(), 0.45); }
    SECTION("blocks inside of turns") {
        auto const nested = step<changed<looped, body::recomputed<body::stack<2, body::recomputed<block>>>>, signal::full>();
        CHECK(nested.slopes == kept.slopes);
        CHECK(share_of_tape(nested, kept) < 0.45);
    }
}

TEST_CASE("a gradient through the last turns computes those again", "[body]") {
    using signal = signal::last<2>;
    auto const kept = step<changed<variant::huginn<1, 2, 1>, blocks>, signal>();
    auto const again = step<changed<variant::huginn<1, 2, 1>, body::recomputed<blocks>>, signal>();
    CHECK(again.slopes == kept.slopes);
    CHECK(again.bill.tape.numbers < kept.bill.tape.numbers);
}

TEST_CASE("a mixer and a mask are put into what is computed again", "[body]") {
    using again = body::recomputed<body::stack<1, block>>;
    STATIC_REQUIRE(std::same_as<again::with_mask<mask::full>, body::recomputed<body::stack<1, block::with_mask<mask::full>>>>);
    STATIC_REQUIRE(std::same_as<again::with_mixer<body::attention<mask::full>>,
                                body::recomputed<body::stack<1, block::with_mixer<body::attention<mask::full>>>>>);
}

TEST_CASE("what goes in may come out as it is", "[body]") {
    // a stack of no blocks hands on what it was given
    using looped = variant::looped<0, 2>;
    CHECK(step<changed<looped, body::recomputed<body::stack<0, block>>>, signal::full>().slopes ==
          step<changed<looped, body::stack<0, block>>, signal::full>().slopes);
}
