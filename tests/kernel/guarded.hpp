#pragma once
/// \file
/// Memory between two pages that may not be touched: a kernel that reads or writes one byte too far ends the program.

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <new>

namespace lathe::test {

template <class T>
class guarded {
public:
    explicit guarded(std::size_t most) {
        auto const page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
        inner_ = (most * sizeof(T) / page + 1) * page;
        whole_ = inner_ + 2 * page;
        void* const all = mmap(nullptr, whole_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (all == MAP_FAILED) throw std::bad_alloc();
        all_ = static_cast<std::byte*>(all);
        begin_ = all_ + page;
        mprotect(begin_, inner_, PROT_READ | PROT_WRITE);
    }
    guarded(guarded const&) = delete;
    guarded& operator=(guarded const&) = delete;
    ~guarded() { munmap(all_, whole_); }

    /// n numbers that end, or begin, at a forbidden page.
    T* place(std::size_t n, bool at_end) {
        return reinterpret_cast<T*>(at_end ? begin_ + inner_ - n * sizeof(T) : begin_);
    }

private:
    std::byte* all_;
    std::byte* begin_;
    std::size_t inner_;
    std::size_t whole_;
};

}  // namespace lathe::test
