#include <lathe/concepts/lawful.hpp>

#include <lathe/axes.hpp>
#include <lathe/concepts/with.hpp>
#include <lathe/variant/block_diffusion.hpp>
#include <lathe/variant/hrm.hpp>
#include <lathe/variant/huginn.hpp>
#include <lathe/variant/looped.hpp>
#include <lathe/variant/mdlm.hpp>

#include "catch.hpp"

using namespace lathe;

namespace {

constexpr shape size{.vocab = 32, .width = 16, .heads = 2, .context = 8};
template <class V, class... Changes>
constexpr bool fits = lawful<with<V, Changes...>, size>;

using looped = variant::looped<>;
using huginn = variant::huginn<>;
using hrm = variant::hrm<>;
struct nothing_spelled {};

}  // namespace

// tests/errors has the sentences; here is the border between what they forbid and what stands next to it.

TEST_CASE("whether a variant is lawful can be asked without an error") {
    STATIC_REQUIRE(fits<looped>);
    STATIC_REQUIRE(fits<huginn>);
    STATIC_REQUIRE(fits<hrm>);
    STATIC_REQUIRE_FALSE(lawful<nothing_spelled, size>);
    STATIC_REQUIRE_FALSE(fits<looped, set::halting<none>>);
    STATIC_REQUIRE_FALSE(fits<hrm, set::update<combine::replace>>);
    STATIC_REQUIRE_FALSE(fits<looped, set::nest<body::stack<1>>>);
}

TEST_CASE("shapes have to be consistent") {
    STATIC_REQUIRE_FALSE(lawful<looped, shape{.vocab = 32, .width = 16, .heads = 3, .context = 8}>);
    STATIC_REQUIRE_FALSE(lawful<looped, shape{.width = 16, .context = 8}>);
    STATIC_REQUIRE_FALSE(lawful<looped, shape{.vocab = 32, .width = 16, .context = 8, .puzzles = 2}>);
    STATIC_REQUIRE(lawful<hrm, shape{.vocab = 32, .width = 16, .context = 8, .puzzles = 2}>);
}

TEST_CASE("who leaves the loop alone has to be seen, and must not look at neighbours") {
    using rule = halt::settled<0.1, 4>;
    using together = halt::settled<0.1, 4, grain::sequence>;
    STATIC_REQUIRE_FALSE(fits<looped, set::halting<rule>>);
    STATIC_REQUIRE(fits<looped, set::halting<together>>);
    STATIC_REQUIRE(fits<looped, set::halting<rule>, set::visibility<view::latest>>);
    STATIC_REQUIRE(fits<looped, set::halting<rule>, set::visibility<view::all_steps>>);

    using convolved = body::stack<1, body::pre_norm<body::attention<>, body::convolved<>>>;
    STATIC_REQUIRE(fits<looped, set::cell<convolved>>);
    STATIC_REQUIRE_FALSE(fits<looped, set::cell<convolved>, set::halting<rule>, set::visibility<view::latest>>);
    STATIC_REQUIRE(fits<looped, set::cell<convolved>, set::halting<together>>);
}

TEST_CASE("rules that read the answer of a token need one that depends on no other token") {
    using alone = halt::kl_below<0.1, 4, grain::token>;
    STATIC_REQUIRE_FALSE(fits<huginn, set::halting<alone>>);
    STATIC_REQUIRE(fits<huginn, set::halting<halt::kl_below<0.1, 4>>>);
    STATIC_REQUIRE(fits<variant::huginn<2, 4, 0>, set::halting<alone>>);
}

TEST_CASE("a loop has at least one step, and a code for each") {
    STATIC_REQUIRE_FALSE(fits<looped, set::halting<halt::after<0>>>);
    STATIC_REQUIRE(fits<looped, set::halting<halt::after<3>>, set::injection<inject::depth_code<3>>>);
    STATIC_REQUIRE_FALSE(fits<looped, set::halting<halt::after<4>>, set::injection<inject::depth_code<3>>>);
}

TEST_CASE("only a canvas has noise to tell of") {
    STATIC_REQUIRE(fits<variant::mdlm<>, set::injection<inject::noise_level<>>>);
    STATIC_REQUIRE(fits<variant::block_diffusion<>, set::injection<inject::noise_level<8>>>);
    STATIC_REQUIRE_FALSE(fits<looped, set::injection<inject::noise_level<>>>);
}

TEST_CASE("two states need two starts, a cell for both and a head that judges") {
    STATIC_REQUIRE_FALSE(fits<hrm, set::start<init::zeros>>);
    STATIC_REQUIRE_FALSE(fits<hrm, set::cell<body::stack<2>>>);
    STATIC_REQUIRE_FALSE(fits<hrm, set::outside<frame::language<>>>);
    STATIC_REQUIRE_FALSE(fits<hrm, set::halting<halt::after<2>>>);
    STATIC_REQUIRE_FALSE(fits<looped, set::start<init::fixed_pair>>);
    STATIC_REQUIRE_FALSE(fits<looped, set::cell<body::shared<body::stack<2>>>>);
    STATIC_REQUIRE_FALSE(fits<looped, set::outside<frame::puzzle<>>>);
    STATIC_REQUIRE_FALSE(fits<looped, set::halting<halt::q_head<>>>);
    STATIC_REQUIRE(fits<hrm, set::cell<body::shared<body::stack<2>>>>);
}
