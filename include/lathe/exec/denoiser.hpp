#pragma once
/// \file
/// Sampling by a denoiser: canvases side by side, each with its own state, and one call of the network for those that need
/// one. More steps are more computation with the same weights.

#include <lathe/exec/batch.hpp>
#include <lathe/exec/canvas.hpp>
#include <lathe/exec/filter.hpp>
#include <lathe/exec/sample.hpp>
#include <lathe/exec/session.hpp>

#include <cmath>
#include <cstdint>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

namespace lathe::exec {

namespace detail {

/// The network on whole canvases: those that ask are called together, dense, whatever the others do.
template <class Model, class Kernels, class T>
class whole_calls {
    using weights_type = weights_of<Model, T>;

public:
    whole_calls(weights_type const& weights, int sequences, int length)
        : weights_(weights), batch_(sequences, length, Model::prefix), noise_(static_cast<std::size_t>(sequences * length)) {
        for (int i = 0; i < sequences; ++i) {
            batch_.add(length);
        }
        ops::counting<T> count;
        static constexpr typename Model::template weights<nothing> nowhere{};
        Model::forward(count, nowhere, batch_.get(), {.early = false});
        memory_ = scratch_memory<T>(count.total().forward);
        flops_ = count.total().flops / (sequences * length);
    }

    /// f(canvas, position, logits) for each position that a canvas wants to know of; the number of rows that were computed.
    template <class Canvas>
    int call(std::span<Canvas> canvases, auto const& f) {
        batch_.clear();
        float* noise = noise_.data();
        for (auto const& c : canvases) {
            if (c.asks()) {
                auto const symbols = c.symbols();
                std::copy(symbols.begin(), symbols.end(), batch_.add(static_cast<int>(symbols.size())).symbols.begin());
                int const clean = Model::variant::nest::block > 0 ? c.first() : 0;
                noise = std::fill_n(noise, clean, 0.0f);
                noise = std::fill_n(noise, static_cast<int>(symbols.size()) - clean, static_cast<float>(c.noise()));
            }
        }
        if (batch_.sequences() == 0) {
            return 0;
        }
        ops::eager<Kernels, T> ops(memory_.get());
        auto in = batch_.get();
        in.noise = {noise_.data(), static_cast<std::size_t>(noise - noise_.data())};
        auto const answer = Model::forward(ops, weights_, in, {.early = false});
        int row = 0;
        for (auto& c : canvases) {
            if (c.asks()) {
                auto const n = static_cast<int>(c.symbols().size());
                for (int i = c.first(); i < c.end(); ++i) {
                    if (c.wants(i)) {
                        f(c, i, static_cast<T const*>(answer.logits.row(row + i)));
                    }
                }
                row += n;
            }
        }
        return row;
    }
    void forget(int) {}
    double flops_per_row() const { return flops_; }

private:
    weights_type const& weights_;
    batch batch_;
    buffer<float> noise_;
    scratch_memory<T> memory_;
    double flops_ = 0;
};

/// The network block by block: finished blocks are remembered by keys and values, and a call computes one block.
template <class Model, class Kernels, class T>
class block_calls {
    using weights_type = weights_of<Model, T>;
    using session_type = session<Model, Kernels, T>;

public:
    block_calls(weights_type const& weights, int sequences, int length) : finished_(static_cast<std::size_t>(sequences)) {
        for (int i = 0; i < sequences; ++i) {
            sessions_.push_back(std::make_unique<session_type>(weights, length, length));
        }
        ops::counting<T> count;
        static constexpr typename Model::template weights<nothing> nowhere{};
        batch one(1, length, 0);
        one.add(length);
        Model::forward(count, nowhere, one.get(), {.early = false});
        flops_ = count.total().flops / length;
    }

    template <class Canvas>
    int call(std::span<Canvas> canvases, auto const& f) {
        int rows = 0;
        for (std::size_t s = 0; s < canvases.size(); ++s) {
            auto& c = canvases[s];
            if (!c.asks()) {
                continue;
            }
            auto& memory = *sessions_[s];
            auto const symbols = c.symbols();
            memory.rewind(finished_[s]);
            memory.tell_noise(0);
            if (finished_[s] < c.first()) {
                int const more = c.first() - finished_[s];
                memory.extend(symbols.subspan(static_cast<std::size_t>(finished_[s]), static_cast<std::size_t>(more)));
                finished_[s] = c.first();
                rows += more;
            }
            int const n = c.end() - c.first();
            memory.tell_noise(static_cast<float>(c.noise()));
            auto const logits = memory.extend(symbols.subspan(static_cast<std::size_t>(c.first()), static_cast<std::size_t>(n)));
            rows += n;
            for (int i = 0; i < n; ++i) {
                if (c.wants(c.first() + i)) {
                    f(c, c.first() + i, logits.data() + static_cast<std::ptrdiff_t>(i) * Model::size.vocab);
                }
            }
        }
        return rows;
    }
    void forget(int i) { finished_[static_cast<std::size_t>(i)] = 0; }
    double flops_per_row() const { return flops_; }

private:
    std::vector<std::unique_ptr<session_type>> sessions_;
    std::vector<int> finished_;  ///< positions of each sequence whose clean symbols are remembered
    double flops_ = 0;
};

}  // namespace detail

/// Fills up to `sequences` canvases of up to `length` symbols by Exchange, which may be another one than Model's own: the
/// weights do not know it. The weights belong to the caller and outlive this. Construction allocates, steps do not.
///
///     exec::denoiser<model> d(weights, 1, length);
///     d.set(0, symbols, {.steps = 8});      // symbols below the vocabulary stand, d.mask is asked for
///     while (d.step()) {}
///     d.symbols(0);
///
/// The mask is never an answer: it has no logit. Numbers that are not finite are never preferred, and `finite` tells.
template <class Model, class Exchange = typename Model::variant::exchange, class Kernels = kernel::fast, class T = float>
class denoiser {
    static_assert(requires { requires Model::variant::nest::canvas; },
                  "lathe[exec.denoiser]: the model does not fill a canvas; its nest is loop::denoise or loop::blocks");
    static constexpr int block = Model::variant::nest::block;
    using calls_type = std::conditional_t<(block > 0), detail::block_calls<Model, Kernels, T>,
                                          detail::whole_calls<Model, Kernels, T>>;
    using canvas_type = canvas<Exchange, typename Model::variant::halting>;
    static_assert(block == 0 || (Exchange::order::block == block && Exchange::order::from_start),
                  "lathe[exec.denoiser.blocks]: the model remembers blocks that the exchange does not finish; use order::aligned<B> with its B");

public:
    using weights_type = weights_of<Model, T>;
    static constexpr int vocab = Model::size.vocab;
    static constexpr int mask = Model::loop_type::mask;

    /// Throws std::invalid_argument if there are no sequences, or the model does not take so many symbols.
    denoiser(weights_type const& weights, int sequences, int length)
        : length_(check(sequences, length)), network_(weights, sequences, length), share_(static_cast<std::size_t>(vocab)), order_(share_.size()) {
        for (int i = 0; i < sequences; ++i) {
            canvases_.emplace_back(length, law::tells_noise<typename Model::variant>);
        }
    }

    /// Canvas i starts with these symbols. What is drawn for it depends on `stream`, whichever canvas it is; without one it
    /// is i. Throws std::invalid_argument for a symbol that the model has not or an option that cannot be,
    /// std::length_error for more symbols than there is room for.
    void set(int i, std::span<int const> symbols, sampling how, std::uint64_t stream) {
        for (std::size_t p = 0; p < symbols.size(); ++p) {
            if (symbols[p] < 0 || symbols[p] > mask) {
                throw std::invalid_argument("lathe: symbol " + std::to_string(symbols[p]) + " at position " +
                                            std::to_string(p) + "; this model knows 0 to " + std::to_string(mask - 1) +
                                            ", and " + std::to_string(mask) + " for the mask");
            }
        }
        canvases_.at(static_cast<std::size_t>(i)).begin(symbols, mask, how, stream);
        network_.forget(i);
        finite_ = true;
    }
    void set(int i, std::span<int const> symbols, sampling how) { set(i, symbols, how, static_cast<std::uint64_t>(i)); }

    /// One step of every canvas that is not done; false when there is none.
    bool step() {
        rows_ += network_.call(std::span<canvas_type>(canvases_), [this](canvas_type& c, int i, T const* logits) {
            read(c, i, logits);
        });
        bool any = false;
        for (auto& c : canvases_) {
            if (!c.done()) {
                c.step();
                any = true;
            }
        }
        return any;
    }

    std::span<int const> symbols(int i) const { return canvas_at(i).symbols(); }
    int calls(int i) const { return canvas_at(i).calls(); }        ///< of the network, for canvas i
    int steps(int i) const { return canvas_at(i).steps(); }        ///< taken so far
    int remasked(int i) const { return canvas_at(i).remasked(); }  ///< positions that were masked again
    int sequences() const { return static_cast<int>(canvases_.size()); }
    bool finite() const { return finite_; }  ///< no number that a step looked at was NaN or infinite
    /// Floating point operations of the network since construction, by its rows.
    double flops() const { return static_cast<double>(rows_) * network_.flops_per_row(); }

private:
    canvas_type const& canvas_at(int i) const { return canvases_.at(static_cast<std::size_t>(i)); }
    static int check(int sequences, int length) {
        if (sequences < 1 || length < 1 || length > Model::size.context) {
            throw std::invalid_argument("lathe: a denoiser of " + std::to_string(sequences) + " sequences of " +
                                        std::to_string(length) + " symbols; needed are 1 or more, of 1 to " +
                                        std::to_string(Model::size.context) + " symbols");
        }
        return length;
    }

    void read(canvas_type& c, int i, T const* logits) {
        T four[4];
        ops::op::reading::row<Kernels>(vocab, four, share_.data(), logits);
        auto& says = c.says(i);
        says.symbol = static_cast<int>(four[0]);
        says.first = static_cast<double>(four[1]);
        says.second = static_cast<double>(four[2]);
        says.entropy = static_cast<double>(four[3]);
        says.chance = says.first;
        finite_ = finite_ && std::isfinite(four[1]) && std::isfinite(four[3]);
        if (c.temperature() > 0) {
            auto numbers = c.draws(i);
            std::copy(logits, logits + vocab, share_.data());
            keep_nucleus(share_.span(), c.nucleus(), order_.span());
            int const drawn = sample_gumbel(std::span<T const>(share_.span()), c.temperature(), numbers);
            says.chance = says.first * std::exp(static_cast<double>(logits[drawn] - logits[says.symbol]));
            says.symbol = drawn;
        }
    }

    int length_;
    calls_type network_;
    buffer<T> share_;  ///< of one row, for reading and for drawing
    buffer<int> order_;
    std::vector<canvas_type> canvases_;
    long rows_ = 0;
    bool finite_ = true;
};

}  // namespace lathe::exec
