#pragma once
/// \file
/// Operations entry by entry. A formula gives the value and the derivative once; both sets of kernels read the same text.
/// Shapes: n x W in, n x W out.

#include <lathe/kernel/math.hpp>
#include <lathe/ops/handle.hpp>

namespace lathe::ops::op {

template <class X>
struct number_in {
    using type = X;
};
template <class X>
    requires requires { typename X::value_type; }
struct number_in<X> {
    using type = typename X::value_type;
};
/// The scalar type of a scalar or of a batch of them.
template <class X>
using number = typename number_in<X>::type;

/// y = f(x) for a formula with `value(x)`, `slope(x, y)` = dy/dx and `flops` per entry.
template <class Formula>
struct unary {
    static constexpr auto name = Formula::name;
    static constexpr bool assigns = true;
    static constexpr int keeps(bool, auto const&) { return 0; }
    static constexpr auto result(handle auto const& x) {
        return extent<std::remove_cvref_t<decltype(x)>::width>{x.count};
    }
    static constexpr price cost(handle auto const& x) { return {Formula::flops * x.size(), 2.0 * x.size()}; }
    template <class K>
    static constexpr void forward(auto y, auto*, auto x) {
        K::map(y.size(), y.data, [](auto v) { return Formula::value(v); }, x.data);
    }
    template <class K>
    static constexpr void backward(auto y, auto*, auto x) {
        if (x.slope) {
            add_slope<K>(x, [](auto d, auto v, auto r) { return d * Formula::slope(v, r); }, y.slope,
                          x.data, y.data);
        }
    }
};

namespace formula {

/// x * sigmoid(x)
struct silu {
    static constexpr auto name = "silu";
    static constexpr double flops = 4;
    static constexpr auto value(auto x) { return x * kernel::sigmoid(x); }
    static constexpr auto slope(auto x, auto y) {
        using t = number<decltype(x)>;
        auto const s = kernel::sigmoid(x);
        return s + y * (t(1) - s);
    }
};

/// 0.5 x (1 + erf(x / sqrt 2)); Hendrycks and Gimpel 2016
struct gelu {
    static constexpr auto name = "gelu";
    static constexpr double flops = 5;
    static constexpr auto value(auto x) {
        return x * kernel::cumulative_normal(x);
    }
    static constexpr auto slope(auto x, auto) {
        using t = number<decltype(x)>;
        return kernel::cumulative_normal(x) + x * (t(0.39894228040143268) * kernel::exp(x * x * t(-0.5)));
    }
};

/// 0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3)))
struct gelu_tanh {
    static constexpr auto name = "gelu_tanh";
    static constexpr double flops = 9;
    static constexpr auto inner(auto x) {
        using t = number<decltype(x)>;
        return kernel::tanh(t(0.79788456080286536) * (x + t(0.044715) * x * x * x));
    }
    static constexpr auto value(auto x) {
        using t = number<decltype(x)>;
        return x * (t(0.5) * (t(1) + inner(x)));
    }
    static constexpr auto slope(auto x, auto) {
        using t = number<decltype(x)>;
        auto const h = inner(x);
        return t(0.5) * (t(1) + h) + x * (t(0.5) * (t(1) - h * h)) *
                                         (t(0.79788456080286536) * (t(1) + t(3 * 0.044715) * x * x));
    }
};

/// max(x, 0)
struct relu {
    static constexpr auto name = "relu";
    static constexpr double flops = 1;
    static constexpr auto value(auto x) {
        using t = number<decltype(x)>;
        return kernel::maximum(x, decltype(x)(t(0)));
    }
    static constexpr auto slope(auto x, auto) {
        using t = number<decltype(x)>;
        return kernel::select(x > decltype(x)(t(0)), decltype(x)(t(1)), decltype(x)(t(0)));
    }
};

/// 1 / (1 + exp(-x))
struct sigmoid {
    static constexpr auto name = "sigmoid";
    static constexpr double flops = 3;
    static constexpr auto value(auto x) { return kernel::sigmoid(x); }
    static constexpr auto slope(auto, auto y) {
        using t = number<decltype(y)>;
        return y * (t(1) - y);
    }
};

/// tanh(x)
struct tanh {
    static constexpr auto name = "tanh";
    static constexpr double flops = 4;
    static constexpr auto value(auto x) { return kernel::tanh(x); }
    static constexpr auto slope(auto, auto y) {
        using t = number<decltype(y)>;
        return t(1) - y * y;
    }
};

/// exp(x)
struct exp {
    static constexpr auto name = "exp";
    static constexpr double flops = 1;
    static constexpr auto value(auto x) { return kernel::exp(x); }
    static constexpr auto slope(auto, auto y) { return y; }
};

/// log(1 + exp(x))
struct softplus {
    static constexpr auto name = "softplus";
    static constexpr double flops = 3;
    static constexpr auto value(auto x) { return kernel::softplus(x); }
    static constexpr auto slope(auto x, auto) { return kernel::sigmoid(x); }
};

}  // namespace formula

/// y = a + s b with a number s: add (s = 1), subtract (s = -1).
template <int Sign>
struct sum {
    static constexpr auto name = Sign > 0 ? "add" : "subtract";
    static constexpr bool assigns = true;
    static constexpr int keeps(bool, auto const&, auto const&) { return 0; }
    template <int One, int Other>
    struct widths {
        static_assert(One == Other, "lathe[ops.add]: the two operands differ in width");
    };
    static constexpr auto result(handle auto const& a, handle auto const& b) {
        constexpr int one = std::remove_cvref_t<decltype(a)>::width;
        constexpr int other = std::remove_cvref_t<decltype(b)>::width;
        return fitting<one == other, widths<one, other>>(extent<one>{a.count});
    }
    static constexpr price cost(handle auto const& a, auto const&) { return {1.0 * a.size(), 3.0 * a.size()}; }
    template <class K>
    static constexpr void forward(auto y, auto*, auto a, auto b) {
        K::map(y.size(), y.data, [](auto u, auto v) { return Sign > 0 ? u + v : u - v; }, a.data, b.data);
    }
    template <class K>
    static constexpr void backward(auto y, auto*, auto a, auto b) {
        if (a.slope) {
            add_slope<K>(a, [](auto d) { return d; }, y.slope);
        }
        if (b.slope) {
            add_slope<K>(b, [](auto d) { return Sign > 0 ? d : -d; }, y.slope);
        }
    }
};

/// y = a b
struct multiply {
    static constexpr auto name = "multiply";
    static constexpr bool assigns = true;
    static constexpr int keeps(bool, auto const&, auto const&) { return 0; }
    template <int One, int Other>
    struct widths {
        static_assert(One == Other, "lathe[ops.multiply]: the two operands differ in width");
    };
    static constexpr auto result(handle auto const& a, handle auto const& b) {
        constexpr int one = std::remove_cvref_t<decltype(a)>::width;
        constexpr int other = std::remove_cvref_t<decltype(b)>::width;
        return fitting<one == other, widths<one, other>>(extent<one>{a.count});
    }
    static constexpr price cost(handle auto const& a, auto const&) { return {1.0 * a.size(), 3.0 * a.size()}; }
    template <class K>
    static constexpr void forward(auto y, auto*, auto a, auto b) {
        K::map(y.size(), y.data, [](auto u, auto v) { return u * v; }, a.data, b.data);
    }
    template <class K>
    static constexpr void backward(auto y, auto*, auto a, auto b) {
        if (a.slope) {
            add_slope<K>(a, [](auto d, auto v) { return d * v; }, y.slope, b.data);
        }
        if (b.slope) {
            add_slope<K>(b, [](auto d, auto v) { return d * v; }, y.slope, a.data);
        }
    }
};

/// y = minimum(a, b) or maximum(a, b); the derivative goes to the one that was taken (to a where they are equal). Not a
/// number wins.
template <bool Least>
struct extreme {
    static constexpr auto name = Least ? "minimum" : "maximum";
    static constexpr bool assigns = true;
    static constexpr int keeps(bool, auto const&, auto const&) { return 0; }
    static constexpr auto result(handle auto const& a, auto const&) {
        return extent<std::remove_cvref_t<decltype(a)>::width>{a.count};
    }
    static constexpr price cost(handle auto const& a, auto const&) { return {1.0 * a.size(), 3.0 * a.size()}; }
    static constexpr auto second(auto u, auto v) {
        if constexpr (Least) {
            return v < u;
        } else {
            return v > u;
        }
    }
    template <class K>
    static constexpr void forward(auto y, auto*, auto a, auto b) {
        K::map(y.size(), y.data, [](auto u, auto v) { return Least ? kernel::minimum(u, v) : kernel::maximum(u, v); },
               a.data, b.data);
    }
    template <class K>
    static constexpr void backward(auto y, auto*, auto a, auto b) {
        auto const zero = [](auto d) { return decltype(d)(number<decltype(d)>(0)); };
        if (a.slope) {
            add_slope<K>(a,
                          [=](auto d, auto u, auto v) { return kernel::select(second(u, v), zero(d), d); }, y.slope,
                          a.data, b.data);
        }
        if (b.slope) {
            add_slope<K>(b,
                          [=](auto d, auto u, auto v) { return kernel::select(second(u, v), d, zero(d)); }, y.slope,
                          a.data, b.data);
        }
    }
};

/// y = factor x + offset with two numbers
struct affine {
    static constexpr auto name = "affine";
    static constexpr bool assigns = true;
    static constexpr int keeps(bool, auto const&, double, double) { return 0; }
    static constexpr auto result(handle auto const& x, double, double) {
        return extent<std::remove_cvref_t<decltype(x)>::width>{x.count};
    }
    static constexpr price cost(handle auto const& x, double, double offset) {
        return {(offset == 0 ? 1.0 : 2.0) * x.size(), 2.0 * x.size()};
    }
    template <class K>
    static constexpr void forward(auto y, auto*, auto x, double factor, double offset) {
        using t = typename decltype(x)::value_type;
        auto const f = static_cast<t>(factor);
        auto const o = static_cast<t>(offset);
        K::map(y.size(), y.data, [f, o](auto v) { return v * f + o; }, x.data);
    }
    template <class K>
    static constexpr void backward(auto y, auto*, auto x, double factor, double) {
        if (x.slope) {
            auto const f = static_cast<typename decltype(x)::value_type>(factor);
            add_slope<K>(x, [f](auto d) { return d * f; }, y.slope);
        }
    }
};

/// y = silu(gate) up: the gated product of SwiGLU (Shazeer 2020, arXiv:2002.05202)
struct silu_times {
    static constexpr auto name = "silu_times";
    static constexpr bool assigns = true;
    static constexpr int keeps(bool, auto const&, auto const&) { return 0; }
    static constexpr auto result(handle auto const& gate, auto const&) {
        return extent<std::remove_cvref_t<decltype(gate)>::width>{gate.count};
    }
    static constexpr price cost(handle auto const& gate, auto const&) {
        return {5.0 * gate.size(), 3.0 * gate.size()};
    }
    template <class K>
    static constexpr void forward(auto y, auto*, auto gate, auto up) {
        K::map(y.size(), y.data, [](auto g, auto u) { return g * kernel::sigmoid(g) * u; }, gate.data, up.data);
    }
    template <class K>
    static constexpr void backward(auto y, auto*, auto gate, auto up) {
        using t = typename decltype(y)::value_type;
        bool const gate_adds = gate.adds();
        bool const up_adds = up.adds();
        // one pass for both, because the sigmoid is most of the work
        K::template sweep<t>(y.size(), [=](auto at) {
            auto const d = at.load(y.slope);
            auto const g = at.load(gate.data);
            auto const s = kernel::sigmoid(g);
            auto const gs = g * s;
            if (gate.slope) {
                at.put(gate.slope, d * at.load(up.data) * (s + gs * (t(1) - s)), gate_adds);
            }
            if (up.slope) {
                at.put(up.slope, d * gs, up_adds);
            }
        });
    }
};

}  // namespace lathe::ops::op
