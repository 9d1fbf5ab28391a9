#pragma once
/// \file
/// What a task is: a generator of examples with known answers.
///
/// Example i of (seed, split) is always the same one, on any machine and in any order of drawing. Train and test never
/// share a problem, whatever the seeds, because the problem itself decides where it belongs (`split_of`), not the draw.

#include <lathe/core/random.hpp>

#include <cassert>
#include <concepts>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace lathe::task {

enum class split { train, test };

/// The target of a position at which nothing is asked.
inline constexpr int not_asked = -1;

/// One problem in the caller's memory: both spans are `length()` long, symbols in, symbols or `not_asked` out.
struct example {
    std::span<int> input;
    std::span<int> target;
};

/// `causal` says that the answer at position i depends on inputs at positions <= i only. `chance()` is the accuracy of
/// the best guess that does not look at the input, over the positions that are asked. `make` allocates nothing.
template <class X>
concept task = requires(X const& t, random_numbers& r, split part, example e, int id) {
    { X::name } -> std::convertible_to<std::string_view>;
    { X::about } -> std::convertible_to<std::string_view>;
    { X::causal } -> std::convertible_to<bool>;
    { t.length() } -> std::same_as<int>;
    { t.symbols() } -> std::same_as<int>;
    { t.chance() } -> std::same_as<double>;
    { t.spell(id) } -> std::convertible_to<std::string>;
    t.make(r, part, e);
};

/// Where a problem with this key belongs: one problem in four is for testing.
constexpr split split_of(std::uint64_t key) { return hash(key) % 4 == 0 ? split::test : split::train; }

/// Example `index` of a seed. Requires both spans of `e` to be `t.length()` long.
template <task X>
void make(X const& t, std::uint64_t seed, split part, std::uint64_t index, example e) {
    assert(static_cast<int>(e.input.size()) == t.length() && static_cast<int>(e.target.size()) == t.length());
    random_numbers numbers(mix(seed, static_cast<std::uint64_t>(part)), index);
    t.make(numbers, part, e);
}

}  // namespace lathe::task
