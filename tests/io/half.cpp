#include <lathe/io/half.hpp>
#include <lathe/io/safetensors.hpp>

#include <cmath>
#include <limits>

#include "catch.hpp"

using namespace lathe::io;

TEST_CASE("every binary16 means what its sign, exponent and fraction say", "[io]") {
    for (int bits = 0; bits < 65536; ++bits) {
        int const exponent = bits >> 10 & 31;
        int const fraction = bits & 1023;
        double const size = exponent == 31  ? fraction == 0 ? std::numeric_limits<double>::infinity() : std::nan("")
                             : exponent == 0 ? std::ldexp(fraction, -24)
                                            : std::ldexp(1024 + fraction, exponent - 25);
        double const got = static_cast<double>(float_of_f16(static_cast<std::uint16_t>(bits)));
        bool const same = std::isnan(size) ? std::isnan(got) : std::fabs(got) == size;
        if (!same || std::signbit(got) != (bits >= 32768)) FAIL_CHECK(bits << " is read as " << got);
    }
}

TEST_CASE("what was rounded to 16 bits is read as the nearest number of that size", "[io]") {
    auto const file = safetensors::read(LATHE_ORACLES "/primitives/oracle.safetensors");
    auto const exact = file.values<std::uint32_t>("in.conv_f32_bits");
    auto const halves = file.values<int>("out.f16_bits");
    auto const brains = file.values<int>("out.bf16_bits");
    REQUIRE(exact.size() == 2065);
    int infinite = 0, compared = 0;
    auto const compare = [&](float x, int bits, auto read) {
        auto const at = [&](int b) { return static_cast<double>(read(static_cast<std::uint16_t>(b & 0xffff))); };
        auto const wanted = static_cast<double>(x);
        INFO(x << " as " << bits);
        if (std::isnan(wanted)) {
            CHECK(std::isnan(at(bits)));
        } else if (std::isinf(at(bits))) {
            // nothing finite of that size is nearer than half a step beyond the largest
            CHECK(std::fabs(wanted) >= std::fabs(at(bits - 1)));
            ++infinite;
        } else {
            double const off = std::fabs(at(bits) - wanted);
            bool const none_nearer = !(std::fabs(at(bits + 1) - wanted) < off) &&
                                     ((bits & 0x7fff) == 0 || !(std::fabs(at(bits - 1) - wanted) < off));
            if (!none_nearer) FAIL_CHECK("a neighbour is nearer");
            ++compared;
        }
    };
    for (std::size_t i = 0; i < exact.size(); ++i) {
        auto const x = std::bit_cast<float>(exact[i]);
        compare(x, halves[i], float_of_f16);
        compare(x, brains[i], float_of_bf16);
    }
    CHECK(infinite > 100);
    CHECK(compared > 2000);
}
