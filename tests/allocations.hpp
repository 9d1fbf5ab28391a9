#pragma once
/// \file
/// Who asks for memory: malloc and its kin are counted, below operator new, in every test program.
/// tests/house/allocations.cpp brings them, tests/exec/memory.cpp tests them.

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define LATHE_TEST_OWN_MALLOC 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define LATHE_TEST_OWN_MALLOC 0
#endif
#endif
#if !defined(LATHE_TEST_OWN_MALLOC)
#define LATHE_TEST_OWN_MALLOC 1
#endif

#include <ostream>

namespace lathe::test {

/// Calls in all threads since the program began.
struct memory_calls {
    long taken = 0;
    long given_back = 0;
    bool operator==(memory_calls const&) const = default;
    friend std::ostream& operator<<(std::ostream& out, memory_calls const& c) {
        return out << c.taken << " taken, " << c.given_back << " given back";
    }
};
memory_calls memory_calls_so_far();

/// A sanitizer has a malloc of its own, and nothing is counted.
inline constexpr bool memory_is_counted = LATHE_TEST_OWN_MALLOC;

/// What `f` asks for and gives back.
template <class F>
memory_calls memory_calls_of(F&& f) {
    auto const before = memory_calls_so_far();
    f();
    auto const after = memory_calls_so_far();
    return {after.taken - before.taken, after.given_back - before.given_back};
}

}  // namespace lathe::test
