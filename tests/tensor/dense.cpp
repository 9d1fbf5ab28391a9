#include <lathe/tensor/dense.hpp>

#include <lathe/core/walk.hpp>

#include "catch.hpp"

#include <cstdint>

namespace lathe::sample {

template <class M>
struct weights {
    matrix<M, 3, 5> matrix_of_15;
    vector<M, 17> vector_of_17;
    list<table<M, 2, 4>, 2> tables;
};

}  // namespace lathe::sample

using namespace lathe;
using sample::weights;
using tensor::dense;

TEST_CASE("every leaf starts at a multiple of 64 bytes and is padded with zeros") {
    auto const check = []<class T>(T) {
        weights<dense<T>> w;
        auto const begin = reinterpret_cast<std::uintptr_t>(&w);
        CHECK(begin % 64 == 0);
        std::uintptr_t next = begin;
        core::walk(w, [&](std::string const& name, auto& leaf) {
            CAPTURE(name);
            // nothing stands between the leaves: the struct is one block of numbers
            CHECK(reinterpret_cast<std::uintptr_t>(leaf.data()) == next);
            CHECK(leaf.padded >= leaf.size);
            CHECK(leaf.padded * sizeof(T) % 64 == 0);
            for (T x : leaf.value) CHECK(x == 0);
            next += sizeof(leaf);
        });
        CHECK(next - begin == sizeof(w));
        CHECK(sizeof(w) == (16 + 32 + 2 * 16) * sizeof(T));
    };
    check(float{});
    check(double{});
}

TEST_CASE("matrices stand input by input, all others row by row") {
    dense<float>::leaf<kind::matrix, 3, 5, initial::zeros> m;
    m(1, 2) = 7;
    CHECK(m.value[2 * 3 + 1] == 7);
    dense<float>::leaf<kind::table, 3, 5, initial::zeros> t;
    t(1, 2) = 7;
    CHECK(t.value[1 * 5 + 2] == 7);
    dense<float>::leaf<kind::vector, 1, 5, initial::zeros> v;
    v(0, 3) = 7;
    CHECK(v.value[3] == 7);
    auto const& fixed = m;
    CHECK(fixed(1, 2) == 7);
    CHECK(fixed.data() == m.value);
}
