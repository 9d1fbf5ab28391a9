#pragma once
/// \file
/// One sequence that is read and continued piece by piece: what earlier pieces said is remembered, not computed again.

#include <lathe/exec/batch.hpp>
#include <lathe/exec/memory.hpp>
#include <lathe/exec/snapshot.hpp>
#include <lathe/exec/sound.hpp>
#include <lathe/exec/weights.hpp>
#include <lathe/kernel/fast.hpp>
#include <lathe/loop/running.hpp>
#include <lathe/model.hpp>
#include <lathe/ops/counting.hpp>
#include <lathe/ops/eager.hpp>

#include <algorithm>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>

namespace lathe::exec {

/// Memory for up to `capacity` positions, taken in pieces of up to `piece` symbols. Allocates when it is constructed,
/// and never again. The weights belong to the caller and outlive the session. Tokens that share out their answer (ACT)
/// run all their steps here, since tokens that have not come yet may look at any of them.
template <class Model, class Kernels = kernel::fast, class T = float, class Weights = weights_of<Model, T>>
class session {
    static_assert(sizeof(sound<Model>));
    using ops_type = ops::eager<Kernels, T>;
    using counter = ops::counting<T>;
    template <class Ops>
    using remembering = typename Model::template memory<Ops>;
    using rule = typename Model::variant::halting;
    /// Blocks that do not see later ones go on block by block: pieces are whole blocks then.
    static constexpr bool blockwise = requires { requires Model::variant::nest::block > 0; };
    static_assert(Model::prefix == 0 && (Model::variant::cell::ordered || blockwise),
                  "lathe[exec.session]: a session goes on, but this model looks ahead; give it a causal mask");
    static_assert(!Model::recurrent || !Model::variant::nest::paired,
                  "lathe[exec.session.levels]: a hierarchy goes through its mixers several times in a turn, and a memory has one past for each turn; run it on whole sequences");

public:
    using weights_type = Weights;
    static constexpr int vocab = Model::size.vocab;

    session(weights_type const& weights, int capacity = Model::size.context, int piece = Model::size.context,
            run_options options = {}, std::uint64_t seed = 0)
        : weights_(weights),
          capacity_(check(capacity)),
          piece_(std::clamp(piece, 1, capacity)),
          options_(check(options)),
          seed_(seed),
          at_(count(capacity)),
          ids_(count(capacity)),
          core_at_(count(copies * capacity)),
          scratch_(needed()),
          ops_(scratch_.get()) {
        for (int r = 0; r < capacity_; ++r) {
            at_[count(r)] = {0, r, 0};
            ids_[count(r)] = r;
        }
        begin(ops_, memory_);
        mark_ = ops_.memory().mark();
    }
    session(session const&) = delete;
    session& operator=(session const&) = delete;

    /// Logits of the symbols given, `vocab` numbers for each; they live until the next call. Throws std::length_error
    /// when the sequence would outgrow the capacity, or they are more than a piece, and std::invalid_argument for a symbol
    /// outside the vocabulary; then the session is as it was.
    std::span<T const> extend(std::span<int const> symbols) {
        auto const n = static_cast<int>(symbols.size());
        if (n > piece_ || n > capacity_ - length_) {
            throw std::length_error("lathe: a session of " + std::to_string(capacity_) + " positions in pieces of " +
                                    std::to_string(piece_) + " that holds " + std::to_string(length_) +
                                    " cannot take " + std::to_string(n) + " more symbols");
        }
        if (n == 0) {
            return {};
        }
        check_symbols(symbols, readable<Model>);
        ops_.memory().release(mark_);
        show(memory_, length_, n);
        auto const answer = Model::extend(ops_, weights_, next(symbols.data(), n), memory_, options_);
        length_ += n;
        turns_ = answer.core.turns;
        finite_ = answer.core.finite;
        if constexpr (Model::thinks) {
            remember(answer.core.value);
        }
        return {answer.logits.data, static_cast<std::size_t>(answer.logits.size())};
    }

    /// What symbols to come are told of their canvas: the chance in [0, 1] with which it masks one (0 at first: finished).
    void tell_noise(float chance) { std::fill(noise_.begin(), noise_.end(), chance); }

    /// One thought after what the session holds; its logits live until the next call. Throws std::length_error when the
    /// sequence would outgrow the capacity, or when there is nothing to think about.
    std::span<T const> think()
        requires Model::thinks
    {
        if (length_ == 0 || length_ == capacity_ || state_at_ != length_) {
            throw std::length_error("lathe: a session of " + std::to_string(capacity_) + " positions that holds " +
                                    std::to_string(length_) +
                                    " has no room for a thought, or no state to think on: it starts from symbols, or was rewound");
        }
        ops_.memory().release(mark_);
        show(memory_, length_, 1);
        auto const before = ops_.template given<Model::size.width>(state_.data(), 1);
        auto const answer = Model::think(ops_, weights_, before, next(nullptr, 1), memory_);
        length_ += 1;
        turns_ = 1;
        finite_ = loop::all_finite(ops_, answer.core);
        remember(answer.core);
        return {answer.logits.data, static_cast<std::size_t>(answer.logits.size())};
    }
    /// The state of the last row, from which the next thought is made.
    std::span<T const> state() const
        requires Model::thinks
    {
        return state_.span();
    }

    /// Back to the first `length` positions; what came after them is forgotten. A memory cannot forget its last tokens
    /// alone: where mixers are memories, throws std::logic_error unless all or nothing is forgotten; see `restore`.
    void rewind(int length = 0) {
        length = std::clamp(length, 0, length_);
        if (Model::recurrent && length != 0 && length != length_) {
            throw std::logic_error("lathe: a session of " + std::to_string(length_) + " positions cannot go back to " +
                                   std::to_string(length) +
                                   ", because a memory does not know what it held before; restore a snapshot");
        }
        length_ = length;
    }

    using snapshot_type = snapshot<Model, T>;
    /// Everything that the positions so far have left; allocates nothing.
    void save(snapshot_type& to) const {
        to.length = length_;
        T* number = to.numbers.begin();
        each_kept([&](auto const& rows) { number = std::copy(rows.data, rows.data + rows.size(), number); });
        for (int r = 0; r < copies * length_; ++r) {
            to.iterations[count(r)] = core_at_[count(r)].iteration;
        }
    }
    /// Goes on from there: to roll back, or to fork what another session of the model has read. Throws std::length_error if
    /// that were more positions than this session has; nothing is lost then.
    void restore(snapshot_type const& from) {
        if (from.length > capacity_) {
            throw std::length_error("lathe: a session of " + std::to_string(capacity_) + " positions cannot take a snapshot of " +
                                    std::to_string(from.length));
        }
        length_ = from.length;
        T const* number = from.numbers.begin();
        each_kept([&](auto const& rows) {
            std::copy(number, number + rows.size(), rows.data);
            number += rows.size();
        });
        for (int r = 0; r < copies * length_; ++r) {
            core_at_[count(r)] = {0, r / copies, from.iterations[count(r)]};
        }
    }

    int length() const { return length_; }
    int capacity() const { return capacity_; }
    int turns() const { return turns_; }     ///< of the loop, in the last call
    bool finite() const { return finite_; }  ///< whether the last call met only finite numbers

private:
    static constexpr int copies = decltype(remembering<ops_type>::core)::copies;

    static std::size_t count(int n) { return static_cast<std::size_t>(n); }
    static int check(int capacity) {
        if (capacity < 1 || capacity > Model::size.context) {
            throw std::invalid_argument("lathe: a session of " + std::to_string(capacity) +
                                        " positions; this model takes 1 to " + std::to_string(Model::size.context));
        }
        return capacity;
    }

    static run_options check(run_options options) {
        constexpr bool hidden = !Model::thinks && !requires { requires Model::variant::visibility::after_exit; };
        if constexpr (Model::recurrent && rule::judges) {
            if (options.early) {
                throw std::invalid_argument(
                    "lathe: in a session tokens leave the loop at different steps, but a memory has to read all of them at every "
                    "step; run it with early = false");
            }
        } else if constexpr (hidden && rule::judges) {
            if (options.early) {
                throw std::invalid_argument(
                    "lathe: in a session tokens leave the loop at different steps, but this model's view hides those "
                    "that left; use view::latest or view::all_steps, or run it with early = false");
            }
        }
        options.early = options.early && !rule::shares;
        return options;
    }

    void remember(auto rows) {
        std::copy(rows.row(rows.count - 1), rows.row(rows.count - 1) + Model::size.width, state_.begin());
        state_at_ = length_;
    }
    void begin(auto& ops, auto& memory) const {
        auto const open = [&](auto& region) {
            region.begin(ops, capacity_);
            region.continues = true;
        };
        open(memory.prelude);
        open(memory.core);
        open(memory.coda);
    }
    void each_kept(auto const& f) const {
        auto kept = memory_;
        kept.prelude.each_kept(length_, f);
        kept.core.each_kept(length_, f);
        kept.coda.each_kept(length_, f);
    }
    /// The memory holds the rows before `length` and is about to get n more.
    void show(auto& memory, int length, int n) const {
        auto const open = [&](auto& region, places at, int times) {
            region.filled = times * (length + n);
            region.at = at.first(count(region.filled));
            region.offset = length;
        };
        open(memory.prelude, {at_.data(), at_.size()}, 1);
        open(memory.core, {core_at_.data(), core_at_.size()}, copies);
        // what an earlier use has left in the new rows is not to be seen
        for (int r = copies * length; r < copies * (length + n); ++r) {
            core_at_[count(r)] = {0, r / copies, copies > 1 ? memory.core.unseen : 0};
        }
        memory.core.marks = {core_at_.data(), copies > 1 ? core_at_.size() : 0};
        open(memory.coda, {at_.data(), at_.size()}, 1);
    }
    input next(int const* symbols, int n) const {
        places const at(at_.data() + length_, count(n));
        return {.symbols = {symbols, count(n)},
                .at = at,
                .inner = at,
                .token_rows = {ids_.data(), count(n)},
                .seed = seed_,
                .noise = {noise_.data(), noise_.size() > 0 ? count(n) : 0}};
    }
    ops::demand needed() const {
        static constexpr typename Model::template weights<nothing> nowhere{};
        counter ops;
        remembering<counter> memory;
        begin(ops, memory);
        // the last piece looks back on everything
        show(memory, capacity_ - piece_, piece_);
        Model::extend(ops, nowhere, next(nullptr, piece_), memory, options_);
        if constexpr (Model::thinks) {
            counter thinking;
            remembering<counter> again;
            begin(thinking, again);
            show(again, capacity_ - 1, 1);
            Model::think(thinking, nowhere, thinking.template given<Model::size.width>(nullptr, 1), next(nullptr, 1), again);
            return most(ops.total().forward, thinking.total().forward);
        }
        return ops.total().forward;
    }

    weights_type const& weights_;
    int capacity_, piece_;
    run_options options_;
    std::uint64_t seed_;
    int length_ = 0, turns_ = 0;
    bool finite_ = true;
    buffer<place> at_;
    buffer<int> ids_;
    buffer<place> core_at_;
    buffer<float> noise_{blockwise ? count(piece_) : 0};
    buffer<T> state_{Model::thinks ? Model::size.width : 0};
    int state_at_ = -1;
    scratch_memory<T> scratch_;
    ops_type ops_;
    remembering<ops_type> memory_;
    typename ops::scratch<T>::marks mark_{};
};

}  // namespace lathe::exec
