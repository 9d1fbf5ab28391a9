#include "scripted.hpp"

using namespace lathe;
using namespace lathe::test;

namespace {

/// The two states of a row start alike, and the slow one plays the script.
struct both_from_script : role::start {
    template <shape S>
    struct at {
        template <class M>
        using weights = no_weights;
        static constexpr auto high(auto& ops, auto const&, int count) { return ops.template filled<S.width>(count, 0.0); }
        static constexpr auto low(auto& ops, auto const&, int count) { return ops.template filled<S.width>(count, 0.0); }
    };
};
/// Rows that see all others, or only those before them.
template <bool Ordered>
struct sees : plays {
    static constexpr bool ordered = Ordered;
};
template <class Rule, bool Ordered>
struct in_segments : scripted_variant<Rule> {
    using start = both_from_script;
    using cell = sees<Ordered>;
};

/// The rows of the slow state are (q_halt, q_continue). Two sequences of two rows each.
template <class Rule, bool Ordered = false>
heard play_segments(script const& lines, bool early = true) {
    constexpr shape size{.vocab = columns, .width = columns, .context = most_rows};
    using loop_type = typename loop::segments<loop::hierarchy<1, 1>>::template at<in_segments<Rule, Ordered>, size>;
    auto const weights = std::make_unique<typename loop_type::template weights<tensor::dense<double>>>();
    for (int t = 0; t < most_steps; ++t) {
        auto const& now = lines[std::min(static_cast<std::size_t>(t), lines.size() - 1)];
        for (int i = 0; i < most_rows; ++i) {
            for (int c = 0; c < columns; ++c) {
                weights->cell.lines(t * most_rows + i, c) = now[static_cast<std::size_t>(i)][static_cast<std::size_t>(c)];
            }
        }
    }
    exec::scratch_memory<double> memory(ops::demand{.numbers = 10000, .integers = 10000, .where = 10000});
    ops::eager<kernel::plain, double> ops(memory.get());
    std::vector<place> const at{{0, 0, 0}, {0, 1, 0}, {1, 0, 0}, {1, 1, 0}};
    auto const e = ops.filled<columns>(most_rows, 0.0);
    context<> const here{.at = at};
    auto const verdict = [](auto&, auto rows) { return rows; };
    auto const out = loop_type::run(ops, *weights, e, here, Rule::maximum, early, verdict, nobody{});
    return {{out.steps.begin(), out.steps.end()}, rows_of(out.value), {}, out.turns, out.finite};
}

}  // namespace

TEST_CASE("q_head stops a sequence when its first row says so") {
    // the second rows would always stop
    script const lines{{{-1, -2}, {9, 9}, {-1, 5}, {9, 9}},
                       {{2, 3}, {9, 8}, {-1, 5}, {9, 7}},
                       {{-5, 0}, {0, 0}, {1, 0}, {9, 6}},
                       {{-5, 0}, {0, 0}, {-5, 0}, {0, 0}}};
    auto const all = play_segments<halt::q_head<4>>(lines);
    CHECK(all.steps == std::vector{2, 2, 3, 3});
    CHECK(all.turns == 3);
    CHECK(all.values == std::vector<row>{{2, 3}, {9, 8}, {1, 0}, {9, 6}});

    // comparing, q_halt > q_continue: -1 > -2 at once
    auto const compared = play_segments<halt::q_head<4, true>>(lines);
    CHECK(compared.steps == std::vector{1, 1, 3, 3});
    CHECK(compared.values[1] == row{9, 9});

    CHECK(play_segments<halt::q_head<2>>(lines).steps == std::vector{2, 2, 2, 2});
    CHECK(play_segments<halt::q_head<4>>(lines, false).steps == std::vector{4, 4, 4, 4});
}

TEST_CASE("q_head stops a sequence when its last row says so, where the first has seen nothing of it") {
    // the first rows would always stop
    script const lines{{{9, 9}, {-1, -2}, {9, 9}, {-1, 5}},
                       {{9, 8}, {2, 3}, {9, 7}, {-1, 5}},
                       {{0, 0}, {-5, 0}, {9, 6}, {1, 0}},
                       {{0, 0}, {-5, 0}, {0, 0}, {-5, 0}}};
    auto const all = play_segments<halt::q_head<4>, true>(lines);
    CHECK(all.steps == std::vector{2, 2, 3, 3});
    CHECK(all.turns == 3);
    CHECK(all.values == std::vector<row>{{9, 8}, {2, 3}, {9, 6}, {1, 0}});
    CHECK(play_segments<halt::q_head<4>, false>(lines).steps == std::vector{1, 1, 1, 1});
}

TEST_CASE("a head that gives no numbers ends the loop and says so") {
    script const lines{{{no_number, 0}, {1, 1}, {-1, 0}, {1, 1}}, {{-1, 0}, {1, 1}, {-1, 0}, {1, 1}}};
    auto const all = play_segments<halt::q_head<3>>(lines);
    CHECK(all.steps == std::vector{1, 1, 3, 3});
    CHECK_FALSE(all.finite);
}
