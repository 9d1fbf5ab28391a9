/// \file
/// Training steps of the default arms of `compare` (batch 64, S3, length 8) and of the text model (batch 12, 64
/// characters), AdamW and clipping included. benchmarks/peers/training.py does the same work in PyTorch. And a loop of 16 turns
/// of that model's shape, whose turns are kept, computed again one by one, or block by block.

#include "step.hpp"

#include <lathe/variant/feed_forward.hpp>
#include <lathe/variant/huginn.hpp>
#include <lathe/variant/looped.hpp>
#include <lathe/variant/trm.hpp>
#include <lathe/variant/universal_transformer.hpp>

#include <type_traits>

namespace {

using namespace lathe;

constexpr shape small{.vocab = 16, .width = 64, .heads = 4, .hidden = 192, .context = 64};
constexpr shape letters{.vocab = 128, .width = 128, .heads = 4, .hidden = 336, .context = 64};

// four loops: the mean that compare's Huginn draws
using huginn = with<variant::huginn<1, 1, 1>, set::halting<halt::after<4>>, set::visibility<view::own_step>>;
using trm = with<variant::trm<1, 2, 2, 1>, set::halting<halt::q_head<8>>>;

using long_loop = variant::looped<2, 16>;
template <class Cell>
using again = with<long_loop, set::cell<Cell>>;

template <class V, shape S, int Batch, int Length>
bool arm(char const* name) {
    using plan = std::conditional_t<std::is_same_v<V, huginn>, signal::supervised<>, signal::usual<V>>;
    return listed<model<V, S>, plan, Batch, Length>(name);
}

bool const all = arm<variant::feed_forward<1>, small, 64, 8>("one_layer") &&
                 arm<variant::feed_forward<4>, small, 64, 8>("feed_forward") &&
                 arm<variant::looped<>, small, 64, 8>("looped") &&
                 arm<variant::universal_transformer, small, 64, 8>("universal_transformer") &&
                 arm<huginn, small, 64, 8>("huginn") && arm<trm, small, 64, 8>("trm") &&
                 arm<variant::feed_forward<4>, letters, 12, 64>("text") && arm<long_loop, letters, 12, 64>("loop/kept") &&
                 arm<again<body::recomputed<body::stack<2, body::pre_norm<>>>>, letters, 12, 64>("loop/turn_again") &&
                 arm<again<body::stack<2, body::recomputed<body::pre_norm<>>>>, letters, 12, 64>("loop/block_again");

}  // namespace
