#include <lathe/exec/corrupted.hpp>

#include <lathe/model.hpp>
#include <lathe/variant/block_diffusion.hpp>
#include <lathe/variant/mdlm.hpp>

#include "catch.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

using namespace lathe;

namespace {

constexpr shape size{.vocab = 9, .width = 8, .heads = 2, .context = 12};
using whole = model<variant::mdlm<1>, size>;
using in_blocks = model<variant::block_diffusion<1, 4>, size>;
using timed = signal::masked<schedule::loglinear<0.0>>;
constexpr int hidden = 9;

std::vector<int> const symbols = {0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2};
std::vector<int> const given = {-1, 1, 2, -1, 4, 5, 6, 7, 8, 0, 1, 2};

}  // namespace

TEST_CASE("what is masked depends on seed and index, and only what is asked is masked") {
    exec::corrupted<whole, timed> a(2, 12), b(1, 12);
    a.fill(0, symbols, given, 3, 7);
    a.fill(1, symbols, given, 3, 8);
    b.fill(0, symbols, given, 3, 8);
    auto const first = a.get().symbols;
    auto const alone = b.get().symbols;
    CHECK(std::vector<int>(first.begin() + 12, first.end()) == std::vector<int>(alone.begin(), alone.end()));
    b.fill(0, symbols, given, 4, 8);
    CHECK(std::vector<int>(first.begin() + 12, first.end()) != std::vector<int>(alone.begin(), alone.end()));
    for (std::uint64_t i = 0; i < 100; ++i) {
        b.fill(0, symbols, given, 1, i);
        CHECK(alone[0] == 0);
        CHECK(alone[3] == 3);
        for (std::size_t p = 0; p < 12; ++p) {
            CHECK((alone[p] == hidden || alone[p] == symbols[p]));
            CHECK(b.targets()[p] == (alone[p] == hidden ? symbols[p] : -1));
            CHECK((b.weights()[p] > 0) == (alone[p] == hidden));
        }
    }
}

TEST_CASE("times are spread evenly, and the weight of the bound is one over the time") {
    exec::corrupted<whole, timed> c(1, 12);
    double weighted = 0, rows = 0, harmonic = 0;
    constexpr int draws = 4000;
    for (std::uint64_t i = 0; i < draws; ++i) {
        c.fill(0, symbols, symbols, 5, i);
        for (std::size_t p = 0; p < 12; ++p) {
            if (c.weights()[p] > 0) {
                weighted += c.weights()[p];
                rows += 1;
                harmonic += 1 / c.weights()[p];
            }
        }
    }
    // mean of 1/t at mask probability t is 1; of the probability, 1/2; of t at probability t, 1/3
    CHECK(weighted / (12 * draws) == Approx(1).epsilon(0.03));
    CHECK(rows / (12 * draws) == Approx(0.5).epsilon(0.02));
    CHECK(harmonic / (12 * draws) == Approx(1.0 / 3).epsilon(0.03));
}

TEST_CASE("any order masks a number of positions, each number equally often") {
    exec::corrupted<whole, signal::any_order> c(1, 12);
    std::vector<int> count(13), at(12);
    for (std::uint64_t i = 0; i < 1000; ++i) {
        c.fill(0, symbols, given, 2, i);
        int masks = 0;
        for (std::size_t p = 0; p < 12; ++p) {
            masks += c.weights()[p] > 0 ? 1 : 0;
            at[p] += c.weights()[p] > 0 ? 1 : 0;
        }
        for (std::size_t p = 0; p < 12; ++p) {
            if (c.weights()[p] > 0) CHECK(c.weights()[p] == Approx(10.0 / masks));
        }
        ++count[static_cast<std::size_t>(masks)];
    }
    CHECK(count[0] == 0);
    for (std::size_t k = 1; k <= 10; ++k) CHECK(std::abs(count[k] - 100) <= 2);
    for (std::size_t p : {1u, 2u, 4u, 11u}) CHECK(std::abs(at[p] - 550) < 60);
}

TEST_CASE("a nest in blocks gets the clean sequence beside the masked one, and each block its own time") {
    exec::corrupted<in_blocks, timed> c(2, 12);
    c.fill(0, symbols, symbols, 1, 0);
    c.fill(1, symbols, given, 1, 1);
    auto const in = c.get();
    REQUIRE(in.symbols.size() == 48);
    std::set<double> weights;
    for (std::size_t p = 0; p < 12; ++p) {
        CHECK(in.symbols[p] == symbols[p]);
        CHECK(in.at[p] == place{0, static_cast<int>(p), 0});
        CHECK(in.at[12 + p] == place{0, static_cast<int>(p), 1});
        CHECK(in.at[36 + p] == place{1, static_cast<int>(p), 1});
        CHECK(c.targets()[p] == -1);
        if (c.weights()[12 + p] > 0) weights.insert(c.weights()[12 + p]);
    }
    CHECK(weights.size() >= 2);
    CHECK(weights.size() <= 3);
    CHECK(c.first_row(1) == 36);
}

TEST_CASE("rows are told the chance with which they are masked, and clean ones 0") {
    exec::corrupted<whole, timed> whole_canvas(1, 12);
    exec::corrupted<whole, signal::any_order> counted(1, 12);
    exec::corrupted<in_blocks, timed> blocks(1, 12);
    for (std::uint64_t i = 0; i < 20; ++i) {
        whole_canvas.fill(0, symbols, given, 3, i);
        counted.fill(0, symbols, given, 3, i);
        blocks.fill(0, symbols, symbols, 3, i);
        double masks = 0, weight = 0;
        for (std::size_t p = 0; p < 12; ++p) {
            masks += counted.weights()[p] > 0 ? 1 : 0;
            weight = std::max(weight, whole_canvas.weights()[p]);
            CHECK(blocks.get().noise[p] == 0);
            // this schedule masks with the chance t, and weighs by 1 / t
            double const own = blocks.weights()[12 + p];
            if (own > 0) CHECK(blocks.get().noise[12 + p] == Approx(1 / own));
        }
        for (float const chance : whole_canvas.get().noise) {
            if (weight > 0) CHECK(chance == Approx(1 / weight));
        }
        for (float const chance : counted.get().noise) CHECK(chance == Approx(masks / 10));
    }
}

TEST_CASE("masking refuses what cannot be") {
    using mine = exec::corrupted<whole, timed>;
    CHECK_THROWS_WITH(mine(0, 4), test::contains("0 sequences of 4 symbols"));
    CHECK_THROWS_WITH(mine(1, 13), test::contains("of 1 to 12 symbols"));
    mine c(1, 12);
    auto strange = symbols;
    strange[5] = 9;
    CHECK_THROWS_WITH(c.fill(0, strange, strange, 1, 0), test::contains("symbol 9 at position 5; this model knows 0 to 8"));
}
