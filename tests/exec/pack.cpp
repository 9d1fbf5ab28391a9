#include <lathe/exec/pack.hpp>

#include <lathe/axes.hpp>
#include <lathe/concepts/with.hpp>
#include <lathe/core/walk.hpp>
#include <lathe/kernel/plain.hpp>
#include <lathe/variant/gated_deltanet.hpp>
#include <lathe/variant/huginn.hpp>

#include "allocations.hpp"
#include "catch.hpp"
#include "distance.hpp"

#include <array>
#include <cmath>
#include <vector>

using namespace lathe;
using lathe::test::distance;

namespace {

constexpr shape size{.vocab = 19, .width = 40, .heads = 2, .hidden = 70, .context = 12};
using looping = model<with<variant::huginn<1, 1, 1>, set::halting<halt::after<3>>>, size>;
using remembering = model<with<variant::huginn<1, 1, 1>, set::halting<halt::after<3>>, set::mixer<variant::gated_deltanet<>>>, size>;
constexpr std::array<int, 9> symbols{3, 1, 4, 1, 5, 9, 2, 6, 5};

/// Logits of pieces of several lengths.
std::vector<float> said(auto& session) {
    std::vector<float> all;
    for (std::size_t from = 0, n = 1; from < symbols.size(); from += n, n = 4) {
        auto const logits = session.extend(std::span(symbols).subspan(from, std::min(n, symbols.size() - from)));
        all.insert(all.end(), logits.begin(), logits.end());
    }
    return all;
}

}  // namespace

namespace {

/// Logits of weights packed in a storage; of dense weights that hold what the storage has kept; and of the storage by plain
/// loops.
template <class Model, class Storage>
struct answers {
    std::vector<float> packed, kept, by_the_book;

    explicit answers(exec::weights_of<Model> const& weights) {
        auto const small = exec::pack<Model, Storage>(weights);
        auto const read = exec::make_weights<Model>(1);
        core::walk_together(*small, *read, [](auto const& from, auto& to) {
            for (int r = 0; r < from.rows; ++r) {
                for (int c = 0; c < from.columns; ++c) to(r, c) = from(r, c);
            }
        });
        exec::packed_session<Model, Storage> first(*small);
        exec::session<Model> second(*read);
        exec::packed_session<Model, Storage, kernel::plain> third(*small);
        packed = said(first);
        kept = said(second);
        by_the_book = said(third);
    }
};

}  // namespace

TEMPLATE_TEST_CASE("packed weights say what the weights say, as far as their numbers go", "", looping, remembering) {
    auto const weights = exec::make_weights<TestType>(2);
    exec::session<TestType> as_they_are(*weights);
    auto const expected = said(as_they_are);

    answers<TestType, storage::own> const own(*weights);
    CHECK(distance(expected, own.kept) == 0);
    CHECK(distance(expected, own.packed) < 1e-5);

    // what is lost is lost in the weights, and nothing else
    answers<TestType, storage::bf16> const half(*weights);
    CHECK(distance(expected, half.kept) > 1e-4);
    CHECK(distance(half.kept, half.packed) < 1e-5);
    CHECK(distance(half.by_the_book, half.packed) < 1e-5);

    // states are rounded as well; a difference in the last digit may round another way
    answers<TestType, storage::bf16_dot> const pairs(*weights);
    CHECK(distance(half.kept, pairs.packed) > 1e-4);
    CHECK(distance(pairs.kept, pairs.packed) < 3e-2);
    CHECK(distance(pairs.by_the_book, pairs.packed) < 5e-3);
    answers<TestType, storage::int8<>> const eight(*weights);
    CHECK(distance(expected, eight.kept) > 1e-4);
    CHECK(distance(eight.kept, eight.packed) < 1e-1);
    CHECK(distance(eight.by_the_book, eight.packed) < 1e-2);
}

TEMPLATE_TEST_CASE("steps with packed weights ask for no memory", "", storage::bf16, storage::bf16_dot, storage::int8<>) {
    auto const small = exec::pack<looping, TestType>(*exec::make_weights<looping>(1));
    exec::packed_session<looping, TestType> session(*small);
    auto const calls = test::memory_calls_of([&] {
        for (int const symbol : symbols) session.extend(std::span(&symbol, 1));
    });
    CHECK(calls == test::memory_calls{});
}
