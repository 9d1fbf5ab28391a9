#include <lathe/exec/pool.hpp>

#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <new>
#include <set>
#include <thread>

#include "allocations.hpp"
#include "catch.hpp"

using lathe::exec::pool;
using lathe::test::contains;

namespace {

/// How often each call was made.
class tally {
public:
    explicit tally(int count)
        : calls_(std::make_unique<std::atomic<int>[]>(static_cast<std::size_t>(count))), count_(count) {}

    void operator()(int i) const { calls_[static_cast<std::size_t>(i)].fetch_add(1, std::memory_order_relaxed); }
    bool each(int times) const {
        for (int i = 0; i < count_; ++i) {
            if (calls_[static_cast<std::size_t>(i)] != times) return false;
        }
        return true;
    }

private:
    std::unique_ptr<std::atomic<int>[]> calls_;
    int count_;
};

}  // namespace

TEST_CASE("every call is made once, whatever their number and that of the threads", "[exec]") {
    for (int const threads : {1, 2, 3, 8}) {
        pool workers(threads);
        CHECK(workers.threads() == threads);
        for (int const count : {0, 1, 7, 1000}) {
            tally const seen(count);
            workers.run(count, seen);
            CHECK(seen.each(1));
        }
    }
}

TEST_CASE("a run inside of a run is the work of the thread that asks for it", "[exec]") {
    pool workers(2);
    auto const caller = std::this_thread::get_id();
    tally const seen(20);
    int outer = 0;
    workers.run(8, [&](int) {
        if (std::this_thread::get_id() == caller) {
            ++outer;
            workers.run(20, [&](int i) {
                CHECK(std::this_thread::get_id() == caller);
                seen(i);
            });
        }
    });
    CHECK(seen.each(outer));
    tally const after(5);
    workers.run(5, after);
    CHECK(after.each(1));
}

TEST_CASE("many runs in a row lose nothing and mix nothing up", "[exec]") {
    pool workers(3);
    tally const seen(5);
    long sum = 0;
    for (int turn = 0; turn < 5000; ++turn) {
        // what the calls write is there when run returns, without any atomics
        int own[7] = {};
        workers.run(7, [&](int i) { own[i] = turn + i; });
        for (int const value : own) sum += value;
        workers.run(5, seen);
    }
    CHECK(seen.each(5000));
    CHECK(sum == 7l * 4999 * 5000 / 2 + 21l * 5000);
}

TEST_CASE("workers that have gone to sleep wake up", "[exec]") {
    pool workers(2);
    for (int turn = 0; turn < 5; ++turn) {
        std::this_thread::sleep_for(std::chrono::milliseconds(30));
        tally const seen(7);
        workers.run(7, seen);
        CHECK(seen.each(1));
    }
}

TEST_CASE("one thread is no thread: all is done in order where it is asked for", "[exec]") {
    pool alone(1);
    auto const here = std::this_thread::get_id();
    std::vector<int> order;
    alone.run(7, [&](int i) {
        CHECK(std::this_thread::get_id() == here);
        order.push_back(i);
    });
    CHECK(order == std::vector<int>{0, 1, 2, 3, 4, 5, 6});
}

TEST_CASE("the caller takes part, and so do the others", "[exec]") {
    pool workers(2);
    std::mutex guard;
    std::set<std::thread::id> who;
    // each call waits until somebody else is in the other one
    std::atomic<int> inside = 0;
    workers.run(2, [&](int) {
        ++inside;
        while (inside < 2) std::this_thread::yield();
        std::scoped_lock const lock(guard);
        who.insert(std::this_thread::get_id());
    });
    CHECK(who.size() == 2);
    CHECK(who.contains(std::this_thread::get_id()));
}

TEST_CASE("what a call throws is thrown again where run was called, and the pool works on", "[exec]") {
    for (int const threads : {1, 2, 4}) {
        pool workers(threads);
        for (int turn = 0; turn < 100; ++turn) {
            auto const fail = [&](int i) {
                if (i == 3) throw std::runtime_error("call 3 failed");
            };
            CHECK_THROWS_WITH(workers.run(7, fail), "call 3 failed");
            tally const seen(7);
            workers.run(7, seen);
            CHECK(seen.each(1));
        }
        // all of them at once: one is heard
        CHECK_THROWS_AS(workers.run(50, [](int i) { throw i; }), int);
        CHECK_THROWS_AS(workers.run(1, [](int i) { throw i; }), int);
        CHECK_NOTHROW(workers.run(0, [](int i) { throw i; }));
    }
}

TEST_CASE("a run allocates nothing", "[exec]") {
    for (int const threads : {1, 2, 4}) {
        pool workers(threads);
        tally const seen(1000);
        double own[40] = {};
        workers.run(1000, seen);
        auto const calls = lathe::test::memory_calls_of([&] {
            for (int turn = 0; turn < 100; ++turn) {
                // more than a std::function would keep inside itself
                workers.run(1000, [&seen, &own, turn, a = 1.0, b = 2.0, c = 3.0, d = 4.0](int i) {
                    seen(i);
                    if (i < 40) own[i] = turn + a + b + c + d;
                });
            }
        });
        CHECK(calls == lathe::test::memory_calls{});
        CHECK(seen.each(101));
    }
}

TEST_CASE("pools begin and end without having worked, many at once", "[exec]") {
    for (int turn = 0; turn < 200; ++turn) {
        pool const idle(3);
        pool busy(2);
        if (turn % 2 == 0) busy.run(3, [](int) {});
    }
}

TEST_CASE("a pool of no threads is refused", "[exec]") {
    CHECK_THROWS_AS(pool(0), std::invalid_argument);
    CHECK_THROWS_WITH(pool(0), contains("0 threads; it needs at least 1"));
    CHECK_THROWS_AS(pool(-1), std::invalid_argument);
}

namespace {

/// Until it goes out of scope, the program gets no more than `more` bytes of addresses.
class little_memory {
public:
    explicit little_memory(std::size_t more) {
        std::size_t pages = 0;
        std::ifstream("/proc/self/statm") >> pages;
        ::getrlimit(RLIMIT_AS, &was_);
        ::rlimit const now{pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)) + more, was_.rlim_max};
        ::setrlimit(RLIMIT_AS, &now);
    }
    ~little_memory() { ::setrlimit(RLIMIT_AS, &was_); }

private:
    ::rlimit was_{};
};

}  // namespace

TEST_CASE("more threads than the system gives are an error, and those that have begun end", "[exec]") {
    if (!lathe::test::memory_is_counted) return;  // a sanitizer needs more addresses than that
    little_memory const now(std::size_t{64} << 20);
    CHECK_THROWS_AS(pool(1000), std::runtime_error);
    CHECK_THROWS_WITH(pool(1000), contains("a pool of 1000 threads; the system gives only") && contains("ask for fewer"));
}
