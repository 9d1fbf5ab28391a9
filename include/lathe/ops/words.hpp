#pragma once
/// \file
/// The words of the algebra: what the texts of policies may say. Every back-end understands all of them, because each
/// word is one operation handed to the back-end's `run`.

#include <lathe/ops/operation/attention.hpp>
#include <lathe/ops/operation/choice.hpp>
#include <lathe/ops/operation/curves.hpp>
#include <lathe/ops/operation/delay.hpp>
#include <lathe/ops/operation/elementwise.hpp>
#include <lathe/ops/operation/loss.hpp>
#include <lathe/ops/operation/memory.hpp>
#include <lathe/ops/operation/mixture.hpp>
#include <lathe/ops/operation/norm.hpp>
#include <lathe/ops/operation/product.hpp>
#include <lathe/ops/operation/reading.hpp>
#include <lathe/ops/operation/recurrence.hpp>
#include <lathe/ops/operation/rotary.hpp>
#include <lathe/ops/operation/rows.hpp>
#include <lathe/ops/operation/sheet.hpp>

#include <lathe/core/root.hpp>

#include <cstdint>
#include <stdexcept>
#include <string_view>
#include <type_traits>

namespace lathe::ops {

/// Base of every back-end; Self has `run<Operation>(arguments...)`.
template <class Self>
class words {
public:
    // products with weights
    constexpr auto linear(auto const& w, auto x) { return self().template run<op::linear>(w, x); }
    constexpr auto linear(auto const& w, auto const& bias, auto x) { return add_vector(bias, linear(w, x)); }
    constexpr auto linear_tied(auto const& e, auto x) { return self().template run<op::linear_tied>(e, x); }
    constexpr auto add_vector(auto const& v, auto x) { return self().template run<op::add_vector>(v, x); }
    constexpr auto gain(auto const& g, auto x) { return self().template run<op::gain>(g, x); }
    constexpr auto lookup(auto const& e, slice<int const> ids) { return self().template run<op::lookup>(e, ids); }
    /// Row at[i].position of a table; positions outside it give zeros.
    constexpr auto lookup_position(auto const& e, places at) { return self().template run<op::lookup_position>(e, at); }
    /// Codes of levels between 0, the first row, and 1, the last one.
    template <class E>
    constexpr auto lookup_share(E const& e, slice<float const> shares) {
        return self().template run<op::lookup_share<E::rows>>(e, shares);
    }
    /// Embeddings of the K most likely symbols, mixed as likely as they are.
    template <int K>
    constexpr auto mixture(auto const& e, auto x) {
        return self().template run<op::mixture<K>>(e, x);
    }
    constexpr auto spread(auto const& e, int row, int count) { return self().template run<op::spread>(e, row, count); }

    // entry by entry
    constexpr auto add(auto a, auto b) { return self().template run<op::sum<1>>(a, b); }
    constexpr auto subtract(auto a, auto b) { return self().template run<op::sum<-1>>(a, b); }
    constexpr auto multiply(auto a, auto b) { return self().template run<op::multiply>(a, b); }
    constexpr auto minimum(auto a, auto b) { return self().template run<op::extreme<true>>(a, b); }
    constexpr auto maximum(auto a, auto b) { return self().template run<op::extreme<false>>(a, b); }
    constexpr auto scale(auto x, double factor) { return self().template run<op::affine>(x, factor, 0.0); }
    constexpr auto affine(auto x, double factor, double offset) {
        return self().template run<op::affine>(x, factor, offset);
    }
    constexpr auto scale_rows(auto s, auto x) { return self().template run<op::scale_rows>(s, x); }
    constexpr auto silu(auto x) { return self().template run<op::unary<op::formula::silu>>(x); }
    constexpr auto gelu(auto x) { return self().template run<op::unary<op::formula::gelu>>(x); }
    constexpr auto gelu_tanh(auto x) { return self().template run<op::unary<op::formula::gelu_tanh>>(x); }
    constexpr auto relu(auto x) { return self().template run<op::unary<op::formula::relu>>(x); }
    constexpr auto sigmoid(auto x) { return self().template run<op::unary<op::formula::sigmoid>>(x); }
    constexpr auto tanh(auto x) { return self().template run<op::unary<op::formula::tanh>>(x); }
    constexpr auto exp(auto x) { return self().template run<op::unary<op::formula::exp>>(x); }
    constexpr auto softplus(auto x) { return self().template run<op::unary<op::formula::softplus>>(x); }
    constexpr auto log(auto x) { return self().template run<op::unary<op::formula::logarithm>>(x); }
    constexpr auto reciprocal(auto x) { return self().template run<op::unary<op::formula::reciprocal>>(x); }
    constexpr auto reciprocal_root(auto x) { return self().template run<op::unary<op::formula::reciprocal_root>>(x); }
    constexpr auto gelu_slope(auto x) { return self().template run<op::unary<op::formula::gelu_slope>>(x); }
    constexpr auto silu_times(auto gate, auto up) { return self().template run<op::silu_times>(gate, up); }

    // row by row
    constexpr auto rms_norm(auto x, double epsilon) { return self().template run<op::rms_norm>(x, epsilon); }
    /// x / sqrt(sum x^2 + epsilon)
    constexpr auto unit_norm(auto x, double epsilon) {
        constexpr double width = decltype(x)::width;
        return scale(rms_norm(x, epsilon / width), 1.0 / core::square_root(width));
    }
    constexpr auto layer_norm(auto x, double epsilon) { return self().template run<op::layer_norm>(x, epsilon); }
    constexpr auto rms_norm(auto x, double epsilon, auto const& gain) {
        return self().template run<op::norm_with_gain<false>>(x, epsilon, gain);
    }
    constexpr auto layer_norm(auto x, double epsilon, auto const& gain, auto const&... bias) {
        return self().template run<op::norm_with_gain<true>>(x, epsilon, gain, bias...);
    }
    constexpr auto softmax(auto x) { return self().template run<op::softmax>(x); }
    template <int D>
    constexpr auto rotary_halves(auto x, places at, double base) {
        return self().template run<op::rotary<op::pairs::halves, D>>(x, at, base);
    }
    template <int D>
    constexpr auto rotary_interleaved(auto x, places at, double base) {
        return self().template run<op::rotary<op::pairs::interleaved, D>>(x, at, base);
    }
    template <class Mask, int Heads, int Groups>
    constexpr auto attention(auto q, auto k, auto v, places at, places at_keys) {
        return self().template run<op::attention<Mask, Heads, Groups>>(q, k, v, at, at_keys);
    }

    // memories, one per row
    constexpr auto read(auto s, auto q) { return self().template run<op::read>(s, q); }
    constexpr auto read_transposed(auto s, auto u) { return self().template run<op::read_transposed>(s, u); }
    /// One number for each row: sum_i a_i b_i.
    constexpr auto dot(auto a, auto b) { return read(a, b); }
    constexpr auto outer(auto k, auto u) { return self().template run<op::outer>(k, u); }
    /// A memory along whole sequences; see the operation for what its arguments are.
    template <memory::rule Rule, int Heads, int Groups, memory::outcome Outcome, memory::form Form = memory::form::sweep>
    constexpr auto recurrence(auto s, auto q, auto k, auto v, auto decay, auto rate, auto erase, auto add, places at) {
        return self().template run<op::recurrence<Rule, Heads, Groups, Outcome, Form>>(s, q, k, v, decay, rate, erase, add, at);
    }
    template <int D>
    constexpr auto delay(auto x, auto tail, places at) {
        return self().template run<op::delay<D>>(x, tail, at);
    }
    constexpr auto last_rows(auto x, auto tail, places at) { return self().template run<op::last_rows>(x, tail, at); }
    constexpr auto short_convolution(auto const& w, auto x, auto tail, places at) {
        return self().template run<op::short_convolution>(w, x, tail, at);
    }

    // rows and columns
    /// The same numbers as rows of width D: a head of a row becomes a row.
    template <int D, class X>
    constexpr auto reshape(X x) {
        typename Self::template handle<D> y{};
        static_assert(X::width % D == 0 || D % X::width == 0, "lathe[ops.reshape]: rows of one width do not fill rows of the other");
        if constexpr (requires { x.data; }) {
            y.data = x.data;
        }
        if constexpr (requires { x.slope; }) {
            y.slope = x.slope;
        }
        if constexpr (requires { x.cell; }) {
            y.cell = x.cell;
        }
        y.count = static_cast<int>(x.size() / D);
        return y;
    }
    constexpr auto gather(auto x, slice<int const> ids) { return self().template run<op::gather>(x, ids); }
    /// Writes x over the rows `ids` of a sheet; each row once, before anybody reads it.
    constexpr void write(auto sheet, slice<int const> ids, auto x) { self().template run<op::write_rows>(sheet, ids, x); }
    constexpr auto scatter(auto base, slice<int const> ids, auto x) {
        return self().template run<op::scatter>(base, ids, x);
    }
    constexpr auto beside(auto a, auto b) { return self().template run<op::beside>(a, b); }
    template <int From, int Width>
    constexpr auto columns(auto x) {
        return self().template run<op::columns<From, Width>>(x);
    }
    template <int First, int Last>
    constexpr auto window(auto x, places at) {
        return self().template run<op::window<First, Last>>(x, at);
    }
    template <int From>
    constexpr auto exchange_axes(auto x) {
        return self().template run<op::exchange_axes<From>>(x);
    }
    /// Throws std::invalid_argument unless each block of From rows is one whole sequence.
    template <int From>
    constexpr auto exchange_axes(auto x, places at) {
        return self().template run<op::exchange_axes<From>>(x, at);
    }

    /// Truncated normal numbers that depend on seed and place alone.
    template <int W>
    constexpr auto noise(places at, std::uint64_t seed, double deviation) {
        return self().template run<op::noise<W>>(at, seed, deviation);
    }
    /// The most likely symbol of each row.
    constexpr auto argmax(auto x) { return self().template run<op::argmax>(x); }
    /// The most likely symbol of each row, the two largest probabilities, the entropy.
    constexpr auto reading(auto x) { return self().template run<op::reading>(x); }
    constexpr auto streak(auto memo, auto logits) { return self().template run<op::streak>(memo, logits); }
    constexpr auto streak_below(auto memo, auto x, double bound) {
        return self().template run<op::streak_below>(memo, x, bound);
    }

    // losses and measures, one number per row
    constexpr auto cross_entropy(auto x, slice<int const> targets) {
        return self().template run<op::cross_entropy>(x, targets);
    }
    constexpr auto stablemax_cross_entropy(auto x, slice<int const> targets) {
        return self().template run<op::stablemax_cross_entropy>(x, targets);
    }
    constexpr auto binary_cross_entropy(auto x, auto target) {
        return self().template run<op::binary_cross_entropy>(x, target);
    }
    constexpr auto entropy(auto x) { return self().template run<op::entropy>(x); }
    constexpr auto divergence(auto a, auto b) { return self().template run<op::divergence>(a, b); }
    constexpr auto relative_change(auto a, auto b) { return self().template run<op::relative_change>(a, b); }
    constexpr auto cosine(auto a, auto b) { return self().template run<op::cosine>(a, b); }

    /// Throws std::invalid_argument for an input that a text cannot serve; the names of policies stay free of <stdexcept>.
    constexpr void refuse(char const* why) const { throw std::invalid_argument(why); }

    /// A value that pictures and probes may ask for by name; nothing elsewhere.
    constexpr void name(std::string_view, auto const&) {}

private:
    /// Runs what fits. What does not is said once and gives a misfit, and so does whatever reads a misfit.
    struct asked {
        Self& ops;
        template <class Op, class... A>
        constexpr auto run(A const&... arguments) {
            using before = typename core::first_misfit<A...>::type;
            if constexpr (!std::is_void_v<before>) {
                return before{};
            } else if constexpr (core::is_misfit<decltype(Op::result(arguments...))>) {
                using misfit = decltype(Op::result(arguments...));
                if constexpr (!requires { requires Self::quiet; }) {
                    static_assert(sizeof(typename misfit::complaint));
                }
                return misfit{};
            } else {
                return ops.template run<Op>(arguments...);
            }
        }
    };
    constexpr asked self() { return {static_cast<Self&>(*this)}; }
};

}  // namespace lathe::ops
