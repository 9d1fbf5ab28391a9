#pragma once
/// \file
/// What the public training code of HRM and TRM does outside its network: four calls of the outer loop, with carries,
/// halting, losses, and the gradient of the first call's loss.

#include "oracle.hpp"

namespace lathe::test {

/// The number of symbols that are asked in a sequence, which starts at `from`.
inline int asked_in(std::vector<int> const& labels, std::size_t from, std::size_t length) {
    int asked = 0;
    for (std::size_t i = from; i < from + length; ++i) asked += labels[i] >= 0 ? 1 : 0;
    return asked;
}

/// One call: from the carry to the next carry, and what the heads say.
template <class Model>
struct outer_call {
    static constexpr int width = Model::size.width;

    template <class Row, class Logits, class Q>
    struct outcome {
        Row high, low;
        Logits logits;
        Q q;
    };
    template <class T>
    static auto run(auto& ops, auto const& w, input const& in, std::vector<T>& high, std::vector<T>& low) {
        using frame = typename Model::frame_type;
        context<> const here{.at = in.inner};
        auto const n = static_cast<int>(in.inner.size());
        auto const e = frame::encode(ops, w.outside, in, here);
        auto const from = ops.copy(ops.template given<width>(high.data(), n));
        loop::levels<std::remove_const_t<decltype(from)>> const carry{
            from, ops.copy(ops.template given<width>(low.data(), n))};
        auto const after = Model::loop_type::step(ops, w.core, carry, e, here);
        auto const logits = frame::readout(ops, w.outside, after.high, in, here);
        auto const q = frame::judge(ops, w.outside, ops.gather(after.high, in.first_rows));
        return outcome<decltype(after.high), std::remove_const_t<decltype(logits)>, std::remove_const_t<decltype(q)>>{
            after.high, after.low, logits, q};
    }
};

/// Bootstrap: q_continue is trained, towards what one more call says.
template <class Signal, bool Bootstrap, class Model, class Mode, class Bind>
void compare_segments(oracle& file, rig<Model, Mode>& run, Bind const& bind, double first_call, double gradient) {
    using number = typename Mode::number;
    using call = outer_call<Model>;
    constexpr int vocab = Model::size.vocab;
    constexpr int maximum = Model::variant::halting::maximum;
    constexpr auto width = static_cast<std::size_t>(Model::size.width);
    auto const all = batch_of(file["in.inputs"], Model::prefix);
    auto const puzzles = file["in.puzzle_identifiers"].integers();
    auto const labels = file["in.labels"].integers();
    auto in = all.get();
    in.puzzles = puzzles;
    auto const sequences = puzzles.size();
    auto const length = labels.size() / sequences;

    std::vector<number> high(in.inner.size() * width), low(high);
    std::vector<int> halted(sequences, 1), steps(sequences, 0);
    for (int s = 0; s < 4; ++s) {
        INFO("call " << s);
        auto const name = [&](char const* what) { return "s" + std::to_string(s) + "." + what; };
        auto const fresh = run.forward([&](auto& ops, auto const& w) {
            return Model::loop_type::begin(ops, w.core, static_cast<int>(in.inner.size()));
        });
        for (std::size_t r = 0; r < in.inner.size(); ++r) {
            auto const which = static_cast<std::size_t>(in.inner[r].sequence);
            if (halted[which]) {
                std::copy_n(fresh.high.data + r * width, width, high.data() + r * width);
                std::copy_n(fresh.low.data + r * width, width, low.data() + r * width);
                steps[which] = 0;
            }
        }

        // A carry that is 1e-6 off, as the first call's own rounding leaves it, has made the states of the next call 2e-6
        // to 9e-6 off in trials in double precision: calls that go on from one are given four times as much.
        bool const goes_on = std::any_of(steps.begin(), steps.end(), [](int had) { return had > 0; });
        double const forward = goes_on ? 4 * first_call : first_call;

        auto const out = run.forward([&](auto& ops, auto const& w) { return call::run(ops, w, in, high, low); });
        CHECK(error(out.high, file.out(name("z_H"))) <= forward);
        CHECK(error(out.low, file.out(name("z_L"))) <= forward);
        CHECK(error(out.logits, file.out(name("logits"))) <= forward);
        std::vector<double> q_halt, q_continue, stops, counts;
        for (std::size_t i = 0; i < sequences; ++i) {
            auto const* q = out.q.row(static_cast<int>(i));
            q_halt.push_back(static_cast<double>(q[0]));
            q_continue.push_back(static_cast<double>(q[1]));
            ++steps[i];
            counts.push_back(steps[i]);
            halted[i] = steps[i] >= maximum || Model::variant::halting::stops(q[0], q[1]);
            stops.push_back(halted[i]);
        }
        CHECK(error(q_halt, file.out(name("q_halt_logits"))) <= forward);
        CHECK(error(q_continue, file.out(name("q_continue_logits"))) <= forward);
        CHECK(stops == file.out(name("halted")).values);
        CHECK(counts == file.out(name("steps")).values);

        // a halting head is to say whether all answers of its sequence are right
        std::vector<number> right(sequences, number(1)), further(sequences, number(0));
        for (std::size_t i = 0; i < labels.size(); ++i) {
            auto const best = ops::op::argmax::of_row(out.logits.row(static_cast<int>(i)), vocab);
            if (labels[i] >= 0 && best != labels[i]) right[i / length] = number(0);
        }
        auto next_high = std::vector<number>(out.high.data, out.high.data + out.high.size());
        auto next_low = std::vector<number>(out.low.data, out.low.data + out.low.size());
        if constexpr (Bootstrap) {
            auto const next =
                run.forward([&](auto& ops, auto const& w) { return call::run(ops, w, in, next_high, next_low); });
            for (std::size_t i = 0; i < sequences; ++i) {
                auto const* q = next.q.row(static_cast<int>(i));
                further[i] = kernel::sigmoid(steps[i] >= maximum ? q[0] : std::max(q[0], q[1]));
            }
            CHECK(error(further, file.out(name("target_q_continue"))) <= forward);
        }

        auto const text = [&](auto& ops, auto const& w) {
            auto const now = call::run(ops, w, in, high, low);
            auto const n = static_cast<int>(sequences);
            auto const loss = ops.stablemax_cross_entropy(now.logits, labels);
            auto const halting = ops.binary_cross_entropy(ops.template columns<0, 1>(now.q),
                                                          ops.template given<1>(right.data(), n));
            auto const going_on = ops.binary_cross_entropy(ops.template columns<1, 1>(now.q),
                                                           ops.template given<1>(further.data(), n));
            struct {
                decltype(ops.stablemax_cross_entropy(now.logits, labels)) answers, halting, going_on;
            } const result{loss, halting, going_on};
            return result;
        };
        // a sum over sequences of the mean over their answers, and half the halting head's
        auto const share = [&](std::size_t i) { return 1.0 / asked_in(labels, i / length * length, length); };
        auto const losses = run.template backward<Signal>(text, [&](auto& tape, auto const& result) {
            auto const slopes = tape.seeds(result.answers);
            for (std::size_t i = 0; i < slopes.size(); ++i) slopes[i] = static_cast<number>(share(i));
            tape.seed(result.halting, number(0.5));
            if (Bootstrap) tape.seed(result.going_on, number(0.5));
        });
        double answers = 0, halting = 0, going_on = 0;
        for (std::size_t i = 0; i < labels.size(); ++i) {
            answers += share(i) * static_cast<double>(losses.answers.data[i]);
        }
        for (std::size_t i = 0; i < sequences; ++i) {
            halting += static_cast<double>(losses.halting.data[i]);
            going_on += static_cast<double>(losses.going_on.data[i]);
        }
        double const total = answers + 0.5 * (halting + (Bootstrap ? going_on : 0.0));
        CHECK(error(&answers, file.out(name("lm_loss"))) <= forward);
        CHECK(error(&halting, file.out(name("q_halt_loss"))) <= forward);
        if (Bootstrap) CHECK(error(&going_on, file.out(name("q_continue_loss"))) <= forward);
        CHECK(error(&total, file.out(name("loss"))) <= forward);

        if (s == 0) {
            bind(run.slopes(), gradient_checker(file, gradient));
            // the reference has a row for each sequence, the table one for each puzzle
            auto const& local = file["g64.inner.puzzle_emb.local_weights"];
            auto const& table = run.slopes().outside.puzzle.rows;
            recorded sums{{static_cast<std::size_t>(table.rows), width}, std::vector<double>(width * table.rows)};
            for (std::size_t i = 0; i < local.size(); ++i) {
                sums.values[static_cast<std::size_t>(puzzles[i / width]) * width + i % width] += local[i];
            }
            CHECK(error(table.value, sums) <= gradient);
        }
        high = next_high;
        low = next_low;
    }
}

}  // namespace lathe::test
