#pragma once
/// \file
/// How often the program has asked for memory.

namespace lathe::test {

/// Calls of operator new since the program began, in all threads.
int allocations_so_far();

}  // namespace lathe::test
