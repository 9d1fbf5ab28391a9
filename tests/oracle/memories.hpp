#pragma once
/// \file
/// Memories without a model around them, held against reference files of bare rules: rows and states are given, outputs,
/// last states and all gradients are compared.

#include "loop/bare_memory.hpp"
#include "oracle.hpp"

namespace lathe::test {

/// Which axis of a tensor of the file is time.
enum class layout {
    batch_time_head,  ///< as rows are
    batch_head_time,
    as_is,
};

/// The tensors of a file as rows with slopes.
template <class Mode>
class stage {
public:
    using number = typename Mode::number;

    stage(oracle& file, layout usual) : file_(file), usual_(usual) {}

    /// Row (sequence, time) of the tensor, heads side by side.
    template <class Ops, int W>
    auto give(Ops& ops, std::string const& name, layout how) {
        auto& piece = pieces_[name];
        auto const& tensor = file_["in." + name];
        if (piece.data.empty()) {
            piece.how = how;
            piece.data = arranged<number>(tensor, how);
            piece.slope.assign(piece.data.size(), number(0));
        }
        auto const count = static_cast<int>(tensor.size()) / W;
        if constexpr (requires { ops.template given<W>(piece.data.data(), piece.slope.data(), count); }) {
            return ops.template given<W>(piece.data.data(), piece.slope.data(), count);
        } else {
            return ops.template given<W>(piece.data.data(), count);
        }
    }
    template <class Ops, int W>
    auto give(Ops& ops, std::string const& name) {
        return give<Ops, W>(ops, name, usual_);
    }

    /// text(ops) -> a result whose handles seed(tape, result) gives their slopes.
    template <class F, class Seed>
    void run(F const& text, Seed const& seed) {
        ops::counting<number> count;
        text(count);
        exec::scratch_memory<number> memory(count.total().tape);
        for (auto& [name, piece] : pieces_) std::fill(piece.slope.begin(), piece.slope.end(), number(0));
        ops::gradient<ops::eager<typename Mode::kernels, number>> tape(memory.get(), {}, {});
        auto const result = text(tape);
        seed(tape, result);
        tape.backward();
    }
    void check_gradients(double tolerance) {
        for (auto& [name, piece] : pieces_) {
            INFO("the gradient of " << name);
            recorded want;
            want.values = arranged<double>(file_["g64." + name], piece.how);
            CHECK(error(piece.slope, want) <= tolerance);
        }
    }

    template <class T>
    static std::vector<T> arranged(recorded const& tensor, layout how) {
        std::vector<T> out(tensor.size());
        if (how != layout::batch_head_time) {
            std::transform(tensor.values.begin(), tensor.values.end(), out.begin(), [](double v) { return static_cast<T>(v); });
            return out;
        }
        auto const b = tensor.shape[0], h = tensor.shape[1], t = tensor.shape[2];
        auto const d = tensor.size() / (b * h * t);
        for (std::size_t i = 0; i < tensor.size(); ++i) {
            auto const channel = i % d, time = i / d % t, head = i / d / t % h, sequence = i / d / t / h;
            out[((sequence * t + time) * h + head) * d + channel] = static_cast<T>(tensor[i]);
        }
        return out;
    }

private:
    struct tensor_rows {
        layout how = layout::as_is;
        std::vector<number> data, slope;
    };
    oracle& file_;
    layout usual_;
    std::map<std::string, tensor_rows> pieces_;
};

/// Sequences of one length, as places.
inline std::vector<place> places_of(int sequences, int length) {
    std::vector<place> at;
    for (int s = 0; s < sequences; ++s) {
        for (int p = 0; p < length; ++p) at.push_back({s, p, 0});
    }
    return at;
}

/// Answers and last states of a memory.
template <class Out, class State>
struct remembered {
    Out out;
    State state;
};

/// Compares both with the file and seeds them with the weights of its loss. The state's numbers are in the file's order.
template <class Mode>
auto compare_and_seed(oracle& file, layout usual, double forward, std::string const& out, std::string const& state) {
    return [&file, usual, forward, out, state](auto& tape, auto const& result) {
        using number = typename Mode::number;
        auto const& tensor = file.out(out);
        recorded want = tensor;
        want.values = stage<Mode>::template arranged<double>(tensor, usual);
        CHECK(error(result.out, want) <= forward);
        recorded weights = tensor;
        for (std::size_t i = 0; i < weights.size(); ++i) weights.values[i] = loss_weight(i);
        auto const seeds = stage<Mode>::template arranged<number>(weights, usual);
        std::copy(seeds.begin(), seeds.end(), tape.seeds(result.out).begin());
        if (!state.empty()) {
            CHECK(error(result.state, file.out(state)) <= forward);
            seed_weighted_sum(tape, result.state);
        }
    };
}

/// A linear memory by one operation, or position after position.
template <class Memory, bool AtOnce>
auto through(auto& ops, auto start, auto const& rows, places at) {
    constexpr int numbers = Memory::numbers;
    if constexpr (AtOnce) {
        auto const y = Memory::template at_once<memory::outcome::appended>(ops, start, rows, at);
        auto const state = ops.template reshape<numbers>(y.from(rows.query.count));
        auto const out = y.first(rows.query.count);
        return remembered<std::remove_const_t<decltype(out)>, std::remove_const_t<decltype(state)>>{out, state};
    } else {
        auto const walked = Memory::step_by_step(ops, no_weights{}, Memory::begin(ops, start), rows, at);
        auto const state = ops.template reshape<numbers>(walked.carry.part[0]);
        return remembered<std::remove_cv_t<decltype(walked.out)>, std::remove_const_t<decltype(state)>>{walked.out, state};
    }
}

}  // namespace lathe::test
