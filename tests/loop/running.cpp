#include <lathe/loop/running.hpp>
#include <lathe/variant/huginn.hpp>

#include "conformance/trial.hpp"

using namespace lathe;
using namespace lathe::test;

namespace {

/// Each sequence, or token, leaves when it has settled.
template <grain Grain>
using settling = with<variant::huginn<0, 1, 0>, set::halting<halt::settled<0.2, 8, Grain>>>;

/// The logits of sequence s among sequences of equal lengths.
template <class T>
std::vector<T> part(std::vector<T> const& all, int s, int count) {
    auto const size = static_cast<std::ptrdiff_t>(all.size()) / count;
    return {all.begin() + s * size, all.begin() + (s + 1) * size};
}

/// Whoever leaves has what a run of as many steps gives, in whatever company.
template <class Variant, class Kernels, class T>
void check_leaving(int length) {
    using model_type = model<Variant, tiny>;
    constexpr int count = 6;
    trial<model_type, Kernels, T> const test;
    sequences const all(0, count, length, 0, tiny.vocab);
    auto const together = test.forward(all.get(), {});
    std::vector<int> different = together.steps;
    std::sort(different.begin(), different.end());
    different.erase(std::unique(different.begin(), different.end()), different.end());
    REQUIRE(different.size() > 1);
    for (int s = 0; s < count; ++s) {
        INFO("sequence " << s);
        sequences const one(s, 1, length, 0, tiny.vocab);
        auto const alone = test.forward(one.get(), {});
        auto const steps = part(together.steps, s, count);
        CHECK(steps == alone.steps);
        CHECK(alone.turns == *std::max_element(steps.begin(), steps.end()));
        CHECK(part(together.logits, s, count) == alone.logits);
        if (steps.front() == alone.turns && steps.back() == alone.turns) {
            auto const fixed = test.forward(one.get(), {.limit = alone.turns, .early = false});
            CHECK(fixed.logits == alone.logits);
        }
    }
}

}  // namespace

TEST_CASE("a sequence that leaves has what it would have had without the others") {
    check_leaving<settling<grain::sequence>, kernel::plain, double>(tiny.context);
    check_leaving<settling<grain::sequence>, kernel::fast, float>(tiny.context);
}

TEST_CASE("a token that leaves has what it would have had without the other sequences") {
    check_leaving<settling<grain::token>, kernel::plain, double>(1);
    check_leaving<settling<grain::token>, kernel::plain, double>(tiny.context);
    check_leaving<settling<grain::token>, kernel::fast, float>(tiny.context);
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
