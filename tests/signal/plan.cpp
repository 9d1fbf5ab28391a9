#include <lathe/lathe.hpp>
#include <lathe/signal/plan.hpp>
#include <lathe/variant/feed_forward.hpp>
#include <lathe/variant/hrm.hpp>
#include <lathe/variant/huginn.hpp>
#include <lathe/variant/looped.hpp>
#include <lathe/variant/trm.hpp>
#include <lathe/variant/trm_mixer.hpp>
#include <lathe/variant/universal_transformer.hpp>
#include <lathe/variant/soft_thinking.hpp>
#include <lathe/variant/pause_tokens.hpp>
#include <lathe/variant/no_thought.hpp>
#include <lathe/variant/coconut.hpp>
#include <lathe/variant/chain_of_thought.hpp>

#include <type_traits>

#include "catch.hpp"

using namespace lathe;

namespace {

template <class V, class Plan>
inline constexpr bool usually = std::is_same_v<signal::usual<V>, Plan>;

}  // namespace

TEST_CASE("each variant is trained by the plan it was published with") {
    using one_cycle = signal::deep_supervision<signal::last<1, level::cycle>>;
    STATIC_REQUIRE(usually<variant::feed_forward<>, signal::supervised<>>);
    STATIC_REQUIRE(usually<variant::looped<>, signal::supervised<>>);
    STATIC_REQUIRE(usually<variant::universal_transformer, signal::supervised<signal::full, 0.001>>);
    STATIC_REQUIRE(usually<variant::huginn<>, signal::sampled_depth<16.0>>);
    STATIC_REQUIRE(std::is_same_v<signal::usual<variant::huginn<>>::gradient, signal::last<8>>);
    STATIC_REQUIRE(usually<variant::hrm<>, signal::deep_supervision<signal::one_step, true>>);
    STATIC_REQUIRE(usually<variant::trm<>, one_cycle>);
    STATIC_REQUIRE(usually<variant::trm_mixer<>, one_cycle>);
    STATIC_REQUIRE(usually<variant::coconut<>, signal::staged<>>);
    STATIC_REQUIRE(usually<variant::pause_tokens<>, signal::staged<>>);
    STATIC_REQUIRE(usually<variant::no_thought<>, signal::answer_alone<>>);
    STATIC_REQUIRE(usually<variant::chain_of_thought<>, signal::whole_chain<>>);
    STATIC_REQUIRE(usually<variant::soft_thinking<>, signal::whole_chain<>>);
    // roles decide, not names
    using shallower = with<variant::huginn<>, set::halting<halt::settled<0.03, 6>>>;
    STATIC_REQUIRE(usually<shallower, signal::sampled_depth<3.0>>);
    using shares = with<variant::looped<>, set::halting<halt::adaptive<>>>;
    STATIC_REQUIRE(usually<shares, signal::supervised<signal::full, 0.001>>);
}

TEST_CASE("plans say what a trainer asks them") {
    using deep = signal::usual<variant::hrm<>>;
    STATIC_REQUIRE((deep::deep && deep::bootstrap && !deep::samples && deep::explore == 0.1));
    using drawn = signal::usual<variant::huginn<>>;
    STATIC_REQUIRE((drawn::samples && !drawn::deep && drawn::mean == 16.0 && drawn::ponder == 0.0));
    using plain = signal::usual<variant::looped<>>;
    STATIC_REQUIRE((!plain::samples && !plain::deep && plain::ponder == 0.0));
}

TEST_CASE("full follows every border, last the last turns of one level, one_step the last turn of all but calls") {
    using signal::full;
    using signal::one_step;
    for (level const at : {level::call, level::cycle, level::step}) {
        for (int i = 0; i < 10; ++i) {
            border const b{at, i, 10};
            CHECK(full::follows(b));
            CHECK(signal::last<8>::follows(b) == (at != level::step || i >= 2));
            CHECK(signal::last<1, level::cycle>::follows(b) == (at != level::cycle || i == 9));
            CHECK(one_step::follows(b) == (at == level::call || i == 9));
        }
    }
    // fewer turns than the window is long
    CHECK(signal::last<8>::follows({level::step, 0, 3}));
}
