#pragma once
/// \file
/// A linear matrix memory along whole sequences, in one operation: what kernel::recurrence says, head by head.
///
/// State: sequences x (H K V), each head K x V. Queries and keys: n x (G K) and n x (G n K) for G groups of heads that
/// share them; values n x (H n V) for n writes of a token; logarithms of the decay n x H or n x (H K), rates n x (H n),
/// erase and add keys n x (H K). What a rule does not read is `none`. Result: n x (H V), and with memory::outcome::appended the
/// states after the last tokens as sequences x (H K V) numbers behind it.

#include <lathe/core/memory.hpp>
#include <lathe/core/sequences.hpp>
#include <lathe/core/types.hpp>
#include <lathe/kernel/chunked.hpp>
#include <lathe/kernel/plain.hpp>
#include <lathe/kernel/recurrence.hpp>
#include <lathe/ops/handle.hpp>

#include <algorithm>
#include <type_traits>

namespace lathe::ops::op {

/// The derivative starts from states that were kept, the first one included; so it is right for in_place, too, where the
/// argument is written over.
template <memory::rule Rule, int Heads, int Groups, memory::outcome Outcome, memory::form Form = memory::form::sweep>
struct recurrence {
    static_assert(Heads % Groups == 0, "lathe[ops.recurrence]: the widths of state, queries, keys and values do not fit the heads");
    static constexpr auto name = "recurrence";
    static constexpr bool layered = true;  // only the derivative asks for the states between chunks

    template <class Q>
    static constexpr int keys = Q::width / Groups;
    template <class U>
    static constexpr int values = U::width / Heads / Rule.steps;
    template <class Q, class U>
    using kernel_of = kernel::recurrence<Rule, keys<Q>, values<U>>;
    template <class X>
    static constexpr int width_of = [] {
        if constexpr (handle<X>) {
            return X::width;
        } else {
            return 0;
        }
    }();
    /// What the form by products works in.
    template <class Q, class U>
    static constexpr int space_of = [] {
        if constexpr (Form == memory::form::chunks) {
            return kernel::chunked<kernel::plain, Rule, keys<Q>, values<U>>::space;
        } else {
            return 0;
        }
    }();
    static constexpr bool decays = Rule.decays != memory::decay::none;

    template <class S, class Q, class X, class U, class D, class R, class E, class A>
    static constexpr auto result(S const& state, Q const& q, X const&, U const&, D const&, R const&, E const&, A const&,
                                 places) {
        static_assert(Q::width % Groups == 0 && X::width == Q::width * Rule.steps &&
                          U::width % (Heads * Rule.steps) == 0 && S::width == Heads * keys<Q> * values<U>,
                      "lathe[ops.recurrence]: the widths of state, queries, keys and values do not fit the heads");
        static_assert((!decays || width_of<D> == (Rule.decays == memory::decay::scalar ? Heads : Heads * keys<Q>)) &&
                          (Rule.writes != memory::write::delta || width_of<R> == Heads * Rule.steps) &&
                          (Rule.writes != memory::write::split ||
                           (width_of<E> == Heads * keys<Q> && width_of<A> == width_of<E> && Rule.steps == 1)),
                      "lathe[ops.recurrence.gates]: decays, rates, erase or add keys do not fit the rule");
        return extent<Heads * values<U>>{q.count + (Outcome == memory::outcome::appended ? state.count * keys<Q> : 0)};
    }

    template <class S, class Q, class X, class U, class D>
    static constexpr int keeps(bool recorded, S const&, Q const& q, X const&, U const&, D const&, auto const&, auto const&,
                               auto const&, places at) {
        int const space = Form == memory::form::chunks ? space_of<Q, U> : 0;
        int const factors = space + (decays ? width_of<D> * q.count : 0);
        if (!recorded) {
            return factors;
        }
        int chunks = 0;
        core::each_sequence(at, [&](int, int, int count) { chunks += kernel_of<Q, U>::chunks(count); });
        return factors + chunks * S::width + kernel_of<Q, U>::history;
    }

    /// Two operations for each number of the state that is decayed (one), written, erased or read.
    template <class S, class Q, class X, class U>
    static constexpr price cost(S const& state, Q const& q, X const& k, U const& v, auto const& decay, auto const& rate,
                                auto const& erase, auto const& add, places) {
        constexpr double state_size = S::width;
        constexpr double each = 2 + Rule.steps * (Rule.writes == memory::write::hebbian ? 2 : 4) +
                                (Rule.writes == memory::write::split ? 2 : 0) + (decays ? 1 : 0);
        return {each * state_size * q.count, 2.0 * state.size() + q.size() + k.size() + v.size() + size_of(decay) +
                                                 size_of(rate) + size_of(erase) + size_of(add) +
                                                 1.0 * Heads * values<U> * q.count};
    }

    template <class K, bool Recorded = false, class S, class Q, class X, class U>
    static constexpr void forward(auto y, auto* keep, S state, Q q, X k, U v, auto decay, auto rate, auto erase, auto add,
                                  places at) {
        using t = typename Q::value_type;
        using kernels = kernel_of<Q, U>;
        using wide = typename K::template wide<t>;
        constexpr int head = keys<Q> * values<U>;
        t* const space = keep + factors_of(decay);
        if constexpr (decays) {
            K::map(decay.size(), keep, [](auto g) { return kernel::exp(g); }, static_cast<t const*>(decay.data));
        }
        t* starts = space + (Form == memory::form::chunks ? space_of<Q, U> : 0);
        core::each_sequence(at, [&](int index, int first, int count) {
            for (int h = 0; h < Heads; ++h) {
                auto const in = rows_of<t const>(first, count, h, q, k, v, decay, rate, erase, add, keep);
                t const* const from = state.row(index) + h * head;
                t* to = nullptr;
                if constexpr (Outcome == memory::outcome::appended) {
                    to = y.row(q.count) + static_cast<std::ptrdiff_t>(index) * S::width + h * head;
                } else if constexpr (Outcome == memory::outcome::in_place) {
                    to = state.row(index) + h * head;
                }
                kernel::strand<t> const out{y.row(first) + h * values<U>, Heads * values<U>};
                t* const left = Recorded ? starts + h * head : nullptr;
                if constexpr (Form == memory::form::chunks) {
                    kernel::chunked<K, Rule, keys<Q>, values<U>>::template forward<t>(in, from, to, out, left, S::width, space);
                } else {
                    kernels::template forward<wide, t>(in, from, to, out, left, S::width);
                }
            }
            starts += Recorded ? static_cast<std::ptrdiff_t>(kernels::chunks(count)) * S::width : 0;
        });
    }

    template <class K, class S, class Q, class X, class U>
    static constexpr void backward(auto y, auto* keep, S state, Q q, X k, U v, auto decay, auto rate, auto erase, auto add,
                                   places at) {
        using t = typename Q::value_type;
        using kernels = kernel_of<Q, U>;
        using wide = typename K::template wide<t>;
        constexpr int head = keys<Q> * values<U>;
        t* const space = keep + factors_of(decay) + (Form == memory::form::chunks ? space_of<Q, U> : 0);
        t const* starts = space;
        t* history = space;
        core::each_sequence(at, [&](int, int, int count) {
            history += static_cast<std::ptrdiff_t>(kernels::chunks(count)) * S::width;
        });
        core::each_sequence(at, [&](int index, int first, int count) {
            for (int h = 0; h < Heads; ++h) {
                auto const in = rows_of<t const>(first, count, h, q, k, v, decay, rate, erase, add, keep);
                auto const slopes = slopes_of<t>(first, count, h, q, k, v, decay, rate, erase, add);
                auto const offset = static_cast<std::ptrdiff_t>(index) * S::width + h * head;
                kernels::template backward<wide, t>(
                    in, slopes, {y.row_slope(first) + h * values<U>, Heads * values<U>}, starts + h * head, S::width,
                    Outcome == memory::outcome::appended ? y.row_slope(q.count) + offset : nullptr,
                    state.slope ? state.slope + offset : nullptr, history);
            }
            starts += static_cast<std::ptrdiff_t>(kernels::chunks(count)) * S::width;
        });
    }

private:
    template <class X>
    static constexpr double size_of(X const& x) {
        if constexpr (handle<X>) {
            return x.size();
        } else {
            return 0;
        }
    }
    template <class X>
    static constexpr std::ptrdiff_t factors_of(X const& decay) {
        if constexpr (decays) {
            return static_cast<std::ptrdiff_t>(decay.size());
        } else {
            return 0;
        }
    }
    /// What head h of `heads` reads of rows `first` and on.
    template <class T, class X>
    static constexpr kernel::strand<T> strand_of(T* data, X const&, int first, int part, int parts) {
        if constexpr (handle<X>) {
            return {data ? data + static_cast<std::ptrdiff_t>(first) * X::width + part * (X::width / parts) : nullptr, X::width};
        } else {
            return {};
        }
    }
    template <class T, class X>
    static constexpr T* data_of(X const& x) {
        if constexpr (handle<X>) {
            return x.data;
        } else {
            return nullptr;
        }
    }
    template <class T, class X>
    static constexpr T* slope_of(X const& x) {
        if constexpr (handle<X>) {
            return x.slope;
        } else {
            return nullptr;
        }
    }
    template <class T>
    static constexpr kernel::head_rows<T> rows_of(int first, int count, int h, auto q, auto k, auto v, auto decay, auto rate,
                                                  auto erase, auto add, T* factors) {
        int const g = h / (Heads / Groups);
        return {count,
                strand_of<T>(q.data, q, first, g, Groups),
                strand_of<T>(k.data, k, first, g, Groups),
                strand_of<T>(v.data, v, first, h, Heads),
                strand_of<T>(factors, decay, first, h, Heads),
                strand_of<T>(data_of<T>(rate), rate, first, h, Heads),
                strand_of<T>(data_of<T>(erase), erase, first, h, Heads),
                strand_of<T>(data_of<T>(add), add, first, h, Heads)};
    }
    template <class T>
    static constexpr kernel::head_rows<T> slopes_of(int first, int count, int h, auto q, auto k, auto v, auto decay, auto rate,
                                                    auto erase, auto add) {
        int const g = h / (Heads / Groups);
        return {count,
                strand_of<T>(q.slope, q, first, g, Groups),
                strand_of<T>(k.slope, k, first, g, Groups),
                strand_of<T>(v.slope, v, first, h, Heads),
                strand_of<T>(slope_of<T>(decay), decay, first, h, Heads),
                strand_of<T>(slope_of<T>(rate), rate, first, h, Heads),
                strand_of<T>(slope_of<T>(erase), erase, first, h, Heads),
                strand_of<T>(slope_of<T>(add), add, first, h, Heads)};
    }
};

}  // namespace lathe::ops::op
