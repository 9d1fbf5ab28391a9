// error: lathe\[ops[.]add\]: the two operands differ in width

#include <lathe/run.hpp>
#include <lathe/variant/looped.hpp>

struct odd : lathe::role::update {
    template <lathe::shape S>
    struct at {
        template <class M>
        struct weights {
            lathe::matrix<M, 2 * S.width, S.width> adapter;
        };
        static constexpr auto apply(auto& ops, auto const& w, auto old, auto now, auto const&) {
            return ops.add(old, ops.linear(w.adapter, now));
        }
    };
};

using mine = lathe::with<lathe::variant::looped<>, lathe::set::update<odd>>;
using small = lathe::model<mine, lathe::shape{.vocab = 32, .width = 16, .context = 8}>;

int main() {
    auto const weights = lathe::exec::make_weights<small>(1);
    lathe::exec::pool threads(1);
    lathe::exec::trainer<small> trainer({}, 8, threads);
    trainer.step([](auto...) {});
}
