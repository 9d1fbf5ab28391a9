#include "canvas.hpp"

using namespace lathe;
using namespace lathe::test;

namespace {

template <class Order>
using most_certain = pass::unmask<select::confidence<pace::even>, remask::none, Order>;

constexpr int hidden = 19;

template <class Exchange>
void compare(oracle& file, std::string const& name, int steps, auto const& logits_of) {
    for (std::size_t s = 0; s < 2; ++s) {
        auto start = row_of(file["in.prompt"], s);
        start.resize(start.size() + 16, hidden);
        INFO(name << ", sequence " << s);
        auto trace = filled_by<Exchange>(start, hidden, steps, logits_of);
        CHECK(trace.back() == row_of(file["out." + name + ".final"], s));
        trace.pop_back();
        CHECK(trace == trace_of(file["out." + name + ".trace"], s));
    }
}

}  // namespace

TEST_CASE("taking the most certain symbols agrees with LLaDA's sampler") {
    oracle file("llada_sampler/oracle");
    toy_network const network(file);
    auto const plain = [&](std::vector<int> const& x) { return network.logits(x); };
    compare<most_certain<order::whole>>(file, "full", 8, plain);
    compare<most_certain<order::whole>>(file, "uneven", 5, plain);
    compare<most_certain<order::blocks<4>>>(file, "blocks", 8, plain);
    compare<most_certain<order::blocks<8>>>(file, "cfg", 8, [&](std::vector<int> x) {
        // guidance: away from what the network says without the prompt, 1 + 1.5 times as far
        auto with = network.logits(x);
        std::fill(x.begin(), x.begin() + 5, hidden);
        auto const without = network.logits(x);
        for (std::size_t i = 0; i < with.size(); ++i) with[i] = without[i] + 2.5 * (with[i] - without[i]);
        return with;
    });
    for (std::string const name : {"ntt_16_5", "ntt_3_8", "ntt_7_3"}) {
        auto const& want = file["out." + name];
        auto const steps = static_cast<int>(want.shape[1]);
        for (std::size_t s = 0; s < 2; ++s) {
            auto const counts = row_of(want, s);
            int total = 0;
            for (int const n : counts) total += n;
            for (int j = 0; j < steps; ++j) {
                CHECK(pace::even::count({.masked = total, .first = total, .step = j, .steps = steps}) ==
                      counts[static_cast<std::size_t>(j)]);
            }
        }
    }
    CHECK(file.unread() == "");
}
