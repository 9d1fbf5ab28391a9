#include <lathe/loop/position.hpp>

#include <lathe/core/random.hpp>
#include <lathe/kernel/fast.hpp>
#include <lathe/kernel/plain.hpp>
#include <lathe/ops/counting.hpp>
#include <lathe/ops/eager.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

#include "catch.hpp"
#include "loop/bare_memory.hpp"
#include "ops/memory.hpp"

using namespace lathe;
using namespace lathe::test;
using memory::decay;

namespace {

constexpr int heads = 2;
constexpr int keys = 4;
constexpr int values = 3;
constexpr memory::sizes sizes{.heads = heads, .groups = heads, .keys = keys, .values = values};
constexpr int matrix_size = keys * values;

/// Rows of a test: queries, keys of length one, values, decays and rates between 0 and 1.
struct rows_of_test {
    std::vector<double> query, key, value, scalar, channel, rate, start;
    std::vector<place> at;

    explicit rows_of_test(std::vector<int> const& lengths, std::uint64_t seed = 1) {
        random_numbers numbers(seed);
        for (int s = 0; s < static_cast<int>(lengths.size()); ++s) {
            for (int p = 0; p < lengths[static_cast<std::size_t>(s)]; ++p) at.push_back({s, p, 0});
        }
        auto const n = at.size();
        auto const fill = [&](auto& to, std::size_t width, std::size_t count, auto const& draw) {
            to.resize(width * count);
            for (auto& x : to) x = draw();
        };
        auto const normal = [&] { return numbers.normal(); };
        auto const below_zero = [&] { return -2 * numbers.uniform(); };
        auto const share = [&] { return numbers.uniform(); };
        fill(query, heads * keys, n, normal);
        fill(key, heads * keys, n, normal);
        fill(value, heads * values, n, normal);
        fill(scalar, heads, n, below_zero);
        fill(channel, heads * keys, n, below_zero);
        fill(rate, heads, n, share);
        fill(start, heads * matrix_size, lengths.size(), normal);
        for (std::size_t i = 0; i < key.size(); i += keys) {
            double square = 0;
            for (std::size_t j = i; j < i + keys; ++j) square += key[j] * key[j];
            for (std::size_t j = i; j < i + keys; ++j) key[j] /= std::sqrt(square);
        }
    }
};

/// What a memory says and holds in the end.
struct said {
    std::vector<double> out, state;
};
double distance(std::vector<double> const& a, std::vector<double> const& b) {
    REQUIRE(a.size() == b.size());
    double most = 0;
    for (std::size_t i = 0; i < a.size(); ++i) most = std::max(most, std::fabs(a[i] - b[i]));
    return most;
}
double distance(said const& a, said const& b) { return std::max(distance(a.out, b.out), distance(a.state, b.state)); }

/// text(ops, given) -> out and state, run on Kernels; given<W>(numbers) are rows.
template <class Kernels>
said run(auto const& text) {
    auto const with = [&](auto& ops) {
        return text(ops, [&]<int W>(std::vector<double> const& numbers) {
            // nobody writes there
            return ops.template given<W>(const_cast<double*>(numbers.data()), static_cast<int>(numbers.size()) / W);
        });
    };
    ops::counting<double> count;
    with(count);
    test::scratch_memory<double> memory(count.total().forward);
    ops::eager<Kernels, double> ops(memory.get());
    auto const y = with(ops);
    return {{y.out.data, y.out.data + y.out.size()}, {y.state.data, y.state.data + y.state.size()}};
}
template <class Out, class State>
struct both {
    Out out;
    State state;
};

/// The text, position by position.
template <class Memory, class Cell = no_weights>
said by_text(std::vector<double> const& start, std::vector<place> const& at, auto const& streams, Cell const& cell = {}) {
    return run<kernel::plain>([&](auto& ops, auto const& given) {
        auto const begun = Memory::begin(ops, given.template operator()<Memory::numbers>(start));
        auto const walked = Memory::step_by_step(ops, cell, begun, streams(ops, given), at);
        auto const state = ops.template reshape<Memory::numbers>(walked.carry.part[0]);
        return both<std::remove_cv_t<decltype(walked.out)>, std::remove_const_t<decltype(state)>>{walked.out, state};
    });
}
/// One operation.
template <class Memory, class Kernels = kernel::plain>
said at_once(std::vector<double> const& start, std::vector<place> const& at, auto const& streams) {
    return run<Kernels>([&](auto& ops, auto const& given) {
        auto const rows = streams(ops, given);
        auto const y = Memory::template at_once<memory::outcome::appended>(
            ops, given.template operator()<Memory::numbers>(start), rows, at);
        auto const out = y.first(rows.query.count);
        auto const state = ops.template reshape<Memory::numbers>(y.from(rows.query.count));
        return both<std::remove_const_t<decltype(out)>, std::remove_const_t<decltype(state)>>{out, state};
    });
}

template <class Objective, decay D = decay::none, point At = point::decayed>
using bare_of = bare<sizes, Objective, combine::descent<given_retention<D>, At>>;
template <decay D>
using adds = bare_of<objective::inner_product, D>;
template <decay D>
using corrects = bare_of<objective::squared, D>;
template <decay D>
using corrects_raw = bare_of<objective::squared, D, point::raw>;
template <decay D>
using splits = bare_of<objective::split, D, point::raw>;

/// The streams of a rule from the rows of a test.
template <class Memory>
auto streams_of(rows_of_test const& r) {
    return [&r](auto& ops, auto const& given) {
        auto const q = given.template operator()<heads * keys>(r.query);
        auto const k = given.template operator()<heads * keys>(r.key);
        auto const v = given.template operator()<heads * values>(r.value);
        auto const rate = given.template operator()<heads>(r.rate);
        auto const gate = [&] {
            if constexpr (Memory::decays == decay::scalar) {
                return given.template operator()<heads>(r.scalar);
            } else if constexpr (Memory::decays == decay::channel) {
                return given.template operator()<heads * keys>(r.channel);
            } else {
                return none{};
            }
        }();
        if constexpr (std::is_same_v<typename Memory::objective, typename objective::split::at<shape{}, sizes>>) {
            auto const erase = ops.scale(k, -1.0);
            auto const heads_of = ops.template reshape<keys>(k);
            auto const add = ops.template reshape<heads * keys>(ops.scale_rows(ops.template reshape<1>(rate), heads_of));
            return make_streams(q, k, v, gate, none{}, erase, add);
        } else {
            return make_streams(q, k, v, gate, rate);
        }
    };
}

/// Numbers of several lengths after one another, cut after `cut` rows of the only sequence.
rows_of_test part_of(rows_of_test const& all, std::size_t from, std::size_t to) {
    auto part = all;
    auto const cut = [&](std::vector<double>& x) {
        auto const width = static_cast<std::ptrdiff_t>(x.size() / all.at.size());
        x = {x.begin() + width * static_cast<std::ptrdiff_t>(from), x.begin() + width * static_cast<std::ptrdiff_t>(to)};
    };
    cut(part.query);
    cut(part.key);
    cut(part.value);
    cut(part.scalar);
    cut(part.channel);
    cut(part.rate);
    part.at = {all.at.begin() + static_cast<std::ptrdiff_t>(from), all.at.begin() + static_cast<std::ptrdiff_t>(to)};
    return part;
}

using rules = type_list<adds<decay::none>, adds<decay::scalar>, adds<decay::channel>, corrects<decay::none>, corrects<decay::scalar>,
                        corrects<decay::channel>, corrects_raw<decay::scalar>, corrects_raw<decay::channel>, splits<decay::none>,
                        splits<decay::channel>>;
template <class... M>
void each_rule(type_list<M...>, auto const& f) {
    (f.template operator()<M>(), ...);
}

}  // namespace

TEST_CASE("all positions at once are what position after position is") {
    for (auto const& lengths : std::vector<std::vector<int>>{{1}, {2, 1, 3}, {5, 16, 17}, {33}, {40, 7}}) {
        rows_of_test const r(lengths);
        each_rule(rules{}, [&]<class Memory>() {
            auto const streams = streams_of<Memory>(r);
            auto const want = by_text<Memory>(r.start, r.at, streams);
            CHECK(distance(at_once<Memory>(r.start, r.at, streams), want) < 1e-11);
            CHECK(distance(at_once<Memory, kernel::fast>(r.start, r.at, streams), want) < 1e-11);
        });
    }
}

TEST_CASE("a sequence goes on from a state that was kept") {
    rows_of_test const r({37});
    each_rule(rules{}, [&]<class Memory>() {
        auto const whole = at_once<Memory>(r.start, r.at, streams_of<Memory>(r));
        for (std::size_t const cut : {1u, 15u, 16u, 17u, 36u}) {
            auto const first = part_of(r, 0, cut);
            auto const second = part_of(r, cut, 37);
            auto const a = at_once<Memory>(r.start, first.at, streams_of<Memory>(first));
            auto b = at_once<Memory>(a.state, second.at, streams_of<Memory>(second));
            b.out.insert(b.out.begin(), a.out.begin(), a.out.end());
            CHECK(distance(b, whole) < 1e-12);
        }
    });
}

TEST_CASE("what memories have in common") {
    rows_of_test const r({23, 9});
    auto const n = r.at.size();
    std::vector<double> const ones(n * heads, 1.0), no_decay(n * heads, 0.0), no_decays(n * heads * keys, 0.0);
    std::vector<double> spread(n * heads * keys);  // the scalar decays, for every channel
    for (std::size_t i = 0; i < spread.size(); ++i) spread[i] = r.scalar[i / keys];
    auto const run_as = [&]<class Memory>(auto const& gate, auto const& rate, auto... more) {
        return at_once<Memory>(r.start, r.at, [&](auto&, auto const& given) {
            auto const rows = [&]<int W>(auto const& x) {
                if constexpr (std::is_same_v<std::remove_cvref_t<decltype(x)>, none>) {
                    return none{};
                } else {
                    return given.template operator()<W>(x);
                }
            };
            constexpr int width = Memory::decays == decay::channel ? heads * keys : heads;
            return make_streams(given.template operator()<heads * keys>(r.query), given.template operator()<heads * keys>(r.key),
                                given.template operator()<heads * values>(r.value), rows.template operator()<width>(gate),
                                rows.template operator()<heads>(rate), rows.template operator()<heads * keys>(more)...);
        });
    };
    auto const close = [](said const& a, said const& b) { CHECK(distance(a, b) < 1e-12); };

    SECTION("adding up without decay, by head or by channel, at rate one") {
        auto const plain = run_as.operator()<adds<decay::none>>(none{}, none{});
        close(run_as.operator()<adds<decay::none>>(none{}, ones), plain);
        close(run_as.operator()<adds<decay::scalar>>(no_decay, none{}), plain);
        close(run_as.operator()<adds<decay::channel>>(no_decays, none{}), plain);
    }
    SECTION("a decay for each head is one for each channel") {
        close(run_as.operator()<adds<decay::channel>>(spread, none{}), run_as.operator()<adds<decay::scalar>>(r.scalar, none{}));
        close(run_as.operator()<corrects<decay::channel>>(spread, r.rate),
              run_as.operator()<corrects<decay::scalar>>(r.scalar, r.rate));
    }
    SECTION("Gated DeltaNet without decay is DeltaNet") {
        close(run_as.operator()<corrects<decay::scalar>>(no_decay, r.rate), run_as.operator()<corrects<decay::none>>(none{}, r.rate));
        close(run_as.operator()<corrects_raw<decay::scalar>>(no_decay, r.rate),
              run_as.operator()<corrects<decay::none>>(none{}, r.rate));
    }
    SECTION("S (I - b k k^T) + b v k^T is S - b (S k - v) k^T") {
        std::vector<double> erase = r.key, add = r.key, value = r.value;
        for (auto& x : erase) x = -x;
        for (std::size_t i = 0; i < add.size(); ++i) add[i] *= r.rate[i / keys];
        for (std::size_t i = 0; i < value.size(); ++i) value[i] *= r.rate[i / values];
        auto const split = at_once<splits<decay::none>>(r.start, r.at, [&](auto&, auto const& given) {
            return make_streams(given.template operator()<heads * keys>(r.query), given.template operator()<heads * keys>(r.key),
                                given.template operator()<heads * values>(value), none{}, none{},
                                given.template operator()<heads * keys>(erase), given.template operator()<heads * keys>(add));
        });
        close(split, run_as.operator()<corrects<decay::none>>(none{}, r.rate));
    }
    SECTION("RWKV-7 reads what was not decayed: with a key that is, it is a channel-gated delta rule, and only then") {
        std::vector<double> decayed = r.key, raw = r.key, add = r.key, value = r.value;
        for (std::size_t i = 0; i < add.size(); ++i) {
            decayed[i] = -r.key[i] * std::exp(r.channel[i]);
            raw[i] = -r.key[i];
            add[i] *= r.rate[i / keys];
        }
        for (std::size_t i = 0; i < value.size(); ++i) value[i] *= r.rate[i / values];
        auto const with = [&](std::vector<double> const& erase) {
            return at_once<splits<decay::channel>>(r.start, r.at, [&](auto&, auto const& given) {
                return make_streams(given.template operator()<heads * keys>(r.query),
                                    given.template operator()<heads * keys>(r.key),
                                    given.template operator()<heads * values>(value),
                                    given.template operator()<heads * keys>(r.channel), none{},
                                    given.template operator()<heads * keys>(erase),
                                    given.template operator()<heads * keys>(add));
            });
        };
        auto const gated = run_as.operator()<corrects<decay::channel>>(r.channel, r.rate);
        close(with(decayed), gated);
        CHECK(distance(with(raw), gated) > 1e-2);
        close(with(raw), run_as.operator()<corrects_raw<decay::channel>>(r.channel, r.rate));
    }
    SECTION("a gradient at the decayed memory differs from one at the raw memory by (1 - a) b S k k^T") {
        rows_of_test const one({1});
        auto const raw = at_once<corrects_raw<decay::scalar>>(one.start, one.at, streams_of<corrects_raw<decay::scalar>>(one));
        auto const after = at_once<corrects<decay::scalar>>(one.start, one.at, streams_of<corrects<decay::scalar>>(one));
        for (std::size_t h = 0; h < heads; ++h) {
            for (std::size_t v = 0; v < values; ++v) {
                double said_of_key = 0;
                for (std::size_t k = 0; k < keys; ++k) said_of_key += one.start[(h * keys + k) * values + v] * one.key[h * keys + k];
                for (std::size_t k = 0; k < keys; ++k) {
                    auto const i = (h * keys + k) * values + v;
                    double const expected = (1 - std::exp(one.scalar[h])) * one.rate[h] * said_of_key * one.key[h * keys + k];
                    CHECK(std::fabs(after.state[i] - raw.state[i] - expected) < 1e-12);
                }
            }
        }
    }
    SECTION("momentum that keeps nothing is descent, and a chunk of one position is none") {
        using with_momentum = bare<sizes, objective::squared, combine::momentum<given_retention<decay::scalar>, point::raw>>;
        using in_chunks = bare<sizes, objective::squared, combine::momentum<given_retention<decay::scalar>, point::chunk_start>, 1>;
        auto const streams = [&](auto& ops, auto const& given) {
            return make_streams(given.template operator()<heads * keys>(r.query), given.template operator()<heads * keys>(r.key),
                                given.template operator()<heads * values>(r.value), given.template operator()<heads>(r.scalar),
                                given.template operator()<heads>(r.rate), none{}, none{},
                                ops.template filled<heads>(static_cast<int>(n), 0.0));
        };
        auto const want = by_text<corrects_raw<decay::scalar>>(r.start, r.at, streams);
        close(by_text<with_momentum>(r.start, r.at, streams), want);
        close(by_text<in_chunks>(r.start, r.at, streams), want);
    }
    SECTION("TTT without its norm, with a gradient for every token, is DeltaNet") {
        using paced = bare<sizes, objective::squared, combine::paced, 1>;
        auto const streams = [&](auto& ops, auto const& given) {
            return make_streams(given.template operator()<heads * keys>(r.query), given.template operator()<heads * keys>(r.key),
                                given.template operator()<heads * values>(r.value), none{},
                                given.template operator()<heads>(r.rate), none{}, none{},
                                ops.template filled<heads>(static_cast<int>(n), 1.0));
        };
        close(by_text<paced>(r.start, r.at, streams), run_as.operator()<corrects<decay::none>>(none{}, r.rate));
    }
    SECTION("gradients at the start of longer chunks are another rule") {
        using in_fours = bare<sizes, objective::squared, combine::descent<given_retention<decay::none>, point::chunk_start>, 4>;
        auto const streams = streams_of<corrects<decay::none>>(r);
        CHECK(distance(by_text<in_fours>(r.start, r.at, streams), run_as.operator()<corrects<decay::none>>(none{}, r.rate)) > 1e-2);
    }
}

TEST_CASE("what tells rules apart, without training") {
    // one head, keys of two channels: twice the same key, first with one value, then with another
    constexpr memory::sizes tiny{.heads = 1, .groups = 1, .keys = 2, .values = 1};
    std::vector<place> const at = {{0, 0, 0}, {0, 1, 0}};
    std::vector<double> const start = {0, 0}, key = {0.6, 0.8, 0.6, 0.8}, value = {3, 5}, rate = {1, 1}, twice = {2, 2}, none_new = {0, 0};
    auto const read = [&]<class Memory>(std::vector<double> const& begin, auto const& what, auto const& how_much) {
        return at_once<Memory>(begin, at, [&](auto&, auto const& given) {
            return make_streams(given.template operator()<2>(key), given.template operator()<2>(key),
                                given.template operator()<1>(what), none{}, given.template operator()<1>(how_much));
        });
    };
    using hebb = bare<tiny, objective::inner_product, combine::descent<given_retention<decay::none>>>;
    using delta = bare<tiny, objective::squared, combine::descent<given_retention<decay::none>>>;
    CHECK(read.operator()<hebb>(start, value, rate).out[1] == Approx(8));   // the sum of both
    CHECK(read.operator()<delta>(start, value, rate).out[1] == Approx(5));  // the latest
    // a rate of two turns the direction of the key around: after two of them everything is as before
    std::vector<double> const begin = {0.3, -0.7};
    auto const turned = read.operator()<delta>(begin, none_new, twice);
    CHECK(turned.out[0] == Approx(-(0.6 * 0.3 - 0.8 * 0.7)));
    CHECK(distance(turned.state, begin) < 1e-15);
}

TEST_CASE("sequences that do not begin together are refused where a memory goes step by step") {
    using in_fours = bare<sizes, objective::squared, combine::descent<given_retention<decay::none>, point::chunk_start>, 4>;
    rows_of_test r({3, 2});
    for (auto& p : r.at) p.position += p.sequence;
    CHECK_THROWS_AS(by_text<in_fours>(r.start, r.at, streams_of<corrects<decay::none>>(r)), std::invalid_argument);
}

TEST_CASE("a type says whether its memory runs at once") {
    STATIC_REQUIRE(corrects<decay::scalar>::in_one);
    STATIC_REQUIRE(splits<decay::channel>::in_one);
    STATIC_REQUIRE_FALSE(bare<sizes, objective::squared, combine::descent<retain::whole, point::chunk_start>, 4>::in_one);
    STATIC_REQUIRE_FALSE(bare<sizes, objective::squared, combine::momentum<>>::in_one);
}
