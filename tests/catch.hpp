#pragma once
/// \file
/// Catch2, version 2 or 3, whichever is installed. `Approx` is global, as in version 2.

#include <string>

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
using Catch::Approx;
#else
#include <catch2/catch.hpp>
#endif

namespace lathe::test {

/// Matches a text that contains `part`, for REQUIRE_THROWS_WITH and CHECK_THAT.
inline auto contains(std::string const& part) {
#if __has_include(<catch2/catch_all.hpp>)
    return Catch::Matchers::ContainsSubstring(part);
#else
    return Catch::Matchers::Contains(part);
#endif
}

}  // namespace lathe::test
