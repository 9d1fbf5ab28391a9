#include "conformance/allocations.hpp"

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>

#include "catch.hpp"

#if defined(__GNUC__) && !defined(__clang__)
// g++ sees malloc and operator delete once both are inlined, and does not see that they belong together here
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"
#endif

namespace {

std::atomic<int> count{0};

void* take(std::size_t size, std::size_t alignment) {
    ++count;
    size = (size + alignment - 1) / alignment * alignment;
    void* const memory = alignment <= alignof(std::max_align_t) ? std::malloc(size) : std::aligned_alloc(alignment, size);
    if (!memory && size > 0) {
        throw std::bad_alloc();
    }
    return memory;
}

}  // namespace

int lathe::test::allocations_so_far() { return count; }

void* operator new(std::size_t size) { return take(size, alignof(std::max_align_t)); }
void* operator new[](std::size_t size) { return take(size, alignof(std::max_align_t)); }
void* operator new(std::size_t size, std::align_val_t alignment) { return take(size, static_cast<std::size_t>(alignment)); }
void* operator new[](std::size_t size, std::align_val_t alignment) {
    return take(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }

TEST_CASE("the counter of allocations counts") {
    int const before = lathe::test::allocations_so_far();
    auto const one = std::make_unique<int>(1);
    auto const two = std::make_unique<std::max_align_t[]>(2);
    CHECK(lathe::test::allocations_so_far() == before + 2);
}
