#include "memories.hpp"

using namespace lathe;
using namespace lathe::test;
using memory::decay;

namespace {

/// How a rule is run, and in which numbers.
template <class Mode, bool AtOnce>
struct way : Mode {
    static constexpr bool at_once = AtOnce;
};
using exact_steps = way<exactly, false>;
using exact_whole = way<exactly, true>;
using quick_steps = way<quickly, false>;
using quick_whole = way<quickly, true>;

constexpr memory::sizes fla{.heads = 2, .groups = 2, .keys = 8, .values = 6};
template <decay D>
using adds_up = bare<fla, objective::inner_product, combine::descent<given_retention<D>>>;
template <decay D>
using corrects = bare<fla, objective::squared, combine::descent<given_retention<D>>>;

/// `rows(give)` makes the streams of a file from its tensors; give.rows<W>(name).
template <class Memory, class Way, class Rows>
void compare(std::string const& name, layout usual, int length, bool with_start, double forward, double gradient,
             std::string const& state, Rows const& streams, double least = 0) {
    oracle file(name);
    stage<Way> given(file, usual);
    auto const at = places_of(2, length);
    given.run(
        [&](auto& ops) {
            using ops_type = std::remove_reference_t<decltype(ops)>;
            auto const rows = streams(ops, [&]<int W>(std::string const& tensor) {
                return given.template give<ops_type, W>(ops, tensor);
            });
            constexpr int numbers = Memory::numbers;
            auto const start = [&] {
                if (with_start) return given.template give<ops_type, numbers>(ops, "initial_state", layout::as_is);
                return ops.template filled<numbers>(2, 0.0);
            }();
            return through<Memory, Way::at_once>(ops, start, rows, at);
        },
        compare_and_seed<Way>(file, usual, std::max(Way::forward(forward), least), "o", state));
    given.check_gradients(Way::gradient(gradient));
    file.leave("out.loss");
    file.leave("out64.loss");
    CHECK(file.unread() == "");
}

constexpr double scale = 1 / core::square_root(8);

}  // namespace

TEMPLATE_TEST_CASE("DeltaNet agrees with flash-linear-attention", "", exact_steps, exact_whole, quick_steps, quick_whole) {
    auto const streams = [](auto& ops, auto const& give) {
        return make_streams(ops.scale(give.template operator()<16>("q"), scale), give.template operator()<16>("k"),
                            give.template operator()<12>("v"), none{}, give.template operator()<2>("beta"));
    };
    compare<corrects<decay::none>, TestType>("deltanet/recurrent", layout::batch_head_time, 24, true, 1e-6, 2e-6, "final_state",
                                             streams);
    compare<corrects<decay::none>, TestType>("deltanet/chunk8", layout::batch_head_time, 24, false, 1e-6, 2e-6, "final_state",
                                             streams);
}

TEMPLATE_TEST_CASE("Gated DeltaNet agrees with flash-linear-attention", "", exact_steps, exact_whole, quick_steps, quick_whole) {
    auto const streams = [](auto& ops, auto const& give) {
        return make_streams(ops.scale(give.template operator()<16>("q"), scale), give.template operator()<16>("k"),
                            give.template operator()<12>("v"), give.template operator()<2>("g"),
                            give.template operator()<2>("beta"));
    };
    for (auto const* name : {"gated_deltanet/recurrent", "gated_deltanet/chunk16_padded"}) {
        compare<corrects<decay::scalar>, TestType>(name, layout::batch_time_head, 24, true, 1e-6, 2e-6, "final_state", streams);
    }
}

TEMPLATE_TEST_CASE("gated linear attention agrees with flash-linear-attention", "", exact_steps, exact_whole, quick_steps,
                   quick_whole) {
    compare<adds_up<decay::channel>, TestType>(
        "gla/oracle", layout::batch_time_head, 24, true, 1e-6, 2e-6, "final_state", [](auto& ops, auto const& give) {
            return make_streams(ops.scale(give.template operator()<16>("q"), scale), give.template operator()<16>("k"),
                                give.template operator()<12>("v"), give.template operator()<16>("gk"));
        });
}

TEMPLATE_TEST_CASE("linear attention with a decay for each head agrees with flash-linear-attention", "", exact_steps, exact_whole,
                   quick_steps, quick_whole) {
    compare<adds_up<decay::scalar>, TestType>(
        "simple_gla/oracle", layout::batch_time_head, 24, true, 1e-6, 2e-6, "final_state", [](auto& ops, auto const& give) {
            return make_streams(ops.scale(give.template operator()<16>("q"), scale), give.template operator()<16>("k"),
                                give.template operator()<12>("v"), give.template operator()<2>("g"));
        });
}

TEMPLATE_TEST_CASE("RetNet agrees with flash-linear-attention", "", exact_steps, exact_whole, quick_steps, quick_whole) {
    // the reference computes all powers of the decays in single precision, whatever its own: eight digits are right
    using number = typename TestType::number;
    std::vector<number> decays;
    for (int row = 0; row < 48; ++row) {
        for (int head = 0; head < 2; ++head) {
            auto const gamma = 1.0f - std::exp2(-5.0f - static_cast<float>(head));
            decays.push_back(static_cast<number>(static_cast<double>(std::log2(gamma)) * std::log(2.0)));
        }
    }
    compare<adds_up<decay::scalar>, TestType>(
        "retnet/oracle", layout::batch_head_time, 24, false, 1e-6, 2e-6, "", [&](auto& ops, auto const& give) {
            return make_streams(ops.scale(give.template operator()<16>("q"), scale), give.template operator()<16>("k"),
                                give.template operator()<12>("v"), ops.template given<2>(decays.data(), 48));
        },
        5e-8);
}

TEMPLATE_TEST_CASE("Mamba-2's recurrence agrees with ssd_minimal", "", exact_steps, exact_whole, quick_steps, quick_whole) {
    constexpr memory::sizes sizes{.heads = 3, .groups = 3, .keys = 4, .values = 5};
    using rule = bare<sizes, objective::inner_product, combine::descent<given_retention<decay::scalar>>>;
    oracle file("mamba2/ssd_minimal");
    stage<TestType> given(file, layout::batch_time_head);
    auto const at = places_of(2, 24);
    given.run(
        [&](auto& ops) {
            using ops_type = std::remove_reference_t<decltype(ops)>;
            auto const rows = make_streams(
                given.template give<ops_type, 12>(ops, "C"), given.template give<ops_type, 12>(ops, "B"),
                given.template give<ops_type, 15>(ops, "X"), given.template give<ops_type, 3>(ops, "A"));
            // its states are values x keys
            auto const turned = ops.template exchange_axes<5>(ops.template reshape<4>(given.template give<ops_type, 60>(ops, "init")));
            auto const last = through<rule, TestType::at_once>(ops, ops.template reshape<60>(turned), rows, at);
            auto const state = ops.template reshape<60>(ops.template exchange_axes<4>(ops.template reshape<5>(last.state)));
            return remembered<std::remove_cv_t<decltype(last.out)>, std::remove_const_t<decltype(state)>>{last.out, state};
        },
        [&](auto& tape, auto const& result) {
            CHECK(error(result.out, file.out("y")) <= TestType::forward(1e-6));
            CHECK(error(result.state, file.out("final_state")) <= TestType::forward(1e-6));
            seed_weighted_sum(tape, result.out);
            seed_weighted_sum(tape, result.state);
        });
    given.check_gradients(TestType::gradient(2e-6));
    file.leave("out.loss");
    file.leave("out64.loss");
    CHECK(file.unread() == "");
}
