#include <lathe/ops/operation/elementwise.hpp>

#include "oracle.hpp"

using namespace lathe;
using namespace lathe::test;

namespace {

/// How far off a result is, in units of the last place of T at `size`.
template <class T>
double units(T got, double want, double size) {
    if (want != want) return got != got ? 0 : std::numeric_limits<double>::infinity();
    // what T cannot hold is infinite, and what is less than its smallest normal number may be zero
    if (static_cast<double>(got) == static_cast<double>(static_cast<T>(want))) return 0;
    if (got == T(0) && std::fabs(want) < static_cast<double>(std::numeric_limits<T>::min())) return 0;
    double const off = std::fabs(static_cast<double>(got) - want);
    return off <= std::numeric_limits<double>::max()
               ? std::ldexp(off, std::numeric_limits<T>::digits - 1 - std::ilogb(size))
               : std::numeric_limits<double>::infinity();
}

template <class Mode>
struct comparison {
    using number = typename Mode::number;
    oracle& file;

    /// Every entry within `bound` units in the last place of the result, or of the argument where that is larger: what
    /// x times something near one ends as is no smaller a sum than x.
    template <class F>
    void compare(std::string const& name, double bound, F const& f, double from = -1e300, double to = 1e300,
                 bool of_argument = false) {
        auto const& x = file["in.special"].values;
        auto const& want = file.out(name);
        std::vector<number> const in(x.begin(), x.end());
        std::vector<number> out(in.size());
        Mode::kernels::map(static_cast<int>(in.size()), out.data(), f, in.data());
        for (std::size_t i = 0; i < in.size(); ++i) {
            bool const finite = std::fabs(x[i]) <= std::numeric_limits<double>::max();
            if (finite && (x[i] < from || x[i] > to)) continue;
            INFO(name << " of " << x[i] << " gives " << out[i] << " instead of " << want[i]);
            double const size = of_argument && finite ? std::max(std::fabs(x[i]), std::fabs(want[i])) : want[i];
            CHECK(units(out[i], want[i], size) <= bound);
        }
    }
};

}  // namespace

TEMPLATE_TEST_CASE("functions of one number are right to their last places, of special values too", "", exactly,
                   quickly) {
    namespace formula = ops::op::formula;
    constexpr bool single = sizeof(typename TestType::number) == 4;
    oracle file("primitives/oracle");
    comparison<TestType> all{file};
    // beyond these exp of a float is infinite or zero
    double const low = single ? -87.3 : -1e300;
    double const high = single ? 88.3 : 1e300;
    all.compare("exp", 2, [](auto x) { return kernel::exp(x); }, low, high);
    all.compare("log", 1, [](auto x) { return kernel::log(x); });
    all.compare("log1p", 1, [](auto x) { return kernel::log1p(x); });
    all.compare("sqrt", 1, [](auto x) { return kernel::sqrt(x); });
    all.compare("rsqrt", 2, [](auto x) { return kernel::reciprocal_square_root(x); });
    all.compare("tanh", 2, [](auto x) { return kernel::tanh(x); });
    all.compare("erf", 3, [](auto x) { return kernel::erf(x); });
    all.compare("sin", 3, [](auto x) { return kernel::sin(x); }, -1e4, 1e4);
    all.compare("cos", 3, [](auto x) { return kernel::cos(x); }, -1e4, 1e4);
    all.compare("sigmoid", 3, [](auto x) { return kernel::sigmoid(x); });
    all.compare("softplus", 2, [](auto x) { return kernel::softplus(x); });
    all.compare("logsigmoid", 2, [](auto x) { return -kernel::softplus(-x); });
    all.compare("silu", 4, [](auto x) { return formula::silu::value(x); }, -1e300, 1e300, true);
    all.compare("gelu_erf", 4, [](auto x) { return formula::gelu::value(x); }, -1e300, 1e300, true);
    all.compare("gelu_tanh", 4, [](auto x) { return formula::gelu_tanh::value(x); }, -1e300, 1e300, true);
    all.compare("relu", 0, [](auto x) { return formula::relu::value(x); });
    all.compare("relu2", 1, [](auto x) { return formula::relu::value(x) * formula::relu::value(x); });
}

TEMPLATE_TEST_CASE("operations on rows are right, rows with minus infinity included", "", exactly, quickly) {
    using number = typename TestType::number;
    constexpr int width = 17;
    constexpr bool single = sizeof(number) == 4;
    oracle file("primitives/oracle");
    auto const& given = file["in.rows"].values;
    std::vector<number> in(given.begin(), given.end());
    exec::scratch_memory<number> memory({.numbers = 4096, .integers = 64, .where = 64, .notes = 0});
    ops::eager<typename TestType::kernels, number> ops(memory.get());
    auto const rows = ops.template given<width>(in.data(), 6);
    auto const finite = ops.template given<width>(in.data(), 4);

    // each row against its own largest entry, because they differ by many orders; not worse than four times what the
    // reference itself shows in single precision; in double precision 1e-10, because row 2 is 1e4 and little else
    auto const compare = [&](auto const& y, std::string const& name) {
        auto const& want = file.out(name);
        auto const& theirs = file["out." + name];
        auto const n = static_cast<std::size_t>(y.width);
        REQUIRE(want.size() == n * static_cast<std::size_t>(y.count));
        for (std::size_t r = 0; r < want.size() / n; ++r) {
            double off = 0, noise = 0, size = 0;
            for (std::size_t i = r * n; i < (r + 1) * n; ++i) {
                if (static_cast<double>(y.data[i]) == want[i]) continue;
                off = std::max(off, std::fabs(static_cast<double>(y.data[i]) - want[i]));
                noise = std::max(noise, std::fabs(theirs[i] - want[i]));
                size = std::max(size, std::fabs(want[i]));
            }
            INFO(name << " of row " << r);
            CHECK(off <= (single ? std::max(4 * noise, 5e-7 * size) : 1e-10 * size));
        }
    };
    auto const probabilities = ops.softmax(rows);
    compare(probabilities, "softmax");
    for (int i = 0; i < 5; ++i) CHECK(probabilities.row(5)[i] == number(0));
    compare(ops.argmax(rows), "argmax");
    compare(ops.rms_norm(finite, 1e-6), "rms_norm");
    compare(ops.layer_norm(finite, 1e-5), "layer_norm");
    compare(ops.scale(ops.rms_norm(finite, 0.0), 1 / std::sqrt(17.0)), "l2_normalize");

    std::vector<number> totals, logs(6 * width);
    std::vector<int> targets(6);
    for (int j = 0; j < width; ++j) {
        std::fill(targets.begin(), targets.end(), j);
        auto const losses = ops.cross_entropy(rows, targets);
        for (int i = 0; i < 6; ++i) {
            logs[static_cast<std::size_t>(i * width + j)] = -losses.data[i];
            // the last entry is finite in all rows
            if (j == width - 1) totals.push_back(losses.data[i] + rows.row(i)[j]);
        }
    }
    compare(ops.template given<width>(logs.data(), 6), "log_softmax");
    compare(ops.template given<1>(totals.data(), 6), "logsumexp");
    // the library has no word for these
    for (auto const* name : {"cumsum", "var_biased", "expm1", "bf16_bits", "f16_bits"}) {
        file.leave(std::string("out.") + name);
        file.leave(std::string("out64.") + name);
    }
    // the other test looks at these
    auto const others = {"exp", "log", "log1p", "sqrt", "rsqrt", "tanh", "erf", "sin", "cos", "sigmoid", "softplus",
                         "logsigmoid", "silu", "gelu_erf", "gelu_tanh", "relu", "relu2"};
    for (auto const* name : others) file.out(name);
    for (auto const* name : {"in.special", "in.conv_f32_bits"}) file.leave(name);
    CHECK(file.unread() == "");
}
