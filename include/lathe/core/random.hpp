#pragma once
/// \file
/// Random numbers from a counter: the i-th word of a stream is a pure function of (seed, stream, i).
///
/// Philox4x32-10 (Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3", section 3.3):
/// ten rounds of (c0, c1, c2, c3) <- (high(M1 c2) ^ c1 ^ k0, low(M1 c2), high(M0 c0) ^ c3 ^ k1, low(M0 c0)), where the
/// key (k0, k1) = seed grows by (W0, W1) between rounds, and the counter is (c0, c1) = block, (c2, c3) = stream.
///
/// The same seed and stream give the same numbers on any machine with IEEE arithmetic, in any number of threads: a
/// thread makes its own stream, nothing is shared. `normal` therefore brings its own logarithm. Where std::exp takes
/// part (`poisson`) it only decides comparisons, so that a last bit matters once in about 1e16 draws.

#include <cassert>
#include <cmath>
#include <cstdint>

namespace lathe {

namespace core {

struct words {
    std::uint32_t word[4];
    constexpr bool operator==(words const&) const = default;
};

/// Philox4x32-10: 128 bits of counter and 64 bits of key give 128 random bits.
constexpr words philox(words counter, std::uint64_t key) {
    auto& c = counter.word;
    auto k0 = static_cast<std::uint32_t>(key);
    auto k1 = static_cast<std::uint32_t>(key >> 32);
    for (int round = 0; round < 10; ++round) {
        std::uint64_t const first = std::uint64_t{0xD2511F53} * c[0];
        std::uint64_t const third = std::uint64_t{0xCD9E8D57} * c[2];
        counter = {{static_cast<std::uint32_t>(third >> 32) ^ c[1] ^ k0, static_cast<std::uint32_t>(third),
            static_cast<std::uint32_t>(first >> 32) ^ c[3] ^ k1, static_cast<std::uint32_t>(first)}};
        k0 += 0x9E3779B9;
        k1 += 0xBB67AE85;
    }
    return counter;
}

/// log(x) for normal x > 0 to about one unit in the last place, from correctly rounded operations only: products and
/// sums are fused by hand, because a compiler that may fuse them or not would decide the last bit.
inline double portable_log(double x) {
    int exponent = 0;
    double mantissa = std::frexp(x, &exponent);
    if (mantissa < 0.70710678118654752) {
        mantissa += mantissa;
        --exponent;
    }
    // log(m) = 2 (f + f^3/3 + f^5/5 + ...), f = (m - 1) / (m + 1), |f| < 0.172
    constexpr double inverse_odd[] = {1.0 / 21, 1.0 / 19, 1.0 / 17, 1.0 / 15, 1.0 / 13, 1.0 / 11, 1.0 / 9, 1.0 / 7,
        1.0 / 5, 1.0 / 3, 1.0};
    double const f = (mantissa - 1.0) / (mantissa + 1.0);
    double const square = f * f;
    double series = 1.0 / 23;
    for (double const coefficient : inverse_odd) {
        series = std::fma(series, square, coefficient);
    }
    return std::fma(static_cast<double>(exponent), 0.69314718055994531, (f + f) * series);
}

}  // namespace core

/// A permutation of the 64-bit numbers that leaves no visible pattern (the output function of SplitMix64: Steele, Lea,
/// Flood 2014).
constexpr std::uint64_t hash(std::uint64_t x) {
    x += 0x9E3779B97F4A7C15;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
    return x ^ (x >> 31);
}

/// A seed derived from another one: different indices give different seeds.
constexpr std::uint64_t mix(std::uint64_t seed, std::uint64_t index) { return hash(hash(seed) + index); }

/// A stream of random numbers: a value that can be copied, compared and saved byte by byte.
struct random_numbers {
    constexpr explicit random_numbers(std::uint64_t seed, std::uint64_t stream = 0) : seed_(seed), stream_(stream) {}

    /// 32 random bits.
    constexpr std::uint32_t bits() {
        if (used_ == 4) {
            block_ = core::philox({{static_cast<std::uint32_t>(index_), static_cast<std::uint32_t>(index_ >> 32),
                                      static_cast<std::uint32_t>(stream_), static_cast<std::uint32_t>(stream_ >> 32)}},
                seed_);
            ++index_;
            used_ = 0;
        }
        return block_.word[used_++];
    }

    /// Uniform in [0, 1), a multiple of 2^-53.
    constexpr double uniform() {
        std::uint64_t const high = bits();
        return static_cast<double>((high << 21) | (bits() >> 11)) * 0x1p-53;
    }

    /// Uniform in 0 .. n-1 without bias (Lemire 2019, arXiv:1805.10941). Requires n > 0.
    constexpr int below(int n) {
        assert(n > 0);
        auto const range = static_cast<std::uint32_t>(n);
        auto product = std::uint64_t{bits()} * range;
        if (static_cast<std::uint32_t>(product) < range) {
            auto const surplus = (0 - range) % range;
            while (static_cast<std::uint32_t>(product) < surplus) {
                product = std::uint64_t{bits()} * range;
            }
        }
        return static_cast<int>(product >> 32);
    }

    /// Puts items[0 .. size-1] into an order drawn uniformly (Fisher and Yates).
    template <class Items>
    constexpr void shuffle(Items&& items) {
        for (auto rest = items.size(); rest > 1; --rest) {
            auto const chosen = static_cast<decltype(rest)>(below(static_cast<int>(rest)));
            auto const kept = items[chosen];
            items[chosen] = items[rest - 1];
            items[rest - 1] = kept;
        }
    }

    /// Normal with mean 0 and standard deviation 1 (the polar method: Marsaglia and Bray 1964). Of the two numbers of a
    /// pair one is dropped: keeping it would make the next draw depend on which kind of draw came before.
    double normal() {
        double x = 0.0;
        double square = 0.0;
        do {
            x = 2.0 * uniform() - 1.0;
            double const y = 2.0 * uniform() - 1.0;
            square = std::fma(x, x, y * y);
        } while (square >= 1.0 || square == 0.0);
        // A product could be fused with a sum of the caller's, a quotient cannot.
        return x / std::sqrt(square / (-2.0 * core::portable_log(square)));
    }

    /// Normal with mean 0 and the given standard deviation before it is cut at +- bound standard deviations, by
    /// rejection (about 1.25 / bound draws for small bounds). Requires bound > 0.
    double truncated_normal(double standard_deviation, double bound) {
        assert(bound > 0.0);
        double x = normal();
        while (std::fabs(x) > bound) {
            x = normal();
        }
        return standard_deviation * x;
    }

    /// Poisson with the given mean; time grows with it. Requires 0 <= rate <= 1e6.
    int poisson(double rate) {
        assert(rate >= 0.0 && rate <= 1e6);
        // exp(-rate) must not underflow; parts of a rate give parts of the number.
        constexpr double part = 64.0;
        int count = 0;
        for (; rate > part; rate -= part) {
            count += poisson_part(part);
        }
        return count + poisson_part(rate);
    }

    constexpr bool operator==(random_numbers const&) const = default;

private:
    // How many uniforms can be multiplied before the product falls to exp(-rate) (Knuth, volume 2, 3.4.1).
    int poisson_part(double rate) {
        double const limit = std::exp(-rate);
        int count = 0;
        for (double product = uniform(); product > limit; product *= uniform()) {
            ++count;
        }
        return count;
    }

    std::uint64_t seed_;
    std::uint64_t stream_;
    std::uint64_t index_ = 0;
    core::words block_{};
    std::uint32_t used_ = 4;
    std::uint32_t unused_ = 0;  // instead of padding, so that equal values have equal bytes
};

}  // namespace lathe
