#pragma once
/// \file
/// Multi-query associative recall in which half of the keys are written a second time and the latest value counts.
/// What it separates, and errors, as in mqar.hpp.

#include <lathe/task/mqar.hpp>

#include <string_view>

namespace lathe::task {

struct forgetting_mqar : mqar {
    static constexpr std::string_view name = "forgetting_mqar";
    static constexpr std::string_view about = "Recall the latest values of keys of which half were overwritten.";

    explicit forgetting_mqar(int length = 64) : mqar(length, {.overwritten = 4}) {}
};

static_assert(task<forgetting_mqar>);

}  // namespace lathe::task
