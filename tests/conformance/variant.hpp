#pragma once
/// \file
/// What every variant promises, tested at a tiny shape.

#include <set>
#include <stdexcept>

#include "conformance/trial.hpp"

namespace lathe::test {

template <class V>
struct variant_promises {
    static_assert(lawful<V, tiny>);
    using model_type = model<V, tiny>;
    using exact = trial<model_type>;
    using quick = trial<model_type, kernel::fast, float>;
    /// Enough turns to hand the carry on.
    static constexpr int limit = model_type::maximum < 3 ? model_type::maximum : 3;
    static constexpr run_options whole{.limit = limit, .early = false};
    static constexpr run_options free{.limit = limit, .early = true};

    static sequences some(int first, int count) { return sequences_for<model_type>(first, count); }

    static void names() {
        auto const weights = std::make_unique<exec::weights_of<model_type>>();
        std::set<std::string> seen;
        std::int64_t trained = 0;
        core::walk(*weights, [&](std::string const& name, auto& leaf) {
            INFO(name);
            CHECK(seen.insert(name).second);
            CHECK(well_formed(name));
            using type = std::remove_reference_t<decltype(leaf)>;
            trained += type::is == kind::constant || type::is == kind::sparse ? 0 : type::size;
        });
        CHECK(trained == model_type::parameters);
        CHECK(trained > 0);
    }

    static void gradient() { check_gradient<model_type>(limit); }

    /// Names are words of lower-case letters, digits and underscores, joined by points.
    static bool well_formed(std::string const& name) {
        bool start = true;
        for (char const c : name) {
            bool const word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c == '_' && !start);
            if (!word && (c != '.' || start)) {
                return false;
            }
            start = c == '.';
        }
        return !start;
    }

    static void back_ends() {
        auto const all = some(0, 3);
        exact const reference;
        quick fast;
        auto const want = reference.forward(all.get(), whole);
        auto const have = fast.forward(all.get(), whole);
        CHECK(difference(have.logits, want.logits) < 1e-3);
        CHECK(fast.backward(all.get(), whole, loss_slope).logits == have.logits);
    }

    static void demands() {
        auto const all = some(0, 3);
        exact test;
        CHECK_NOTHROW(test.forward(all.get(), free));
        auto const bill = exact::bill(all.get(), whole);
        CHECK_NOTHROW(test.forward(all.get(), whole, exec::scratch_memory<double>(bill.forward)));
        CHECK_NOTHROW(test.backward(all.get(), whole, loss_slope, exec::scratch_memory<double>(bill.tape)));
        if constexpr (!V::halting::judges) {
            // rules that judge are counted at their worst, gathering rows that may not have to be gathered
            auto less = bill.forward;
            less.numbers -= ops::padded<double>(1);
            CHECK_THROWS_AS(test.forward(all.get(), whole, exec::scratch_memory<double>(less)), std::length_error);
            // every result is counted with a slope of its own, and slopes share their memory: what is needed in any case
            // are the values
            less = bill.tape;
            less.numbers /= 3;
            CHECK_THROWS_AS(test.backward(all.get(), whole, loss_slope, exec::scratch_memory<double>(less)), std::length_error);
        }
    }

    template <class Trial>
    static void company(run_options options) {
        Trial const test;
        auto const together = test.forward(some(0, 3).get(), options);
        for (int s = 0; s < 3; ++s) {
            INFO("sequence " << s);
            auto const alone = test.forward(some(s, 1).get(), options);
            auto const rows = static_cast<std::ptrdiff_t>(alone.logits.size());
            std::vector<typename decltype(together.logits)::value_type> const mine(
                together.logits.begin() + s * rows, together.logits.begin() + (s + 1) * rows);
            CHECK(mine == alone.logits);
            CHECK(alone.turns <= together.turns);
            auto const count = static_cast<std::ptrdiff_t>(alone.steps.size());
            CHECK(alone.steps == std::vector<int>(together.steps.begin() + s * count, together.steps.begin() + (s + 1) * count));
        }
    }
    static void companies() {
        company<exact>(whole);
        company<exact>(free);
        company<quick>(whole);
        company<quick>(free);
    }

    /// Where nobody leaves early, a run that could be left early is one that could not.
    static void early_exit() {
        auto const all = some(0, 3);
        bool stayed = false;
        for (std::uint64_t seed = 1; seed <= 50 && !stayed; ++seed) {
            exact const test(seed);
            auto const left = test.forward(all.get(), free);
            auto const full = test.forward(all.get(), whole);
            stayed = left.turns == full.turns && left.steps == full.steps;
            if (stayed) {
                CHECK(left.logits == full.logits);
            }
        }
        CHECK(stayed);
    }

    static void decoding() {
        if constexpr (continues_exactly<model_type>) {
            check_decoding<model_type>();
        }
    }

    static void memory() {
        auto const all = some(0, 3);
        CHECK(exact().allocations(all.get(), whole) == memory_calls{});
        CHECK(quick().allocations(all.get(), free) == memory_calls{});
    }
};

}  // namespace lathe::test
