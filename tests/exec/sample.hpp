#pragma once
/// \file
/// Small models of every kind and a task that all of them learn in a moment: shared by the tests of exec/.

#include <lathe/core/random.hpp>
#include <lathe/lathe.hpp>
#include <lathe/model.hpp>
#include <lathe/variant/feed_forward.hpp>
#include <lathe/variant/hrm.hpp>
#include <lathe/variant/huginn.hpp>
#include <lathe/variant/looped.hpp>
#include <lathe/variant/trm.hpp>
#include <lathe/variant/trm_mixer.hpp>
#include <lathe/variant/universal_transformer.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace lathe::test {

inline constexpr shape small{.vocab = 5, .width = 16, .heads = 2, .hidden = 24, .context = 6};

using feed_forward = variant::feed_forward<2>;
using looped = variant::looped<1, 3>;
using universal_transformer = variant::universal_transformer;
using huginn = with<variant::huginn<1, 1, 1>, set::halting<halt::settled<0.03, 6>>>;
using trm = with<variant::trm<1, 2, 2, 2>, set::halting<halt::q_head<4>>>;
using trm_mixer = with<variant::trm_mixer<1, 2, 2, 1, 8>, set::halting<halt::q_head<4>>>;
using hrm = with<variant::hrm<1, 2, 2>, set::halting<halt::q_head<4, true>>>;

/// Another symbol for each symbol; nothing is asked of the first position of each third example.
struct renamed {
    int vocab = small.vocab;
    void operator()(std::uint64_t index, std::span<int> symbols, std::span<int> targets) const {
        random_numbers numbers(3, index);
        for (std::size_t i = 0; i < symbols.size(); ++i) {
            symbols[i] = numbers.below(vocab);
            targets[i] = i == 0 && index % 3 == 0 ? -1 : (2 * symbols[i] + 1) % vocab;
        }
    }
};

/// A copy of every array that `state.each_state` lists, name by name.
struct kept_array {
    std::string name;
    std::vector<std::byte> bytes;
    bool operator==(kept_array const&) const = default;
};
std::vector<kept_array> kept(auto& state) {
    std::vector<kept_array> all;
    state.each_state([&](std::string const& name, auto numbers) {
        auto const bytes = std::as_bytes(numbers);
        all.push_back({name, {bytes.begin(), bytes.end()}});
    });
    return all;
}

}  // namespace lathe::test
