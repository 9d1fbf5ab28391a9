// error: lathe\[width[.]start\]: the start makes rows of another width

#include <lathe/run.hpp>
#include <lathe/variant/looped.hpp>

struct odd : lathe::role::start {
    template <lathe::shape S>
    struct at {
        template <class M>
        using weights = lathe::no_weights;
        static constexpr auto make(auto& ops, auto const&, auto e, auto const&) { return ops.beside(e, e); }
    };
};

using mine = lathe::with<lathe::variant::looped<>, lathe::set::start<odd>>;
using small = lathe::model<mine, lathe::shape{.vocab = 32, .width = 16, .context = 8}>;

int main() {
    auto const weights = lathe::exec::make_weights<small>(1);
    lathe::exec::session<small> session(*weights);
    int const prompt[] = {1, 2, 3};
    session.extend(prompt);
}
