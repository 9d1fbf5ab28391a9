#pragma once
/// \file
/// Halting rules made of rules: stop at the first that says so, or when all of them do.

#include <lathe/concepts/role.hpp>
#include <lathe/halt/rule.hpp>

#include <type_traits>

namespace lathe::halt {

namespace detail {

/// A judging rule A beside another rule B (which may be a bare maximum); Least: the smaller margin counts.
template <bool Least, class A, class B>
struct both : role::halting {
    static constexpr int maximum = A::maximum < B::maximum ? A::maximum : B::maximum;
    static constexpr bool judges = A::judges || B::judges;
    static constexpr bool shares = false;
    static constexpr bool reads_out = A::reads_out || B::reads_out;
    static constexpr grain granularity = A::judges ? A::granularity : B::granularity;
    static constexpr pool pooled = A::judges ? A::pooled : B::pooled;
    static constexpr bool sharing = A::shares || B::shares;
    static constexpr bool alike =
        !(A::judges && B::judges) || (A::granularity == B::granularity && A::pooled == B::pooled);
};

}  // namespace detail

/// Stops as soon as one of the rules does; `after<N>` among them lowers the maximum.
template <class A, class... More>
struct first_of;
template <class A>
struct first_of<A> : A {};

/// Stops when all judging rules agree.
template <class A, class... More>
struct every;
template <class A>
struct every<A> : A {};

namespace detail {

/// H with another grain, if it is a rule that has one.
template <class H, grain Other>
struct regrained {
    using type = H;
};
template <class H, grain Other>
    requires requires { typename H::template with_grain<Other>; }
struct regrained<H, Other> {
    using type = typename H::template with_grain<Other>;
};

template <bool Least, class A, class B>
struct pair_of : both<Least, A, B> {
    template <shape S>
    struct at {
        using one = typename A::template at<S>;
        using two = typename B::template at<S>;
        template <class M>
        struct weights {
            typename one::template weights<M> first;
            typename two::template weights<M> second;
        };
        static constexpr int memo_of(auto rule) {
            if constexpr (requires { decltype(rule)::memo; }) {
                return decltype(rule)::memo;
            } else {
                return 0;
            }
        }
        static constexpr int first_memo = memo_of(one{});
        static constexpr int second_memo = memo_of(two{});
        static constexpr int memo = first_memo + second_memo;

        template <class Rule>
        static constexpr double start() {
            if constexpr (requires { Rule::first; }) {
                return Rule::first;
            } else {
                return 0.0;
            }
        }
        /// Memos start with different values side by side.
        static constexpr double first_at(int column) {
            return column < first_memo ? start_at<one>(column) : start_at<two>(column - first_memo);
        }
        template <class Rule>
        static constexpr double start_at(int column) {
            if constexpr (requires { Rule::first_at(column); }) {
                return Rule::first_at(column);
            } else {
                return start<Rule>();
            }
        }

        static constexpr auto look(auto& ops, auto const& w, auto& last, auto before, auto after, auto const& logits) {
            if constexpr (!A::judges) {
                return two::look(ops, w.second, last, before, after, logits);
            } else if constexpr (!B::judges) {
                return one::look(ops, w.first, last, before, after, logits);
            } else {
                auto const [a, b] = looks(ops, w, last, before, after, logits);
                if constexpr (Least) {
                    return ops.minimum(a, b);
                } else {
                    return ops.maximum(a, b);
                }
            }
        }

    private:
        template <class Row>
        struct two_margins {
            Row a, b;
        };
        static constexpr auto looks(auto& ops, auto const& w, auto& last, auto before, auto after, auto const& logits) {
            if constexpr (first_memo > 0 && second_memo > 0) {
                auto m = ops.template columns<0, first_memo>(last);
                auto n = ops.template columns<first_memo, second_memo>(last);
                auto const a = one::look(ops, w.first, m, before, after, logits);
                auto const b = two::look(ops, w.second, n, before, after, logits);
                last = ops.beside(m, n);
                return two_margins<std::remove_cv_t<decltype(a)>>{a, b};
            } else {
                auto const a = one::look(ops, w.first, last, before, after, logits);
                auto const b = two::look(ops, w.second, last, before, after, logits);
                return two_margins<std::remove_cv_t<decltype(a)>>{a, b};
            }
        }
    };
};

}  // namespace detail

template <class A, class B, class... More>
struct first_of<A, B, More...> : detail::pair_of<true, A, first_of<B, More...>> {
    template <grain Other>
    using with_grain = first_of<typename detail::regrained<A, Other>::type, typename detail::regrained<B, Other>::type,
                                typename detail::regrained<More, Other>::type...>;
    static_assert(!first_of::sharing, "lathe[halt.combined]: a rule that shares out the answer stands alone");
    static_assert(first_of::alike, "lathe[halt.combined]: the rules stop different things; give all the same grain and pooling");
};
template <class A, class B, class... More>
struct every<A, B, More...> : detail::pair_of<false, A, every<B, More...>> {
    template <grain Other>
    using with_grain = every<typename detail::regrained<A, Other>::type, typename detail::regrained<B, Other>::type,
                                typename detail::regrained<More, Other>::type...>;
    static_assert(!every::sharing, "lathe[halt.combined]: a rule that shares out the answer stands alone");
    static_assert(every::alike, "lathe[halt.combined]: the rules stop different things; give all the same grain and pooling");
};

}  // namespace lathe::halt
