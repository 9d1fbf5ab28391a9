#pragma once
/// \file
/// How finely a halting rule decides.

namespace lathe {

/// What stops together: each token alone, or a whole sequence.
enum class grain { token, sequence };

/// How a rule that stops sequences sums up its rows: the mean over positions, or the last position.
enum class pool { mean, last };

}  // namespace lathe
