#pragma once
/// \file
/// The front of most memories: projections, a short convolution, feature maps, a rate, and an output norm with a gate.

#include <lathe/concepts/memory.hpp>
#include <lathe/concepts/role.hpp>
#include <lathe/core/leaf.hpp>
#include <lathe/core/root.hpp>
#include <lathe/core/shape.hpp>
#include <lathe/feature/map.hpp>

#include <type_traits>

namespace lathe::frame {

struct projected_options {
    int taps = 0;            ///< of a causal convolution over queries, keys and values, followed by silu; 0 has none
    double rate = 0;         ///< rates lie between 0 and this, a number for each head; 0 has none
    bool divided = false;    ///< answers are divided by the sum of keys, seen along the query
    bool normed = true;      ///< answers pass an RMS norm, head by head
    bool gated = false;      ///< answers are multiplied by silu of a projection
    bool scaled = true;      ///< queries are multiplied by 1 / sqrt(keys)
    int value_factor = 1;    ///< values of a head are so many times as wide as the head
    int key_divisor = 1;     ///< keys of a head are narrower than the head by this factor
};

/// q, k = phi(turn(conv(W x))), v = conv(W x), rate = R sigmoid(W x); y = W_out (norm(o) silu(W_gate x)).
/// Katharopoulos et al. 2020, RetNet, GLA, DeltaNet and Gated DeltaNet differ in the options. Feature: a map of feature::;
/// Turn: rotary positions of turn::, or void.
template <projected_options Options = projected_options{}, class Feature = feature::identity, class Turn = void>
struct projected : role::outside {
    static constexpr bool memory = true;

    template <class V, shape S>
    struct at {
        static constexpr int answers = S.head_width() * Options.value_factor;  ///< of one head
        static constexpr memory::sizes sizes{.heads = S.heads,
                                             .groups = S.heads,
                                             .keys = S.head_width() / Options.key_divisor,
                                             .values = answers + (Options.divided ? 1 : 0)};
        static constexpr memory::reading reads = memory::reading::after;
        static constexpr int keys = sizes.heads * sizes.keys;
        static constexpr int values = sizes.heads * answers;
        static constexpr int convolved = Options.taps > 0 ? 2 * keys + values : 0;
        static constexpr int tail = convolved * (Options.taps > 0 ? Options.taps - 1 : 0);

        template <class M>
        struct with_taps {
            table<M, Options.taps, 2 * keys + values, initial::normal<0.3>> taps;
        };
        template <class M>
        struct with_rate {
            matrix<M, S.heads, S.width> out;
        };
        template <class M>
        struct with_norm {
            vector<M, answers, initial::ones> gain;
        };
        template <class M>
        struct with_gate {
            matrix<M, values, S.width> out;
        };
        template <class M>
        struct weights {
            matrix<M, keys, S.width> query;
            matrix<M, keys, S.width> key;
            matrix<M, values, S.width> value;
            std::conditional_t<(Options.taps > 0), with_taps<M>, no_weights> convolution;
            std::conditional_t<(Options.rate > 0), with_rate<M>, no_weights> rate;
            std::conditional_t<Options.normed, with_norm<M>, no_weights> norm;
            std::conditional_t<Options.gated, with_gate<M>, no_weights> gate;
            matrix<M, S.width, values> output;
        };

        static constexpr auto front(auto& ops, auto const& w, auto x, auto tail_rows, auto const& here) {
            auto const q = ops.linear(w.query, x);
            auto const k = ops.linear(w.key, x);
            auto const v = ops.linear(w.value, x);
            if constexpr (Options.taps > 0) {
                auto const all = ops.beside(ops.beside(q, k), v);
                auto const mixed = ops.silu(ops.short_convolution(w.convolution.taps, all, tail_rows, here.at));
                return made(ops, w, ops.template columns<0, keys>(mixed), ops.template columns<keys, keys>(mixed),
                            ops.template columns<2 * keys, values>(mixed), x, all, here);
            } else {
                return made(ops, w, q, k, v, x, none{}, here);
            }
        }

        static constexpr auto readout(auto& ops, auto const& w, auto rows, auto const& gate, auto x) {
            auto y = ops.template reshape<sizes.values>(rows.first(x.count));
            auto const answered = [&] {
                if constexpr (Options.divided) {
                    auto const sum = ops.affine(ops.template columns<answers, 1>(y), 1.0, 1e-10);
                    return ops.scale_rows(ops.reciprocal(sum), ops.template columns<0, answers>(y));
                } else {
                    return y;
                }
            }();
            auto const normed = [&] {
                if constexpr (Options.normed) {
                    return ops.gain(w.norm.gain, ops.rms_norm(answered, 1e-5));
                } else {
                    return answered;
                }
            }();
            auto const wide = ops.template reshape<values>(normed);
            if constexpr (Options.gated) {
                return ops.linear(w.output, ops.silu_times(gate, wide));
            } else {
                return ops.linear(w.output, wide);
            }
        }

    private:
        static constexpr auto mapped(auto& ops, auto x, auto const& here) {
            auto const features = Feature::template apply<sizes.keys>(ops, x);
            if constexpr (std::is_void_v<Turn>) {
                return features;
            } else {
                return Turn::template apply<sizes.keys>(ops, features, here);
            }
        }
        static constexpr auto made(auto& ops, auto const& w, auto q, auto k, auto v, auto x, auto source, auto const& here) {
            auto query = mapped(ops, q, here);
            if constexpr (Options.scaled) {
                query = ops.scale(query, 1.0 / core::square_root(sizes.keys));
            }
            auto const key = mapped(ops, k, here);
            auto const value = [&] {
                if constexpr (Options.divided) {
                    // the last channel of the values is 1, so that of the answers is the divisor
                    auto const heads = ops.template reshape<answers>(v);
                    auto const ones = ops.template filled<1>(heads.count, 1.0);
                    return ops.template reshape<sizes.heads * sizes.values>(ops.beside(heads, ones));
                } else {
                    return v;
                }
            }();
            auto const gate = [&] {
                if constexpr (Options.gated) {
                    return ops.linear(w.gate.out, x);
                } else {
                    return none{};
                }
            }();
            if constexpr (Options.rate > 0) {
                auto const rate = ops.scale(ops.sigmoid(ops.linear(w.rate.out, x)), Options.rate);
                return make_front(make_streams(query, key, value, x, rate), source, gate);
            } else {
                return make_front(make_streams(query, key, value, x), source, gate);
            }
        }
    };

    static_assert(Options.taps >= 0 && Options.rate >= 0 && Options.value_factor >= 1 && Options.key_divisor >= 1,
                  "lathe[frame.projected]: taps and rate are not negative, value_factor and key_divisor at least 1");
};

}  // namespace lathe::frame
