#pragma once
/// \file
/// What a linear memory does with each token, and how large it is, as values that types can be made of.

namespace lathe::memory {

/// What is forgotten before a write: nothing, the same share of everything, or a share of its own for each key channel.
enum class decay { none, scalar, channel };
/// What is written under a key: the value; what is missing of it; the value, after something under another key is erased.
enum class write { hebbian, delta, split };
/// When a query is answered: after its token's write, or before it.
enum class reading { after, before };
/// What becomes of the states after the last tokens: nobody asks; they are rows of the result; they take the place of the
/// states before, so that a session goes on from there.
enum class outcome { dropped, appended, in_place };

/// How a whole sequence is gone through: by one sweep over the state for each token, or by products of matrices.
enum class form { sweep, chunks };

struct rule {
    decay decays = decay::none;
    write writes = write::delta;
    int steps = 1;  ///< writes of a token; the decay comes before the first of them
    reading reads = reading::after;

    constexpr bool operator==(rule const&) const = default;
};

/// Heads of a memory, groups of heads that share queries and keys, and the widths of one head.
struct sizes {
    int heads = 1;
    int groups = 1;
    int keys = 1;
    int values = 1;

    constexpr bool operator==(sizes const&) const = default;
};

}  // namespace lathe::memory
