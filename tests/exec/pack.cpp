#include <lathe/exec/pack.hpp>

#include <lathe/axes.hpp>
#include <lathe/concepts/with.hpp>
#include <lathe/kernel/plain.hpp>
#include <lathe/variant/gated_deltanet.hpp>
#include <lathe/variant/huginn.hpp>

#include "allocations.hpp"
#include "catch.hpp"

#include <array>
#include <cmath>
#include <vector>

using namespace lathe;

namespace {

constexpr shape size{.vocab = 19, .width = 40, .heads = 2, .hidden = 70, .context = 12};
using looping = model<with<variant::huginn<1, 1, 1>, set::halting<halt::after<3>>>, size>;
using remembering = model<with<variant::huginn<1, 1, 1>, set::halting<halt::after<3>>, set::mixer<variant::gated_deltanet<>>>, size>;
constexpr std::array<int, 9> symbols{3, 1, 4, 1, 5, 9, 2, 6, 5};

/// Logits of pieces of several lengths.
std::vector<float> said(auto& session) {
    std::vector<float> all;
    for (std::size_t from = 0, n = 1; from < symbols.size(); from += n, n = 4) {
        auto const logits = session.extend(std::span(symbols).subspan(from, std::min(n, symbols.size() - from)));
        all.insert(all.end(), logits.begin(), logits.end());
    }
    return all;
}
double distance(std::vector<float> const& a, std::vector<float> const& b) {
    double apart = 0, total = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        apart += std::pow(static_cast<double>(a[i]) - b[i], 2);
        total += std::pow(static_cast<double>(a[i]), 2);
    }
    return std::sqrt(apart / total);
}

}  // namespace

TEMPLATE_TEST_CASE("packed weights say what the weights say, as far as their numbers go", "", looping, remembering) {
    auto const weights = exec::make_weights<TestType>(1);
    auto const own = exec::pack<TestType>(*weights);
    auto const half = exec::pack<TestType, storage::bf16>(*weights);
    exec::session<TestType> as_they_are(*weights);
    exec::packed_session<TestType> with_own(*own);
    exec::packed_session<TestType, storage::bf16> with_half(*half);
    exec::packed_session<TestType, storage::bf16, kernel::plain> by_the_book(*half);
    auto const expected = said(as_they_are);
    CHECK(distance(expected, said(with_own)) < 1e-5);
    auto const rounded = said(with_half);
    CHECK(distance(expected, rounded) > 1e-4);
    CHECK(distance(expected, rounded) < 4e-2);
    CHECK(distance(said(by_the_book), rounded) < 1e-5);
}

TEST_CASE("steps with packed weights ask for no memory") {
    auto const half = exec::pack<looping, storage::bf16>(*exec::make_weights<looping>(1));
    exec::packed_session<looping, storage::bf16> session(*half);
    auto const calls = test::memory_calls_of([&] {
        for (int const symbol : symbols) session.extend(std::span(&symbol, 1));
    });
    CHECK(calls == test::memory_calls{});
}
