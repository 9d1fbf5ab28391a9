#pragma once
/// \file
/// Memory that is allocated once, when something that runs is constructed.

#include <lathe/ops/arena.hpp>

#include <cstddef>
#include <memory>
#include <new>
#include <span>
#include <utility>

namespace lathe::exec {

/// `count` values of T, zero, aligned to 64 bytes. Movable; gives up its memory when it dies.
template <class T>
class buffer {
public:
    buffer() = default;
    explicit buffer(std::size_t count)
        : data_(count == 0 ? nullptr : new (std::align_val_t{ops::granule}) T[count]()), count_(count) {}
    buffer(buffer&& other) noexcept
        : data_(std::exchange(other.data_, nullptr)), count_(std::exchange(other.count_, 0)) {}
    buffer& operator=(buffer&& other) noexcept {
        std::swap(data_, other.data_);
        std::swap(count_, other.count_);
        return *this;
    }
    ~buffer() { ::operator delete[](data_, std::align_val_t{ops::granule}); }

    T* data() const { return data_; }
    std::size_t size() const { return count_; }
    T& operator[](std::size_t i) const { return data_[i]; }
    T* begin() const { return data_; }
    T* end() const { return data_ + count_; }
    std::span<T> span() const { return {data_, count_}; }

private:
    T* data_ = nullptr;
    std::size_t count_ = 0;
};

/// Scratch of the size that counting has found.
template <class T>
class scratch_memory {
public:
    scratch_memory() = default;
    explicit scratch_memory(ops::demand d) : numbers_(d.numbers), where_(d.where), integers_(d.integers), notes_(d.notes) {}

    ops::scratch<T> get() const {
        return {{numbers_.data(), numbers_.size()},
                {where_.data(), where_.size()},
                {integers_.data(), integers_.size()},
                {notes_.data(), notes_.size()}};
    }

private:
    buffer<T> numbers_;
    buffer<place> where_;
    buffer<int> integers_;
    buffer<std::byte> notes_;
};

}  // namespace lathe::exec
