// error: lathe\[exec[.]thought_shard\]: the plan puts in more thoughts than the variant allows

#include <lathe/exec/trainer.hpp>
#include <lathe/lathe.hpp>
#include <lathe/variant/coconut.hpp>

using small = lathe::model<lathe::variant::coconut<1, 2>, lathe::shape{.vocab = 32, .width = 16, .context = 32}>;
using shard = lathe::exec::thought_shard<small, lathe::signal::staged<1, 3>, lathe::kernel::fast, float>;
shard one(1, {});
