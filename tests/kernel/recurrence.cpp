#include <lathe/kernel/recurrence.hpp>

#include <lathe/kernel/fast.hpp>
#include <lathe/kernel/plain.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

#include "catch.hpp"

using namespace lathe;
using memory::decay;
using memory::reading;
using memory::rule;
using memory::write;

namespace {

/// Numbers between -1 and 1 that look drawn.
std::vector<float> some(std::size_t n, int salt) {
    std::vector<float> x(n);
    for (std::size_t i = 0; i < n; ++i) {
        x[i] = static_cast<float>((static_cast<int>(i) * 37 + salt * 11) % 64 - 31) / 40;
    }
    return x;
}

/// The rule as it is written, in double precision; what it says, and the state in the end.
template <rule R, int K, int V>
std::vector<double> by_hand(kernel::head_rows<float const> const& in, std::vector<float> const& start) {
    std::vector<double> s(start.begin(), start.end()), said;
    auto const at = [](float const* p, int i) { return static_cast<double>(p[i]); };
    for (int t = 0; t < in.count; ++t) {
        auto const answer = [&] {
            for (int v = 0; v < V; ++v) {
                double o = 0;
                for (int k = 0; k < K; ++k) o += at(in.query[t], k) * s[static_cast<std::size_t>(k * V + v)];
                said.push_back(o);
            }
        };
        if (R.reads == reading::before) answer();
        auto const old = s;
        for (int k = 0; k < K && R.decays != decay::none; ++k) {
            for (int v = 0; v < V; ++v) s[static_cast<std::size_t>(k * V + v)] *= at(in.decay[t], R.decays == decay::channel ? k : 0);
        }
        for (int step = 0; step < R.steps; ++step) {
            auto const now = s;
            for (int v = 0; v < V; ++v) {
                double u = at(in.value[t], step * V + v), erased = 0;
                for (int k = 0; k < K; ++k) {
                    auto const i = static_cast<std::size_t>(k * V + v);
                    if (R.writes == write::delta) erased += at(in.key[t], step * K + k) * now[i];
                    if (R.writes == write::split) erased += at(in.erase[t], k) * old[i];
                }
                if (R.writes == write::delta) u = at(in.rate[t], step) * (u - erased);
                for (int k = 0; k < K; ++k) {
                    auto const i = static_cast<std::size_t>(k * V + v);
                    s[i] += at(in.key[t], step * K + k) * u;
                    if (R.writes == write::split) s[i] += at(in.add[t], k) * erased;
                }
            }
        }
        if (R.reads == reading::after) answer();
    }
    said.insert(said.end(), s.begin(), s.end());
    return said;
}

template <class Kernels, rule R, int K, int V>
void check(int tokens) {
    CAPTURE(Kernels::name, tokens, K, V, R.steps);
    auto const n = static_cast<std::size_t>(tokens);
    constexpr auto k = static_cast<std::size_t>(K * R.steps), v = static_cast<std::size_t>(V * R.steps);
    auto const query = some(n * K, 1), value = some(n * v, 3), rate = some(n * R.steps, 4),
               start = some(static_cast<std::size_t>(K * V), 7);
    auto key = some(n * k, 2), erase = some(n * K, 5), add = some(n * K, 6);
    // short, so that writing one after the other does not grow without bounds
    for (auto* const rows : {&key, &erase, &add}) {
        for (auto& x : *rows) x *= std::min(1.0f, 2 / std::sqrt(static_cast<float>(K)));
    }
    auto decays = some(n * K, 8);
    for (auto& a : decays) a = std::fabs(a);
    kernel::head_rows<float const> const in{tokens,         {query.data(), K}, {key.data(), K * R.steps}, {value.data(), V * R.steps},
                                            {decays.data(), R.decays == decay::channel ? K : 1}, {rate.data(), R.steps}, {erase.data(), K},
                                            {add.data(), K}};
    auto const want = by_hand<R, K, V>(in, start);
    using wide = typename Kernels::template wide<float>;
    using recurrence = kernel::recurrence<R, K, V>;
    std::vector<float> got(want.size());
    float* const state = got.data() + n * V;
    recurrence::template forward<wide, float>(in, start.data(), state, {got.data(), V}, nullptr, 0);
    double worst = 0;
    for (std::size_t i = 0; i < want.size(); ++i) worst = std::max(worst, std::fabs(static_cast<double>(got[i]) - want[i]) / (1 + std::fabs(want[i])));
    CHECK(worst < 2e-5);
    // in place, and with nobody asking for the state
    auto again = start;
    std::vector<float> out(n * V);
    recurrence::template forward<wide, float>(in, again.data(), again.data(), {out.data(), V}, nullptr, 0);
    CHECK(std::equal(again.begin(), again.end(), state));
    CHECK(std::equal(out.begin(), out.end(), got.begin()));
    std::fill(out.begin(), out.end(), 0.0f);
    recurrence::template forward<wide, float>(in, start.data(), nullptr, {out.data(), V}, nullptr, 0);
    CHECK(std::equal(out.begin(), out.end(), got.begin()));
}

template <rule R, int K, int V>
void check_both() {
    for (int const tokens : {1, 2, 17, 40}) {
        check<kernel::plain, R, K, V>(tokens);
        check<kernel::fast, R, K, V>(tokens);
    }
}

}  // namespace

TEST_CASE("one sweep for each token is what is written") {
    check_both<rule{decay::none, write::hebbian}, 3, 5>();
    check_both<rule{decay::scalar, write::hebbian, 1, reading::before}, 8, 16>();
    check_both<rule{decay::scalar, write::delta}, 16, 16>();
    check_both<rule{decay::channel, write::delta}, 5, 100>();
    check_both<rule{decay::none, write::delta, 3}, 4, 33>();
    check_both<rule{decay::channel, write::split}, 6, 64>();
}

TEST_CASE("two steps that share a sweep are what is written") {
    check_both<rule{decay::none, write::hebbian}, 32, 64>();
    check_both<rule{decay::scalar, write::hebbian, 1, reading::before}, 40, 16>();
    check_both<rule{decay::channel, write::hebbian}, 33, 5>();
    check_both<rule{decay::none, write::delta}, 32, 128>();
    check_both<rule{decay::scalar, write::delta}, 64, 32>();
    check_both<rule{decay::channel, write::delta, 2}, 35, 70>();
    check_both<rule{decay::scalar, write::delta, 3}, 32, 33>();
    check_both<rule{decay::channel, write::split}, 32, 64>();
    check_both<rule{decay::scalar, write::split, 1, reading::before}, 48, 17>();
}
