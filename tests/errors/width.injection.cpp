// error: lathe\[width[.]injection\]: the injection gives rows of another width

#include <lathe/run.hpp>
#include <lathe/variant/looped.hpp>

struct odd : lathe::role::injection {
    template <lathe::shape S>
    struct at {
        template <class M>
        using weights = lathe::no_weights;
        static constexpr auto apply(auto& ops, auto const&, auto x, auto e, auto const&) { return ops.beside(x, e); }
    };
};

using mine = lathe::with<lathe::variant::looped<>, lathe::set::injection<odd>>;
using small = lathe::model<mine, lathe::shape{.vocab = 32, .width = 16, .context = 8}>;

int main() {
    auto const weights = lathe::exec::make_weights<small>(1);
    lathe::exec::pool threads(1);
    lathe::exec::trainer<small> trainer({}, 8, threads);
    trainer.step([](auto...) {});
}
