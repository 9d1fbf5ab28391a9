// error: lathe\[width[.]cell\]: the cell gives rows of another width

#include <lathe/run.hpp>
#include <lathe/variant/looped.hpp>

struct odd : lathe::role::cell {
    using block = lathe::body::pre_norm<>;
    static constexpr int layers = 0;
    static constexpr bool neighbours = false;
    static constexpr bool ordered = true;
    static constexpr bool paired = false;
    template <lathe::shape S>
    struct at {
        template <class M>
        using weights = lathe::no_weights;
        static constexpr auto apply(auto& ops, auto const&, auto x, auto const&) { return ops.beside(x, x); }
    };
};

using mine = lathe::with<lathe::variant::looped<>, lathe::set::cell<odd>>;
using small = lathe::model<mine, lathe::shape{.vocab = 32, .width = 16, .context = 8}>;

int main() {
    auto const weights = lathe::exec::make_weights<small>(1);
    lathe::exec::session<small> session(*weights);
    int const prompt[] = {1, 2, 3};
    session.extend(prompt);
}
