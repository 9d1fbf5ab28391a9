#pragma once
/// \file
/// Loops over a canvas of tokens: masked diffusion. The carry is symbols, some of them the mask; one turn is one call of
/// the network, which sees the canvas and says something of every position, and an exchange of some of them.

#include <lathe/concepts/context.hpp>
#include <lathe/concepts/input.hpp>
#include <lathe/concepts/role.hpp>
#include <lathe/core/leaf.hpp>
#include <lathe/core/shape.hpp>
#include <lathe/loop/depth.hpp>

namespace lathe::loop {

namespace detail {

/// One call, cell(inject(e)): what training and the sampler run. The turns themselves are exec's, because a text never
/// reads the symbols that they exchange.
template <class V, shape S>
struct call_of_canvas {
    using injecting = typename V::injection::template at<S>;
    using applying = typename V::cell::template at<S>;

    static constexpr int maximum = 1;
    static constexpr int layers = V::cell::layers;
    static constexpr bool tokens_leave = false;
    static constexpr int mask = S.vocab;  ///< the symbol that stands for one that is not known yet

    template <class M>
    struct weights {
        typename injecting::template weights<M> injection;
        typename applying::template weights<M> cell;
    };

    static constexpr auto run(auto& ops, auto const& w, auto encoding, auto const& here, int, bool, auto const&,
                              auto const& observe) {
        ops.enter({level::call, 0, 1});
        auto const seen = injecting::apply(ops, w.injection, encoding, encoding, here);
        auto const said = applying::apply(ops, w.cell, seen, here);
        ops.leave();
        observe(0, said, none{});
        return outcome<std::remove_cv_t<decltype(said)>, none>{said, none{}, {}, 1, all_finite(ops, said)};
    }
};

}  // namespace detail

/// x_(s) = exchange(x_t, softmax logits(x_t)) over the whole sequence at once, t from 1 to 0 (Austin et al. 2021,
/// arXiv:2107.03006; Sahoo et al. 2024, arXiv:2406.07524).
struct denoise : role::nest {
    static constexpr role::reads reads{.visibility = false};
    static constexpr bool paired = false;
    static constexpr bool canvas = true;
    static constexpr int block = 0;
    template <class V, shape S>
    using at = detail::call_of_canvas<V, S>;
};

/// The same block by block: B positions are denoised while those before them are finished and remembered, and those after
/// them not seen (BD3-LM; Arriola et al. 2025, arXiv:2503.09573). B = 1 is autoregressive, B = context is `denoise`.
template <int B>
struct blocks : role::nest {
    static_assert(B >= 1, "lathe[loop.blocks]: you wrote a block of less than one position; it takes at least 1");
    static constexpr role::reads reads{};
    static constexpr bool paired = false;
    static constexpr bool canvas = true;
    static constexpr int block = B;
    template <class V, shape S>
    using at = detail::call_of_canvas<V, S>;
};

}  // namespace lathe::loop
