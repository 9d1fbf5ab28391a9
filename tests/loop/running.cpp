#include <lathe/loop/running.hpp>
#include <lathe/variant/huginn.hpp>

#include "conformance/trial.hpp"

using namespace lathe;
using namespace lathe::test;

namespace {

/// Each sequence, or token, leaves when it has settled.
template <grain Grain>
using settling = with<variant::huginn<0, 1, 0>, set::halting<halt::settled<0.2, 8, Grain>>>;

/// Whoever leaves has what a run of as many steps gives, in whatever company.
template <class Variant, class Kernels, class T>
void check_leaving(int length, bool ragged) {
    using model_type = model<Variant, tiny>;
    constexpr int count = 6;
    trial<model_type, Kernels, T> const test;
    auto const some = [&](int first, int n) { return sequences(first, n, length, 0, tiny.vocab, ragged); };
    auto const together = test.forward(some(0, count).get(), {});
    std::vector<int> different = together.steps;
    std::sort(different.begin(), different.end());
    different.erase(std::unique(different.begin(), different.end()), different.end());
    REQUIRE(different.size() > 1);
    std::ptrdiff_t from = 0;
    for (int s = 0; s < count; ++s) {
        INFO("sequence " << s);
        auto const one = some(s, 1);
        auto const alone = test.forward(one.get(), {});
        auto const to = from + static_cast<std::ptrdiff_t>(one.symbols.size());
        std::vector<int> const steps(together.steps.begin() + from, together.steps.begin() + to);
        std::vector<T> const logits(together.logits.begin() + tiny.vocab * from, together.logits.begin() + tiny.vocab * to);
        CHECK(steps == alone.steps);
        CHECK(logits == alone.logits);
        CHECK(alone.turns == *std::max_element(steps.begin(), steps.end()));
        if (std::all_of(steps.begin(), steps.end(), [&](int n) { return n == alone.turns; })) {
            auto const fixed = test.forward(one.get(), {.limit = alone.turns, .early = false});
            CHECK(fixed.logits == alone.logits);
        }
        from = to;
    }
}

}  // namespace

TEST_CASE("a sequence that leaves has what it would have had without the others") {
    bool const ragged = GENERATE(false, true);
    check_leaving<settling<grain::sequence>, kernel::plain, double>(tiny.context, ragged);
    check_leaving<settling<grain::sequence>, kernel::fast, float>(tiny.context, ragged);
}

TEST_CASE("a token that leaves has what it would have had without the other sequences") {
    bool const ragged = GENERATE(false, true);
    check_leaving<settling<grain::token>, kernel::plain, double>(1, false);
    check_leaving<settling<grain::token>, kernel::plain, double>(tiny.context, ragged);
    check_leaving<settling<grain::token>, kernel::fast, float>(tiny.context, ragged);
}

TEST_CASE("the list of running rows stays dense and in order") {
    exec::scratch_memory<double> memory(ops::demand{.numbers = 64, .integers = 256, .where = 256});
    ops::eager<kernel::plain, double> ops(memory.get());
    std::vector<place> const all{{0, 0, 0}, {0, 1, 0}, {1, 0, 0}, {1, 1, 0}, {2, 0, 0}};
    auto rows = loop::running::begin(ops, all);
    CHECK(rows.everybody());
    rows.count_step();
    rows.leave([](int i) { return i == 1 || i == 2; });
    CHECK(rows.count == 3);
    CHECK_FALSE(rows.everybody());
    CHECK(std::vector<int>(rows.ids.begin(), rows.ids.begin() + rows.count) == std::vector{0, 3, 4});
    CHECK(std::vector<place>(rows.where().begin(), rows.where().end()) == std::vector{all[0], all[3], all[4]});
    rows.count_step();
    CHECK(std::vector<int>(rows.steps.begin(), rows.steps.end()) == std::vector{2, 1, 1, 2, 2});
    rows.leave([](int) { return true; });
    CHECK(rows.count == 0);
}
