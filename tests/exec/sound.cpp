#include <lathe/exec/sound.hpp>

#include <type_traits>

#include "catch.hpp"
#include "exec/sample.hpp"

using namespace lathe;
using exec::detail::fine;
using exec::detail::verdict;

namespace {

constexpr shape size = test::small;

/// Gives rows twice as wide.
struct doubling : role::injection {
    template <shape S>
    struct at {
        template <class M>
        using weights = no_weights;
        static constexpr auto apply(auto& ops, auto const&, auto x, auto e, auto const&) { return ops.beside(x, e); }
    };
};
/// Adds what does not fit.
struct adding : role::injection {
    template <shape S>
    struct at {
        template <class M>
        using weights = no_weights;
        static constexpr auto apply(auto& ops, auto const&, auto x, auto e, auto const&) {
            return ops.add(x, ops.silu(ops.beside(x, e)));
        }
    };
};
/// Two levels of which the lower one is wrong.
struct lopsided : role::cell {
    template <shape S>
    struct at {
        template <class M>
        using weights = no_weights;
        static constexpr auto high(auto&, auto const&, auto x, auto const&) { return x; }
        static constexpr auto low(auto& ops, auto const&, auto x, auto const&) { return ops.beside(x, x); }
    };
};

}  // namespace

TEST_CASE("the texts of every small model fit") {
    auto const check = []<class V>(V) {
        STATIC_REQUIRE(sizeof(exec::sound<model<V, size>>) > 0);
        STATIC_REQUIRE(std::is_same_v<verdict<typename V::cell, owes::cell, size>, fine>);
        STATIC_REQUIRE(std::is_same_v<verdict<typename V::injection, owes::injection, size>, fine>);
        STATIC_REQUIRE(std::is_same_v<verdict<typename V::start, owes::start, size>, fine>);
    };
    check(test::looped{});
    check(test::huginn{});
    check(test::universal_transformer{});
    check(test::trm{});
    check(test::hrm{});
}

TEST_CASE("what does not fit has a complaint, which nobody has said yet") {
    STATIC_REQUIRE(std::is_same_v<verdict<doubling, owes::injection, size>, owes::injection<32, 16>>);
    STATIC_REQUIRE(std::is_same_v<verdict<adding, owes::injection, size>, ops::op::sum<1>::widths<16, 32>>);
    STATIC_REQUIRE(std::is_same_v<verdict<lopsided, owes::cell, size>, owes::cell<32, 16>>);
    STATIC_REQUIRE(std::is_same_v<verdict<none, owes::update, size>, fine>);
}
