#include <lathe/exec/session.hpp>

#include <lathe/exec/batch.hpp>
#include <lathe/kernel/plain.hpp>
#include <lathe/lathe.hpp>
#include <lathe/variant/feed_forward.hpp>
#include <lathe/variant/huginn.hpp>
#include <lathe/variant/looped.hpp>
#include <lathe/variant/universal_transformer.hpp>

#include <array>
#include <vector>

#include "catch.hpp"

using namespace lathe;

namespace {

constexpr shape size{.vocab = 9, .width = 8, .heads = 2, .hidden = 16, .context = 7};
constexpr std::array<int, 7> symbols{3, 1, 4, 1, 5, 8, 2};
constexpr std::uint64_t seed = 5;

/// Logits of all symbols in one pass.
template <class Model>
std::vector<double> whole(exec::weights_of<Model, double> const& w, run_options options) {
    exec::batch one(1, 7, 0);
    std::copy(symbols.begin(), symbols.end(), one.add(7).symbols.begin());
    ops::counting<double> count;
    Model::forward(count, typename Model::template weights<nothing>{}, one.get(seed), options);
    exec::scratch_memory<double> memory(count.total().forward);
    ops::eager<kernel::plain, double> ops(memory.get());
    auto const logits = Model::forward(ops, w, one.get(seed), options).logits;
    return {logits.data, logits.data + logits.size()};
}
template <class Model>
using session_of = exec::session<Model, kernel::plain, double>;

/// Logits of all symbols in pieces of the lengths given.
std::vector<double> in_pieces(auto& session, std::vector<std::size_t> const& lengths) {
    std::vector<double> all;
    std::size_t from = 0;
    for (auto n : lengths) {
        auto const part = session.extend({symbols.data() + from, n});
        all.insert(all.end(), part.begin(), part.end());
        from += n;
    }
    return all;
}
double distance(std::vector<double> const& a, std::vector<double> const& b) {
    REQUIRE(a.size() == b.size());
    double most = 0;
    for (std::size_t i = 0; i < a.size(); ++i) most = std::max(most, std::fabs(a[i] - b[i]));
    return most;
}

using sees_all = with<variant::looped<2, 4>, set::visibility<view::all_steps>>;
using leaves_early = with<sees_all, set::halting<halt::settled<0.35, 4>>>;
using huginn = with<variant::huginn<1, 2, 1>, set::visibility<view::own_step>, set::halting<halt::after<4>>>;

}  // namespace

TEMPLATE_TEST_CASE("piece by piece gives what the whole sequence gives", "", variant::feed_forward<2>,
                   variant::universal_transformer, huginn, sees_all, leaves_early) {
    using tiny = model<TestType, size>;
    auto const w = exec::make_weights<tiny, double>(1);
    auto const expected = whole<tiny>(*w, {});
    session_of<tiny> session(*w, 7, 7, {}, seed);
    for (auto const& lengths : std::vector<std::vector<std::size_t>>{{7}, {3, 4}, {1, 1, 1, 1, 1, 1, 1}, {2, 1, 4}}) {
        session.rewind();
        CHECK(distance(in_pieces(session, lengths), expected) < 1e-12);
    }
    CHECK(session.length() == 7);
    CHECK(session.finite());
    // a part of it again
    session.rewind(5);
    auto const end = session.extend({symbols.data() + 5, 2});
    std::vector<double> const tail(expected.end() - 2 * tiny::size.vocab, expected.end());
    CHECK(distance({end.begin(), end.end()}, tail) < 1e-12);
}

TEST_CASE("a sequence that comes after another one in the same session sees nothing of it") {
    using tiny = model<leaves_early, size>;
    auto const w = exec::make_weights<tiny, double>(1);
    session_of<tiny> used(*w), fresh(*w);
    auto const other = std::array<int, 7>{8, 7, 6, 5, 4, 3, 0};
    used.extend(other);
    used.rewind();
    CHECK(distance(in_pieces(used, {1, 2, 4}), in_pieces(fresh, {1, 2, 4})) == 0);
}

TEST_CASE("where each token shows its latest iteration, one piece gives what a whole pass gives") {
    using tiny = model<variant::huginn<1, 2, 1>, size>;
    auto const w = exec::make_weights<tiny, double>(1);
    session_of<tiny> session(*w, 7, 7, {}, seed);
    CHECK(distance(in_pieces(session, {7}), whole<tiny>(*w, {})) < 1e-12);
    CHECK(session.turns() >= 1);
}

TEST_CASE("a session refuses what it has no room for") {
    using tiny = model<variant::feed_forward<2>, size>;
    auto const w = exec::make_weights<tiny, double>(1);
    session_of<tiny> session(*w, 4, 2);
    CHECK_THROWS_AS(session.extend({symbols.data(), 3}), std::length_error);
    session.extend({symbols.data(), 2});
    session.extend({symbols.data() + 2, 2});
    CHECK_THROWS_WITH(session.extend({symbols.data() + 4, 1}), test::contains("cannot take 1 more"));
    CHECK(session.extend({}).empty());
    CHECK_THROWS_WITH(session_of<tiny>(*w, 8), test::contains("1 to 7"));
}

TEST_CASE("a session refuses tokens that stop at different steps and show nothing afterwards") {
    using tiny = model<with<variant::looped<1, 4>, set::halting<halt::settled<0.5, 4, grain::sequence>>>, size>;
    auto const w = exec::make_weights<tiny, double>(1);
    CHECK_THROWS_WITH(session_of<tiny>(*w), test::contains("early = false"));
    CHECK_NOTHROW(session_of<tiny>(*w, 7, 7, {.early = false}));
}

TEST_CASE("a session refuses symbols outside the vocabulary and goes on as if they had not been said") {
    using tiny = model<variant::feed_forward<2>, size>;
    auto const w = exec::make_weights<tiny, double>(1);
    session_of<tiny> session(*w), other(*w);
    session.extend({symbols.data(), 2});
    for (int const strange : {-1, tiny::size.vocab}) {
        int const said[] = {symbols[2], strange};
        CHECK_THROWS_WITH(session.extend(said), test::contains("symbol " + std::to_string(strange) + " in place 1"));
        CHECK(session.length() == 2);
    }
    auto const end = session.extend({symbols.data() + 2, 5});
    auto const expected = in_pieces(other, {2, 5});
    std::vector<double> const tail(expected.end() - 5 * tiny::size.vocab, expected.end());
    CHECK(distance({end.begin(), end.end()}, tail) == 0);
}
