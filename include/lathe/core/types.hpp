#pragma once
/// \file
/// Lists of types and the empty policy.

namespace lathe {

/// A list of types that carries no values.
template <class... T>
struct type_list {
    static constexpr int size = sizeof...(T);
};

/// What a variant spells for a role that its nest does not read.
struct none {};

}  // namespace lathe
