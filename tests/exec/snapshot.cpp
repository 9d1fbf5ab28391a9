#include <lathe/exec/snapshot.hpp>

#include <lathe/exec/session.hpp>
#include <lathe/kernel/plain.hpp>
#include <lathe/lathe.hpp>
#include <lathe/variant/feed_forward.hpp>
#include <lathe/variant/gated_deltanet.hpp>
#include <lathe/variant/huginn.hpp>
#include <lathe/variant/looped.hpp>
#include <lathe/variant/ttt_linear.hpp>

#include <array>
#include <vector>

#include "catch.hpp"
#include "exec/allocations.hpp"

using namespace lathe;

namespace {

constexpr shape size{.vocab = 9, .width = 8, .heads = 2, .hidden = 16, .context = 7};
constexpr std::array<int, 7> symbols{3, 1, 4, 1, 5, 8, 2};

template <class V>
using over = with<variant::feed_forward<2>, set::mixer<V>>;
using looped_memory = with<variant::huginn<1, 1, 1>, set::mixer<variant::gated_deltanet<>>, set::halting<halt::after<3>>>;
using sees_all = with<variant::looped<1, 3>, set::visibility<view::all_steps>>;

std::vector<double> read(auto& session, std::size_t from, std::size_t n) {
    auto const logits = session.extend({symbols.data() + from, n});
    return {logits.begin(), logits.end()};
}

}  // namespace

TEMPLATE_TEST_CASE("a session goes back to what was saved, and another goes on from there", "", variant::feed_forward<2>, sees_all,
                   over<variant::gated_deltanet<>>, over<variant::ttt_linear<4>>, looped_memory) {
    using tiny = model<TestType, size>;
    auto const w = exec::make_weights<tiny, double>(1);
    using session_type = exec::session<tiny, kernel::plain, double>;
    session_type session(*w);
    read(session, 0, 3);
    typename session_type::snapshot_type saved;
    session.save(saved);
    auto const expected = read(session, 3, 4);
    SECTION("rolled back") {
        session.restore(saved);
        CHECK(session.length() == 3);
        CHECK(read(session, 3, 4) == expected);
    }
    SECTION("forked, token by token, into a shorter session") {
        session_type other(*w, 6, 2);
        read(other, 4, 2);
        auto const copy = saved;
        other.restore(copy);
        std::vector<double> pieces;
        for (std::size_t i = 3; i < 6; ++i) {
            auto const one = read(other, i, 1);
            pieces.insert(pieces.end(), one.begin(), one.end());
        }
        double worst = 0;
        for (std::size_t i = 0; i < pieces.size(); ++i) worst = std::max(worst, std::fabs(pieces[i] - expected[i]));
        CHECK(worst < 1e-12);
    }
    SECTION("refused where there is no room, and nothing is lost") {
        session_type other(*w, 2);
        read(other, 0, 1);
        CHECK_THROWS_WITH(other.restore(saved), test::contains("cannot take a snapshot of 3"));
        CHECK(other.length() == 1);
    }
    SECTION("without asking for memory") {
        CHECK(test::memory_calls_of([&] {
                  session.save(saved);
                  session.restore(saved);
              }) == test::memory_calls{});
    }
}

TEST_CASE("the size of a snapshot is known") {
    using memory = model<over<variant::gated_deltanet<>>, size>;
    // two layers, each: two heads of 4 x 4, and three rows of queries, keys and values before the next
    STATIC_REQUIRE(exec::snapshot<memory>::number_count == 2 * (2 * 4 * 4 + 3 * 3 * 8));
    using attention = model<variant::feed_forward<2>, size>;
    STATIC_REQUIRE(exec::snapshot<attention>::number_count == 2 * 2 * 8 * 7);
    STATIC_REQUIRE(exec::snapshot<attention, double>::bytes == 8 * 2 * 2 * 8 * 7 + 4 * 7 + 4);
}

TEST_CASE("a memory does not go back by halves") {
    using tiny = model<over<variant::gated_deltanet<>>, size>;
    auto const w = exec::make_weights<tiny, double>(1);
    exec::session<tiny, kernel::plain, double> session(*w);
    auto const first = read(session, 0, 5);
    CHECK_THROWS_WITH(session.rewind(4), test::contains("restore a snapshot"));
    CHECK(session.length() == 5);
    session.rewind(5);
    session.rewind();
    CHECK(read(session, 0, 5) == first);
}

TEST_CASE("a memory cannot skip the steps of a loop in a session") {
    using early = model<with<variant::huginn<1, 1, 1>, set::mixer<variant::gated_deltanet<>>>, size>;
    auto const w = exec::make_weights<early, double>(1);
    CHECK_THROWS_WITH((exec::session<early, kernel::plain, double>(*w)), test::contains("early = false"));
    CHECK_NOTHROW(exec::session<early, kernel::plain, double>(*w, 7, 7, {.early = false}));
}
