// error: lathe\[exec[.]session[.]levels\]: a hierarchy goes through its mixers several times in a turn

#include <lathe/exec/session.hpp>
#include <lathe/lathe.hpp>
#include <lathe/variant/gated_deltanet.hpp>
#include <lathe/variant/trm.hpp>

using over = lathe::with<lathe::variant::trm<1, 2, 2, 0>, lathe::set::mixer<lathe::variant::gated_deltanet<>>>;
using small = lathe::model<over, lathe::shape{.vocab = 32, .width = 16, .heads = 2, .context = 8}>;
int main() {
    auto const weights = lathe::exec::make_weights<small>(1);
    lathe::exec::session<small> session(*weights);
}
