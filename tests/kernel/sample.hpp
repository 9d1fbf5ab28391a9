#pragma once
/// \file
/// Numbers for the tests of kernels: spread over [-1, 1), the same on every machine.

#include <cstdint>
#include <vector>

namespace lathe::test {

template <class T>
class sample {
public:
    explicit sample(std::uint64_t seed = 1) : state_(seed) {}
    T operator()() {
        state_ = state_ * 6364136223846793005u + 1442695040888963407u;
        return static_cast<T>(static_cast<double>(state_ >> 40) / 8388608.0 - 1.0);
    }
    void fill(T* data, std::size_t n) {
        for (std::size_t i = 0; i < n; ++i) data[i] = (*this)();
    }
    std::vector<T> operator()(std::size_t n) {
        std::vector<T> all(n);
        fill(all.data(), n);
        return all;
    }

private:
    std::uint64_t state_;
};

}  // namespace lathe::test
