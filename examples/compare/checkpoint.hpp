#pragma once
/// \file
/// A learner on disk: enough to go on where it stopped.

#include "learner.hpp"

#include <lathe/io/checkpoint.hpp>

#include <filesystem>

namespace checkpoint {

inline void save(std::filesystem::path const& file, learner& l) { lathe::io::save_checkpoint(file.string(), l); }

/// Does nothing if there is no such file.
inline void load(std::filesystem::path const& file, learner& l) {
    if (std::filesystem::exists(file)) {
        lathe::io::load_checkpoint(file.string(), l);
    }
}

}  // namespace checkpoint
