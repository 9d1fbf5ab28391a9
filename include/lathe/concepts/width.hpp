#pragma once
/// \file
/// The widths that policies owe a nest and a frame: rows as wide as the shape says, logits as wide as the vocabulary.

#include <lathe/core/misfit.hpp>

#include <type_traits>

namespace lathe::owes {

template <int Given, int Owed>
struct start {
    static_assert(Given == Owed, "lathe[width.start]: the start makes rows of another width than the shape's");
};
template <int Given, int Owed>
struct injection {
    static_assert(Given == Owed, "lathe[width.injection]: the injection gives rows of another width than the shape's");
};
template <int Given, int Owed>
struct cell {
    static_assert(Given == Owed, "lathe[width.cell]: the cell gives rows of another width than the shape's");
};
template <int Given, int Owed>
struct update {
    static_assert(Given == Owed, "lathe[width.update]: the update gives rows of another width than the shape's");
};

/// What a policy has given, if it is W wide; otherwise says so and goes on with rows of that width.
template <template <int, int> class Complaint, int W>
constexpr auto rows(auto& ops, auto given) {
    using type = decltype(given);
    using right = typename std::remove_cvref_t<decltype(ops)>::template handle<W>;
    if constexpr (core::is_misfit<type>) {
        return right{};
    } else if constexpr (type::width != W) {
        static_assert(sizeof(Complaint<type::width, W>));
        return right{};
    } else {
        return given;
    }
}

}  // namespace lathe::owes
