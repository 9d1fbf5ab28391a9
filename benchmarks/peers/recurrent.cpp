/// \file
/// A dense layer, the same with tanh, and a step of a GRU, of as many outputs as inputs, by lathe (weights dense and packed)
/// and by RTNeural's compile-time layers: all in turns in one process, medians. Prints a table, or says what differs. One
/// thread.
///
/// lathe has no policy that is a GRU: the texts below are what its policies' texts are, words of the algebra, run by the
/// back-end and the storages of every session.

#include "../timing.hpp"

#include <benchmark/benchmark.h>

#include <lathe/core/leaf.hpp>
#include <lathe/exec/memory.hpp>
#include <lathe/exec/pack.hpp>
#include <lathe/exec/weights.hpp>
#include <lathe/kernel/architecture.hpp>
#include <lathe/kernel/xsimd.hpp>
#include <lathe/ops/counting.hpp>
#include <lathe/ops/eager.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#if RTNEURAL_USE_XSIMD && XSIMD_VERSION_MAJOR < 9
namespace xsimd {
/// What RTNeural calls, under its later name.
template <class T, class A>
T reduce_add(batch<T, A> const& x) {
    return hadd(x);
}
}  // namespace xsimd
#endif
#include <RTNeural/RTNeural.h>

namespace {

using namespace lathe;

/// y = W x + b
template <int Width>
struct dense {
    static constexpr auto name = "dense";
    static constexpr int width = Width;
    template <class M>
    struct weights {
        matrix<M, Width, Width> in;
        vector<M, Width, initial::normal<0.3>> bias;
    };
    static constexpr auto apply(auto& ops, auto const& w, auto x) { return ops.linear(w.in, w.bias, x); }
};

/// y = tanh(W x + b)
template <int Width>
struct dense_tanh : dense<Width> {
    static constexpr auto name = "dense, tanh";
    static constexpr auto apply(auto& ops, auto const& w, auto x) { return ops.tanh(ops.linear(w.in, w.bias, x)); }
};

/// z, r = sigmoid(W x + b + U h + c), n = tanh(W x + b + r (U h + c)), h = n + z (h - n)
/// (Cho and others 2014, arXiv:1406.1078, with the reset after the product, as cuDNN has it). Gates in the order z, r, n.
template <int Width>
struct gru {
    static constexpr auto name = "GRU";
    static constexpr int width = Width;
    template <class M>
    struct weights {
        matrix<M, 3 * Width, Width> in;
        vector<M, 3 * Width, initial::normal<0.3>> bias;
        matrix<M, 3 * Width, Width> again;
        vector<M, 3 * Width, initial::normal<0.3>> bias_again;
    };
    static constexpr auto apply(auto& ops, auto const& w, auto x, auto h) {
        // of one sequence, so that each gate is a row
        auto const now = ops.template reshape<Width>(ops.linear(w.in, w.bias, x));
        auto const before = ops.template reshape<Width>(ops.linear(w.again, w.bias_again, h));
        auto const gates = ops.sigmoid(ops.add(now.first(2), before.first(2)));
        auto const fresh = ops.tanh(ops.add(now.from(2), ops.multiply(gates.from(1), before.from(2))));
        return ops.add(fresh, ops.multiply(gates.first(1), ops.subtract(h, fresh)));
    }
};

/// What all contenders share.
template <class Layer>
struct problem {
    std::unique_ptr<exec::weights_of<Layer>> weights = exec::make_weights<Layer>(1);
    exec::buffer<float> x{Layer::width};

    problem() {
        for (std::size_t i = 0; i < x.size(); ++i) x[i] = (static_cast<float>(i * 37 % 101) - 50) / 64;
    }
};
/// Who takes part: makes so many calls, and says where the last result stands.
struct contender {
    char const* name;
    std::function<float const*(int calls)> run;
};

/// One call of a layer, or one step of a state that it carries.
template <class Layer>
auto called(auto& ops, auto const& w, auto x, float* state) {
    if constexpr (requires { Layer::apply(ops, w, x, x); }) {
        auto const h = ops.template given<Layer::width>(state, 1);
        return ops.advance(h, [&] { return Layer::apply(ops, w, x, h); });
    } else {
        return Layer::apply(ops, w, x);
    }
}

/// `w` is shared, so that what is returned can be copied.
template <class Layer, class W>
contender by_lathe(char const* name, problem<Layer> const& p, std::shared_ptr<W> w) {
    ops::counting<float> count;
    called<Layer>(count, *w, count.template given<Layer::width>(nullptr, 1), nullptr);
    auto const memory = std::make_shared<exec::scratch_memory<float>>(count.total().forward);
    auto const state = std::make_shared<exec::buffer<float>>(Layer::width);
    return {name, [&p, w, memory, state](int calls) {
                float const* y = nullptr;
                for (int i = 0; i < calls; ++i) {
                    ops::eager<kernel::fast, float> ops(memory->get());
                    y = called<Layer>(ops, *w, ops.given<Layer::width>(p.x.data(), 1), state->data()).data;
                    benchmark::ClobberMemory();
                }
                return y;
            }};
}

/// What a layer of RTNeural reads.
#if RTNEURAL_USE_EIGEN
constexpr auto backend = "Eigen";
template <int Width>
struct input {
    Eigen::Matrix<float, Width, 1> value;
};
#elif RTNEURAL_USE_XSIMD
constexpr auto backend = "xsimd";
template <int Width>
struct input {
    xsimd::simd_type<float> value[Width / xsimd::simd_type<float>::size];
};
#else
constexpr auto backend = "STL";
template <int Width>
struct input {
    float value[Width];
};
#endif

/// The numbers of what it reads or writes.
float* entries(auto& value) {
    if constexpr (requires { value.data(); }) {
        return value.data();
    } else {
        return reinterpret_cast<float*>(value);
    }
}

/// Rows are outputs; those of its GRU are inputs.
std::vector<std::vector<float>> nested(auto const& matrix, bool turned) {
    auto const rows = static_cast<std::size_t>(turned ? matrix.columns : matrix.rows);
    auto const columns = static_cast<std::size_t>(turned ? matrix.rows : matrix.columns);
    std::vector<std::vector<float>> all(rows, std::vector<float>(columns));
    for (std::size_t i = 0; i < rows; ++i) {
        for (std::size_t j = 0; j < columns; ++j) {
            all[i][j] = turned ? matrix(static_cast<int>(j), static_cast<int>(i)) : matrix(static_cast<int>(i), static_cast<int>(j));
        }
    }
    return all;
}

template <int Width>
struct peer_dense {
    RTNeural::DenseT<float, Width, Width> layer;

    explicit peer_dense(auto const& w) {
        layer.setWeights(nested(w.in, false));
        layer.setBias(w.bias.data());
    }
    float const* operator()(input<Width> const& x) {
        layer.forward(x.value);
        return entries(layer.outs);
    }
};

template <int Width>
struct peer_dense_tanh : peer_dense<Width> {
    RTNeural::TanhActivationT<float, Width> curve;

    using peer_dense<Width>::peer_dense;
    float const* operator()(input<Width> const& x) {
        this->layer.forward(x.value);
        curve.forward(this->layer.outs);
        return entries(curve.outs);
    }
};

template <int Width>
struct peer_gru {
    RTNeural::GRULayerT<float, Width, Width> layer;

    explicit peer_gru(auto const& w) {
        layer.setWVals(nested(w.in, true));
        layer.setUVals(nested(w.again, true));
        layer.setBVals({nested(w.bias, false)[0], nested(w.bias_again, false)[0]});
        layer.reset();
    }
    float const* operator()(input<Width> const& x) {
        layer.forward(x.value);
        return entries(layer.outs);
    }
};

template <class Peer, class Layer>
contender by_rtneural(problem<Layer> const& p) {
    auto const peer = std::make_shared<Peer>(*p.weights);
    auto const x = std::make_shared<input<Layer::width>>();
    std::copy_n(p.x.data(), Layer::width, entries(x->value));
    return {"RTNeural", [peer, x](int calls) {
                float const* y = nullptr;
                for (int i = 0; i < calls; ++i) {
                    y = (*peer)(*x);
                    benchmark::ClobberMemory();
                }
                return y;
            }};
}

constexpr int rounds = 101;

template <class Layer, class Peer>
void measure() {
    problem<Layer> const p;
    contender const contenders[] = {
        by_lathe<Layer>("lathe", p, std::make_shared<exec::weights_of<Layer>>(*p.weights)),
        by_lathe<Layer>("lathe packed", p, std::shared_ptr<exec::packed_weights<Layer>>(exec::pack<Layer>(*p.weights))),
        by_rtneural<Peer>(p),
    };
    constexpr std::size_t count = std::size(contenders);
    // three steps, so that a state has been read
    float const* const first = contenders[0].run(3);
    for (contender const& c : contenders) {
        float const* const y = &c == contenders ? first : c.run(3);
        for (int i = 0; i < Layer::width; ++i) {
            if (!(std::abs(y[i] - first[i]) <= 1e-5F)) {
                std::printf("%s %d: %s and %s differ, %g and %g\n", Layer::name, Layer::width, c.name, contenders[0].name, y[i], first[i]);
                std::exit(1);
            }
        }
    }
    // about a fifth of a millisecond each
    int const calls = std::max(1, static_cast<int>(2e6 / (sizeof(*p.weights) / sizeof(float))));
    std::vector<double> times[count];
    for (int round = 0; round < rounds; ++round) {
        for (std::size_t i = 0; i < count; ++i) {
            contenders[i].run(1);
            times[i].push_back(seconds_of([&] { contenders[i].run(calls); }) / calls);
        }
    }
    double median_of[count];
    std::transform(times, times + count, median_of, median);
    for (std::size_t i = 0; i < count; ++i) {
        std::printf("%-12s %4d  %-13s %9.3f us  %6.2f\n", Layer::name, Layer::width, contenders[i].name, 1e6 * median_of[i],
                    median_of[count - 1] / median_of[i]);
    }
}

template <int Width>
void measure_width() {
    measure<dense<Width>, peer_dense<Width>>();
    measure<dense_tanh<Width>, peer_dense_tanh<Width>>();
    measure<gru<Width>, peer_gru<Width>>();
}

}  // namespace

int main() {
    std::printf("%s, %s, RTNeural on %s; medians of %d rounds in turns; the last column is RTNeural's time over that of the line\n",
                kernel::architecture(), __VERSION__, backend, rounds);
    measure_width<64>();
    measure_width<128>();
    measure_width<256>();
}
