#include <lathe/lathe.hpp>
#include <lathe/model.hpp>
#include <lathe/sweep/product.hpp>
#include <lathe/variant/looped.hpp>

#include "catch.hpp"

#include <type_traits>
#include <vector>

using namespace lathe;

namespace {

using depths = type_list<set::halting<halt::after<1>>, set::halting<halt::after<3>>>;
using injections = type_list<set::injection<inject::none>, set::injection<inject::add>, set::injection<inject::concatenate>>;
using all = sweep::product<variant::looped<>, depths, injections>;

}  // namespace

TEST_CASE("a product holds every combination, the last list varying fastest") {
    STATIC_REQUIRE(all::size == 6);
    using second = with<variant::looped<>, set::halting<halt::after<1>>, set::injection<inject::add>>;
    std::vector<bool> is_second;
    std::vector<int> turns;
    constexpr shape size{.vocab = 4, .width = 8, .heads = 2, .context = 4};
    sweep::for_each(all{}, [&](auto one) {
        using v = typename decltype(one)::type;
        is_second.push_back(std::is_same_v<v, second>);
        turns.push_back(model<v, size>::maximum);
    });
    CHECK(is_second == std::vector<bool>{false, true, false, false, false, false});
    CHECK(turns == std::vector<int>{1, 1, 1, 3, 3, 3});
}

TEST_CASE("lists may be tuples of Boost.Hana") {
    constexpr auto tuple = boost::hana::tuple_t<set::injection<inject::none>, set::injection<inject::add>>;
    using same = sweep::product<variant::looped<>, type_list<set::injection<inject::none>, set::injection<inject::add>>>;
    STATIC_REQUIRE(std::is_same_v<sweep::product<variant::looped<>, decltype(tuple)>, same>);
}

TEST_CASE("unlawful combinations can be left out") {
    constexpr shape size{.vocab = 4, .width = 8, .heads = 2, .context = 4};
    using rules = type_list<set::halting<halt::after<2>>, set::halting<halt::settled<0.1, 4>>>;
    using views = type_list<set::visibility<view::own_step>, set::visibility<view::latest>>;
    // tokens that leave one by one need a view that still shows them
    STATIC_REQUIRE(sweep::only_lawful<size, sweep::product<variant::looped<>, rules, views>>::size == 3);
}
