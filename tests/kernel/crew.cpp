#include <lathe/kernel/crew.hpp>

#include <thread>
#include <vector>

#include "catch.hpp"

using lathe::kernel::crew;

namespace {

/// A pool that counts what it is asked for, and does it backwards on one thread.
struct counting_pool {
    int size;
    int asked = 0;
    int threads() const { return size; }
    void run(int count, auto const& f) {
        ++asked;
        for (int i = count - 1; i >= 0; --i) f(i);
    }
};

}  // namespace

TEST_CASE("a crew helps the thread that made it, as long as it lives", "[kernel]") {
    CHECK(crew::size() == 1);
    counting_pool two{2}, three{3};
    {
        crew const first(two);
        CHECK(crew::size() == 2);
        {
            crew const second(three);
            CHECK(crew::size() == 3);
        }
        CHECK(crew::size() == 2);
        int elsewhere = 0;
        std::thread([&] { elsewhere = crew::size(); }).join();
        CHECK(elsewhere == 1);
    }
    CHECK(crew::size() == 1);
}

TEST_CASE("shares are all units, each once, in parts of nearly one size", "[kernel]") {
    counting_pool pool{3};
    crew const helpers(pool);
    for (int const units : {3, 4, 10, 1000}) {
        std::vector<int> seen(static_cast<std::size_t>(units));
        crew::share(units, 3, [&](int begin, int end) {
            CHECK(end - begin >= units / 3);
            CHECK(end - begin <= units / 3 + 1);
            for (int i = begin; i < end; ++i) ++seen[static_cast<std::size_t>(i)];
        });
        CHECK(seen == std::vector<int>(seen.size(), 1));
    }
    CHECK(pool.asked == 4);
}

TEST_CASE("one part, or none, is done at once", "[kernel]") {
    counting_pool pool{2};
    crew const helpers(pool);
    for (int const parts : {0, 1}) {
        int calls = 0;
        crew::share(7, parts, [&](int begin, int end) {
            ++calls;
            CHECK(begin == 0);
            CHECK(end == 7);
        });
        CHECK(calls == 1);
    }
    CHECK(pool.asked == 0);
}
