#pragma once
/// \file
/// What a stepwise task is: a generator of problems with a chain of steps between question and answer.
///
/// As with `task`, problem i of (seed, split) is always the same one, and train and test never share a problem. Beside
/// `task`, whose examples have one symbol in and one out at each position, the parts of a problem differ in length, and
/// what of the chain is shown is the business of training.

#include <lathe/core/stepwise.hpp>
#include <lathe/task/task.hpp>

#include <concepts>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace lathe::task {

/// `most()` bounds the parts. `chance()` is the accuracy of the best guess that does not look at the question's graph.
/// `reveal(problem, steps, of_symbols)` says what each symbol is after so many steps. `make` allocates nothing if the
/// problem was made for `most()`.
template <class X>
concept stepwise = requires(X const& t, random_numbers& r, split part, stepwise_problem& p, std::span<standing> s, int id) {
    { X::name } -> std::convertible_to<std::string_view>;
    { X::about } -> std::convertible_to<std::string_view>;
    { t.most() } -> std::same_as<stepwise_sizes>;
    { t.symbols() } -> std::same_as<int>;
    { t.chance() } -> std::same_as<double>;
    { t.spell(id) } -> std::convertible_to<std::string>;
    t.reveal(p, id, s);
    t.make(r, part, p);
};

/// Problem `index` of a seed.
template <stepwise X>
void make(X const& t, std::uint64_t seed, split part, std::uint64_t index, stepwise_problem& p) {
    p.clear();
    random_numbers numbers(mix(seed, static_cast<std::uint64_t>(part)), index);
    t.make(numbers, part, p);
}

}  // namespace lathe::task
