#pragma once
/// \file
/// The back-end that lets somebody look: every result of every operation goes to an observer, by name.

#include <lathe/ops/words.hpp>

#include <string_view>

namespace lathe::ops {

/// Runs on B and calls `observer(name, handle)` after each operation and for each value a text names.
template <class B, class Observer>
class tracing : public words<tracing<B, Observer>> {
public:
    using value_type = typename B::value_type;
    template <int W>
    using handle = typename B::template handle<W>;
    static constexpr bool counts = B::counts;

    constexpr tracing(B& below, Observer observer) : below_(below), observer_(observer) {}

    template <class Op, class... A>
    constexpr auto run(A const&... arguments) {
        auto const y = below_.template run<Op>(arguments...);
        observer_(std::string_view(Op::name), y);
        return y;
    }
    constexpr void name(std::string_view what, auto const& x) { observer_(what, x); }

    template <int W>
    constexpr auto make(int count) {
        return below_.template make<W>(count);
    }
    template <int W>
    constexpr auto sheet(int count) {
        return below_.template sheet<W>(count);
    }
    template <int W>
    constexpr auto filled(int count, double value) {
        return below_.template filled<W>(count, value);
    }
    template <int W>
    constexpr auto given(value_type* data, int count) {
        return below_.template given<W>(data, count);
    }
    constexpr auto copy(auto x) { return below_.copy(x); }
    constexpr auto put(auto base, slice<int const> ids, auto x) { return below_.put(base, ids, x); }
    constexpr auto detach(auto x) { return below_.detach(x); }
    constexpr auto integers(int count) { return below_.integers(count); }
    constexpr auto spots(int count) { return below_.spots(count); }
    template <class F>
    constexpr auto scope(F&& text) {
        return below_.scope(text);
    }
    template <class F>
    constexpr auto recompute(auto x, F const& text) {
        return below_.recompute(x, text);
    }
    template <class C, class F>
    constexpr auto advance(C carry, F&& text) {
        return below_.advance(carry, text);
    }
    constexpr void enter(border b) { below_.enter(b); }
    constexpr void leave() { below_.leave(); }
    constexpr auto peek(auto x) const { return below_.peek(x); }

private:
    B& below_;
    Observer observer_;
};

}  // namespace lathe::ops
