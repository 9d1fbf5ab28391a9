// error: lathe\[width[.]update\]: the update gives rows of another width

#include <lathe/run.hpp>
#include <lathe/variant/looped.hpp>

struct odd : lathe::role::update {
    template <lathe::shape S>
    struct at {
        template <class M>
        struct weights {
            lathe::matrix<M, S.width / 2, S.width> adapter;
        };
        static constexpr auto apply(auto& ops, auto const& w, auto, auto now, auto const&) {
            return ops.linear(w.adapter, now);
        }
    };
};

using mine = lathe::with<lathe::variant::looped<>, lathe::set::update<odd>>;
using small = lathe::model<mine, lathe::shape{.vocab = 32, .width = 16, .context = 8}>;

int main() {
    auto const weights = lathe::exec::make_weights<small>(1);
    lathe::exec::session<small> session(*weights);
    int const prompt[] = {1, 2, 3};
    session.extend(prompt);
}
