#include "task/stepwise.hpp"

using namespace lathe;

namespace {

/// Says a number again.
struct echo {
    static constexpr std::string_view name = "echo";
    static constexpr std::string_view about = "Say it again.";
    stepwise_sizes most() const { return {1, 1, 1, 2}; }
    int symbols() const { return 1000; }
    double chance() const { return 0.001; }
    std::string spell(int id) const { return std::to_string(id); }
    void reveal(stepwise_problem const&, int, std::span<standing>) const {}
    void make(random_numbers& r, task::split part, stepwise_problem& p) const {
        int number = 0;
        do {
            number = 1 + r.below(999);
        } while (task::split_of(static_cast<std::uint64_t>(number)) != part);
        p.question = {number};
        p.chain = {number};
        p.ends = {1};
        p.answer = {0, number};
    }
};
static_assert(task::stepwise<echo>);
struct no_chain : echo {
    void make(random_numbers&, task::split) const {}
};
static_assert(!task::stepwise<no_chain>);
static_assert(!task::stepwise<int>);

}  // namespace

TEST_CASE("a problem is that of its number, whatever stood there before") {
    test::check_stepwise(echo());
    stepwise_problem p;
    p.chain = {1, 2, 3};
    task::make(echo(), 1, task::split::test, 4, p);
    CHECK(p.chain == p.question);
}
