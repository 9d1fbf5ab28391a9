#include <lathe/concepts/with.hpp>

#include <lathe/axes.hpp>
#include <lathe/concepts/lawful.hpp>
#include <lathe/variant/hrm.hpp>
#include <lathe/variant/huginn.hpp>
#include <lathe/variant/looped.hpp>
#include <type_traits>

#include "catch.hpp"

using namespace lathe;

namespace {

using base = variant::huginn<>;
template <class A, class B>
constexpr bool same = std::is_same_v<A, B>;

}  // namespace

TEST_CASE("each change replaces one role and leaves the others") {
    using halted = with<base, set::halting<halt::after<8>>>;
    STATIC_REQUIRE(same<halted::halting, halt::after<8>>);
    STATIC_REQUIRE(same<halted::outside, base::outside>);
    STATIC_REQUIRE(same<halted::start, base::start>);
    STATIC_REQUIRE(same<halted::nest, base::nest>);
    STATIC_REQUIRE(same<halted::cell, base::cell>);
    STATIC_REQUIRE(same<halted::injection, base::injection>);
    STATIC_REQUIRE(same<halted::visibility, base::visibility>);
    STATIC_REQUIRE(same<halted::update, base::update>);
    STATIC_REQUIRE(same<halted::exchange, base::exchange>);

    STATIC_REQUIRE(same<with<base, set::outside<frame::language<>>>::outside, frame::language<>>);
    STATIC_REQUIRE(same<with<base, set::start<init::zeros>>::start, init::zeros>);
    STATIC_REQUIRE(same<with<base, set::nest<none>>::nest, none>);
    STATIC_REQUIRE(same<with<base, set::cell<body::stack<3>>>::cell, body::stack<3>>);
    STATIC_REQUIRE(same<with<base, set::injection<inject::add>>::injection, inject::add>);
    STATIC_REQUIRE(same<with<base, set::visibility<view::own_step>>::visibility, view::own_step>);
    STATIC_REQUIRE(same<with<base, set::update<combine::damped<0.5>>>::update, combine::damped<0.5>>);
    STATIC_REQUIRE(same<with<base, set::exchange<none>>::exchange, none>);
}

TEST_CASE("changes are applied from left to right") {
    STATIC_REQUIRE(same<with<base>, base>);
    using twice = with<base, set::halting<halt::after<8>>, set::halting<halt::after<3>>, set::injection<inject::none>>;
    STATIC_REQUIRE(same<twice::halting, halt::after<3>>);
    STATIC_REQUIRE(same<twice::injection, inject::none>);
    STATIC_REQUIRE(same<with<twice, set::halting<halt::after<2>>>::halting, halt::after<2>>);
}

TEST_CASE("mixer and mask are replaced inside the cell") {
    using encoder = with<variant::looped<2>, set::mask<mask::full>>;
    STATIC_REQUIRE(same<encoder::cell, body::stack<2, body::pre_norm<body::attention<mask::full>>>>);
    STATIC_REQUIRE_FALSE(encoder::cell::ordered);
    using other = body::attention<mask::causal, turn::none>;
    STATIC_REQUIRE(same<with<variant::looped<2>, set::mixer<other>>::cell, body::stack<2, body::pre_norm<other>>>);
    using levels = with<variant::hrm<>, set::mask<mask::causal>>;
    STATIC_REQUIRE(levels::cell::ordered);
    STATIC_REQUIRE(levels::cell::paired);
}
