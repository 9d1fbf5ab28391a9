#pragma once
/// \file
/// Scaled dot-product attention (Vaswani et al. 2017, arXiv:1706.03762) over rows that know their places.

#include <lathe/kernel/grid.hpp>
#include <lathe/ops/operation/norm.hpp>

#include <algorithm>

namespace lathe::ops::op {

/// o_i = sum_j softmax_j(q_i k_j / sqrt(D)) v_j over the keys j that Mask lets query i see, head by head; head h reads
/// the keys of group h G / H. q: n x (H D), k and v: m x (G D) -> n x (H D). Rows are sorted by sequence; a query that
/// sees no key gives zeros.
///
/// A Mask has `sees(query place, key place)`, and `prefix` = the keys a query sees are the first ones of its sequence.
template <class Mask, int Heads, int Groups>
struct attention {
    static_assert(Heads % Groups == 0, "lathe[ops.attention]: heads must be a multiple of key heads");
    static constexpr auto name = "attention";
    static constexpr bool layered = true;  // the derivative wants the weights of every head, a forward pass of one

    /// One sequence: its queries and its keys.
    struct segment {
        int query, queries, key, keys;
    };

    /// f(segment) for each sequence that has queries.
    static constexpr void each_segment(places at, places at_keys, auto f) {
        if (at.data() == nullptr || at_keys.data() == nullptr) {
            // counting does not know these places: one sequence, the most expensive case
            f(segment{0, static_cast<int>(at.size()), 0, static_cast<int>(at_keys.size())});
            return;
        }
        auto const n = static_cast<int>(at.size());
        auto const m = static_cast<int>(at_keys.size());
        auto const sequence = [](places where, int i) { return where[static_cast<std::size_t>(i)].sequence; };
        for (int i = 0, j = 0; i < n;) {
            int const which = sequence(at, i);
            int end = i;
            while (end < n && sequence(at, end) == which) {
                ++end;
            }
            while (j < m && sequence(at_keys, j) < which) {
                ++j;
            }
            int key_end = j;
            while (key_end < m && sequence(at_keys, key_end) == which) {
                ++key_end;
            }
            f(segment{i, end - i, j, key_end - j});
            i = end;
            j = key_end;
        }
    }

    static constexpr int stride(int keys) { return (keys + 15) / 16 * 16; }
    /// Weights of one head, padding included.
    static constexpr std::ptrdiff_t of_head(segment s) {
        return static_cast<std::ptrdiff_t>(s.queries) * stride(s.keys);
    }

    static constexpr std::ptrdiff_t keeps(bool recorded, auto const&, auto const&, auto const&, places at, places at_keys) {
        std::ptrdiff_t total = 0;
        each_segment(at, at_keys, [&](segment s) {
            std::ptrdiff_t const one = of_head(s);
            total = recorded ? total + Heads * one : std::max(total, one);
        });
        // the derivative of the weights of one head at a time
        std::ptrdiff_t largest = 0;
        each_segment(at, at_keys, [&](segment s) { largest = std::max(largest, of_head(s)); });
        return recorded ? total + largest : total;
    }
    template <handle Q, handle X>
    static constexpr auto result(Q const& q, X const&, X const&, places, places) {
        static_assert(Q::width % Heads == 0 && X::width == Q::width / Heads * Groups,
                      "lathe[ops.attention]: the widths of queries and keys do not fit the heads");
        return extent<Q::width>{q.count};
    }
    static constexpr price cost(handle auto const& q, handle auto const& k, auto const&, places at, places at_keys) {
        constexpr int width = std::remove_cvref_t<decltype(q)>::width;
        price total{0, 2.0 * q.size() + 2.0 * k.size()};
        each_segment(at, at_keys, [&](segment s) {
            for (int i = 0; i < s.queries; ++i) {
                int const seen = visible(at, at_keys, s, i);
                total.flops += 4.0 * width * seen + 4.0 * Heads * seen;
            }
        });
        return total;
    }

    /// How many of a segment's keys its query i may look at (all, unless the mask is a prefix).
    static constexpr int visible(places at, places at_keys, segment s, int i) {
        if (at.data() == nullptr || at_keys.data() == nullptr) {
            return s.keys;
        }
        if constexpr (Mask::prefix) {
            auto const& query = at[static_cast<std::size_t>(s.query + i)];
            auto const begin = at_keys.begin() + s.key;
            return static_cast<int>(std::partition_point(begin, begin + s.keys, [&](place const& key) {
                                        return Mask::sees(query, key);
                                    }) - begin);
        } else {
            return s.keys;
        }
    }

    template <class K, bool Recorded = false, class Q, class X>
    static constexpr void forward(auto y, auto* keep, Q q, X k, X v, places at, places at_keys) {
        using t = typename Q::value_type;
        using grid = kernel::grid<t const>;
        constexpr int d = Q::width / Heads;
        t const scale = t(1) / kernel::sqrt(t(d));
        t* weights = keep;
        each_segment(at, at_keys, [&](segment s) {
            int const ld = stride(s.keys);
            for (int h = 0; h < Heads; ++h) {
                int const g = h / (Heads / Groups);
                K::product_transposed(kernel::grid<t>{weights, ld}, grid{q.row(s.query) + h * d, Q::width},
                                      grid{k.row(s.key) + g * d, X::width}, s.queries, d, s.keys);
                hide(weights, ld, at, at_keys, s);
                K::softmax(kernel::grid<t>{weights, ld}, s.queries, s.keys, scale,
                           [&](int i) { return visible(at, at_keys, s, i); });
                K::product(kernel::grid<t>{y.row(s.query) + h * d, Q::width}, grid{weights, ld},
                           grid{v.row(s.key) + g * d, X::width}, s.queries, s.keys, d);
                weights += Recorded ? static_cast<std::ptrdiff_t>(s.queries) * ld : 0;
            }
        });
    }

    template <class K, class Q, class X>
    static constexpr void backward(auto y, auto* keep, Q q, X k, X v, places at, places at_keys) {
        using t = typename Q::value_type;
        using grid = kernel::grid<t const>;
        constexpr int d = Q::width / Heads;
        t const scale = t(1) / kernel::sqrt(t(d));
        t* weights = keep;
        t* slope = keep;
        each_segment(at, at_keys, [&](segment s) { slope += Heads * of_head(s); });
        each_segment(at, at_keys, [&](segment s) {
            int const ld = stride(s.keys);
            for (int h = 0; h < Heads; ++h) {
                int const g = h / (Heads / Groups);
                auto const dy = grid{y.row_slope(s.query) + h * d, Q::width};
                if (v.slope) {
                    K::product_outer(kernel::grid<t>{v.row_slope(s.key) + g * d, X::width}, grid{weights, ld}, dy,
                                     s.queries, s.keys, d, true);
                }
                K::product_transposed(kernel::grid<t>{slope, ld}, dy, grid{v.row(s.key) + g * d, X::width}, s.queries,
                                      d, s.keys);
                K::softmax_slope(kernel::grid<t>{slope, ld}, grid{weights, ld}, s.queries, s.keys, scale);
                if (q.slope) {
                    K::product(kernel::grid<t>{q.row_slope(s.query) + h * d, Q::width}, grid{slope, ld},
                               grid{k.row(s.key) + g * d, X::width}, s.queries, s.keys, d, true);
                }
                if (k.slope) {
                    K::product_outer(kernel::grid<t>{k.row_slope(s.key) + g * d, X::width}, grid{slope, ld},
                                     grid{q.row(s.query) + h * d, Q::width}, s.queries, s.keys, d, true);
                }
                weights += static_cast<std::ptrdiff_t>(s.queries) * ld;
            }
        });
    }

private:
    /// What a mask forbids becomes -inf.
    template <class T>
    static constexpr void hide(T* weights, int ld, places at, places at_keys, segment s) {
        if constexpr (!Mask::prefix && !requires { Mask::everything; }) {
            for (int i = 0; i < s.queries; ++i) {
                for (int j = 0; j < s.keys; ++j) {
                    if (!Mask::sees(at[static_cast<std::size_t>(s.query + i)],
                                    at_keys[static_cast<std::size_t>(s.key + j)])) {
                        weights[static_cast<std::ptrdiff_t>(i) * ld + j] = -std::numeric_limits<T>::infinity();
                    }
                }
            }
        }
    }
};

}  // namespace lathe::ops::op
