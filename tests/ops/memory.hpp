#pragma once
/// \file
/// Scratch memory of exactly the size that counting demands.

#include <lathe/ops/arena.hpp>

#include <cstddef>
#include <vector>

namespace lathe::test {

/// `count` values of T at a multiple of 64 bytes.
template <class T>
class aligned {
public:
    explicit aligned(std::size_t count)
        : pieces_((count * sizeof(T) + ops::granule - 1) / ops::granule), count_(count) {}
    T* data() { return reinterpret_cast<T*>(pieces_.data()); }
    std::size_t size() const { return count_; }

private:
    struct alignas(ops::granule) piece {
        std::byte bytes[ops::granule];
    };
    std::vector<piece> pieces_;
    std::size_t count_;
};

template <class T>
class scratch_memory {
public:
    explicit scratch_memory(ops::demand d)
        : numbers_(d.numbers), where_(d.where), integers_(d.integers), notes_(d.notes) {}

    ops::scratch<T> get() {
        return {{numbers_.data(), numbers_.size()},
                {where_.data(), where_.size()},
                {integers_.data(), integers_.size()},
                {notes_.data(), notes_.size()}};
    }

private:
    aligned<T> numbers_;
    aligned<place> where_;
    aligned<int> integers_;
    aligned<std::byte> notes_;
};

/// Enough for any test.
inline constexpr ops::demand plenty{4096, 1024, 1024, 1 << 15};

}  // namespace lathe::test
