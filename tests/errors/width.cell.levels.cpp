// error: lathe\[width[.]cell\]: the cell gives rows of another width

#include <lathe/run.hpp>
#include <lathe/variant/trm.hpp>

struct odd : lathe::role::cell {
    static constexpr int layers = 0;
    static constexpr bool neighbours = false;
    static constexpr bool ordered = true;
    static constexpr bool paired = true;
    static constexpr bool tied = true;
    template <lathe::shape S>
    struct at {
        template <class M>
        using weights = lathe::no_weights;
        static constexpr auto high(auto&, auto const&, auto x, auto const&) { return x; }
        static constexpr auto low(auto& ops, auto const&, auto x, auto const&) { return ops.beside(x, x); }
    };
};

using mine = lathe::with<lathe::variant::trm<>, lathe::set::cell<odd>>;
using small = lathe::model<mine, lathe::shape{.vocab = 32, .width = 16, .context = 8}>;

int main() {
    auto const weights = lathe::exec::make_weights<small>(1);
    lathe::exec::pool threads(1);
    lathe::exec::trainer<small> trainer({}, 8, threads);
    trainer.step([](auto...) {});
}
