#pragma once
/// \file
/// Scratch memory: spans that are marked and released in the order of a stack. Nothing here allocates.

#include <lathe/core/place.hpp>

#include <cstddef>
#include <limits>
#include <stdexcept>

namespace lathe::ops {

/// Every piece of numbers starts at a multiple of 64 bytes.
inline constexpr std::size_t granule = 64;

/// Numbers of type T that a piece of `count` of them takes.
template <class T>
constexpr std::size_t padded(std::size_t count) {
    constexpr std::size_t unit = granule > sizeof(T) ? granule / sizeof(T) : 1;
    return (count + unit - 1) / unit * unit;
}

/// A stack of T over memory of somebody else. Under LATHE_CHECKED released numbers become NaN, because a handle into
/// released memory gives plausible wrong numbers that no gradient check can see.
template <class T>
class arena {
public:
    constexpr arena() = default;
    constexpr arena(T* memory, std::size_t count) : memory_(memory), count_(count) {}

    /// Memory for `count` values. Throws std::length_error if the span is too small: it was made for fewer rows.
    constexpr T* take(std::size_t count) {
        std::size_t const needed = padded<T>(count);
        if (count_ - used_ < needed) {
            throw std::length_error("lathe: the scratch memory is too small; it was made for fewer rows or loops");
        }
        T* const begin = memory_ + used_;
        used_ += needed;
        return begin;
    }

    constexpr std::size_t mark() const { return used_; }

    constexpr void release(std::size_t mark) {
#if defined(LATHE_CHECKED)
        if constexpr (std::numeric_limits<T>::has_quiet_NaN) {
            for (std::size_t i = mark; i < used_; ++i) {
                memory_[i] = std::numeric_limits<T>::quiet_NaN();
            }
        }
#endif
        used_ = mark;
    }

    constexpr T* at(std::size_t mark) const { return memory_ + mark; }

private:
    T* memory_ = nullptr;
    std::size_t count_ = 0;
    std::size_t used_ = 0;
};

/// How much of each kind of memory a run needs.
struct demand {
    std::size_t numbers = 0;   ///< of the back-end's type
    std::size_t integers = 0;  ///< ids of rows
    std::size_t where = 0;     ///< places
    std::size_t notes = 0;     ///< bytes of the tape's notes

    constexpr bool operator==(demand const&) const = default;
};

/// The larger of each.
constexpr demand most(demand a, demand b) {
    auto const larger = [](std::size_t x, std::size_t y) { return x < y ? y : x; };
    return {larger(a.numbers, b.numbers), larger(a.integers, b.integers), larger(a.where, b.where),
            larger(a.notes, b.notes)};
}

/// The memory of one back-end at work: numbers, ids and places of rows, notes of the tape.
template <class T>
struct scratch {
    arena<T> numbers;
    arena<place> where;
    arena<int> integers;
    arena<std::byte> notes;

    struct marks {
        std::size_t numbers, where, integers;
    };
    constexpr marks mark() const { return {numbers.mark(), where.mark(), integers.mark()}; }
    constexpr void release(marks m) {
        numbers.release(m.numbers);
        where.release(m.where);
        integers.release(m.integers);
    }
};

}  // namespace lathe::ops
