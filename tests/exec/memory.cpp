#include <lathe/exec/memory.hpp>
#include <lathe/exec/session.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <stdexcept>
#include <thread>
#include <utility>

#include "allocations.hpp"
#include "catch.hpp"
#include "exec/sample.hpp"

using namespace lathe;
using test::memory_calls;

TEST_CASE("the counter of memory sees every way to ask for it") {
    if (!test::memory_is_counted) {
        return;
    }
    // volatile, or the compiler leaves out what nobody looks at
    int* volatile number = nullptr;
    CHECK(test::memory_calls_of([&] { number = new int(1); }) == memory_calls{1, 0});
    CHECK(test::memory_calls_of([&] { delete number; }) == memory_calls{0, 1});
    void* volatile memory = nullptr;
    CHECK(test::memory_calls_of([&] { memory = std::malloc(5); }) == memory_calls{1, 0});
    CHECK(test::memory_calls_of([&] { std::free(memory); }) == memory_calls{0, 1});
    CHECK(test::memory_calls_of([&] { memory = std::calloc(5, 5); }) == memory_calls{1, 0});
    std::free(memory);
    CHECK(test::memory_calls_of([&] { memory = ::operator new(100, std::align_val_t{64}); }) == memory_calls{1, 0});
    CHECK(test::memory_calls_of([&] { ::operator delete(memory, std::align_val_t{64}); }) == memory_calls{0, 1});
    CHECK(test::memory_calls_of([&] { exec::buffer<float> const some(3); }) == memory_calls{1, 1});
    CHECK(test::memory_calls_of([] {}) == memory_calls{0, 0});
    // that of another thread, too
    std::atomic<int> turn{0};
    std::jthread const other([&] {
        turn.wait(0);
        number = new int(2);
        turn = 2;
        turn.notify_all();
        turn.wait(2);  // the end of a thread gives memory back
    });
    CHECK(test::memory_calls_of([&] {
              turn = 1;
              turn.notify_all();
              turn.wait(1);
          }) == memory_calls{1, 0});
    turn = 3;
    turn.notify_all();
    delete number;
}

TEST_CASE("a buffer is zero, aligned to 64 bytes, and can be moved") {
    for (std::size_t const count : {1u, 3u, 64u, 1000u}) {
        exec::buffer<double> const some(count);
        CHECK(some.size() == count);
        CHECK(some.span().size() == count);
        CHECK(reinterpret_cast<std::uintptr_t>(some.data()) % 64 == 0);
        CHECK(std::all_of(some.begin(), some.end(), [](double x) { return x == 0; }));
    }
    exec::buffer<int> a(5);
    a[3] = 7;
    int const* const where = a.data();
    exec::buffer<int> b(std::move(a));
    CHECK(b.data() == where);
    CHECK(b[3] == 7);
    exec::buffer<int> c(2);
    c = std::move(b);
    CHECK(c.data() == where);
    CHECK(c.size() == 5);
    exec::buffer<int> const none;
    CHECK(none.size() == 0);
    CHECK(exec::buffer<int>(0).data() == nullptr);
}

TEST_CASE("scratch has exactly the memory that was demanded") {
    ops::demand const d{.numbers = 48, .integers = 32, .where = ops::padded<place>(16), .notes = 128};
    exec::scratch_memory<float> const memory(d);
    auto scratch = memory.get();
    CHECK_NOTHROW(scratch.numbers.take(48));
    CHECK_THROWS_AS(scratch.numbers.take(1), std::length_error);
    CHECK_NOTHROW(scratch.integers.take(32));
    CHECK_THROWS_AS(scratch.integers.take(1), std::length_error);
    CHECK_NOTHROW(scratch.where.take(ops::padded<place>(16)));
    CHECK_THROWS_AS(scratch.where.take(1), std::length_error);
    CHECK_NOTHROW(scratch.notes.take(128));
    CHECK_THROWS_AS(scratch.notes.take(1), std::length_error);
    // the same memory again
    CHECK(memory.get().numbers.take(16) == scratch.numbers.at(0));
}

TEST_CASE("a session asks for memory when it is made, and never again") {
    auto const check = []<class V>(V) {
        using model_type = model<V, test::small>;
        auto const weights = exec::make_weights<model_type>(3);
        exec::session<model_type> session(*weights);
        std::array<int, 6> const symbols{1, 2, 3, 4, 0, 1};
        CHECK(test::memory_calls_of([&] {
                  session.extend({symbols.data(), 2});
                  session.extend({symbols.data() + 2, 1});
                  session.extend({symbols.data() + 3, 3});
                  session.rewind(4);
                  session.extend({symbols.data() + 4, 2});
                  session.rewind();
                  session.extend(symbols);
              }) == memory_calls{});
        CHECK(session.length() == 6);
        CHECK(session.finite());
    };
    check(test::looped{});
    check(test::universal_transformer{});
    check(test::huginn{});
}
