#pragma once
/// \file
/// Many questions through few places: a sequence that has halted leaves its place to one that waits, so that every pass is
/// full however deep each sequence goes (continuous batching along depth).

#include <lathe/exec/batch.hpp>
#include <lathe/exec/memory.hpp>
#include <lathe/exec/segment.hpp>
#include <lathe/exec/sound.hpp>
#include <lathe/exec/weights.hpp>
#include <lathe/kernel/fast.hpp>
#include <lathe/ops/counting.hpp>
#include <lathe/ops/eager.hpp>

#include <algorithm>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>

namespace lathe::exec {

/// What a run took.
struct passage {
    std::int64_t segments = 0;  ///< of all sequences together
    std::int64_t passes = 0;    ///< segments of up to `places` sequences at once
    bool finite = true;         ///< no sequence has left because its verdict was not finite
};

/// `places` sequences of `length` symbols at a time, for models whose loop has segments (HRM, TRM). Construction allocates,
/// `run` does not.
template <class Model, class Kernels = kernel::fast, class T = float, class Weights = weights_of<Model, T>>
class continuous {
    static_assert(sizeof(sound<Model>));
    static_assert(Model::variant::nest::paired,
                  "lathe[exec.continuous]: sequences change places between segments, and this loop has none; use an evaluator");
    using ops_type = ops::eager<Kernels, T>;
    using frame = typename Model::frame_type;
    static constexpr int width = Model::size.width;

public:
    using weights_type = Weights;

    /// Throws std::invalid_argument if there are no places, or the model does not take so many symbols.
    continuous(int places, int length)
        : length_(check(length)),
          running_(places, length, Model::prefix),
          leaving_(places, length, Model::prefix),
          rows_(length + Model::prefix),
          symbols_(count(places) * count(length)),
          high_(count(places) * count(rows_) * width),
          low_(high_.size()),
          left_(high_.size()),
          question_(count(places)),
          segments_(count(places)),
          stays_(count(places)) {
        ops::demand need;
        for (bool const answering : {false, true}) {
            ops::counting<T> ops;
            static constexpr typename Model::template weights<nothing> nowhere{};
            for (running_.clear(); running_.sequences() < places;) running_.add(length_);
            auto const in = running_.get();
            if (answering) {
                frame::readout(ops, nowhere.outside, ops.template given<width>(nullptr, places * rows_), in, context<>{.at = in.inner});
            } else {
                Model::loop_type::begin(ops, nowhere.core, rows_);
                auto const after = segment<Model>(ops, nowhere, in, static_cast<T*>(nullptr), static_cast<T*>(nullptr));
                verdicts<Model>(ops, nowhere, in, after.high);
            }
            need = most(need, ops.total().forward);
        }
        running_.clear();
        memory_ = scratch_memory<T>(need);
    }

    int places() const { return static_cast<int>(question_.size()); }

    /// Questions 0 .. `questions` - 1: ask(i, symbols) writes the symbols of one; answer(i, logits, segments) gets its logits,
    /// length x vocab, as soon as it has halted or has had all segments. Throws std::invalid_argument if a symbol is
    /// outside the vocabulary.
    template <class Ask, class Answer>
    passage run(weights_type const& w, std::int64_t questions, Ask const& ask, Answer const& answer) {
        passage found;
        std::int64_t next = 0;
        int active = 0;
        while (active > 0 || next < questions) {
            for (; active < places() && next < questions; ++active, ++next) {
                ask(static_cast<std::uint64_t>(next), symbols_of(active));
                check_symbols(symbols_of(active), readable<Model>);
                question_[count(active)] = next;
                segments_[count(active)] = 0;
                start(w, active);
            }
            pass(w, active, found);
            say(w, active, answer);
            active = close_ranks(active);
        }
        return found;
    }

private:
    static std::size_t count(int n) { return static_cast<std::size_t>(std::max(n, 0)); }
    static int check(int length) {
        if (length < 1 || length > Model::size.context) {
            throw std::invalid_argument("lathe: sequences of " + std::to_string(length) + " symbols; this model takes 1 to " +
                                        std::to_string(Model::size.context));
        }
        return length;
    }
    std::span<int> symbols_of(int i) const { return symbols_.span().subspan(count(i * length_), count(length_)); }
    /// The rows of place i.
    T* rows_of(buffer<T>& states, int i) const { return states.data() + static_cast<std::ptrdiff_t>(i) * rows_ * width; }
    void copy_rows(buffer<T>& from, int i, buffer<T>& to, int j) const {
        std::copy_n(rows_of(from, i), static_cast<std::ptrdiff_t>(rows_) * width, rows_of(to, j));
    }

    void start(weights_type const& w, int i) {
        ops_type ops(memory_.get());
        auto const first = Model::loop_type::begin(ops, w.core, rows_);
        std::copy_n(first.high.data, first.high.size(), rows_of(high_, i));
        std::copy_n(first.low.data, first.low.size(), rows_of(low_, i));
    }
    /// A segment of all that run, and who stays.
    void pass(weights_type const& w, int active, passage& found) {
        running_.clear();
        for (int i = 0; i < active; ++i) {
            std::ranges::copy(symbols_of(i), running_.add(length_).symbols.begin());
        }
        ops_type ops(memory_.get());
        auto const in = running_.get();
        auto const after = segment<Model>(ops, w, in, high_.data(), low_.data());
        auto const q = verdicts<Model>(ops, w, in, after.high);
        std::copy_n(after.high.data, after.high.size(), high_.data());
        std::copy_n(after.low.data, after.low.size(), low_.data());
        for (int i = 0; i < active; ++i) {
            auto const halt = q.row(i)[0], go_on = q.row(i)[1];
            bool const strange = halt != halt || go_on != go_on;
            found.finite = found.finite && !strange;
            ++segments_[count(i)];
            stays_[count(i)] = !strange && segments_[count(i)] < Model::maximum && !Model::variant::halting::stops(halt, go_on);
        }
        found.segments += active;
        found.passes += 1;
    }
    /// Answers of those who do not stay.
    void say(weights_type const& w, int active, auto const& answer) {
        leaving_.clear();
        for (int i = 0; i < active; ++i) {
            if (!stays_[count(i)]) {
                copy_rows(high_, i, left_, leaving_.sequences());
                leaving_.add(length_);
            }
        }
        if (leaving_.sequences() == 0) return;
        ops_type ops(memory_.get());
        auto const in = leaving_.get();
        auto const rows = ops.template given<width>(left_.data(), leaving_.rows());
        auto const logits = frame::readout(ops, w.outside, rows, in, context<>{.at = in.inner});
        for (int i = 0, said = 0; i < active; ++i) {
            if (!stays_[count(i)]) {
                answer(static_cast<std::uint64_t>(question_[count(i)]),
                       std::span<T const>(logits.row(said * length_), count(length_) * count(Model::size.vocab)), segments_[count(i)]);
                ++said;
            }
        }
    }
    /// Those who stay move to the first places; their number.
    int close_ranks(int active) {
        int kept = 0;
        for (int i = 0; i < active; ++i) {
            if (!stays_[count(i)]) continue;
            if (kept != i) {
                copy_rows(high_, i, high_, kept);
                copy_rows(low_, i, low_, kept);
                std::ranges::copy(symbols_of(i), symbols_of(kept).begin());
                question_[count(kept)] = question_[count(i)];
                segments_[count(kept)] = segments_[count(i)];
            }
            ++kept;
        }
        return kept;
    }

    int length_;
    batch running_, leaving_;
    int rows_;  ///< of one sequence
    buffer<int> symbols_;
    buffer<T> high_, low_, left_;
    buffer<std::int64_t> question_;
    buffer<int> segments_;
    buffer<char> stays_;
    scratch_memory<T> memory_;
};

}  // namespace lathe::exec
