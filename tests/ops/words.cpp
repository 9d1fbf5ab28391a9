#include <lathe/ops/words.hpp>

#include <lathe/body/mask.hpp>
#include <lathe/ops/counting.hpp>

#include "catch.hpp"

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

using namespace lathe;

namespace {

/// Remembers which operation was run last and with how many arguments.
struct listener : ops::words<listener> {
    std::string heard;
    int arguments = 0;

    template <class Op, class... A>
    auto run(A const&... a) {
        heard = Op::name;
        arguments = static_cast<int>(sizeof...(A));
        return ops::counted<decltype(Op::result(a...))::width>{Op::result(a...).count};
    }
};

template <kind Kind, int Rows, int Columns>
using leaf = nothing::leaf<Kind, Rows, Columns, initial::zeros>;

std::string text_of(std::filesystem::path const& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::set<std::string> matches(std::string const& text, char const* pattern) {
    std::set<std::string> all;
    std::regex const expression(pattern);
    for (std::sregex_iterator i(text.begin(), text.end(), expression), end; i != end; ++i) all.insert((*i)[1]);
    return all;
}

}  // namespace

TEST_CASE("each word says its operation") {
    listener ops;
    ops::counted<4> const x{6};
    ops::counted<1> const s{6};
    leaf<kind::matrix, 3, 4> const w{};
    leaf<kind::vector, 1, 3> const bias{};
    leaf<kind::vector, 1, 4> const v{};
    leaf<kind::table, 5, 4> const e{};
    std::vector<int> const ids = {1, 2};
    std::vector<float> const shares = {0, 1};
    std::vector<place> const at(6), few(2);
    auto const says = [&](std::string const& name, int arguments, auto y, int width, int count) {
        CAPTURE(name);
        CHECK(ops.heard == name);
        CHECK(ops.arguments == arguments);
        CHECK(y.width == width);
        CHECK(y.count == count);
    };
    says("linear", 2, ops.linear(w, x), 3, 6);
    says("add_vector", 2, ops.linear(w, bias, x), 3, 6);
    says("linear_tied", 2, ops.linear_tied(e, x), 5, 6);
    says("add_vector", 2, ops.add_vector(v, x), 4, 6);
    says("gain", 2, ops.gain(v, x), 4, 6);
    says("lookup", 2, ops.lookup(e, ids), 4, 2);
    says("lookup", 2, ops.lookup_position(e, few), 4, 2);
    says("lookup", 2, ops.lookup_share(e, slice<float const>(shares)), 4, 2);
    says("spread", 3, ops.spread(e, 1, 7), 4, 7);

    says("add", 2, ops.add(x, x), 4, 6);
    says("subtract", 2, ops.subtract(x, x), 4, 6);
    says("multiply", 2, ops.multiply(x, x), 4, 6);
    says("minimum", 2, ops.minimum(x, x), 4, 6);
    says("maximum", 2, ops.maximum(x, x), 4, 6);
    says("affine", 3, ops.scale(x, 2), 4, 6);
    says("affine", 3, ops.affine(x, 2, 1), 4, 6);
    says("scale_rows", 2, ops.scale_rows(s, x), 4, 6);
    says("silu", 1, ops.silu(x), 4, 6);
    says("gelu", 1, ops.gelu(x), 4, 6);
    says("gelu_tanh", 1, ops.gelu_tanh(x), 4, 6);
    says("relu", 1, ops.relu(x), 4, 6);
    says("sigmoid", 1, ops.sigmoid(x), 4, 6);
    says("tanh", 1, ops.tanh(x), 4, 6);
    says("exp", 1, ops.exp(x), 4, 6);
    says("softplus", 1, ops.softplus(x), 4, 6);
    says("silu_times", 2, ops.silu_times(x, x), 4, 6);

    says("rms_norm", 2, ops.rms_norm(x, 1e-5), 4, 6);
    says("layer_norm", 2, ops.layer_norm(x, 1e-5), 4, 6);
    says("softmax", 1, ops.softmax(x), 4, 6);
    says("rotary", 3, ops.rotary_halves<2>(x, at, 1e4), 4, 6);
    says("rotary", 3, ops.rotary_interleaved<4>(x, at, 1e4), 4, 6);
    says("attention", 5, ops.attention<mask::full, 4, 1>(x, s, s, at, at), 4, 6);

    says("gather", 2, ops.gather(x, ids), 4, 2);
    says("scatter", 3, ops.scatter(x, ids, ops::counted<4>{2}), 4, 6);
    says("beside", 2, ops.beside(x, s), 5, 6);
    says("columns", 1, ops.columns<1, 2>(x), 2, 6);
    says("window", 2, ops.window<-1, 1>(x, at), 12, 6);
    says("exchange_axes", 1, ops.exchange_axes<3>(x), 3, 8);
    says("noise", 3, ops.noise<5>(few, 1, 1.0), 5, 2);
    says("argmax", 1, ops.argmax(x), 1, 6);
    says("reading", 1, ops.reading(x), 4, 6);
    says("streak", 2, ops.streak(ops::counted<2>{6}, x), 2, 6);

    says("cross_entropy", 2, ops.cross_entropy(x, ids), 1, 6);
    says("stablemax_cross_entropy", 2, ops.stablemax_cross_entropy(x, ids), 1, 6);
    says("binary_cross_entropy", 2, ops.binary_cross_entropy(s, s), 1, 6);
    says("entropy", 1, ops.entropy(x), 1, 6);
    says("divergence", 2, ops.divergence(x, x), 1, 6);
    says("relative_change", 2, ops.relative_change(x, x), 1, 6);
    says("cosine", 2, ops.cosine(x, x), 1, 6);
}

TEST_CASE("every word has its generic test") {
    auto const here = std::filesystem::path(__FILE__).parent_path();
    auto const words = matches(text_of(here / "../../include/lathe/ops/words.hpp"), "\n    constexpr auto (\\w+)\\(");
    REQUIRE(words.size() > 40);
    std::string tests;
    for (auto const& file : std::filesystem::directory_iterator(here / "operation")) tests += text_of(file.path());
    auto const said = matches(tests, "ops[.](?:template )?(\\w+)");
    for (auto const& word : words) {
        CAPTURE(word);
        CHECK(said.count(word) == 1);
    }
}
