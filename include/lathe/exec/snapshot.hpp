#pragma once
/// \file
/// What a session remembers, as a value: to be copied, kept, written to a file, and gone back to.

#include <lathe/exec/memory.hpp>
#include <lathe/ops/counting.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace lathe::exec {

/// The keys and values of up to a context of positions, and what the memories of the model hold. Its size is known at compile
/// time; it allocates when it is made or copied, and never again.
template <class Model, class T = float>
struct snapshot {
    using memory_type = typename Model::template memory<ops::counting<T>>;
    static constexpr int context = Model::size.context;
    static constexpr std::size_t number_count = static_cast<std::size_t>(memory_type::numbers(context));
    static constexpr std::size_t iteration_count =
        static_cast<std::size_t>(decltype(memory_type::core)::copies) * static_cast<std::size_t>(context);
    static constexpr std::size_t bytes = number_count * sizeof(T) + iteration_count * sizeof(std::int32_t) + sizeof(int);

    buffer<T> numbers{number_count};
    buffer<std::int32_t> iterations{iteration_count};
    int length = 0;  ///< positions that have been read

    snapshot() = default;
    snapshot(snapshot const& other) { *this = other; }
    snapshot& operator=(snapshot const& other) {
        std::copy(other.numbers.begin(), other.numbers.end(), numbers.begin());
        std::copy(other.iterations.begin(), other.iterations.end(), iterations.begin());
        length = other.length;
        return *this;
    }
    ~snapshot() = default;
};

}  // namespace lathe::exec
