// Counts calls for memory in every test program, below operator new: see allocations.hpp.

#include "allocations.hpp"

#include <atomic>
#include <cerrno>
#include <cstddef>

namespace {

std::atomic<long> taken{0};
std::atomic<long> given_back{0};

}  // namespace

lathe::test::memory_calls lathe::test::memory_calls_so_far() { return {taken, given_back}; }

#if LATHE_TEST_OWN_MALLOC
// glibc's own, under the names that stay when a program brings its malloc
extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
void __libc_free(void*);

void* malloc(std::size_t size) {
    ++taken;
    return __libc_malloc(size);
}
void* calloc(std::size_t count, std::size_t size) {
    ++taken;
    return __libc_calloc(count, size);
}
void* realloc(void* old, std::size_t size) {
    ++taken;
    return __libc_realloc(old, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) {
    ++taken;
    return __libc_memalign(alignment, size);
}
void* memalign(std::size_t alignment, std::size_t size) {
    ++taken;
    return __libc_memalign(alignment, size);
}
int posix_memalign(void** result, std::size_t alignment, std::size_t size) {
    ++taken;
    *result = __libc_memalign(alignment, size);
    return *result ? 0 : ENOMEM;
}
void free(void* memory) {
    given_back += memory ? 1 : 0;
    __libc_free(memory);
}
}
#endif
