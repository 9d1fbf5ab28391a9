#pragma once
/// \file
/// What a tape (ops/gradient.hpp) is made of: a note for each operation, and the memory of slopes, which is given when the
/// first consumer writes on the way back and taken back when a slope has been passed on.

#include <lathe/core/bundle.hpp>
#include <lathe/ops/arena.hpp>
#include <lathe/ops/handle.hpp>

#include <cstddef>
#include <cstring>
#include <functional>
#include <type_traits>
#include <utility>

namespace lathe::ops {

namespace detail {

/// Memory for slopes on the way back: what has been used is used again, so that few numbers are on the way at a time.
template <class T>
class slope_pool {
public:
    explicit slope_pool(arena<T>& memory) : memory_(memory) {}

    void give(slope_cell<T>& cell) {
        if (cell.slope) {
            return;
        }
        for (int i = 0; i < kinds_; ++i) {
            if (free_[i].size == cell.size && free_[i].first) {
                cell.slope = free_[i].first;
                std::memcpy(&free_[i].first, cell.slope, sizeof(T*));
                return;
            }
        }
        cell.slope = memory_.take(static_cast<std::size_t>(cell.size));
    }
    void reset() { kinds_ = 0; }
    void take_back(slope_cell<T>& cell) {
        T* const block = std::exchange(cell.slope, nullptr);
        // pieces of the arena hold a pointer, unless they are empty
        for (int i = 0; block && cell.size > 0 && i < most_kinds; ++i) {
            if (i == kinds_) {
                free_[kinds_++] = {cell.size, nullptr};
            }
            if (free_[i].size == cell.size) {
                std::memcpy(block, &free_[i].first, sizeof(T*));
                free_[i].first = block;
                return;
            }
        }
    }

private:
    struct blocks {
        std::ptrdiff_t size = 0;
        T* first = nullptr;
    };
    static constexpr int most_kinds = 24;
    arena<T>& memory_;
    blocks free_[most_kinds];
    int kinds_ = 0;
};

template <class T>
struct note {
    note* before;
    void (*pull)(note*, slope_pool<T>&);
    bool (*reads)(note const*, void const* begin, void const* end);
    slope_cell<T> cell;  ///< of the result
};

/// Gives an argument its slope, and zeros in it if what follows only ever adds, or has but a part of it in hand.
template <class T>
void settle(auto& a, slope_pool<T>& pool, bool adds_only) {
    if (a.slope && a.cell) {
        pool.give(*a.cell);
        a = a.settled();
        if (adds_only || a.size() != a.cell->size) {
            a.clear();
        }
    }
}

constexpr bool overlaps(void const* a, void const* a_end, void const* b, void const* b_end) {
    return std::less<>{}(a, b_end) && std::less<>{}(b, a_end);
}

template <class Op, class Kernels, class T, class Y, class... A>
struct note_of : note<T> {
    Y y;
    T* keep;
    core::bundle<A...> arguments;

    constexpr note_of(note<T>* earlier, Y result, T* kept, A... a)
        : note<T>{earlier, &pull_this, &reads_this, {result.data, nullptr, result.size(), false}},
          y(result),
          keep(kept),
          arguments(a...) {
        y.cell = &this->cell;
        // not null, as for what is constant; where it will be is not known yet
        y.slope = y.data;
    }

    static void pull_this(note<T>* n, slope_pool<T>& pool) {
        auto& self = *static_cast<note_of*>(n);
        if (self.cell.begun) {
            self.y.slope = self.cell.slope;
            self.arguments.apply([&](auto... a) {
                (prepare(a, pool), ...);
                Op::template backward<Kernels>(self.y, self.keep, a...);
            });
        }
        pool.take_back(self.cell);
    }
    static bool reads_this(note<T> const* n, void const* begin, void const* end) {
        auto const& self = *static_cast<note_of const*>(n);
        auto const inside = [&](auto const& a) {
            if constexpr (handle<std::remove_cvref_t<decltype(a)>>) {
                return overlaps(a.data, a.data + a.size(), begin, end);
            } else {
                return false;
            }
        };
        return inside(self.y) || self.arguments.apply([&](auto const&... a) { return (... || inside(a)); });
    }

private:
    static void prepare(auto& a, slope_pool<T>& pool) {
        if constexpr (handle<std::remove_cvref_t<decltype(a)>>) {
            settle(a, pool, !requires { Op::assigns; });
        }
    }
};

/// In place of the notes of a text that is run again on the way back.
template <class Tape, class T, class Y, class X, class Text>
struct note_again : note<T> {
    Tape* tape;
    Y y;
    X x;
    Text text;

    note_again(note<T>* earlier, Tape* whose, Y result, X input, Text const& what)
        : note<T>{earlier, &pull_this, &reads_this, {result.data, nullptr, result.size(), false}}, tape(whose), y(result), x(input), text(what) {
        y.cell = &this->cell;
        y.slope = y.data;
    }

    static void pull_this(note<T>* n, slope_pool<T>& pool) {
        auto& self = *static_cast<note_again*>(n);
        if (self.cell.begun) {
            if (self.x.slope && self.x.cell) {
                // now, because what is computed again gives its memory back
                pool.give(*self.x.cell);
            }
            self.tape->again(self.y.settled(), self.x, self.text);
        }
        pool.take_back(self.cell);
    }
    static bool reads_this(note<T> const* n, void const* begin, void const* end) {
        auto const& self = *static_cast<note_again const*>(n);
        auto const inside = [&](auto const& a) { return overlaps(a.data, a.data + a.size(), begin, end); };
        return inside(self.y) || inside(self.x);
    }
};

/// What an argument becomes in a note.
template <class T, class A>
constexpr auto seen_as(A const& a) {
    if constexpr (core::leaf<A>) {
        return leaf_view<T, A::is, A::rows, A::columns>{};
    } else if constexpr (handle<A>) {
        return tracked<T, A::width>{};
    } else {
        return a;
    }
}

}  // namespace detail

/// Bytes that the note of an operation takes.
template <class Op, class T, int Width, class... A>
inline constexpr std::size_t note_bytes =
    sizeof(detail::note_of<Op, void, T, tracked<T, Width>, decltype(detail::seen_as<T>(std::declval<A>()))...>);

}  // namespace lathe::ops
