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

    /// Queries that are answered together: their weights are all the memory that each thread of a forward pass needs, and
    /// keys that none of them sees are left out.
    static constexpr int together = 64;
    /// Up to so many keys a tape keeps the weights. Those of longer sequences would be most of its memory, and are made
    /// again on the way back (Rabe and Staats 2021, arXiv:2112.05682).
    static constexpr int most_kept = 256;
    static constexpr bool kept(segment s) { return s.keys <= most_kept; }

    static constexpr int stride(int keys) { return (keys + 15) / 16 * 16; }
    /// Weights of one head, padding included: of all its queries, or of those that are answered together.
    static constexpr std::ptrdiff_t of_head(segment s) { return static_cast<std::ptrdiff_t>(s.queries) * stride(s.keys); }
    static constexpr std::ptrdiff_t of_block(segment s) {
        return static_cast<std::ptrdiff_t>(std::min(s.queries, together)) * stride(s.keys);
    }

    static constexpr std::ptrdiff_t keeps(bool recorded, auto const&, auto const&, auto const&, places at, places at_keys) {
        auto const room = room_of(recorded, at, at_keys);
        return room.kept + most_parts * room.of_part;
    }
    template <int Queries, int Keys>
    struct widths {
        static constexpr bool fit = Queries % Heads == 0 && Keys == Queries / Heads * Groups;
    };
    template <int Queries, int Keys>
    struct misfitting {
        static_assert(widths<Queries, Keys>::fit,
                      "lathe[ops.attention]: the widths of queries and keys do not fit the heads");
    };
    template <handle Q, handle X>
    static constexpr auto result(Q const& q, X const&, X const&, places, places) {
        return fitting<widths<Q::width, X::width>::fit, misfitting<Q::width, X::width>>(extent<Q::width>{q.count});
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
        each_block<K, Recorded, Q::width>(keep, at, at_keys, [&](block b, t* weights, t*) {
            weigh<K>(kernel::grid<t>{weights, stride(b.of.keys)}, q, k, b, at, at_keys);
            K::product(rows_of<Heads>(y.row(b.query), y, b.head), weights_of(weights, b), keys_of(v, b), b.queries, b.keys, width<Q>);
        });
    }

    template <class K, class Q, class X>
    static constexpr void backward(auto y, auto* keep, Q q, X k, X v, places at, places at_keys) {
        using t = typename Q::value_type;
        constexpr int d = width<Q>;
        each_block<K, true, Q::width>(keep, at, at_keys, [&](block b, t* weights, t* slopes) {
            auto const slope = kernel::grid<t>{slopes, stride(b.of.keys)};
            auto const dy = kernel::grid<t const>(rows_of<Heads>(y.row_slope(b.query), y, b.head));
            if (!kept(b.of)) {
                weigh<K>(kernel::grid<t>{weights, stride(b.of.keys)}, q, k, b, at, at_keys);
            }
            if (v.slope) {
                K::product_outer(rows_of<Groups>(v.row_slope(b.of.key), v, group(b)), weights_of(weights, b), dy, b.queries, b.keys, d, true);
            }
            K::product_transposed(slope, dy, keys_of(v, b), b.queries, d, b.keys);
            K::softmax_slope(slope, weights_of(weights, b), b.queries, b.keys, scale<Q>);
            if (q.slope) {
                K::product(rows_of<Heads>(q.row_slope(b.query), q, b.head), weights_of(slopes, b), keys_of(k, b), b.queries, b.keys, d, true);
            }
            if (k.slope) {
                K::product_outer(rows_of<Groups>(k.row_slope(b.of.key), k, group(b)), weights_of(slopes, b), queries_of(q, b), b.queries,
                                 b.keys, d, true);
            }
        });
    }

private:
    /// Threads share groups of heads, whose sums do not meet; each part has room of its own.
    static constexpr int most_parts = std::min(Groups, 4);
    struct room {
        std::ptrdiff_t kept = 0;     ///< weights that a tape keeps
        std::ptrdiff_t largest = 0;  ///< weights of the largest block
        std::ptrdiff_t of_part = 0;  ///< what one thread needs at a time: beside the weights, the derivative wants their slopes
        double work = 0;             ///< multiply-adds of one width
    };
    static constexpr room room_of(bool recorded, places at, places at_keys) {
        room r;
        each_segment(at, at_keys, [&](segment s) {
            r.kept += recorded && kept(s) ? Heads * of_head(s) : 0;
            r.largest = std::max(r.largest, of_block(s));
            r.work += 2.0 * s.queries * s.keys;
        });
        r.of_part = (recorded ? 2 : 1) * r.largest;
        return r;
    }
    /// Queries of one head of a sequence that are answered together, and how many of its first keys they look at.
    struct block {
        segment of;
        int head, query, queries, keys;
    };
    static constexpr int group(block b) { return b.head / (Heads / Groups); }
    template <class Q>
    static constexpr int width = Q::width / Heads;
    template <class Q>
    static constexpr auto scale = typename Q::value_type(1) / kernel::sqrt(typename Q::value_type(width<Q>));

    /// One of Parts heads of rows that begin at `from`.
    template <int Parts, class X>
    static constexpr auto rows_of(auto* from, X const&, int head) {
        return kernel::grid{from + head * (X::width / Parts), X::width};
    }
    template <class Q>
    static constexpr auto queries_of(Q const& q, block b) {
        return kernel::grid<typename Q::value_type const>(rows_of<Heads>(q.row(b.query), q, b.head));
    }
    template <class X>
    static constexpr auto keys_of(X const& x, block b) {
        return kernel::grid<typename X::value_type const>(rows_of<Groups>(x.row(b.of.key), x, group(b)));
    }
    template <class T>
    static constexpr auto weights_of(T* weights, block b) {
        return kernel::grid<T const>{weights, stride(b.of.keys)};
    }

    /// f(block, its weights, room for their slopes): of sequences whose weights are kept each block has its own.
    template <class K, bool Recorded, int Width, class T, class F>
    static constexpr void each_block(T* keep, places at, places at_keys, F const& f) {
        auto const room = room_of(Recorded, at, at_keys);
        K::in_parts(Groups, most_parts, Width * room.work, [&](int part, int begin, int end) {
            T* const space = keep + room.kept + part * room.of_part;
            T* of_sequence = keep;
            each_segment(at, at_keys, [&](segment s) {
                bool const own = Recorded && kept(s);
                for (int h = begin * (Heads / Groups); h < end * (Heads / Groups); ++h) {
                    for (int i = 0; i < s.queries; i += together) {
                        block b{s, h, s.query + i, std::min(together, s.queries - i), 0};
                        for (int row = 0; row < b.queries && b.keys < s.keys; ++row) {
                            b.keys = std::max(b.keys, visible(at, at_keys, s, i + row));
                        }
                        f(b, own ? of_sequence + h * of_head(s) + static_cast<std::ptrdiff_t>(i) * stride(s.keys) : space, space + room.largest);
                    }
                }
                of_sequence += own ? Heads * of_head(s) : 0;
            });
        });
    }

    /// softmax(q k^T / sqrt(D)) of one block.
    template <class K, class T, class Q, class X>
    static constexpr void weigh(kernel::grid<T> weights, Q const& q, X const& k, block b, places at, places at_keys) {
        K::product_transposed(weights, queries_of(q, b), keys_of(k, b), b.queries, width<Q>, b.keys);
        hide(weights, at, at_keys, b);
        K::softmax(weights, weights, b.queries, b.keys, scale<Q>, [&](int i) { return visible(at, at_keys, b.of, b.query - b.of.query + i); });
    }

    /// What a mask forbids becomes -inf.
    template <class T>
    static constexpr void hide(kernel::grid<T> weights, places at, places at_keys, block b) {
        if constexpr (!Mask::prefix && !requires { Mask::everything; }) {
            for (int i = 0; i < b.queries; ++i) {
                for (int j = 0; j < b.keys; ++j) {
                    if (!Mask::sees(at[static_cast<std::size_t>(b.query + i)], at_keys[static_cast<std::size_t>(b.of.key + j)])) {
                        weights.row(i)[j] = -std::numeric_limits<T>::infinity();
                    }
                }
            }
        }
    }
};

}  // namespace lathe::ops::op
