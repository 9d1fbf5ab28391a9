#pragma once
/// \file
/// A loop whose body plays back a script, so that what a halting rule sees is written down in the test.

#include <lathe/exec/memory.hpp>
#include <lathe/kernel/plain.hpp>
#include <lathe/lathe.hpp>
#include <lathe/ops/eager.hpp>
#include <lathe/tensor/dense.hpp>
#include <limits>
#include <memory>
#include <vector>

#include "catch.hpp"

namespace lathe::test {

inline constexpr int columns = 2;
using row = std::vector<double>;
/// Row i at step t is script[t][i]; script[0] is the start.
using script = std::vector<std::vector<row>>;
inline constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

inline constexpr int most_steps = 8;
inline constexpr int most_rows = 4;

/// The body that plays: turn t puts the rows of step t + 1 in place of whatever came.
struct plays : role::cell {
    static constexpr int layers = 0;
    static constexpr bool neighbours = false;
    static constexpr bool ordered = true;
    static constexpr bool paired = false;

    template <shape S>
    struct at {
        template <class M>
        struct weights {
            constant<M, most_steps * most_rows, S.width, initial::zeros> lines;
        };
        static constexpr auto apply(auto& ops, auto const& w, auto x, auto const& here) {
            auto const ids = ops.integers(x.count);
            for (std::size_t i = 0; i < ids.size(); ++i) {
                ids[i] = here.step * most_rows + (here.ids.empty() ? static_cast<int>(i) : here.ids[i]);
            }
            return ops.lookup(w.lines, ids);
        }
        static constexpr auto high(auto& ops, auto const& w, auto x, auto const& here) { return apply(ops, w, x, here); }
        static constexpr auto low(auto&, auto const&, auto x, auto const&) { return x; }
    };
};

/// What a loop over a script says.
struct heard {
    std::vector<int> steps;   ///< of each row; empty if the rule does not judge
    std::vector<row> values;  ///< the answer's rows
    std::vector<row> watched;
    int turns = 0;
    bool finite = true;
    bool operator==(heard const&) const = default;
};

template <class Rule>
struct scripted_variant {
    using start = init::encoding;
    using injection = inject::none;
    using visibility = view::latest;
    using update = combine::replace;
    using cell = plays;
    using halting = Rule;
};

inline std::vector<row> rows_of(auto const& x) {
    std::vector<row> all;
    for (int i = 0; i < x.count; ++i) {
        all.emplace_back(x.row(i), x.row(i) + std::remove_cvref_t<decltype(x)>::width);
    }
    return all;
}

/// Plays a script to a rule. The rows are their own logits; `sequence_of` says whose they are (each its own: empty).
/// `set` may give weights to the rule.
struct as_it_is {
    void operator()(auto&) const {}
};
template <class Rule, class Set = as_it_is>
heard play(script const& lines, std::vector<int> const& sequence_of = {}, bool early = true, int limit = Rule::maximum,
           Set const& set = {}) {
    constexpr shape size{.vocab = columns, .width = columns, .context = most_rows};
    using loop_type = loop::depth::at<scripted_variant<Rule>, size>;
    auto const weights = std::make_unique<typename loop_type::template weights<tensor::dense<double>>>();
    auto const count = static_cast<int>(lines.front().size());
    for (int t = 0; t < most_steps; ++t) {
        // a script that is over stands still
        auto const& now = lines[std::min(static_cast<std::size_t>(t) + 1, lines.size() - 1)];
        for (int i = 0; i < count; ++i) {
            for (int c = 0; c < columns; ++c) {
                weights->cell.lines(t * most_rows + i, c) = now[static_cast<std::size_t>(i)][static_cast<std::size_t>(c)];
            }
        }
    }
    set(weights->halting);

    exec::scratch_memory<double> memory(ops::demand{.numbers = 10000, .integers = 10000, .where = 10000});
    ops::eager<kernel::plain, double> ops(memory.get());
    auto const x = ops.make<columns>(count);
    std::vector<place> at;
    for (int i = 0; i < count; ++i) {
        std::copy(lines[0][static_cast<std::size_t>(i)].begin(), lines[0][static_cast<std::size_t>(i)].end(), x.row(i));
        int const sequence = sequence_of.empty() ? i : sequence_of[static_cast<std::size_t>(i)];
        at.push_back({sequence, at.empty() || at.back().sequence != sequence ? 0 : at.back().position + 1, 0});
    }
    context<> const here{.at = at};
    auto const readout = [](auto&, auto rows, auto const&) { return rows; };
    auto const out = loop_type::run(ops, *weights, x, here, limit, early, readout, nobody{});
    heard all{{out.steps.begin(), out.steps.end()}, rows_of(out.value), {}, out.turns, out.finite};
    if constexpr (requires { out.watched.cost(ops); }) {
        all.watched = rows_of(out.watched.cost(ops));
    }
    return all;
}

}  // namespace lathe::test
