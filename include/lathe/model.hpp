#pragma once
/// \file
/// `model<Variant, Shape>`: the one class template users spell. It holds no numbers; it says what its weights are and how
/// its text runs on any back-end.

#include <lathe/concepts/context.hpp>
#include <lathe/concepts/input.hpp>
#include <lathe/concepts/unlawful.hpp>
#include <lathe/concepts/memory.hpp>
#include <lathe/core/shape.hpp>
#include <lathe/core/walk.hpp>
#include <lathe/view/memory.hpp>

#include <cstdint>
#include <type_traits>

namespace lathe {

/// How a run is to go. `limit` turns of the outermost loop (0: the rule's maximum); `early` lets halting rules stop. How
/// many thoughts are appended to a sequence the layout of the input says, which is 0 or more for each.
struct run_options {
    int limit = 0;
    bool early = true;
};

namespace detail {

/// What a loop that appends rows asks of the frame around it.
template <class Frame, class W>
struct surrounding {
    W const& w;
    input const& in;

    constexpr auto readout(auto& ops, auto rows) const { return Frame::readout(ops, w, rows, in, context<>{}); }
    constexpr auto placed(auto& ops, auto rows, places at) const { return Frame::placed(ops, w, rows, at); }
    template <int K>
    constexpr auto mixed(auto& ops, auto logits) const {
        return Frame::template mixed<K>(ops, w, logits);
    }
};

/// What the mixer of the body's blocks keeps; attention, and bodies without blocks, keep keys and values.
template <class Cell, shape S>
constexpr view::keeping kept_by() {
    if constexpr (requires { requires reads_in_order<typename Cell::block::mixer>; }) {
        using mixer = typename Cell::block::mixer::template at<S>;
        return {.tail = mixer::tail, .state = mixer::state};
    } else {
        return {.keys = S.key_width()};
    }
}

/// An unlawful model: one error says why, and answers to what is asked all the same cause no others.
template <class V, shape S>
struct model_of : unlawful<V, S> {
    using variant = V;
    static constexpr shape size = S;
    static constexpr int prefix = 0;
    static constexpr int maximum = 1;
    static constexpr bool thinks = false;
    static constexpr std::int64_t parameters = 1;
    static constexpr bool recurrent = false;
    template <class>
    using weights = no_weights;
};

template <class V, shape S>
    requires lawful<V, S>
struct model_of<V, S> {
    using variant = V;
    static constexpr shape size = S;
    using frame_type = typename V::outside::template at<V, S>;
    using loop_type = typename V::nest::template at<V, S>;
    static constexpr int prefix = V::outside::prefix;
    static constexpr int maximum = loop_type::maximum;
    static constexpr bool thinks = law::appends<V>;  ///< rows without symbols may follow a question
    using visibility =
        std::conditional_t<std::is_same_v<typename V::visibility, none>, view::single, typename V::visibility>;

    /// A nested struct of leaves in storage M.
    template <class M>
    struct weights {
        typename frame_type::template weights<M> outside;
        typename loop_type::template weights<M> core;
    };
    static constexpr std::int64_t parameters = core::parameters<weights<nothing>>();
    /// What the mixers keep of a sequence; a model whose mixers are memories cannot forget its last tokens alone.
    static constexpr view::keeping keeps = kept_by<typename V::cell, S>();
    static constexpr bool recurrent = keeps.state > 0;

    /// What a back-end remembers between the tokens of a session, region by region.
    template <class Ops>
    struct memory {
        view::memory<view::single, Ops, keeps, frame_type::prelude_layers, 1> prelude;
        view::memory<visibility, Ops, keeps, loop_type::layers, loop_type::maximum> core;
        view::memory<view::single, Ops, keeps, frame_type::coda_layers, 1> coda;

        /// Numbers that it holds for `rows` positions.
        static constexpr std::int64_t numbers(int rows) {
            return decltype(prelude)::numbers(rows) + decltype(core)::numbers(rows) + decltype(coda)::numbers(rows);
        }
    };

    /// Everything a forward pass learns.
    template <class Logits, class Core>
    struct answer {
        Logits logits;  ///< n x vocab, a row for each symbol; of a model that thinks, for each row of the run
        Core core;      ///< the loop's outcome
    };

    static constexpr int turns(run_options o) { return o.limit <= 0 || o.limit > maximum ? maximum : o.limit; }

    /// A whole pass over the sequences of `in`.
    template <class Observer = nobody>
    static constexpr auto forward(auto& ops, auto const& w, input const& in, run_options options = {},
                                  Observer const& observe = {}) {
        context<> const here{.at = in.inner, .seed = in.seed, .noise = in.noise};
        auto const e = entered(ops, w, in, here);
        using ops_type = std::remove_cvref_t<decltype(ops)>;
        if constexpr (visibility::across || loop_type::tokens_leave) {
            if (visibility::across || options.early) {
                view::memory<visibility, ops_type, keeps, loop_type::layers, loop_type::maximum> remembers{};
                auto const ids = remember_all(ops, remembers, in.inner);
                auto inside = here.remembering(&remembers);
                inside.ids = ids;
                return answered(ops, w, in, e, here, inside, options, observe);
            }
        }
        return answered(ops, w, in, e, here, here, options, observe);
    }

    /// New symbols of a session: what came before is in `remembers`.
    static constexpr auto extend(auto& ops, auto const& w, input const& in, auto& remembers,
                                 run_options options = {}) {
        context<> const here{.at = in.inner, .ids = in.token_rows, .seed = in.seed, .noise = in.noise};
        auto const e = entered(ops, w, in, here.remembering(&remembers.prelude));
        return answered(ops, w, in, e, here.remembering(&remembers.coda), here.remembering(&remembers.core), options,
                        nobody{});
    }

    /// One thought of a session: the row at `in.inner` after one whose state is `before`. Its state and its logits.
    static constexpr auto think(auto& ops, auto const& w, auto before, input const& in, auto& remembers)
        requires thinks
    {
        auto const here = context<>{.at = in.inner, .ids = in.token_rows, .seed = in.seed}.remembering(&remembers.core);
        surrounding<frame_type, std::remove_cvref_t<decltype(w.outside)>> const around{w.outside, in};
        auto const state = loop_type::think(ops, w.core, before, here, around);
        auto const logits = around.readout(ops, state);
        return answer<std::remove_cv_t<decltype(logits)>, std::remove_cv_t<decltype(state)>>{logits, state};
    }

private:
    /// Where thoughts come between, a loop that appends says itself where rows stand.
    static constexpr auto entered(auto& ops, auto const& w, input const& in, auto const& here) {
        if constexpr (thinks) {
            return frame_type::embedded(ops, w.outside, in.symbols);
        } else {
            return frame_type::encode(ops, w.outside, in, here);
        }
    }
    static constexpr auto answered(auto& ops, auto const& w, input const& in, auto e, auto const& coda,
                                   auto const& inside, run_options options, auto const& observe) {
        auto const core = [&] {
            if constexpr (thinks) {
                surrounding<frame_type, std::remove_cvref_t<decltype(w.outside)>> const around{w.outside, in};
                return loop_type::run(ops, w.core, e, in, inside, options.early, around, observe);
            } else if constexpr (V::outside::answers_whole) {
                auto const verdict = [&](auto& o, auto rows) { return frame_type::judge(o, w.outside, rows); };
                return loop_type::run(ops, w.core, e, inside, turns(options), options.early, verdict, observe);
            } else {
                auto const readout = [&](auto& o, auto rows, auto const& now) {
                    return frame_type::readout(o, w.outside, rows, in, coda.of(now.at, now.ids));
                };
                return loop_type::run(ops, w.core, e, inside, turns(options), options.early, readout, observe);
            }
        }();
        auto const logits = frame_type::readout(ops, w.outside, core.value, in, coda);
        return answer<std::remove_cv_t<decltype(logits)>, std::remove_cv_t<decltype(core)>>{logits, core};
    }

    /// The memory of one run: rows of all iterations with their places.
    static constexpr slice<int const> remember_all(auto& ops, auto& remembers, places at) {
        using memory_type = std::remove_cvref_t<decltype(remembers)>;
        auto const n = static_cast<int>(at.size());
        remembers.begin(ops, n);
        remembers.filled = n * memory_type::copies;
        auto const ids = ops.integers(n);
        auto const all = memory_type::iterated ? ops.spots(remembers.filled) : slice<place>{};
        for (std::size_t i = 0; !std::remove_cvref_t<decltype(ops)>::counts && i < ids.size(); ++i) {
            ids[i] = static_cast<int>(i);
            for (int s = 0; memory_type::iterated && s < memory_type::copies; ++s) {
                auto& spot = all[i * memory_type::copies + static_cast<std::size_t>(s)];
                spot = at[i];
                spot.iteration = memory_type::unseen;
            }
        }
        remembers.at = memory_type::iterated ? places(all) : at;
        remembers.marks = all;
        return ids;
    }
};

}  // namespace detail

/// What `lawful` says. g++ 12 crashes when the concept itself is the default argument below and V is dependent.
template <class V, shape S>
inline constexpr bool admitted = lawful<V, S>;

/// V: a variant, nine roles. S: its numbers. This is the front door where the laws are checked, after the numbers that
/// each policy was given.
template <class V, shape S>
struct model : detail::instantiated<V>, detail::model_of<V, S> {};

}  // namespace lathe
