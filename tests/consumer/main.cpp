// Another project's program: what lathe includes is found, and its variants are known.
#include <xsimd/xsimd.hpp>

#include <cstdio>

#include "lathe/variants.hpp"

int main() {
    for (auto const name : lathe::all_variant_names) std::puts(name);
}
