/// \file
/// y = x W^T in float, of few and of many rows, by kernel::fast and by OpenBLAS, Eigen and oneDNN (weights packed beforehand)
/// where they are installed: all in turns in one process, medians. Prints a table; a file named as argument gets the same as
/// JSON, which roofline.py draws. One thread, unless OMP_NUM_THREADS and OPENBLAS_NUM_THREADS say otherwise; percent are of
/// the limits of as many.

#include "../kernel/limit.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

#include <lathe/exec/memory.hpp>
#include <lathe/exec/pool.hpp>
#include <lathe/kernel/architecture.hpp>

#ifdef LATHE_HAS_OPENBLAS
#include <cblas.h>
#endif
#ifdef LATHE_HAS_EIGEN
#include <Eigen/Core>
#endif
#ifdef LATHE_HAS_ONEDNN
#include <dnnl.hpp>
#endif

namespace {

using namespace lathe;

/// The operands that all contenders share: x(rows, in), w(out, in).
struct problem {
    int rows;
    int in;
    int out;
    std::vector<float> x = numbers(rows * in);
    std::vector<float> w = numbers(out * in);

    /// Numbers that bfloat16 has.
    static std::vector<float> numbers(int count) {
        std::vector<float> a(static_cast<std::size_t>(count));
        for (std::size_t i = 0; i < a.size(); ++i) a[i] = (static_cast<float>(i * 37 % 101) - 50) / 64;
        return a;
    }
};

/// Who takes part: prepares once, then each call of what it returns writes y.
struct contender {
    char const* name;
    double bytes_of_weight;
    std::function<void()> (*prepare)(problem const&, float* y);
};

/// As operations call it: weights stand input by input in memory.
std::function<void()> fast(problem const& p, float* y) {
    std::vector<float> turned(p.w.size());
    for (int o = 0; o < p.out; ++o) {
        for (int i = 0; i < p.in; ++i) turned[static_cast<std::size_t>(i * p.out + o)] = p.w[static_cast<std::size_t>(o * p.in + i)];
    }
    return [&p, y, w = std::move(turned)] {
        kernel::fast::product<float>({y, p.out}, {p.x.data(), p.in}, {w.data(), p.out}, p.rows, p.in, p.out);
    };
}

/// As packed weights are (exec::pack).
template <class Form>
std::function<void()> panels(problem const& p, float* y) {
    using layout = kernel::panel_layout<Form>;
    auto packed = std::make_shared<exec::buffer<typename Form::word>>(static_cast<std::size_t>(layout::size(p.out, p.in)));
    layout::pack(packed->data(), p.out, p.in, [&p](int o, int i) { return p.w[static_cast<std::size_t>(o * p.in + i)]; });
    return [&p, y, packed] {
        kernel::fast::product_with_panels<Form>({y, p.out}, {p.x.data(), p.in}, packed->data(), p.rows, p.in, p.out);
    };
}

#ifdef LATHE_HAS_OPENBLAS
std::function<void()> openblas(problem const& p, float* y) {
    return [&p, y] {
        if (p.rows == 1) {
            cblas_sgemv(CblasRowMajor, CblasNoTrans, p.out, p.in, 1, p.w.data(), p.in, p.x.data(), 1, 0, y, 1);
        } else {
            cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, p.rows, p.out, p.in, 1, p.x.data(), p.in, p.w.data(), p.in,
                        0, y, p.out);
        }
    };
}
#endif

#ifdef LATHE_HAS_EIGEN
std::function<void()> eigen(problem const& p, float* y) {
    using matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    return [&p, y] {
        Eigen::Map<matrix const> const x(p.x.data(), p.rows, p.in);
        Eigen::Map<matrix const> const w(p.w.data(), p.out, p.in);
        if (p.rows == 1) {
            Eigen::Map<Eigen::VectorXf>(y, p.out).noalias() = w * x.row(0).transpose();
        } else {
            Eigen::Map<matrix>(y, p.rows, p.out).noalias() = x * w.transpose();
        }
    };
}
#endif

#ifdef LATHE_HAS_ONEDNN
/// Weights in the layout that oneDNN asks for; x in their type, as it asks for too, made of floats in every call.
template <dnnl::memory::data_type Type>
std::function<void()> onednn(problem const& p, float* y) {
    using namespace dnnl;
    using tag = memory::format_tag;
    constexpr auto f32 = memory::data_type::f32;
    engine const place(engine::kind::cpu, 0);
    stream line(place);
    memory::desc const floats({p.rows, p.in}, f32, tag::ab);
    memory::desc const x({p.rows, p.in}, Type, tag::ab);
    memory::desc const w({p.out, p.in}, f32, tag::ab);
    memory::desc const any({p.out, p.in}, Type, tag::any);
    memory::desc const result({p.rows, p.out}, f32, tag::ab);
    inner_product_forward::primitive_desc const plan({prop_kind::forward_inference, x, any, result}, place);
    memory given(w, place, const_cast<float*>(p.w.data()));
    memory packed(plan.weights_desc(), place);
    reorder(given, packed).execute(line, given, packed);
    line.wait();
    memory from(floats, place, const_cast<float*>(p.x.data()));
    memory to = Type == f32 ? from : memory(x, place);
    reorder const round(from, to);
    inner_product_forward const work(plan);
    std::unordered_map<int, memory> const arguments{
        {DNNL_ARG_SRC, to}, {DNNL_ARG_WEIGHTS, packed}, {DNNL_ARG_DST, memory(result, place, y)}};
    return [=]() mutable {
        if (Type != f32) round.execute(line, from, to);
        work.execute(line, arguments);
        line.wait();
    };
}
#endif

/// One line each; the first is what the others are compared with.
constexpr contender contenders[] = {
    {"lathe", 4, fast},
    {"lathe packed", 4, panels<kernel::form::own<float>>},
    {"lathe bf16", 2, panels<kernel::form::bf16>},
    {"lathe bf16_dot", 2, panels<kernel::form::bf16_dot>},
    {"lathe int8", 1 + 4.0 / 64, panels<kernel::form::int8<64>>},
#ifdef LATHE_HAS_OPENBLAS
    {"OpenBLAS", 4, openblas},
#endif
#ifdef LATHE_HAS_EIGEN
    {"Eigen", 4, eigen},
#endif
#ifdef LATHE_HAS_ONEDNN
    {"oneDNN", 4, onednn<dnnl::memory::data_type::f32>},
    {"oneDNN bf16", 2, onednn<dnnl::memory::data_type::bf16>},
#endif
};

constexpr int rounds = 9;

nlohmann::json measured(problem const& p, int threads) {
    double const flops = 2.0 * p.rows * p.in * p.out;
    std::vector<std::vector<float>> results;
    std::vector<std::function<void()>> work;
    for (contender const& c : contenders) {
        auto& y = results.emplace_back(static_cast<std::size_t>(p.rows * p.out));
        work.push_back(c.prepare(p, y.data()));
        work.back()();
        for (std::size_t i = 0; i < y.size(); ++i) {
            // the numbers are those of bfloat16; integers of 8 bits round them
            float const apart = c.bytes_of_weight < 2 ? 2e-2F * std::sqrt(static_cast<float>(p.in)) : 1e-3F;
            if (!(std::abs(y[i] - results[0][i]) <= apart)) {
                std::fprintf(stderr, "%s and %s differ\n", c.name, contenders[0].name);
                std::exit(1);
            }
        }
    }
    // about a millisecond each
    int const calls = std::max(1, static_cast<int>(4e7 / flops));
    std::vector<std::vector<double>> times(work.size());
    std::vector<double> peaks;
    std::map<double, std::vector<double>> readings;  // by bytes of the weights
    auto const weight_bytes = [&](std::size_t i) { return contenders[i].bytes_of_weight * p.in * p.out; };
    for (int round = 0; round < rounds; ++round) {
        peaks.push_back(threads * peak_flops());
        for (std::size_t i = 0; i < work.size(); ++i) readings.try_emplace(weight_bytes(i));
        for (auto& [bytes, found] : readings) {
            // each thread reads its share
            found.push_back(threads * peak_reading(static_cast<std::size_t>(bytes / 4 / threads)));
        }
        for (std::size_t i = 0; i < work.size(); ++i) {
            if (threads > 1) {
                // the threads of the one before, which wait for more, go to sleep; those of this one wake and find a processor
                std::this_thread::sleep_for(std::chrono::milliseconds(30));
                for (int call = 0; call < 20 * calls; ++call) work[i]();
            }
            times[i].push_back(seconds_of([&] {
                for (int call = 0; call < calls; ++call) work[i]();
            }) / calls);
        }
    }
    double const peak = median(peaks);
    auto lines = nlohmann::json::array();
    double first = 0;
    for (std::size_t i = 0; i < work.size(); ++i) {
        double const time = median(times[i]);
        if (i == 0) first = time;
        double const bytes = weight_bytes(i) + 4.0 * p.rows * (p.in + p.out);
        double const reading = median(readings[weight_bytes(i)]);
        double const share = p.rows == 1 ? bytes / time / reading : flops / time / peak;
        std::printf("%4d x %4d x %4d  %-14s %9.2f us %8.1f GFLOP/s %7.1f GB/s %6.1f %% of %s %6.2f\n", p.rows, p.in, p.out,
                    contenders[i].name, 1e6 * time, 1e-9 * flops / time, 1e-9 * bytes / time, 100 * share,
                    p.rows == 1 ? "reading  " : "multiplying", time / first);
        lines.push_back({{"operation", contenders[i].name}, {"rows", p.rows}, {"in", p.in}, {"out", p.out},
                         {"seconds", time}, {"flops", flops}, {"bytes", bytes}, {"weight_bytes", weight_bytes(i)}, {"peak_flops", peak},
                         {"peak_reading", reading}, {"percent", 100 * share}, {"ratio", time / first}});
    }
    return lines;
}

}  // namespace

int main(int argc, char** argv) {
    // Their threads are counted before main begins.
    if (!std::getenv("OMP_NUM_THREADS")) {
        setenv("OMP_NUM_THREADS", "1", 1);
        setenv("OPENBLAS_NUM_THREADS", "1", 1);
        execv("/proc/self/exe", argv);
    }
    int const threads = std::max(1, std::atoi(std::getenv("OMP_NUM_THREADS")));
    exec::pool pool(threads);
    kernel::crew const crew(pool);
    std::printf("%s, %s, threads: %d; medians of %d rounds in turns; the last column is the time over that of %s\n",
                kernel::architecture(), __VERSION__, threads, rounds, contenders[0].name);
    auto all = nlohmann::json::array();
    constexpr int sizes[][2] = {{256, 256}, {512, 512}, {512, 1536}, {1536, 512}};
    for (auto const [in, out] : sizes) {
        for (int const rows : {1, 2, 4, 8, 16, 81, 128, 256}) {
            for (auto& line : measured({rows, in, out}, threads)) all.push_back(line);
        }
    }
    if (argc > 1) std::ofstream(argv[1]) << all.dump(1) << '\n';
}
