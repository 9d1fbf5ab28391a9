#include <lathe/exec/trainer.hpp>
#include <lathe/io/checkpoint.hpp>
#include <lathe/kernel/plain.hpp>

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <limits>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "exec/sample.hpp"
#include "io/sample.hpp"

using namespace lathe;
using namespace lathe::test;

namespace {

/// One array of each type that is kept.
struct state {
    std::vector<float> weights{1.5f, -0.0f, std::numeric_limits<float>::quiet_NaN()};
    std::vector<double> flops{1e300};
    std::vector<int> symbols{-1, 7};
    std::vector<long> step{1l << 40};
    std::vector<char> halted{0, 1, 1, 0, 1};
    std::vector<std::byte> bytes{std::byte{200}};
    std::vector<float> none;

    void each_state(auto const& f) {
        f("weights", std::span(weights));
        f("flops", std::span(flops));
        f("symbols", std::span(symbols));
        f(std::string("step"), std::span(step));
        f("halted", std::span(halted));
        f("bytes", std::span(bytes));
        f("none", std::span(none));
    }
    static state other() {
        state s;
        s.weights = {9, 9, 9}, s.flops = {9}, s.symbols = {9, 9}, s.step = {9}, s.halted = {9, 9, 9, 9, 9};
        s.bytes = {std::byte{9}};
        return s;
    }
};

}  // namespace

TEST_CASE("a checkpoint brings back every array bit by bit", "[io]") {
    folder const here;
    state saved;
    auto const want = kept(saved);
    io::save_checkpoint(here / "x", saved);
    auto loaded = state::other();
    CHECK(kept(loaded) != want);
    io::load_checkpoint(here / "x", loaded);
    CHECK(kept(loaded) == want);
    // and over an older one
    auto other = state::other();
    io::save_checkpoint(here / "x", other);
    io::load_checkpoint(here / "x", saved);
    CHECK(kept(saved) == kept(other));
    CHECK(here.files() == 1);
    auto const file = io::safetensors::read(here / "x");
    CHECK(file.at("halted").type == "U8");
    CHECK(file.at("step").type == "I64");
    CHECK(file.at("symbols").type == "I32");
}

TEST_CASE("any damaged byte, and any missing end, is refused and changes nothing", "[io]") {
    folder const here;
    state saved;
    auto const want = kept(saved);
    io::save_checkpoint(here / "x", saved);
    auto const sound = io::read_file(here / "x");
    auto loaded = state::other();
    auto const before = kept(loaded);
    auto const load = [&](std::vector<std::byte> const& file) {
        // not io::write_file, which waits for the disk
        std::ofstream(here / "x", std::ios::binary)
            .write(reinterpret_cast<char const*>(file.data()), static_cast<std::streamsize>(file.size()));
        try {
            io::load_checkpoint(here / "x", loaded);
            return true;
        } catch (io::error const& e) {
            CHECK(std::string_view(e.what()).size() < 400);
            return false;
        }
    };
    for (std::size_t i = 0; i < sound.size(); ++i) {
        for (unsigned const change : {9u, 255u}) {
            auto damaged = sound;
            damaged[i] ^= static_cast<std::byte>(change);
            INFO("byte " << i << " of " << sound.size() << " by " << change);
            if (load(damaged)) {
                // the spaces that fill the header may become other space
                CHECK(sound[i] == std::byte{' '});
                CHECK(kept(loaded) == want);
                loaded = state::other();
            } else {
                CHECK(kept(loaded) == before);
            }
        }
    }
    for (std::size_t n = 0; n < sound.size(); ++n) {
        INFO("the first " << n << " bytes");
        CHECK_FALSE(load({sound.begin(), sound.begin() + static_cast<std::ptrdiff_t>(n)}));
        CHECK(kept(loaded) == before);
    }
    CHECK(load(sound));
}

TEST_CASE("a damaged number is called damaged", "[io]") {
    folder const here;
    state saved;
    io::save_checkpoint(here / "x", saved);
    auto file = io::read_file(here / "x");
    file.back() ^= std::byte{1};
    io::write_file(here / "x", file);
    CHECK_THROWS_WITH(io::load_checkpoint(here / "x", saved), contains("/x' is damaged: its check sum is another one"));
}

namespace {

/// Arrays by name and size.
struct arrays {
    std::map<std::string, std::vector<float>> all;
    void each_state(auto const& f) {
        for (auto& [name, numbers] : all) f(name, std::span(numbers));
    }
};
struct doubles {
    std::vector<double> a = std::vector<double>(1);
    void each_state(auto const& f) { f("a", std::span(a)); }
};

}  // namespace

TEST_CASE("a checkpoint of something else names what is missing, misshapen and too much", "[io]") {
    folder const here;
    auto const of = [](std::vector<std::pair<std::string, std::size_t>> const& sizes) {
        arrays a;
        for (auto const& [name, size] : sizes) a.all[name].resize(size);
        return a;
    };
    auto saved = of({{"a", 2}, {"b", 2}, {"c", 2}});
    io::save_checkpoint(here / "x", saved);
    auto const refused = [&](arrays into, std::string const& why) {
        CHECK_THROWS_WITH(io::load_checkpoint(here / "x", into), contains("/x' is a checkpoint of something else:") &&
                                                                     contains(why) && contains("train anew"));
    };
    refused(of({{"a", 2}, {"b", 2}, {"c", 2}, {"d", 1}}), " missing: d;");
    refused(of({{"a", 2}, {"b", 3}, {"c", 2}}), " of another size: b;");
    refused(of({{"a", 2}}), " 2 arrays too many;");
    refused(of({{"a", 1}, {"z", 1}}), " missing: z; of another size: a; 2 arrays too many;");
    // as many bytes, but of another type
    auto two = of({{"a", 2}});
    io::save_checkpoint(here / "x", two);
    doubles one;
    CHECK_THROWS_WITH(io::load_checkpoint(here / "x", one), contains("of another size: a;"));
}

TEST_CASE("what is no checkpoint, or cannot be read or written, is refused", "[io]") {
    folder const here;
    state s;
    CHECK_THROWS_WITH(io::load_checkpoint(here / "absent", s), contains("No such file"));
    CHECK_THROWS_WITH(io::load_checkpoint(here / "", s), contains("a file is needed, not a folder"));
    CHECK_THROWS_WITH(io::save_checkpoint(here / "absent/x", s), contains("No such file"));
    io::write_file(here / "text", bytes("not a file of tensors at all"));
    CHECK_THROWS_WITH(io::load_checkpoint(here / "text", s), contains("no usable safetensors file"));
    // the same arrays, but from somebody else
    io::save_checkpoint(here / "x", s);
    io::write_safetensors(here / "y", io::safetensors::read(here / "x").tensors(), {{"format", "pt"}});
    CHECK_THROWS_WITH(io::load_checkpoint(here / "y", s), contains("/y' is no checkpoint, though it holds tensors"));
}

namespace {

constexpr exec::training five{
    .batch = 5, .shards = 2, .steps = 12, .rate = 1e-2, .warmup = 2, .average = 0.9, .muon = true, .seed = 4};

template <class V, class Plan>
struct school {
    exec::pool threads;
    exec::trainer<model<V, small>, Plan, kernel::plain> trainer;
    explicit school(int count = 1) : threads(count), trainer(five, 6, threads) {}
    void train(int steps) {
        for (int s = 0; s < steps; ++s) trainer.step(renamed{});
    }
};
// two plans with one tape, which takes seconds to compile
using supervised = school<huginn, signal::supervised<>>;
using sampled = school<huginn, signal::sampled_depth<3.0, signal::full>>;
using deep = school<hrm, signal::usual<hrm>>;

}  // namespace

TEMPLATE_TEST_CASE("training that goes on from a checkpoint gives the bits of training that never stopped", "[io]",
                   supervised, sampled, deep) {
    folder const here;
    TestType straight;
    straight.train(12);
    auto const want = kept(straight.trainer);
    for (int const k : {1, 7}) {
        INFO("stopped after " << k);
        TestType first;
        first.train(k);
        io::save_checkpoint(here / "x", first.trainer);
        // other threads, and something else in memory
        TestType second(2);
        second.train(3);
        io::load_checkpoint(here / "x", second.trainer);
        CHECK(second.trainer.steps() == k);
        CHECK(kept(second.trainer) == kept(first.trainer));
        second.train(12 - k);
        CHECK(kept(second.trainer) == want);
        CHECK(second.trainer.flops() == straight.trainer.flops());
    }
}

TEST_CASE("a trainer does not take a checkpoint of another model, and stays as it was", "[io]") {
    folder const here;
    supervised one;
    deep two;
    one.train(1);
    two.train(1);
    io::save_checkpoint(here / "x", one.trainer);
    auto const before = kept(two.trainer);
    CHECK_THROWS_WITH(io::load_checkpoint(here / "x", two.trainer), contains("of another size: weights"));
    CHECK(kept(two.trainer) == before);
}
