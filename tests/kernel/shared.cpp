#include <lathe/exec/memory.hpp>
#include <lathe/exec/pool.hpp>
#include <lathe/kernel/fast.hpp>
#include <lathe/kernel/mixed.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include "catch.hpp"
#include "sample.hpp"

using namespace lathe;
using namespace lathe::kernel;

namespace {

/// What f writes when so many threads help.
template <class F>
std::vector<float> with(int threads, std::size_t size, F const& f) {
    exec::pool pool(threads);
    crew const helpers(pool);
    std::vector<float> y(size, 1.0F);
    f(y.data());
    return y;
}

template <class F>
bool same_for_any_crew(std::size_t size, F const& f) {
    auto const alone = with(1, size, f);
    for (int const threads : {2, 3, 5}) {
        if (with(threads, size, f) != alone) return false;
    }
    return true;
}

template <class Kernels>
void check_products(int m, int k, int n, bool add) {
    CAPTURE(Kernels::name, m, k, n, add);
    test::sample<float> sample;
    auto const of = [](int a, int b) { return static_cast<std::size_t>(a) * static_cast<std::size_t>(b); };
    auto const x = sample(of(m, k)), w = sample(of(k, n)), d = sample(of(m, n));
    CHECK(same_for_any_crew(of(m, n), [&](float* y) {
        Kernels::product(grid{y, n}, grid{x.data(), k}, grid{w.data(), n}, m, k, n, add);
    }));
    CHECK(same_for_any_crew(of(m, n), [&](float* y) {
        Kernels::product_transposed(grid{y, n}, grid{x.data(), k}, grid{w.data(), k}, m, k, n, add);
    }));
    CHECK(same_for_any_crew(of(k, n), [&](float* y) {
        Kernels::product_outer(grid{y, n}, grid{x.data(), k}, grid{d.data(), n}, m, k, n, add);
    }));
}

template <class Form>
void check_panels(int m, int k, int n) {
    CAPTURE(m, k, n);
    using layout = panel_layout<Form>;
    test::sample<float> sample;
    auto const x = sample(static_cast<std::size_t>(m * k)), w = sample(static_cast<std::size_t>(n * k));
    exec::buffer<typename Form::word> const panels(static_cast<std::size_t>(layout::size(n, k)));
    layout::pack(panels.data(), n, k, [&](int o, int i) { return w[static_cast<std::size_t>(o * k + i)]; });
    CHECK(same_for_any_crew(static_cast<std::size_t>(m * n), [&](float* y) {
        fast::product_with_panels<Form>({y, n}, {x.data(), k}, panels.data(), m, k, n);
    }));
}

/// Remembers how many parts it was last asked for.
struct counting_pool : exec::pool {
    using pool::pool;
    int asked = 0;
    void run(int count, auto const& f) {
        asked = count;
        pool::run(count, f);
    }
};

}  // namespace

TEST_CASE("products are the same to the last bit however many threads share them", "[kernel]") {
    // columns are shared, whole panels or not; rows where columns are few; too little to share; sums in several parts
    for (auto const& [m, k, n] : {std::array{81, 512, 512}, {81, 300, 530}, {1, 700, 1000}, {3, 640, 700}, {700, 600, 40},
                                  {333, 1100, 100}, {1300, 64, 64}, {2, 2, 2}, {40, 129, 333}, {0, 4, 200}}) {
        for (bool const add : {false, true}) {
            check_products<fast>(m, k, n, add);
            check_products<mixed>(m, k, n, add);
        }
    }
}

TEST_CASE("so are products with panels", "[kernel]") {
    for (auto const& [m, k, n] : {std::array{1, 700, 1000}, {2, 512, 600}, {81, 512, 530}, {300, 1030, 50}}) {
        check_panels<form::own<float>>(m, k, n);
        check_panels<form::bf16>(m, k, n);
        check_panels<form::bf16_dot>(m, k, n);
        check_panels<form::int8<64>>(m, k, n);
    }
}

TEST_CASE("so are many entries", "[kernel]") {
    test::sample<float> sample;
    for (std::size_t const n : {0, 1, 40000, 100003}) {
        CAPTURE(n);
        auto const x = sample(n), z = sample(n);
        auto const count = static_cast<std::ptrdiff_t>(n);
        CHECK(same_for_any_crew(n, [&](float* y) { fast::map(count, y, [](auto a, auto b) { return a * kernel::exp(b); }, x.data(), z.data()); }));
        CHECK(same_for_any_crew(n, [&](float* y) { fast::accumulate(count, y, [](auto a) { return a * a; }, x.data()); }));
    }
}

TEST_CASE("parts are all units, each once, and as many as there is work for", "[kernel]") {
    for (int const threads : {1, 3}) {
        exec::pool pool(threads);
        crew const helpers(pool);
        auto const parts_of = [&](int units, int most, double work) {
            std::vector<int> seen(static_cast<std::size_t>(units)), part_of(static_cast<std::size_t>(most));
            fast::in_parts(units, most, work, [&](int part, int begin, int end) {
                part_of[static_cast<std::size_t>(part)] = 1;
                for (int i = begin; i < end; ++i) ++seen[static_cast<std::size_t>(i)];
            });
            CHECK(seen == std::vector<int>(static_cast<std::size_t>(units), 1));
            return std::count(part_of.begin(), part_of.end(), 1);
        };
        CHECK(parts_of(7, 4, 1e9) == threads);
        CHECK(parts_of(7, 2, 1e9) == std::min(threads, 2));
        CHECK(parts_of(2, 4, 1e9) == std::min(threads, 2));
        CHECK(parts_of(7, 4, 10) == 1);
    }
}

TEST_CASE("what is shared is done by several threads", "[kernel]") {
    counting_pool pool(2);
    crew const helpers(pool);
    std::vector<float> x(512 * 512), y(512 * 512);
    auto const product = [&](int m, int k, int n) {
        pool.asked = 0;
        fast::product(grid{y.data(), n}, grid{x.data(), k}, grid{x.data(), n}, m, k, n);
        return pool.asked;
    };
    CHECK(product(81, 512, 512) == 2);
    CHECK(product(1, 512, 512) == 2);
    CHECK(product(512, 64, 64) == 2);
    CHECK(product(16, 16, 16) == 0);
    fast::map(512 * 512, y.data(), [](auto a) { return a; }, x.data());
    CHECK(pool.asked == 2);
}
