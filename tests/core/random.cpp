#include "catch.hpp"

#include <lathe/core/random.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <map>
#include <set>
#include <type_traits>
#include <vector>

using lathe::core::philox;
using lathe::core::portable_log;
using lathe::core::words;
using stream = lathe::random_numbers;

static_assert(std::is_trivially_copyable_v<stream>);
static_assert(std::has_unique_object_representations_v<stream>);

namespace {

/// Sum of (observed - expected)^2 / expected.
template <class Counts>
double chi_square(Counts const& counts, double expected) {
    double sum = 0.0;
    for (auto const count : counts) {
        sum += (count - expected) * (count - expected) / expected;
    }
    return sum;
}

/// Mean plus five standard deviations of a chi-square with this many degrees of freedom.
double upper(double freedom) { return freedom + 5.0 * std::sqrt(2.0 * freedom); }

}  // namespace

TEST_CASE("Philox4x32-10 gives the known answers of Random123") {
    STATIC_REQUIRE(philox({{0, 0, 0, 0}}, 0) == words{{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}});
    STATIC_REQUIRE(philox({{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}}, 0xffffffffffffffff) ==
                   words{{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}});
    STATIC_REQUIRE(philox({{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}}, 0x299f31d0a4093822) ==
                   words{{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}});
}

TEST_CASE("A stream is Philox of block and stream number under the seed") {
    auto r = stream(0x0123456789abcdef, 0xfedcba9876543210);
    for (std::uint32_t block = 0; block < 3; ++block) {
        auto const expected = philox({{block, 0, 0x76543210, 0xfedcba98}}, 0x0123456789abcdef);
        for (auto const word : expected.word) {
            CHECK(r.bits() == word);
        }
    }
}

TEST_CASE("hash gives the known answers of SplitMix64") {
    STATIC_REQUIRE(lathe::hash(0) == 0xe220a8397b1dcdaf);
    STATIC_REQUIRE(lathe::hash(0x9e3779b97f4a7c15) == 0x6e789e6aa1b965f4);
    STATIC_REQUIRE(lathe::hash(2 * 0x9e3779b97f4a7c15) == 0x06c45d188009454f);
}

TEST_CASE("Neighbouring seeds and indices mix to different seeds") {
    std::set<std::uint64_t> seen;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        for (std::uint64_t index = 0; index < 200; ++index) {
            seen.insert(lathe::mix(seed, index));
        }
    }
    CHECK(seen.size() == 200 * 200);
}

TEST_CASE("Uniform numbers, integers and orders can be drawn at compile time") {
    constexpr auto drawn = [] {
        stream r(1, 2);
        std::array<int, 5> order{0, 1, 2, 3, 4};
        r.shuffle(order);
        return r.uniform() + r.below(1000) + order[0];
    }();
    stream r(1, 2);
    std::array<int, 5> order{0, 1, 2, 3, 4};
    r.shuffle(order);
    double const fraction = r.uniform();
    CHECK(drawn == fraction + r.below(1000) + order[0]);
}

TEST_CASE("The order in which streams are drawn from does not matter, and a copy goes on alike") {
    std::vector<std::uint32_t> first;
    std::vector<std::uint32_t> second;
    stream a(7, 0);
    stream b(7, 1);
    for (int i = 0; i < 50; ++i) {
        first.push_back(a.bits());
        second.push_back(b.bits());
    }
    CHECK(first != second);
    stream again(7, 1);
    for (auto const word : second) {
        CHECK(again.bits() == word);
    }
    CHECK(again == b);
    stream copy = again;
    CHECK(copy.normal() == again.normal());
    CHECK(copy == again);
}

TEST_CASE("Uniform numbers fill the unit interval evenly") {
    stream r(3);
    std::vector<double> counts(100);
    double sum = 0.0;
    double squares = 0.0;
    int const draws = 200000;
    for (int i = 0; i < draws; ++i) {
        double const x = r.uniform();
        REQUIRE(x >= 0.0);
        REQUIRE(x < 1.0);
        sum += x;
        squares += x * x;
        ++counts[static_cast<std::size_t>(x * 100.0)];
    }
    CHECK(std::abs(sum / draws - 0.5) < 5.0 * std::sqrt(1.0 / 12.0 / draws));
    CHECK(std::abs(squares / draws - 1.0 / 3.0) < 5.0 * std::sqrt(4.0 / 45.0 / draws));
    CHECK(chi_square(counts, draws / 100.0) < upper(99.0));
}

TEST_CASE("Integers below n are even, also where n does not divide 2^32 by far") {
    stream r(4);
    std::array<double, 6> die{};
    std::array<double, 3> thirds{};
    for (int i = 0; i < 60000; ++i) {
        int const face = r.below(6);
        REQUIRE(face >= 0);
        REQUIRE(face < 6);
        ++die[static_cast<std::size_t>(face)];
        // Without rejection remainders 0, 1, 2 would come as 2 : 3 : 3 or so.
        ++thirds[static_cast<std::size_t>(r.below(3 << 29) % 3)];
    }
    CHECK(chi_square(die, 10000.0) < upper(5.0));
    CHECK(chi_square(thirds, 20000.0) < upper(2.0));
    CHECK(r.below(1) == 0);
}

TEST_CASE("All orders of four things are equally likely") {
    stream r(5);
    std::map<std::array<int, 4>, int> counts;
    for (int i = 0; i < 24000; ++i) {
        std::array<int, 4> order{0, 1, 2, 3};
        r.shuffle(order);
        ++counts[order];
    }
    REQUIRE(counts.size() == 24);
    double sum = 0.0;
    for (auto const& [order, count] : counts) {
        sum += (count - 1000.0) * (count - 1000.0) / 1000.0;
    }
    CHECK(sum < upper(23.0));
}

TEST_CASE("The portable logarithm agrees with the standard one to a rounding or two") {
    stream r(6);
    double worst = 0.0;
    for (int i = 0; i < 100000; ++i) {
        double const x = std::ldexp(0.5 + 0.5 * r.uniform(), r.below(80) - 60);
        worst = std::max(worst, std::abs(portable_log(x) / std::log(x) - 1.0));
    }
    for (double x : {0.25, 0.7071067811865475, 0.7071067811865476, 1.0 - 1e-16, 1.0 - 1e-9, 1.0 + 1e-9, 2.0}) {
        worst = std::max(worst, std::abs(portable_log(x) / std::log(x) - 1.0));
    }
    CHECK(worst < 4.5e-16);
    CHECK(portable_log(1.0) == 0.0);
}

TEST_CASE("Normal numbers have the normal distribution") {
    stream r(8);
    int const draws = 200000;
    std::vector<double> counts(50);
    double sum = 0.0;
    double squares = 0.0;
    double fourth = 0.0;
    for (int i = 0; i < draws; ++i) {
        double const x = r.normal();
        sum += x;
        squares += x * x;
        fourth += x * x * x * x;
        // The distribution function makes them uniform.
        ++counts[static_cast<std::size_t>(0.5 * std::erfc(-x / std::sqrt(2.0)) * 50.0)];
    }
    CHECK(std::abs(sum / draws) < 5.0 / std::sqrt(draws));
    CHECK(std::abs(squares / draws - 1.0) < 5.0 * std::sqrt(2.0 / draws));
    CHECK(std::abs(fourth / draws - 3.0) < 5.0 * std::sqrt(96.0 / draws));
    CHECK(chi_square(counts, draws / 50.0) < upper(49.0));
}

TEST_CASE("Normal numbers are the same to the last bit with every compiler and option") {
    stream r(2024, 5);
    double sum = 0.0;
    for (int i = 0; i < 9999; ++i) {
        sum += r.normal();
    }
    CHECK(sum == -0x1.636b2883e1646p+3);
    CHECK(r.normal() == 0x1.6b1b83dba298cp+0);
}

TEST_CASE("Truncated normal numbers stay within the bound and have the known deviation") {
    stream r(9);
    int const draws = 100000;
    double squares = 0.0;
    for (int i = 0; i < draws; ++i) {
        double const x = r.truncated_normal(0.5, 2.0);
        REQUIRE(std::abs(x) <= 1.0);
        squares += x * x;
    }
    CHECK(std::sqrt(squares / draws) == Approx(0.5 * 0.87962566).epsilon(0.01));
    CHECK(std::abs(stream(1).truncated_normal(1.0, 0.01)) <= 0.01);
}

TEST_CASE("Poisson numbers have their mean, variance and shares") {
    for (double const rate : {0.5, 3.0, 33.0, 64.0, 200.0}) {
        stream r(10, static_cast<std::uint64_t>(rate));
        int const draws = 20000;
        double sum = 0.0;
        double squares = 0.0;
        std::array<double, 3> low{};
        for (int i = 0; i < draws; ++i) {
            int const x = r.poisson(rate);
            sum += x;
            squares += (x - rate) * (x - rate);
            if (x < 3) {
                ++low[static_cast<std::size_t>(x)];
            }
        }
        CHECK(std::abs(sum / draws - rate) < 5.0 * std::sqrt(rate / draws));
        CHECK(std::abs(squares / draws - rate) < 5.0 * std::sqrt((2.0 * rate * rate + rate) / draws));
        double share = std::exp(-rate);
        for (int x = 0; x < 3; ++x) {
            CHECK(std::abs(low[static_cast<std::size_t>(x)] / draws - share) < 5.0 * std::sqrt(share / draws) + 1e-9);
            share *= rate / (x + 1);
        }
    }
    CHECK(stream(1).poisson(0.0) == 0);
}
