#include <lathe/kernel/narrow.hpp>

#include <lathe/core/bfloat16.hpp>

#include "catch.hpp"

#include <array>
#include <cstdint>

using namespace lathe;
using namespace lathe::kernel;

TEST_CASE("pairs of bfloat16 are multiplied and added to what is there") {
    constexpr auto lanes = narrow::words::size;
    auto const pair = [](float a, float b) {
        return static_cast<std::uint32_t>(bfloat16(a).bits) | static_cast<std::uint32_t>(bfloat16(b).bits) << 16;
    };
    std::array<std::uint32_t, lanes> x, w;
    std::array<float, lanes> y;
    for (std::size_t i = 0; i < lanes; ++i) {
        auto const at = static_cast<float>(i);
        x[i] = pair(at, -1.5F);
        w[i] = pair(0.25F, at + 1);
        y[i] = 3 * at;
    }
    auto const both = narrow::words::load_unaligned(x.data());
    CHECK(narrow::first(both).get(2) == 2.0F);
    CHECK(narrow::second(both).get(2) == -1.5F);
    narrow::pairs(both, narrow::words::load_unaligned(w.data()), narrow::floats::load_unaligned(y.data())).store_unaligned(y.data());
    for (std::size_t i = 0; i < lanes; ++i) {
        auto const at = static_cast<float>(i);
        CHECK(y[i] == 3 * at + 0.25F * at - 1.5F * (at + 1));
    }
}

TEST_CASE("quads of unsigned and signed bytes are multiplied and added to what is there") {
    constexpr auto lanes = narrow::words::size;
    std::array<std::uint32_t, lanes> x{}, w{};
    std::array<std::int32_t, lanes> y;
    std::array<std::int32_t, lanes> expected;
    for (std::size_t i = 0; i < lanes; ++i) {
        y[i] = expected[i] = static_cast<std::int32_t>(1000 * i);
        for (int b = 0; b < 4; ++b) {
            int const a = b == 3 ? 255 : static_cast<int>(37 * i + 91 * static_cast<unsigned>(b)) % 256;
            int const c = b == 0 ? -127 : static_cast<int>(53 * i + 17 * static_cast<unsigned>(b)) % 255 - 127;
            x[i] |= static_cast<std::uint32_t>(a) << (8 * b);
            w[i] |= (static_cast<std::uint32_t>(c) & 0xffu) << (8 * b);
            expected[i] += a * c;
        }
    }
    narrow::quads(narrow::words::load_unaligned(x.data()), narrow::words::load_unaligned(w.data()), narrow::integers::load_unaligned(y.data()))
        .store_unaligned(y.data());
    CHECK(y == expected);
}
