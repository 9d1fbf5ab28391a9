// error: lathe\[exec[.]session\]: .*this model looks ahead; give it a causal mask

#include <lathe/exec/session.hpp>
#include <lathe/lathe.hpp>
#include <lathe/variant/looped.hpp>

using encoder = lathe::with<lathe::variant::looped<>, lathe::set::mask<lathe::mask::full>>;
using small = lathe::model<encoder, lathe::shape{.vocab = 32, .width = 16, .context = 8}>;
int main() {
    auto const weights = lathe::exec::make_weights<small>(1);
    lathe::exec::session<small> session(*weights);
}
