#pragma once
/// \file
/// The toy network of the samplers' reference outputs, and a canvas that is filled by it.

#include <lathe/exec/canvas.hpp>
#include <lathe/ops/operation/reading.hpp>

#include "oracle.hpp"

namespace lathe::test {

/// logits_t = tanh(E[x_t] + P_t + mean_t E[x_t]) W
class toy_network {
public:
    explicit toy_network(oracle& file) : out_(file["w.W"]), symbols_(file["w.emb"]), positions_(file["w.pos"]) {}

    int vocab() const { return static_cast<int>(out_.shape[1]); }
    std::vector<double> logits(std::vector<int> const& x) const {
        std::size_t const width = out_.shape[0], vocab = out_.shape[1], n = x.size();
        std::vector<double> mean(width), y(n * vocab);
        for (int const symbol : x) {
            for (std::size_t j = 0; j < width; ++j) {
                mean[j] += symbols_[static_cast<std::size_t>(symbol) * width + j] / static_cast<double>(n);
            }
        }
        for (std::size_t t = 0; t < n; ++t) {
            for (std::size_t j = 0; j < width; ++j) {
                double const h = std::tanh(symbols_[static_cast<std::size_t>(x[t]) * width + j] +
                                           positions_[t * width + j] + mean[j]);
                for (std::size_t v = 0; v < vocab; ++v) y[t * vocab + v] += h * out_[j * vocab + v];
            }
        }
        return y;
    }

private:
    recorded const& out_;
    recorded const& symbols_;
    recorded const& positions_;
};

/// The canvas before each step and at the end. The mask may be an answer here, as in the reference: a position that takes
/// it stays masked.
template <class Exchange>
std::vector<std::vector<int>> filled_by(std::vector<int> const& start, int mask, int steps, auto const& logits_of) {
    exec::canvas<Exchange> canvas(static_cast<int>(start.size()));
    canvas.begin(start, mask, {.steps = steps});
    std::vector<std::vector<int>> trace;
    auto const now = [&] { return std::vector<int>(canvas.symbols().begin(), canvas.symbols().end()); };
    while (!canvas.done()) {
        trace.push_back(now());
        std::vector<double> const logits = logits_of(trace.back());
        auto const vocab = static_cast<int>(logits.size() / start.size());
        std::vector<double> share(static_cast<std::size_t>(vocab));
        for (std::size_t i = 0; i < start.size(); ++i) {
            double four[4];
            ops::op::reading::row<kernel::plain>(vocab, four, share.data(), logits.data() + i * share.size());
            canvas.says(static_cast<int>(i)) = {static_cast<int>(four[0]), four[1], four[1], four[2], four[3]};
        }
        canvas.step();
    }
    trace.push_back(now());
    return trace;
}

/// Sequence `which` of a recorded trace: steps x sequences x length.
inline std::vector<std::vector<int>> trace_of(recorded const& r, std::size_t which) {
    std::vector<std::vector<int>> trace;
    std::size_t const length = r.shape.back(), sequences = r.shape[1];
    for (std::size_t step = 0; step < r.shape[0]; ++step) {
        auto const begin = r.values.begin() + static_cast<std::ptrdiff_t>((step * sequences + which) * length);
        trace.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(length));
    }
    return trace;
}
inline std::vector<int> row_of(recorded const& r, std::size_t which) {
    auto const length = static_cast<std::ptrdiff_t>(r.shape.back());
    auto const begin = r.values.begin() + static_cast<std::ptrdiff_t>(which) * length;
    return {begin, begin + length};
}

}  // namespace lathe::test
