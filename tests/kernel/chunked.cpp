#include <lathe/kernel/chunked.hpp>

#include <lathe/kernel/fast.hpp>
#include <lathe/kernel/plain.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

#include "catch.hpp"

using namespace lathe;
using memory::decay;
using memory::rule;
using memory::write;

namespace {

std::vector<double> some(std::size_t n, int salt) {
    std::vector<double> x(n);
    for (std::size_t i = 0; i < n; ++i) x[i] = static_cast<double>((static_cast<int>(i) * 37 + salt * 11) % 64 - 31) / 80;
    return x;
}

/// A chunk at a time and a token at a time: what is said, the last state, and the states between chunks.
template <class Kernels, rule R, int K, int V>
void check(int tokens) {
    CAPTURE(Kernels::name, tokens, K, V);
    using by_chunks = kernel::chunked<Kernels, R, K, V>;
    using by_tokens = kernel::recurrence<R, K, V>;
    auto const n = static_cast<std::size_t>(tokens);
    auto const query = some(n * K, 1), key = some(n * K, 2), value = some(n * V, 3), rate = some(n, 4), start = some(K * V, 5);
    auto decays = some(n, 6);
    for (auto& a : decays) a = std::fabs(a) + 0.5;
    kernel::head_rows<double const> const in{tokens, {query.data(), K}, {key.data(), K}, {value.data(), V}, {decays.data(), 1},
                                             {rate.data(), 1}, {}, {}};
    auto const run = [&](auto const& forward) {
        std::vector<double> all(n * V + K * V + static_cast<std::size_t>(by_tokens::chunks(tokens)) * K * V);
        forward(start.data(), all.data() + n * V, kernel::strand<double>{all.data(), V}, all.data() + n * V + K * V);
        return all;
    };
    auto const want = run([&](double const* from, double* to, kernel::strand<double> out, double* starts) {
        by_tokens::template forward<double, double>(in, from, to, out, starts, K * V);
    });
    std::vector<double> space(by_chunks::space);
    auto const got = run([&](double const* from, double* to, kernel::strand<double> out, double* starts) {
        by_chunks::template forward<double>(in, from, to, out, starts, K * V, space.data());
    });
    double worst = 0;
    for (std::size_t i = 0; i < want.size(); ++i) worst = std::max(worst, std::fabs(got[i] - want[i]));
    CHECK(worst < 1e-12);
}

}  // namespace

TEST_CASE("chunk by chunk is token by token") {
    for (int const tokens : {1, 2, 15, 16, 17, 50}) {
        check<kernel::plain, rule{decay::none, write::hebbian}, 3, 5>(tokens);
        check<kernel::fast, rule{decay::scalar, write::hebbian}, 8, 16>(tokens);
        check<kernel::plain, rule{decay::scalar, write::delta}, 5, 7>(tokens);
        check<kernel::fast, rule{decay::none, write::delta}, 16, 16>(tokens);
        check<kernel::fast, rule{decay::scalar, write::delta}, 17, 33>(tokens);
    }
}
