// error: lathe\[ops[.]linear\]: the matrix and its input differ in width

#include <lathe/lathe.hpp>
#include <lathe/ops/counting.hpp>

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

int main() {
    using small = gated::at<lathe::shape{.vocab = 32, .width = 16, .context = 8}>;
    lathe::ops::counting<float> ops;
    auto const x = ops.make<16>(3);
    small::apply(ops, small::weights<lathe::nothing>{}, x, x, lathe::context<>{});
}
