// error: lathe\[variant[.]update\]: the role 'update' is missing; spell how old and new merge

#include <lathe/lathe.hpp>
#include <lathe/model.hpp>

struct mine {
    using outside = lathe::frame::language<>;
    using start = lathe::init::encoding;
    using nest = lathe::loop::depth;
    using cell = lathe::body::stack<2>;
    using injection = lathe::inject::add;
    using visibility = lathe::view::latest;
    using updates = lathe::combine::replace;
    using halting = lathe::halt::after<4>;
    using exchange = lathe::pass::hidden;
};

using small = lathe::model<mine, lathe::shape{.vocab = 32, .width = 16, .context = 8}>;
auto const parameters = small::parameters;
