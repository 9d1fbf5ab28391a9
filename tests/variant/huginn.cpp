#include <lathe/variant/huginn.hpp>

#include <lathe/model.hpp>

using namespace lathe;

constexpr shape published{.vocab = 65536, .width = 5280, .heads = 55, .hidden = 17920, .context = 4096};
static_assert(model<variant::huginn<>, published>::parameters == 3'564'976'800);
