#pragma once
/// \file
/// What the computing back-ends share: taking rows from scratch, and scopes that keep only their result.

#include <lathe/ops/arena.hpp>
#include <lathe/ops/handle.hpp>

#include <algorithm>

namespace lathe::ops {

/// f(handle&) for each handle in a result: a handle itself, or a struct whose `each(f)` names its handles.
template <class R, class F>
constexpr void each_handle(R& result, F&& f) {
    if constexpr (core::is_misfit<R>) {
        // has no numbers
    } else if constexpr (handle<R>) {
        f(result);
    } else if constexpr (requires { result.each(f); }) {
        result.each(f);
    }
}

template <class T>
class workspace {
public:
    constexpr explicit workspace(scratch<T> memory) : memory_(memory) {}

    constexpr T* numbers(std::ptrdiff_t count) { return memory_.numbers.take(static_cast<std::size_t>(count)); }
    /// Memory for ids of rows, and for places.
    constexpr slice<int> integers(int count) {
        return {memory_.integers.take(static_cast<std::size_t>(count)), static_cast<std::size_t>(count)};
    }
    constexpr slice<place> spots(int count) {
        return {memory_.where.take(static_cast<std::size_t>(count)), static_cast<std::size_t>(count)};
    }
    constexpr scratch<T>& memory() { return memory_; }

private:
    /// A handle that a scope keeps: where it says where it is, and what it covers.
    struct kept_piece {
        T** data;
        T* from;
        std::ptrdiff_t size;
    };

protected:
    /// Runs text, moves the handles of its result down to the mark and releases everything else.
    template <class F>
    constexpr auto keep_result(F&& text) {
        auto const mark = memory_.mark();
        auto result = text();
        kept_piece pieces[most_handles] = {};
        int count = 0;
        each_handle(result, [&](auto& h) {
            // what lies below the mark was there before and stays
            if (h.data >= memory_.numbers.at(mark.numbers) && h.data < memory_.numbers.at(memory_.numbers.mark())) {
                if (count == most_handles) {
                    throw std::length_error("lathe: a scope returns more handles than it can keep");
                }
                pieces[count++] = {&h.data, h.data, h.size()};
            }
        });
        move_down(pieces, count, mark);
        return result;
    }

    /// The part of keep_result that is the same for all texts, so that it is compiled once.
    [[gnu::noinline]] constexpr void move_down(kept_piece* pieces, int count, typename scratch<T>::marks mark) {
        // of two that begin together the longer one comes first and holds the other
        std::sort(pieces, pieces + count, [](kept_piece const& a, kept_piece const& b) {
            return a.from != b.from ? a.from < b.from : a.size > b.size;
        });
        T* target = memory_.numbers.at(mark.numbers);
        T* end = target;
        kept_piece last{};
        for (int i = 0; i < count; ++i) {
            auto const& p = pieces[i];
            if (i > 0 && p.from + p.size <= last.from + last.size) {
                *p.data = target + (p.from - last.from);
                continue;
            }
            last = p;
            target = end;
            std::copy(p.from, p.from + p.size, target);
            *p.data = target;
            end = target + padded<T>(static_cast<std::size_t>(p.size));
        }
        auto kept = mark;
        kept.numbers += static_cast<std::size_t>(end - memory_.numbers.at(mark.numbers));
        memory_.release(kept);
    }

    /// Runs text and puts the handles of its result into the memory of `carry`, whose handles have the same sizes in the
    /// same order. A handle that the text has handed on keeps the memory it is in, even under another name; the others
    /// are copied to what is left.
    template <class C, class F>
    constexpr C overwrite(C carry, F&& text) {
        auto const mark = memory_.mark();
        auto result = text();
        struct piece {
            T* data;
            std::ptrdiff_t size;
            bool taken;
        };
        piece places[most_handles] = {};
        int count = 0;
        each_handle(carry, [&](auto& h) {
            if (count == most_handles) {
                throw std::length_error("lathe: a loop carries more handles than it can keep");
            }
            places[count++] = {h.data, h.size(), false};
        });
        bool stays[most_handles] = {};
        int index = 0;
        each_handle(result, [&](auto& h) {
            for (int i = 0; i < count && !stays[index]; ++i) {
                // its own place first, so that nothing moves without need
                auto& at = places[(index + i) % count];
                stays[index] = !at.taken && at.data == h.data && at.size == h.size();
                at.taken = at.taken || stays[index];
            }
            ++index;
        });
        index = 0;
        each_handle(result, [&](auto& h) {
            // a part of the carry, or one of its rows twice: what is written next must not change it
            for (int i = 0; i < count && !stays[index]; ++i) {
                if (h.data >= places[i].data && h.data < places[i].data + places[i].size) {
                    T* const aside = numbers(h.size());
                    std::copy(h.data, h.data + h.size(), aside);
                    h.data = aside;
                    break;
                }
            }
            ++index;
        });
        index = 0;
        each_handle(result, [&](auto& h) {
            for (int i = 0; i < count && !stays[index]; ++i) {
                auto& at = places[(index + i) % count];
                if (!at.taken && at.size == h.size()) {
                    at.taken = stays[index] = true;
                    std::copy(h.data, h.data + h.size(), at.data);
                    h.data = at.data;
                }
            }
            ++index;
        });
        memory_.release(mark);
        return result;
    }

    static constexpr int most_handles = 24;
    scratch<T> memory_;
};

}  // namespace lathe::ops
