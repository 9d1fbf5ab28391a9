#include <lathe/exec/weights.hpp>

#include <algorithm>
#include <cmath>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "exec/sample.hpp"
#include "exec/training.hpp"

using namespace lathe;
using namespace lathe::test;

TEMPLATE_TEST_CASE("training of two states learns, asks for no memory and does not mind threads", "", trm, trm_mixer) {
    training_promises<TestType>::all();
}

namespace {

struct leaves {
    template <class M>
    struct weights {
        matrix<M, 200, 100> fan;
        matrix<M, 200, 100, initial::fan_in<2.0>> wide_fan;
        table<M, 100, 200, initial::normal<0.02>> codes;
        vector<M, 20000, initial::truncated<0.5, 1.5>> cut;
        vector<M, 7, initial::constant<-5.0>> five;
        vector<M, 7> zeros;
        constant<M, 4, 6, initial::sinusoid> waves;
        constant<M, 2, 5, initial::sinusoid> odd;
    };
};
using drawn = leaves::weights<tensor::dense<double>>;

/// As `leaves`, with one leaf of another size and another distribution.
struct others {
    template <class M>
    struct weights {
        matrix<M, 200, 100> fan;
        matrix<M, 3, 7, initial::normal<5.0>> wide_fan;
        table<M, 100, 200, initial::normal<0.02>> codes;
    };
};

struct moments {
    double mean = 0, deviation = 0, largest = 0;
};
template <class L>
moments of(L const& leaf) {
    moments m;
    for (int i = 0; i < L::size; ++i) {
        m.mean += leaf.value[i] / L::size;
        m.deviation += leaf.value[i] * leaf.value[i] / L::size;
        m.largest = std::max(m.largest, std::fabs(leaf.value[i]));
    }
    m.deviation = std::sqrt(m.deviation - m.mean * m.mean);
    return m;
}
/// 20000 draws: the mean is off by 0.7 % of a deviation, the deviation by 0.5 %, once in three times.
void check_moments(moments m, double deviation, double largest) {
    CHECK(std::fabs(m.mean) < 0.03 * deviation);
    CHECK(m.deviation == Approx(deviation).epsilon(0.025));
    CHECK(m.largest <= largest);
}

}  // namespace

TEST_CASE("weights are drawn from what their leaves say") {
    auto const w = std::make_unique<drawn>();
    exec::initialise(*w, 5);
    // cut at two deviations of the normal that it was, 1 / 0.8796 of what is left
    check_moments(of(w->fan), 0.1, 0.1 * 2 / 0.8796 * 1.0001);
    check_moments(of(w->wide_fan), 0.2, 0.2 * 2 / 0.8796 * 1.0001);
    CHECK(of(w->fan).largest > 0.22);
    check_moments(of(w->codes), 0.02, 0.02 * 6);
    CHECK(of(w->codes).largest > 0.02 * 3.3);
    // the deviation of a standard normal cut at 1.5: sqrt(1 - 2 * 1.5 phi(1.5) / (2 Phi(1.5) - 1)) = 0.7426
    check_moments(of(w->cut), 0.5 * 0.7426, 0.75);
    CHECK(of(w->cut).largest > 0.74);
    for (int i = 0; i < 7; ++i) {
        CHECK(w->five.value[i] == -5);
        CHECK(w->zeros.value[i] == 0);
    }
}

TEST_CASE("sinusoidal codes are sines, then cosines, of ever slower waves") {
    auto const w = std::make_unique<drawn>();
    exec::initialise(*w, 5);
    for (int r = 0; r < 4; ++r) {
        for (int k = 0; k < 3; ++k) {
            double const angle = r / std::pow(10000.0, k / 2.0);
            CHECK(w->waves(r, k) == Approx(std::sin(angle)).margin(1e-12));
            CHECK(w->waves(r, 3 + k) == Approx(std::cos(angle)).margin(1e-12));
        }
    }
    CHECK(w->odd(1, 1) == Approx(std::sin(1e-4)));
    CHECK(w->odd(1, 3) == Approx(std::cos(1e-4)));
    CHECK(w->odd(1, 4) == 0);
}

TEST_CASE("a seed gives the same weights again, another one others") {
    auto const a = std::make_unique<drawn>(), b = std::make_unique<drawn>(), c = std::make_unique<drawn>();
    exec::initialise(*a, 5);
    exec::initialise(*b, 5);
    exec::initialise(*c, 6);
    auto const x = exec::block<double>(*a), y = exec::block<double>(*b), z = exec::block<double>(*c);
    CHECK(std::equal(x.begin(), x.end(), y.begin(), y.end()));
    int same = 0;
    for (int i = 0; i < a->fan.size; ++i) same += a->fan.value[i] == c->fan.value[i] ? 1 : 0;
    CHECK(same == 0);
    CHECK_FALSE(std::equal(x.begin(), x.end(), z.begin(), z.end()));
}

TEST_CASE("a change to one leaf leaves the others as they were") {
    auto const a = std::make_unique<drawn>();
    auto const b = std::make_unique<others::weights<tensor::dense<double>>>();
    exec::initialise(*a, 5);
    exec::initialise(*b, 5);
    CHECK(std::equal(std::begin(a->fan.value), std::end(a->fan.value), b->fan.value));
    CHECK(std::equal(std::begin(a->codes.value), std::end(a->codes.value), b->codes.value));
    // and no leaf repeats another one
    std::set<double> const seen(a->fan.value, a->fan.value + a->fan.size);
    CHECK(std::none_of(a->wide_fan.value, a->wide_fan.value + a->wide_fan.size,
                       [&](double x) { return seen.contains(x) || seen.contains(x / 2); }));
}

TEST_CASE("the weights of a model are one block, float or double, with zeros between the leaves") {
    using model_type = model<trm, small>;
    auto const w = exec::make_weights<model_type>(3);
    auto const exact = exec::make_weights<model_type, double>(3);
    auto const all = exec::block<float>(*w);
    CHECK(all.size() * sizeof(float) == sizeof(*w));
    CHECK(all.data() == w->outside.embedding.value);
    CHECK(exec::block<float>(std::as_const(*w)).data() == all.data());
    auto const zeros = [](float const* from, float const* to) {
        return from <= to && std::all_of(from, to, [](float x) { return x == 0; });
    };
    float const* end = all.data();
    core::walk(*w, [&](std::string const& name, auto& leaf) {
        INFO(name);
        CHECK(zeros(end, leaf.data()));
        end = leaf.data() + leaf.size;
    });
    CHECK(zeros(end, all.data() + all.size()));
    std::vector<double> a, b;
    core::walk(*w, [&](std::string const&, auto& leaf) { a.insert(a.end(), leaf.value, leaf.value + leaf.size); });
    core::walk(*exact, [&](std::string const&, auto& leaf) { b.insert(b.end(), leaf.value, leaf.value + leaf.size); });
    REQUIRE(a.size() == b.size());
    for (std::size_t i = 0; i < a.size(); ++i) CHECK(a[i] == static_cast<double>(static_cast<float>(b[i])));
}
