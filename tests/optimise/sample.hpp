#pragma once
/// \file
/// Reference trajectories, and numbers to step: shared by the tests of optimise/.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <lathe/io/safetensors.hpp>
#include <limits>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "catch.hpp"

namespace lathe::test {

/// The reference outputs of optimisers; what was computed in double precision counts.
class trajectories {
public:
    trajectories() : file_(io::safetensors::read(LATHE_ORACLES "/optimizers/oracle.safetensors")) {}

    template <class T>
    std::vector<T> in(std::string const& name) const {
        return file_.values<T>("in." + name);
    }
    /// Fails unless x is `name` to 1e-13, or, in single precision, to four times what the reference shows itself.
    template <class T>
    void compare(std::vector<T> const& x, std::string const& name) const {
        auto const want = file_.values<double>("out64." + name);
        REQUIRE(x.size() == want.size());
        double off = 0, size = 0;
        for (std::size_t i = 0; i < want.size(); ++i) {
            double const here = std::fabs(static_cast<double>(x[i]) - want[i]);
            off = here <= off ? off : here == here ? here : std::numeric_limits<double>::infinity();
            size = std::max(size, std::fabs(want[i]));
        }
        INFO(name);
        CHECK(off <= (sizeof(T) == 4 ? 1e-6 : 1e-13) * size);
    }
    /// Six steps: step(w, g, t), then w is compared with what `name` has for that step.
    template <class T, class F>
    void follow(std::string const& name, F const& step) const {
        auto w = in<T>("w0");
        for (int t = 1; t <= 6; ++t) {
            auto const g = in<T>("g" + std::to_string(t));
            step(std::span<T>(w), std::span<T const>(g), t);
            compare(w, name + ".w" + std::to_string(t));
        }
    }

private:
    io::safetensors file_;
};

/// n numbers from a normal distribution.
template <class T>
std::vector<T> normal(std::size_t n, unsigned seed) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> draw;
    std::vector<T> x(n);
    for (T& value : x) value = static_cast<T>(draw(random));
    return x;
}

/// A length with whole pieces, whole batches and a rest.
inline constexpr std::size_t long_and_odd = 5000 + 7;

/// Weights, gradients and moments of that length.
template <class T>
struct block {
    std::vector<T> w = normal<T>(long_and_odd, 1), g = normal<T>(long_and_odd, 2), m = std::vector<T>(long_and_odd),
                   v = std::vector<T>(long_and_odd), u = std::vector<T>(long_and_odd);

    std::span<T const> slopes() const { return g; }
};

}  // namespace lathe::test
