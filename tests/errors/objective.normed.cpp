// error: lathe\[objective[.]normed\]: keys and values differ in width

#include <lathe/lathe.hpp>

constexpr lathe::memory::sizes retnet{.heads = 2, .groups = 2, .keys = 8, .values = 16};
using small = lathe::objective::normed<>::at<lathe::shape{.vocab = 32, .width = 16, .heads = 2, .context = 8}, retnet>;
auto const numbers = small::numbers;
