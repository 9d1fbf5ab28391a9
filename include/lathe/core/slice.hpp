#pragma once
/// \file
/// A pointer and a length: what std::span is, without the tenth of a second that including <span> costs.

#include <cstddef>

namespace lathe {

/// Elements in a row that belong to somebody else.
template <class T>
class slice {
public:
    constexpr slice() = default;
    constexpr slice(T* data, std::size_t size) : data_(data), size_(size) {}
    /// Anything with data() and size(): a vector, an array, a span, a slice of what is not const.
    template <class C>
        requires requires(C&& c, T*& to) {
            to = c.data();
            static_cast<std::size_t>(c.size());
        }
    constexpr slice(C&& container) : data_(container.data()), size_(static_cast<std::size_t>(container.size())) {}

    constexpr T* data() const { return data_; }
    constexpr std::size_t size() const { return size_; }
    constexpr bool empty() const { return size_ == 0; }
    constexpr T& operator[](std::size_t i) const { return data_[i]; }
    constexpr T* begin() const { return data_; }
    constexpr T* end() const { return data_ + size_; }
    /// The first n elements; n <= size().
    constexpr slice first(std::size_t n) const { return {data_, n}; }
    /// What follows the first n elements; n <= size().
    constexpr slice after(std::size_t n) const { return {data_ + n, size_ - n}; }

private:
    T* data_ = nullptr;
    std::size_t size_ = 0;
};

}  // namespace lathe
