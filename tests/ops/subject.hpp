#pragma once
/// \file
/// An operation as the generic test sees it: the same word on every back-end, behind one type for all words.

#include <lathe/kernel/fast.hpp>
#include <lathe/kernel/plain.hpp>
#include <lathe/ops/counting.hpp>
#include <lathe/ops/eager.hpp>
#include <lathe/ops/gradient.hpp>

#include "kernel/guarded.hpp"

#include <algorithm>
#include <memory>
#include <tuple>
#include <utility>
#include <vector>

namespace lathe::test {

/// What surrounds the arguments of an operation: how many rows there are, and where they stand.
struct surroundings {
    int rows = 0;
    std::vector<int> counts;  ///< rows of each argument; `rows` where the list has ended
    std::vector<int> ids;
    std::vector<place> at;
    std::vector<place> keys;

    int count(std::size_t argument) const { return argument < counts.size() ? counts[argument] : rows; }
};

/// Argument: rows of a width.
template <int W>
struct rows_of {
    static constexpr bool is_leaf = false;
    static constexpr int width = W;
    static constexpr int fixed = 0;

    template <class Ops, class T>
    static auto give(Ops& ops, T* data, [[maybe_unused]] T* slope, int count,
                     [[maybe_unused]] ops::slope_cell<T>* cell) {
        if constexpr (requires { ops.template given<W>(data, slope, count); }) {
            auto rows = ops.template given<W>(data, slope, count);
            rows.cell = cell;
            return rows;
        } else {
            return ops.template given<W>(data, count);
        }
    }
};

/// Argument: a leaf.
template <kind Kind, int Rows, int Columns>
struct leaf_of {
    static constexpr bool is_leaf = true;
    static constexpr int width = Columns;
    static constexpr int fixed = Rows * Columns;

    template <class T>
    struct leaf {
        static constexpr kind is = Kind;
        static constexpr int rows = Rows;
        static constexpr int columns = Columns;
        using initial = void;
        T* value;
        T* slope;
        T const* data() const { return value; }
    };
    template <class Ops, class T>
    static leaf<T> give(Ops&, T* data, T* slope, int, ops::slope_cell<T>*) {
        return {data, slope};
    }
};

/// Runs one operation with its results, what it keeps and all slopes at the edge of forbidden pages: a forward pass
/// that is not recorded, one that is, and its derivative.
template <class K, class T>
class cornered : public ops::words<cornered<K, T>> {
public:
    using value_type = T;
    template <int W>
    using handle = ops::tracked<T, W>;

    explicit cornered(bool at_end) : at_end_(at_end) {}

    T* take(std::ptrdiff_t count) {
        auto const n = static_cast<std::size_t>(count);
        auto& piece = pieces_.emplace_back(std::make_unique<guarded<T>>(n));
        T* const data = piece->place(n, at_end_);
        std::fill(data, data + count, T(0.5));
        return data;
    }
    template <int W>
    ops::tracked<T, W> given(T* data, T* slope, int count) {
        return {data, slope, count};
    }

    template <class Op, class... A>
    auto run(A const&... arguments) {
        auto const size = Op::result(arguments...);
        constexpr int width = decltype(size)::width;
        ops::tracked<T, width> const y{take(size.size()), take(size.size()), size.count};
        Op::template forward<K>(y, take(Op::keeps(false, arguments...)), see(arguments)...);
        T* const keep = take(Op::keeps(true, arguments...));
        if constexpr (requires { Op::layered; }) {
            Op::template forward<K, true>(y, keep, see(arguments)...);
        } else {
            Op::template forward<K>(y, keep, see(arguments)...);
        }
        Op::template backward<K>(y, keep, see(arguments)...);
        return y;
    }

private:
    template <class A>
    static auto see(A const& a) {
        if constexpr (core::leaf<A>) {
            return ops::leaf_view<T, A::is, A::rows, A::columns>{a.value, a.slope};
        } else {
            return a;
        }
    }

    bool at_end_;
    std::vector<std::unique_ptr<guarded<T>>> pieces_;
};

/// The numbers of a result, in scratch.
template <class T>
struct outcome {
    T const* data = nullptr;
    bool moves = false;  ///< it has a slope
    std::ptrdiff_t size = 0;
    int width = 1;
};

/// The leaves of a tape: weights and slopes, blocks of the same layout.
template <class T>
struct blocks {
    slice<T const> weights;
    slice<T> slopes;
};

/// One operation on the back-ends of number T. A null slope makes rows constant.
template <class T>
struct spoken {
    using eager_run = outcome<T> (*)(ops::scratch<T>, surroundings const&, T* const* data);
    /// `cells`, if not null, has one for each argument, with slopes that nobody has begun.
    using tape_run = outcome<T> (*)(ops::scratch<T>, surroundings const&, blocks<T>, T* const* data, T* const* slopes,
                                    T const* seed, ops::slope_cell<T>* cells);
    eager_run plain, fast;
    tape_run plain_tape, fast_tape;
    ops::bill (*count)(surroundings const&);
};

struct argument {
    bool is_leaf;
    int width;
    int fixed;
    std::size_t size(int count) const { return static_cast<std::size_t>(is_leaf ? fixed : width * count); }
};

struct subject {
    std::vector<argument> arguments;
    spoken<float> singles;
    spoken<double> doubles;
    void (*corner)(surroundings const&, bool at_end, float* const* data, float* const* slopes);
};

namespace detail {

template <class Said, class... A>
struct speaking {
    template <class Ops, class T>
    static auto say(Ops& ops, surroundings const& s, T* const* data, T* const* slopes,
                    ops::slope_cell<T>* cells = nullptr) {
        return [&]<std::size_t... I>(std::index_sequence<I...>) {
            return Said{}(ops, s, A::give(ops, data[I], slopes ? slopes[I] : nullptr, s.count(I),
                                                 cells ? cells + I : nullptr)...);
        }(std::index_sequence_for<A...>{});
    }
    template <class K, class T>
    static outcome<T> eager(ops::scratch<T> memory, surroundings const& s, T* const* data) {
        ops::eager<K, T> ops(memory);
        auto const y = say<ops::eager<K, T>, T>(ops, s, data, nullptr);
        return {y.data, false, y.size(), y.width};
    }
    template <class K, class T>
    static outcome<T> tape(ops::scratch<T> memory, surroundings const& s, blocks<T> leaves, T* const* data,
                           T* const* slopes, T const* seed, ops::slope_cell<T>* cells) {
        ops::gradient<ops::eager<K, T>> ops(memory, leaves.weights, leaves.slopes);
        auto const y = say(ops, s, data, slopes, cells);
        if (y.slope) {
            std::copy(seed, seed + y.size(), ops.seeds(y).data());
            ops.backward();
        }
        return {y.data, y.slope != nullptr, y.size(), y.width};
    }
    template <class T>
    static ops::bill count(surroundings const& s) {
        ops::counting<T> ops;
        T* const nowhere[sizeof...(A) + 1] = {};
        say<ops::counting<T>, T>(ops, s, nowhere, nullptr);
        return ops.total();
    }
    static void corner(surroundings const& s, bool at_end, float* const* data, float* const* slopes) {
        cornered<kernel::fast, float> ops(at_end);
        say(ops, s, data, slopes);
    }
    template <class T>
    static spoken<T> in() {
        return {&eager<kernel::plain, T>, &eager<kernel::fast, T>, &tape<kernel::plain, T>, &tape<kernel::fast, T>,
                &count<T>};
    }
};

}  // namespace detail

/// The operation that `said(ops, surroundings, arguments...)` says. `said` captures nothing.
template <class... A, class Said>
subject subject_of(Said) {
    using speaking = detail::speaking<Said, A...>;
    return {{{A::is_leaf, A::width, A::fixed}...}, speaking::template in<float>(), speaking::template in<double>(),
            &speaking::corner};
}

}  // namespace lathe::test
