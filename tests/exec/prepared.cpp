#include <lathe/exec/prepared.hpp>

#include <lathe/exec/trainer.hpp>
#include <lathe/kernel/mixed.hpp>
#include <lathe/variant/huginn.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "catch.hpp"
#include "distance.hpp"
#include "exec/sample.hpp"
#include "exec/training.hpp"

using namespace lathe;
using namespace lathe::test;

namespace {

/// Widths of whole panels, except those of the head.
constexpr shape whole{.vocab = 5, .width = 64, .heads = 2, .hidden = 128, .context = 6};
using model_type = model<variant::huginn<1, 1, 1>, whole>;

template <class Kernels>
std::vector<float> slopes_of_a_pass(bool prepare) {
    auto const weights = exec::make_weights<model_type>(3);
    using shard = typename exec::shard_of<model_type, signal::supervised<>, Kernels, float>::type;
    shard part(2, 6);
    exec::pool threads(2);
    exec::prepared_weights<Kernels, float> ready(*weights);
    if (prepare) {
        ready.update(*weights, threads);
        part.use(ready.get());
    }
    part.fill(renamed{}, 0, 1);
    part.learn(*weights, 3, 1, part.asked(), part.rows());
    return {part.slopes().begin(), part.slopes().end()};
}

}  // namespace

TEST_CASE("weights that are prepared give the gradient that weights give", "[exec]") {
    CHECK(distance(slopes_of_a_pass<kernel::fast>(true), slopes_of_a_pass<kernel::fast>(false)) < 1e-6);
    // all rows are rounded, which without panels so few are not
    double const rounding = distance(slopes_of_a_pass<kernel::mixed>(true), slopes_of_a_pass<kernel::fast>(false));
    CHECK(rounding > 1e-5);
    CHECK(rounding < 0.05);
}

TEST_CASE("kernels without panels prepare nothing", "[exec]") {
    CHECK(slopes_of_a_pass<kernel::plain>(true) == slopes_of_a_pass<kernel::plain>(false));
}

TEMPLATE_TEST_CASE("a step reads the weights that the step before has left", "[exec]", kernel::fast, kernel::mixed) {
    auto options = five;
    options.rate = 1e-2;
    exec::pool threads(1);
    using trainer = exec::trainer<model_type, signal::supervised<>, TestType>;
    trainer on(options, 6, threads), resumed(options, 6, threads);
    on.step(renamed{});
    // a checkpoint is read into a trainer that is further on
    resumed.step(renamed{});
    resumed.step(renamed{});
    std::vector<std::vector<char>> saved;
    on.each_state([&](auto const&, auto numbers) {
        auto const* bytes = reinterpret_cast<char const*>(numbers.data());
        saved.emplace_back(bytes, bytes + numbers.size_bytes());
    });
    std::size_t next = 0;
    resumed.each_state([&](auto const&, auto numbers) {
        std::copy(saved[next].begin(), saved[next].end(), reinterpret_cast<char*>(numbers.data()));
        ++next;
    });
    CHECK(on.step(renamed{}).norm == resumed.step(renamed{}).norm);
}

TEMPLATE_TEST_CASE("threads share the products of a single shard, and no bit changes", "[exec]", kernel::fast, kernel::mixed) {
    // wide enough for products to be worth sharing
    using wide = model<variant::huginn<1, 1, 1>, shape{.vocab = 5, .width = 256, .heads = 2, .hidden = 512, .context = 6}>;
    auto const weights_after = [](int count) {
        exec::pool threads(count);
        exec::training options = five;
        options.batch = 4;
        options.shards = 1;
        exec::trainer<wide, signal::supervised<>, TestType> t(options, 6, threads);
        t.step(renamed{});
        t.step(renamed{});
        auto const all = exec::block<float>(t.trained());
        return std::vector<float>(all.begin(), all.end());
    };
    auto const alone = weights_after(1);
    CHECK(weights_after(2) == alone);
    CHECK(weights_after(3) == alone);
}
