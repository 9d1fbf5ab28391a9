#include <lathe/variant/trm.hpp>

#include <lathe/model.hpp>

using namespace lathe;

constexpr shape published{.vocab = 11, .width = 512, .heads = 8, .hidden = 1536, .context = 81};
static_assert(model<variant::trm<>, published>::parameters == 6'828'034);
