#pragma once
/// \file
/// How well a denoiser predicts symbols: an estimate of the bound on their negative log-likelihood, in nats.
///
///     -log p(x) <= E_k (n / k) sum over k masked i of -log p(x_i | canvas),  k uniform in 1 .. n, any k positions
///
/// The right side is the mean over all orders in which the positions could be answered one by one (Ou et al. 2024,
/// arXiv:2406.03736), so that it compares with an autoregressive model's loss; for a nest in blocks it is the sum over blocks.

#include <lathe/exec/corrupted.hpp>
#include <lathe/exec/memory.hpp>
#include <lathe/exec/weights.hpp>
#include <lathe/kernel/fast.hpp>
#include <lathe/model.hpp>
#include <lathe/ops/counting.hpp>
#include <lathe/ops/eager.hpp>

#include <cmath>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>

namespace lathe::exec {

/// Sums over sequences.
struct likelihood {
    double nats = 0;      ///< the bound, summed
    double variance = 0;  ///< of that sum, by the spread between draws
    double asked = 0;     ///< positions

    void operator+=(likelihood const& other) {
        nats += other.nats;
        variance += other.variance;
        asked += other.asked;
    }
    double bits_per_position() const { return asked > 0 ? nats / asked / std::log(2.0) : 0; }
    /// Standard error of the bits, as far as the draws go.
    double error() const { return asked > 0 ? std::sqrt(variance) / asked / std::log(2.0) : 0; }
};

/// Estimates the bound with `draws` canvases for each sequence of `length` symbols. Construction allocates, `of` does not.
template <class Model, class Kernels = kernel::fast, class T = float>
class bound {
public:
    using weights_type = weights_of<Model, T>;

    /// Throws std::invalid_argument for no draws, or a length that the model does not take.
    bound(int draws, int length) : canvases_(check(draws), length) {
        ops::counting<T> count;
        static constexpr typename Model::template weights<nothing> nowhere{};
        pass(count, nowhere);
        memory_ = scratch_memory<T>(count.total().forward);
    }

    /// Of one sequence, whose targets are its symbols, or negative where a symbol is given.
    likelihood of(weights_type const& w, std::span<int const> symbols, std::span<int const> targets, std::uint64_t seed,
                  std::uint64_t index) {
        int const draws = canvases_.sequences();
        for (int d = 0; d < draws; ++d) {
            canvases_.fill(d, symbols, targets, seed,
                           index * static_cast<std::uint64_t>(draws) + static_cast<std::uint64_t>(d));
        }
        ops::eager<Kernels, T> ops(memory_.get());
        auto const losses = pass(ops, w);
        likelihood found;
        for (int const target : targets) {
            found.asked += target >= 0 ? 1 : 0;
        }
        double squares = 0;
        for (int d = 0; d < draws; ++d) {
            double sum = 0;
            for (int p = 0; p < canvases_.length(); ++p) {
                int const row = canvases_.first_row(d) + p;
                sum += canvases_.weights()[static_cast<std::size_t>(row)] * static_cast<double>(losses.data[row]);
            }
            found.nats += sum / draws;
            squares += sum * sum / draws;
        }
        found.variance = draws > 1 ? std::fmax(0.0, squares - found.nats * found.nats) / (draws - 1) : 0;
        return found;
    }

private:
    static int check(int draws) {
        if (draws < 1) {
            throw std::invalid_argument("lathe: a bound by " + std::to_string(draws) + " draws; it takes at least 1");
        }
        return draws;
    }
    auto pass(auto& ops, auto const& w) const {
        return ops.cross_entropy(Model::forward(ops, w, canvases_.get(), {.early = false}).logits, canvases_.targets());
    }

    corrupted<Model, signal::any_order> canvases_;
    scratch_memory<T> memory_;
};

}  // namespace lathe::exec
