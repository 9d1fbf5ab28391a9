#include <lathe/exec/filter.hpp>

#include "canvas.hpp"

using namespace lathe;
using namespace lathe::test;

namespace {

constexpr int hidden = 19;

/// If they do not end alike, all steps but the last are compared.
template <class Selector>
void compare(oracle& file, toy_network const& network, std::string const& name, int steps, bool ends_alike) {
    auto start = row_of(file["in.prompt"], 0);
    start.resize(20, hidden);
    auto const label = "out." + name + "." + std::to_string(steps);
    INFO(label);
    auto trace = filled_by<pass::unmask<Selector, remask::none, order::whole, schedule::loglinear<0.0>>>(
        start, hidden, steps, [&](std::vector<int> const& x) {
            // the logits of a model made from an autoregressive one answer for the next position
            auto logits = network.logits(x);
            auto const vocab = network.vocab();
            std::rotate(logits.begin(), logits.end() - vocab, logits.end());
            std::copy(logits.begin() + vocab, logits.begin() + 2 * vocab, logits.begin());
            return logits;
        });
    trace.erase(trace.begin());
    auto want = trace_of(file[label + ".history"], 0);
    auto const final = row_of(file[label + ".final"], 0);
    if (ends_alike) {
        CHECK(trace.back() == final);
    } else {
        trace.pop_back();
        want.pop_back();
    }
    CHECK(trace == want);
}

}  // namespace

TEST_CASE("choosing positions agrees with Dream's sampler") {
    oracle file("dream_sampler/oracle");
    toy_network const network(file);
    for (int const steps : {4, 8}) {
        compare<select::confidence<pace::scheduled>>(file, network, "maskgit_plus", steps, true);
        compare<select::margin<pace::scheduled>>(file, network, "topk_margin", steps, true);
        compare<select::entropy<pace::scheduled>>(file, network, "entropy", steps, true);
        // what the file records is what thresholds from 0.55 to 0.75 give, and not the 0.3 that it names; the reference's
        // steps run out with masks left, here the last step fills them
        compare<select::threshold<0.6>>(file, network, "confidence_threshold", steps, false);
    }
    CHECK(file.unread() == "in.logits out.top_k_4 out.top_p_0.7 ");
}

TEST_CASE("leaving out improbable symbols agrees with Dream's filters") {
    oracle file("dream_sampler/oracle");
    auto const& logits = file["in.logits"];
    std::vector<int> order(20);
    auto const check = [&](std::string const& name, auto const& filter) {
        auto const& want = file[name];
        auto mine = logits.values;
        for (std::size_t row = 0; row < 5; ++row) filter(std::span<double>(mine.data() + 20 * row, 20));
        for (std::size_t i = 0; i < mine.size(); ++i) CHECK(std::max(mine[i], -1e30) == Approx(want[i]));
    };
    check("out.top_k_4", [&](std::span<double> row) { exec::keep_top(row, 4, std::span<int>(order)); });
    check("out.top_p_0.7", [&](std::span<double> row) { exec::keep_nucleus(row, 0.7, std::span<int>(order)); });
}
