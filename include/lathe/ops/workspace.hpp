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
    if constexpr (handle<R>) {
        f(result);
    } else if constexpr (requires { result.each(f); }) {
        result.each(f);
    }
}

template <class T>
class workspace {
public:
    constexpr explicit workspace(scratch<T> memory) : memory_(memory) {}

    constexpr T* numbers(int count) { return memory_.numbers.take(static_cast<std::size_t>(count)); }
    /// Memory for ids of rows, and for places.
    constexpr slice<int> integers(int count) {
        return {memory_.integers.take(static_cast<std::size_t>(count)), static_cast<std::size_t>(count)};
    }
    constexpr slice<place> spots(int count) {
        return {memory_.where.take(static_cast<std::size_t>(count)), static_cast<std::size_t>(count)};
    }
    constexpr scratch<T>& memory() { return memory_; }

protected:
    /// Runs text, moves the handles of its result down to the mark and releases everything else.
    template <class F>
    constexpr auto keep_result(F&& text) {
        auto const mark = memory_.mark();
        auto result = text();
        struct piece {
            T** data;
            T* from;
            int size;
        };
        piece pieces[most_handles] = {};
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
        std::sort(pieces, pieces + count, [](piece const& a, piece const& b) { return a.from < b.from; });
        T* target = memory_.numbers.at(mark.numbers);
        T* end = target;
        for (int i = 0; i < count; ++i) {
            if (i > 0 && pieces[i].from == pieces[i - 1].from) {
                *pieces[i].data = *pieces[i - 1].data;
                continue;
            }
            target = end;
            std::copy(pieces[i].from, pieces[i].from + pieces[i].size, target);
            *pieces[i].data = target;
            end = target + padded<T>(static_cast<std::size_t>(pieces[i].size));
        }
        auto kept = mark;
        kept.numbers += static_cast<std::size_t>(end - memory_.numbers.at(mark.numbers));
        memory_.release(kept);
        return result;
    }

    /// Runs text and copies the handles of its result over those of `carry`, which have the same sizes in the same order.
    template <class C, class F>
    constexpr C overwrite(C carry, F&& text) {
        auto const mark = memory_.mark();
        auto result = text();
        T* from[most_handles] = {};
        int count = 0;
        each_handle(result, [&](auto& h) { from[count++] = h.data; });
        count = 0;
        each_handle(carry, [&](auto& h) {
            if (T* const source = from[count++]; source != h.data) {
                std::copy(source, source + h.size(), h.data);
            }
        });
        memory_.release(mark);
        return carry;
    }

    static constexpr int most_handles = 24;
    scratch<T> memory_;
};

}  // namespace lathe::ops
