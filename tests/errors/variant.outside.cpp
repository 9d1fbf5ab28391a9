// error: lathe\[variant[.]outside\]: the role 'outside' is missing; spell what surrounds the loop

#include <lathe/lathe.hpp>
#include <lathe/model.hpp>

struct mine {
    using start = lathe::init::encoding;
    using nest = lathe::loop::depth;
    using cell = lathe::body::stack<2>;
    using injection = lathe::inject::add;
    using visibility = lathe::view::latest;
    using update = lathe::combine::replace;
    using halting = lathe::halt::after<4>;
    using exchange = lathe::pass::hidden;
};

using small = lathe::model<mine, lathe::shape{.vocab = 32, .width = 16, .context = 8}>;
auto const parameters = small::parameters;
