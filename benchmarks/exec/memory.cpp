/// \file
/// Training steps of memories in two plain blocks over sequences of 256 symbols, batch 8, AdamW and clipping included.
/// benchmarks/peers/memories.py does the same work in PyTorch with the naive public forms, a Python loop over tokens.

#include "step.hpp"

#include <lathe/variant/deltanet.hpp>
#include <lathe/variant/feed_forward.hpp>
#include <lathe/variant/gated_deltanet.hpp>
#include <lathe/variant/linear_attention.hpp>
#include <lathe/variant/rwkv7.hpp>

namespace {

using namespace lathe;

constexpr int length = 256;
constexpr shape size{.vocab = 16, .width = 64, .heads = 4, .hidden = 192, .context = length};

template <class V>
bool mixer(char const* name) {
    using model_type = model<typename variant::standing<V>::type, size>;
    return listed<model_type, signal::usual<typename model_type::variant>, 8, length>(name);
}

bool const all = mixer<variant::linear_attention>("linear_attention") && mixer<variant::deltanet<>>("deltanet") &&
                 mixer<variant::gated_deltanet<>>("gated_deltanet") && mixer<variant::rwkv7>("rwkv7");

}  // namespace
