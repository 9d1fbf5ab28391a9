#include <lathe/variant/trm_mixer.hpp>

#include <lathe/model.hpp>

using namespace lathe;

constexpr shape published{.vocab = 11, .width = 512, .hidden = 1536, .context = 81};
static_assert(model<variant::trm_mixer<>, published>::parameters == 5'028'866);
