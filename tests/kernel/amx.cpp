#include <lathe/kernel/amx.hpp>

#include "catch.hpp"

#include <cmath>
#include <cstdint>
#include <vector>

using namespace lathe;
using namespace lathe::kernel;

TEST_CASE("tiles multiply whole sixteens of steps, and nothing where there are none") {
    using form = form::bf16_dot;
    constexpr int columns = 64;
    for (int const steps : {0, 15, 16, 40}) {
        for (int const m : {0, 3, 4, 16, 17, 50}) {
            for (bool const add : {false, true}) {
                CAPTURE(steps, m, add);
                int const x_step = steps + 1;
                std::vector<std::uint32_t> x(static_cast<std::size_t>(m * x_step)), w(static_cast<std::size_t>(steps * columns));
                auto const pair = [](std::size_t i) {
                    float const two[] = {static_cast<float>(i * 37 % 101) - 50, static_cast<float>(i * 53 % 97) - 48};
                    return form::see(two, 2);
                };
                for (std::size_t i = 0; i < x.size(); ++i) x[i] = pair(i);
                for (std::size_t i = 0; i < w.size(); ++i) w[i] = pair(i + 5);
                int const stride = columns + 1;
                std::vector<float> y(static_cast<std::size_t>(m * stride), 7.0F);
                int const done = amx::product({y.data(), stride}, x.data(), x_step, w.data(), nullptr, m, steps, add);
                CHECK((done == 0 || (done == steps / 16 * 16 && m >= 4)));
                bool right = true;
                for (int i = 0; i < m; ++i) {
                    for (int j = 0; j < stride; ++j) {
                        float expected = 7;
                        if (done > 0 && j < columns) {
                            double sum = add ? 7 : 0;
                            for (int s = 0; s < done; ++s) {
                                for (int l = 0; l < 2; ++l) {
                                    sum += static_cast<double>(form::said(x[static_cast<std::size_t>(i * x_step + s)], l)) *
                                           static_cast<double>(form::said(w[static_cast<std::size_t>(s * columns + j)], l));
                                }
                            }
                            // whole numbers, exact in float
                            expected = static_cast<float>(sum);
                        }
                        right = right && y[static_cast<std::size_t>(i * stride + j)] == expected;
                    }
                }
                CHECK(right);
            }
        }
    }
}
