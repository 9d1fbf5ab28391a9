#include <lathe/optimise/pieces.hpp>

#include <vector>

#include "catch.hpp"

using lathe::optimise::in_pieces;

TEST_CASE("pieces cover everything once, in order, and none is empty or longer than 4096 bytes", "[optimise]") {
    for (std::size_t const n : {0u, 1u, 1023u, 1024u, 1025u, 5007u}) {
        std::size_t reached = 0;
        in_pieces<float>(n, [&](std::size_t begin, int count) {
            CHECK(begin == reached);
            CHECK(count >= 1);
            CHECK(count <= 1024);
            reached += static_cast<std::size_t>(count);
        });
        CHECK(reached == n);
    }
    in_pieces<double>(600, [](std::size_t begin, int count) { CHECK(count == (begin == 0 ? 512 : 88)); });
}
