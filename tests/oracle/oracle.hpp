#pragma once
/// \file
/// What the comparisons with reference outputs share: files read by name with every tensor accounted for, weights bound
/// to the names of the reference, and one text run on three back-ends.

#include <algorithm>
#include <cmath>
#include <lathe/exec/batch.hpp>
#include <lathe/exec/memory.hpp>
#include <lathe/exec/weights.hpp>
#include <lathe/kernel/fast.hpp>
#include <lathe/kernel/plain.hpp>
#include <lathe/lathe.hpp>
#include <lathe/model.hpp>
#include <lathe/ops/counting.hpp>
#include <lathe/ops/eager.hpp>
#include <lathe/ops/gradient.hpp>
#include <limits>
#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "catch.hpp"

namespace lathe::test {

/// One tensor of a file, its numbers in double precision, the last index fastest.
struct recorded {
    std::vector<std::size_t> shape;
    std::vector<double> values;

    double operator[](std::size_t i) const { return values[i]; }
    std::size_t size() const { return values.size(); }
    std::vector<int> integers() const { return {values.begin(), values.end()}; }
    double largest() const {
        double most = 0;
        for (double v : values) most = std::max(most, std::fabs(v));
        return most;
    }
};

/// A file of reference outputs. What nobody has asked for is listed by `unread`.
class oracle {
public:
    /// `name` is relative to tests/oracle: "huginn/oracle".
    explicit oracle(std::string const& name);

    bool has(std::string const& name) const { return tensors_.contains(name); }
    recorded const& operator[](std::string const& name) {
        auto const found = tensors_.find(name);
        if (found == tensors_.end()) throw std::runtime_error("the file has no tensor called " + name);
        read_.insert(name);
        return found->second;
    }
    /// The output `name` as it came out in double precision, or in single precision where that is all there is.
    recorded const& out(std::string const& name) {
        read_.insert("out." + name);
        return (*this)[(has("out64." + name) ? "out64." : "out.") + name];
    }
    /// Says that the tensors whose names begin so are left alone on purpose.
    void leave(std::string const& beginning) {
        for (auto const& [name, values] : tensors_) {
            if (name.starts_with(beginning)) read_.insert(name);
        }
    }
    std::string unread() const {
        std::string names;
        for (auto const& [name, values] : tensors_) {
            if (!read_.contains(name)) names += name + " ";
        }
        return names;
    }

private:
    std::map<std::string, recorded> tensors_;
    std::set<std::string> read_;
};

/// Double precision on plain loops reproduces the reference's own double precision; gradients are stored in single.
struct exactly {
    using number = double;
    using kernels = kernel::plain;
    static constexpr double forward(double) { return 1e-10; }
    static constexpr double gradient(double) { return 1e-6; }
};
/// Single precision on SIMD kernels stays within what the file's README calls realistic.
struct quickly {
    using number = float;
    using kernels = kernel::fast;
    static constexpr double forward(double tolerance) { return tolerance; }
    static constexpr double gradient(double tolerance) { return tolerance; }
};

/// max |x - want| / max |want|; not a number where a number is wanted is infinitely far.
template <class T>
double error(T const* x, recorded const& want) {
    double worst = 0;
    for (std::size_t i = 0; i < want.size(); ++i) {
        double const off = std::fabs(static_cast<double>(x[i]) - want[i]);
        worst = off <= worst ? worst : off == off ? off : std::numeric_limits<double>::infinity();
    }
    return worst / want.largest();
}
template <class T>
double error(std::vector<T> const& x, recorded const& want) {
    return x.size() == want.size() ? error(x.data(), want) : std::numeric_limits<double>::infinity();
}
template <ops::handle H>
double error(H const& x, recorded const& want) {
    return static_cast<std::size_t>(x.size()) == want.size() ? error(x.data, want)
                                                             : std::numeric_limits<double>::infinity();
}

/// Which part of a tensor of the reference a leaf holds: rows from `row` on (stacked projections); with `taps` > 1 the
/// kernel of a convolution, out x in x taps, whose leaf has the taps outside; with `across` > 0 a matrix that stands input by
/// input in rows of so many; from column `first` on.
struct part {
    std::string name;
    int row = 0;
    int taps = 1;
    int across = 0;
    int first = 0;

    std::size_t index(int r, int c, int columns) const {
        if (across > 0) return static_cast<std::size_t>(c * across + r + row);
        if (first > 0) return static_cast<std::size_t>(c + first);
        int const inputs = columns / taps;
        int const column = taps == 1 ? c : c % inputs * taps + c / inputs;
        return static_cast<std::size_t>((r + row) * columns + column);
    }
};

/// Calls for `bind(weights, f)`, which says f(leaf, part) for each leaf: loading, and comparing gradients.
template <class W>
void spoil(W& weights) {
    core::walk(weights, [](std::string const&, auto& leaf) {
        std::fill(leaf.value, leaf.value + leaf.size, std::numeric_limits<double>::quiet_NaN());
    });
}
inline auto loader(oracle& file) {
    return [&file](auto& leaf, part const& of) {
        using type = std::remove_reference_t<decltype(leaf)>;
        auto const& from = file["w." + of.name];
        for (int r = 0; r < type::rows; ++r) {
            for (int c = 0; c < type::columns; ++c) {
                leaf(r, c) = static_cast<typename type::value_type>(from.values.at(of.index(r, c, type::columns)));
            }
        }
    };
}
inline auto gradient_checker(oracle& file, double tolerance) {
    return [&file, tolerance](auto& leaf, part const& of) {
        using type = std::remove_reference_t<decltype(leaf)>;
        if (!file.has("g64." + of.name)) return;
        auto const& want = file["g64." + of.name];
        double worst = 0;
        for (int r = 0; r < type::rows; ++r) {
            for (int c = 0; c < type::columns; ++c) {
                auto const expected = want.values.at(of.index(r, c, type::columns));
                worst = std::max(worst, std::fabs(static_cast<double>(leaf(r, c)) - expected));
            }
        }
        INFO("the gradient of " << of.name);
        CHECK(worst / want.largest() <= tolerance);
    };
}

/// The memory that one text needs, found by counting it, and the back-ends on that memory. A text is called as
/// text(ops, weights); what it returns lives until the next text is run.
template <class Model, class Mode>
class rig {
public:
    using number = typename Mode::number;
    using weights_type = exec::weights_of<Model, number>;
    using eager = ops::eager<typename Mode::kernels, number>;
    template <class Signal>
    using tape = ops::gradient<eager, Signal>;

    rig() : weights_(std::make_unique<weights_type>()), slopes_(std::make_unique<weights_type>()) { spoil(*weights_); }

    weights_type& weights() { return *weights_; }
    weights_type& slopes() { return *slopes_; }

    template <class F>
    auto forward(F const& text) {
        ops::counting<number> count;
        text(count, typename Model::template weights<nothing>{});
        memory_ = exec::scratch_memory<number>(count.total().forward);
        eager ops(memory_.get());
        return text(ops, *weights_);
    }
    /// Runs the text on a tape; `seed(tape, result)` says what the derivative of the loss by the result is.
    template <class Signal = ops::everything, class F, class Seed>
    auto backward(F const& text, Seed const& seed) {
        ops::counting<number, Signal> count;
        text(count, typename Model::template weights<nothing>{});
        memory_ = exec::scratch_memory<number>(count.total().tape);
        auto const all = exec::block<number>(*slopes_);
        std::fill(all.begin(), all.end(), number(0));
        tape<Signal> ops(memory_.get(), exec::block<number>(std::as_const(*weights_)), all);
        auto const result = text(ops, *weights_);
        seed(ops, result);
        ops.backward();
        return result;
    }

private:
    std::unique_ptr<weights_type> weights_, slopes_;
    exec::scratch_memory<number> memory_;
};

/// Sequences of one length side by side.
inline exec::batch batch_of(recorded const& symbols, int prefix) {
    auto const sequences = static_cast<int>(symbols.shape[0]);
    auto const length = static_cast<int>(symbols.shape[1]);
    exec::batch all(sequences, length, prefix);
    for (int s = 0; s < sequences; ++s) {
        auto const begin = symbols.values.begin() + s * length;
        std::transform(begin, begin + length, all.add(length).symbols.begin(),
                       [](double v) { return static_cast<int>(v); });
    }
    return all;
}

/// c_i = ((37 i) mod 64 - 31.5) / 32: the weights of the sum that is a file's loss where nothing else is said.
inline double loss_weight(std::size_t i) { return (static_cast<double>(37 * i % 64) - 31.5) / 32; }
template <ops::handle H>
void seed_weighted_sum(auto& tape, H const& y) {
    auto const seeds = tape.seeds(y);
    for (std::size_t i = 0; i < seeds.size(); ++i) {
        seeds[i] = static_cast<typename H::value_type>(loss_weight(i));
    }
}

}  // namespace lathe::test
