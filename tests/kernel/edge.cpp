#include <array>
#include <lathe/kernel/edge.hpp>

#include "catch.hpp"
#include "guarded.hpp"

using namespace lathe;

TEMPLATE_TEST_CASE("an edge touches its lanes and nothing beyond", "", float, double) {
    using t = TestType;
    using batch = xsimd::batch<t>;
    constexpr int lanes = static_cast<int>(batch::size);
    test::guarded<t> memory(lanes);
    for (int count = 1; count <= lanes; ++count) {
        CAPTURE(count);
        auto const n = static_cast<std::size_t>(count);
        t* const at = memory.place(n, true);
        for (int i = 0; i < count; ++i) at[i] = static_cast<t>(i + 1);
        kernel::edge<batch> const edge(count);
        std::array<t, batch::size> zeros;
        std::array<t, batch::size> filled;
        std::array<t, batch::size> only;
        edge.load(at).store_unaligned(zeros.data());
        edge.load(at, t(7)).store_unaligned(filled.data());
        edge.only(batch(t(5)), t(9)).store_unaligned(only.data());
        for (int i = 0; i < lanes; ++i) {
            auto const lane = static_cast<std::size_t>(i);
            CHECK(zeros[lane] == (i < count ? t(i + 1) : t(0)));
            CHECK(filled[lane] == (i < count ? t(i + 1) : t(7)));
            CHECK(only[lane] == (i < count ? t(5) : t(9)));
        }
        edge.store(at, batch(t(-1)));
        for (int i = 0; i < count; ++i) CHECK(at[i] == t(-1));

        t* const low = memory.place(n, false);
        for (int i = 0; i < lanes; ++i) low[i] = t(3);
        edge.store(low, batch(t(4)));
        for (int i = 0; i < lanes; ++i) CHECK(low[i] == (i < count ? t(4) : t(3)));
    }
}
