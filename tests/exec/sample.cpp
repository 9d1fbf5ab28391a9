#include <lathe/core/random.hpp>
#include <lathe/exec/sample.hpp>

#include <array>
#include <cstddef>
#include <cmath>
#include <limits>
#include <span>
#include <vector>

#include "catch.hpp"

using namespace lathe;

namespace {

int sample(std::vector<double> const& logits, int symbols, double temperature, double where) {
    return exec::sample(std::span<double const>(logits), symbols, temperature, where);
}

}  // namespace

TEST_CASE("each symbol has its share of [0, 1)") {
    std::vector<double> const logits{std::log(0.2), std::log(0.5), std::log(0.3), 100};
    CHECK(sample(logits, 3, 1, 0) == 0);
    CHECK(sample(logits, 3, 1, 0.1999999) == 0);
    CHECK(sample(logits, 3, 1, 0.2000001) == 1);
    CHECK(sample(logits, 3, 1, 0.6999999) == 1);
    CHECK(sample(logits, 3, 1, 0.7000001) == 2);
    CHECK(sample(logits, 3, 1, std::nextafter(1.0, 0.0)) == 2);
}

TEST_CASE("symbols come as often as the softmax says, sharper when it is cold") {
    std::array<float, 4> const logits{1.5f, -0.5f, 0.0f, 2.0f};
    constexpr int draws = 200'000;
    for (double const temperature : {0.5, 1.0, 3.0}) {
        random_numbers numbers(5);
        std::array<int, 4> seen{};
        for (int i = 0; i < draws; ++i) {
            auto const one = exec::sample(std::span<float const>(logits), 4, temperature, numbers.uniform());
            ++seen[static_cast<std::size_t>(one)];
        }
        double total = 0;
        for (float const x : logits) total += std::exp(static_cast<double>(x) / temperature);
        for (std::size_t i = 0; i < 4; ++i) {
            double const p = std::exp(static_cast<double>(logits[i]) / temperature) / total;
            INFO("symbol " << i << " at " << temperature);
            // five deviations
            CHECK(std::fabs(seen[i] - draws * p) < 5 * std::sqrt(draws * p * (1 - p)));
        }
    }
}

TEST_CASE("temperature 0 gives the most likely symbol, the first of equals") {
    std::vector<double> const logits{1, 3, 2, 3, 9};
    for (double const where : {0.0, 0.5, 0.999}) {
        CHECK(sample(logits, 5, 0, where) == 4);
        CHECK(sample(logits, 4, 0, where) == 1);
        CHECK(sample(logits, 4, -1, where) == 1);
        CHECK(sample(logits, 4, 1e-300, where) == (where < 0.5 ? 1 : 3));
    }
}

TEST_CASE("one symbol is always that one") {
    for (double const where : {0.0, 0.5, 0.999}) {
        CHECK(sample({-7, 100}, 1, 1, where) == 0);
        CHECK(sample({-7, 100}, 1, 0, where) == 0);
    }
}

TEST_CASE("what has no probability is never drawn") {
    double const never = -std::numeric_limits<double>::infinity();
    for (double const where : {0.0, 1e-300, 0.5, std::nextafter(1.0, 0.0)}) {
        CHECK(sample({never, 0, never}, 3, 1, where) == 1);
        CHECK(sample({-1e6, 0, -1e6}, 3, 1, where) == 1);
    }
}

TEST_CASE("logits that are no numbers still give some symbol") {
    double const strange = std::nan("");
    double const infinite = std::numeric_limits<double>::infinity();
    for (auto const& logits : std::vector<std::vector<double>>{
             {strange, 1, 2}, {1, strange, 2}, {1, 2, strange}, {infinite, infinite, 0}, {-infinite, -infinite, -infinite}}) {
        for (double const where : {0.0, 0.7}) {
            int const one = sample(logits, 3, 1, where);
            CHECK((one >= 0 && one < 3));
        }
    }
}
