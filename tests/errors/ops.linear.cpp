// error: lathe\[ops[.]linear\]: the matrix and its input differ in width

#include <lathe/lathe.hpp>
#include <lathe/model.hpp>
#include <lathe/ops/counting.hpp>
#include <lathe/variant/looped.hpp>

struct gated : lathe::role::injection {
    template <lathe::shape S>
    struct at {
        template <class M>
        struct weights {
            lathe::matrix<M, 2 * S.width, S.width> adapter;
        };
        static constexpr auto apply(auto& ops, auto const& w, auto x, auto e, auto const&) {
            return ops.linear(w.adapter, ops.beside(x, e));
        }
    };
};

using mine = lathe::with<lathe::variant::looped<>, lathe::set::injection<gated>>;
using small = lathe::model<mine, lathe::shape{.vocab = 32, .width = 16, .context = 8}>;
int main() {
    lathe::ops::counting<float> ops;
    small::forward(ops, small::weights<lathe::nothing>{}, {});
}
