#pragma once
/// \file
/// Moving rows and columns about: gather, put, beside, columns, window, exchange of axes, blend and column scaling.

#include <lathe/ops/handle.hpp>

#include <algorithm>
#include <stdexcept>
#include <string>

namespace lathe::ops::op {

/// y_i = x_(ids i)
struct gather {
    static constexpr auto name = "gather";
    static constexpr int keeps(bool, auto const&, slice<int const>) { return 0; }
    static constexpr auto result(handle auto const& x, slice<int const> ids) {
        return extent<std::remove_cvref_t<decltype(x)>::width>{static_cast<int>(ids.size())};
    }
    static constexpr price cost(handle auto const& x, slice<int const> ids) {
        return {0, 2.0 * std::remove_cvref_t<decltype(x)>::width * static_cast<double>(ids.size())};
    }
    template <class K, class X>
    static constexpr void forward(auto y, auto*, X x, slice<int const> ids) {
        for (int i = 0; i < y.count; ++i) {
            auto const* from = x.row(ids[static_cast<std::size_t>(i)]);
            std::copy(from, from + X::width, y.row(i));
        }
    }
    template <class K, class X>
    static constexpr void backward(auto y, auto*, X x, slice<int const> ids) {
        if (x.slope) {
            for (int i = 0; i < y.count; ++i) {
                K::accumulate(X::width, x.row_slope(ids[static_cast<std::size_t>(i)]), [](auto d) { return d; },
                              y.row_slope(i));
            }
        }
    }
};

/// y = base with rows ids replaced by the rows of x; each id at most once.
struct scatter {
    static constexpr auto name = "scatter";
    static constexpr int keeps(bool recorded, auto const& base, slice<int const>, auto const&) {
        return recorded ? base.count : 0;
    }
    static constexpr bool layered = true;  // only the derivative asks which rows were replaced
    template <int Base, int Rows>
    struct widths {
        static_assert(Base == Rows, "lathe[ops.scatter]: the rows differ in width");
    };
    template <handle B>
    static constexpr auto result(B const& base, slice<int const>, handle auto const& x) {
        constexpr int width = std::remove_cvref_t<decltype(x)>::width;
        return fitting<B::width == width, widths<B::width, width>>(extent<B::width>{base.count});
    }
    static constexpr price cost(handle auto const& base, slice<int const>, handle auto const& x) {
        return {0, 2.0 * base.size() + 2.0 * x.size()};
    }
    template <class K, bool Recorded = false, class X>
    static constexpr void forward(auto y, auto* keep, X base, slice<int const> ids, X x) {
        using t = typename X::value_type;
        std::copy(base.data, base.data + base.size(), y.data);
        if constexpr (Recorded) {
            std::fill(keep, keep + base.count, t(1));
            for (int i : ids.first(static_cast<std::size_t>(x.count))) {
                keep[i] = t(0);
            }
        }
        for (int i = 0; i < x.count; ++i) {
            std::copy(x.row(i), x.row(i) + X::width, y.row(ids[static_cast<std::size_t>(i)]));
        }
    }
    template <class K, class X>
    static constexpr void backward(auto y, auto* keep, X base, slice<int const> ids, X x) {
        if (base.slope) {
            // a replaced row owes nothing to the base
            for (int i = 0; i < y.count; ++i) {
                if (keep[i] != 0) {
                    K::accumulate(X::width, base.row_slope(i), [](auto d) { return d; }, y.row_slope(i));
                }
            }
        }
        if (x.slope) {
            for (int i = 0; i < x.count; ++i) {
                K::accumulate(X::width, x.row_slope(i), [](auto d) { return d; },
                              y.row_slope(ids[static_cast<std::size_t>(i)]));
            }
        }
    }
};

/// y = [a b], the columns of b after those of a: n x (A + B).
struct beside {
    static constexpr auto name = "beside";
    static constexpr int keeps(bool, auto const&, auto const&) { return 0; }
    template <handle A, handle B>
    static constexpr auto result(A const& a, B const&) {
        return extent<A::width + B::width>{a.count};
    }
    static constexpr price cost(handle auto const& a, handle auto const& b) {
        return {0, 2.0 * a.size() + 2.0 * b.size()};
    }
    template <class K, class A, class B>
    static constexpr void forward(auto y, auto*, A a, B b) {
        for (int i = 0; i < y.count; ++i) {
            std::copy(a.row(i), a.row(i) + A::width, y.row(i));
            std::copy(b.row(i), b.row(i) + B::width, y.row(i) + A::width);
        }
    }
    template <class K, class A, class B>
    static constexpr void backward(auto y, auto*, A a, B b) {
        for (int i = 0; i < y.count; ++i) {
            if (a.slope) {
                K::accumulate(A::width, a.row_slope(i), [](auto d) { return d; }, y.row_slope(i));
            }
            if (b.slope) {
                K::accumulate(B::width, b.row_slope(i), [](auto d) { return d; }, y.row_slope(i) + A::width);
            }
        }
    }
};

/// y = columns [From, From + Width) of x.
template <int From, int Width>
struct columns {
    static constexpr auto name = "columns";
    static constexpr int keeps(bool, auto const&) { return 0; }
    template <int Rows>
    struct widths {
        static_assert(From >= 0 && From + Width <= Rows, "lathe[ops.columns]: these columns do not exist");
    };
    template <handle X>
    static constexpr auto result(X const& x) {
        return fitting<From >= 0 && From + Width <= X::width, widths<X::width>>(extent<Width>{x.count});
    }
    static constexpr price cost(handle auto const& x) { return {0, 2.0 * Width * x.count}; }
    template <class K, class X>
    static constexpr void forward(auto y, auto*, X x) {
        for (int i = 0; i < y.count; ++i) {
            std::copy(x.row(i) + From, x.row(i) + From + Width, y.row(i));
        }
    }
    template <class K, class X>
    static constexpr void backward(auto y, auto*, X x) {
        if (x.slope) {
            for (int i = 0; i < y.count; ++i) {
                K::accumulate(Width, x.row_slope(i) + From, [](auto d) { return d; }, y.row_slope(i));
            }
        }
    }
};

/// y_i = [x_(i + First) ... x_(i + Last)] by position: what a convolution over time sees; neighbours that do not exist
/// (another sequence, or no row) are zero. n x W -> n x (Last - First + 1) W.
template <int First, int Last>
struct window {
    static constexpr int taps = Last - First + 1;
    static constexpr auto name = "window";
    static constexpr int keeps(bool, auto const&, places) { return 0; }
    template <handle X>
    static constexpr auto result(X const& x, places) {
        return extent<taps * X::width>{x.count};
    }
    static constexpr price cost(handle auto const& x, places) { return {0, 2.0 * taps * x.size()}; }

    /// The row that holds the neighbour at `offset` of row i, or -1.
    static constexpr int neighbour(places at, int i, int offset) {
        int const j = i + offset;
        if (j < 0 || j >= static_cast<int>(at.size())) {
            return -1;
        }
        auto const& one = at[static_cast<std::size_t>(i)];
        auto const& two = at[static_cast<std::size_t>(j)];
        return one.sequence == two.sequence && one.position + offset == two.position ? j : -1;
    }
    template <class K, class X>
    static constexpr void forward(auto y, auto*, X x, places at) {
        using t = typename X::value_type;
        for (int i = 0; i < y.count; ++i) {
            for (int tap = 0; tap < taps; ++tap) {
                int const j = neighbour(at, i, First + tap);
                t* const target = y.row(i) + tap * X::width;
                if (j < 0) {
                    std::fill(target, target + X::width, t(0));
                } else {
                    std::copy(x.row(j), x.row(j) + X::width, target);
                }
            }
        }
    }
    template <class K, class X>
    static constexpr void backward(auto y, auto*, X x, places at) {
        if (x.slope) {
            for (int i = 0; i < y.count; ++i) {
                for (int tap = 0; tap < taps; ++tap) {
                    if (int const j = neighbour(at, i, First + tap); j >= 0) {
                        K::accumulate(X::width, x.row_slope(j), [](auto d) { return d; },
                                      y.row_slope(i) + tap * X::width);
                    }
                }
            }
        }
    }
};

/// Blocks of From rows become blocks of X::width rows: a (B From) x W matrix to (B W) x From, block by block transposed.
/// Mixing along positions is mixing along channels in between. With places, each block has to be one whole sequence.
template <int From>
struct exchange_axes {
    static constexpr auto name = "exchange_axes";
    static constexpr int keeps(bool, auto const&) { return 0; }
    template <handle X>
    static constexpr auto result(X const& x) {
        return extent<From>{x.count / From * X::width};
    }
    template <handle X>
    static constexpr auto result(X const& x, places at) {
        bool whole = x.count % From == 0;
        for (std::size_t i = 0; at.data() && whole && i < at.size(); ++i) {
            auto const first = i / From * From;
            whole = at[i].sequence == at[first].sequence && at[i].position == static_cast<int>(i - first);
        }
        if (!whole) {
            throw std::invalid_argument("lathe: this model mixes along positions; every sequence needs exactly " +
                                        std::to_string(From) + " of them, those before its first symbol included");
        }
        return result(x);
    }
    static constexpr int keeps(bool, auto const&, places) { return 0; }
    static constexpr price cost(handle auto const& x, places = {}) { return {0, 2.0 * x.size()}; }
    template <class K, class X>
    static constexpr void forward(auto y, auto* keep, X x, places) {
        forward<K>(y, keep, x);
    }
    template <class K, class X>
    static constexpr void backward(auto y, auto* keep, X x, places) {
        backward<K>(y, keep, x);
    }
    template <class K, class X>
    static constexpr void forward(auto y, auto*, X x) {
        for (int b = 0; b < x.count / From; ++b) {
            for (int i = 0; i < From; ++i) {
                for (int j = 0; j < X::width; ++j) {
                    y.row(b * X::width + j)[i] = x.row(b * From + i)[j];
                }
            }
        }
    }
    template <class K, class X>
    static constexpr void backward(auto y, auto*, X x) {
        if (x.slope) {
            for (int b = 0; b < x.count / From; ++b) {
                for (int i = 0; i < From; ++i) {
                    for (int j = 0; j < X::width; ++j) {
                        x.row_slope(b * From + i)[j] += y.row_slope(b * X::width + j)[i];
                    }
                }
            }
        }
    }
};

/// y = s x with one number s per row: s is n x 1.
struct scale_rows {
    static constexpr auto name = "scale_rows";
    static constexpr int keeps(bool, auto const&, auto const&) { return 0; }
    template <int Scale>
    struct widths {
        static_assert(Scale == 1, "lathe[ops.scale_rows]: the scale is one number per row");
    };
    template <handle S, handle X>
    static constexpr auto result(S const&, X const& x) {
        return fitting<S::width == 1, widths<S::width>>(extent<X::width>{x.count});
    }
    static constexpr price cost(auto const&, handle auto const& x) { return {1.0 * x.size(), 2.0 * x.size()}; }
    template <class K, class S, class X>
    static constexpr void forward(auto y, auto*, S s, X x) {
        for (int i = 0; i < x.count; ++i) {
            K::map(X::width, y.row(i), [f = s.data[i]](auto v) { return v * f; }, x.row(i));
        }
    }
    template <class K, class S, class X>
    static constexpr void backward(auto y, auto*, S s, X x) {
        using t = typename X::value_type;
        for (int i = 0; i < x.count; ++i) {
            if (x.slope) {
                K::accumulate(X::width, x.row_slope(i), [f = s.data[i]](auto d) { return d * f; }, y.row_slope(i));
            }
            if (s.slope) {
                s.slope[i] += K::template sum<t>(X::width, [](auto d, auto v) { return d * v; }, y.row_slope(i), x.row(i));
            }
        }
    }
};

}  // namespace lathe::ops::op
