#pragma once
/// \file
/// A product checked entry by entry against a sum in long double, with operands that end or begin at forbidden pages.

#include <cmath>
#include <lathe/kernel/grid.hpp>
#include <limits>
#include <vector>

#include "guarded.hpp"
#include "sample.hpp"

namespace lathe::test {

enum class form { straight, transposed, outer };

template <class T>
class products {
public:
    /// Room for matrices of at most `most` numbers.
    explicit products(std::size_t most) : x_(most), w_(most), y_(most) {}

    /// How many entries err by more than the rounding of k products and sums may explain, or were touched though they
    /// stand between the rows. `call` takes y, x, w, m, k, n, add.
    template <class Call>
    int wrong(form which, int m, int k, int n, int gap, bool at_end, bool add, Call call) {
        bool const transposed = which == form::transposed;
        bool const outer = which == form::outer;
        // In every form y is (rows, columns) and the sum runs over depth.
        int const rows = outer ? k : m;
        int const depth = outer ? m : k;
        auto const x = place(x_, m, k, gap, at_end);
        auto const w = outer ? place(w_, m, n, gap, at_end) : transposed ? place(w_, n, k, gap, at_end)
                                                                         : place(w_, k, n, gap, at_end);
        auto const y = place(y_, rows, n, gap, at_end);
        auto const length = size(rows, n, y.stride);
        std::vector<T> const before(y.data, y.data + length);
        call(y, x, w, m, k, n, add);

        int wrong = 0;
        for (std::size_t at = 0; at < length; ++at) {
            int const i = static_cast<int>(at) / y.stride;
            int const j = static_cast<int>(at) % y.stride;
            if (j >= n) {
                wrong += y.data[at] != before[at];
                continue;
            }
            long double exact = add ? before[at] : T(0);
            long double most = std::fabs(exact);
            for (int d = 0; d < depth; ++d) {
                long double const term = static_cast<long double>(outer ? x.row(d)[i] : x.row(i)[d]) *
                                         (transposed ? w.row(j)[d] : w.row(d)[j]);
                exact += term;
                most += std::fabs(term);
            }
            long double const bound = (depth + 1) * most * std::numeric_limits<T>::epsilon() / 2;
            wrong += !(std::fabs(y.data[at] - exact) <= bound);
        }
        return wrong;
    }

private:
    static std::size_t size(int rows, int columns, int stride) {
        return rows > 0 && columns > 0 ? static_cast<std::size_t>((rows - 1) * stride + columns) : 0;
    }
    kernel::grid<T> place(guarded<T>& memory, int rows, int columns, int gap, bool at_end) {
        int const stride = columns + gap;
        auto const length = size(rows, columns, stride);
        T* const data = memory.place(length, at_end);
        sample_.fill(data, length);
        return {data, stride};
    }

    guarded<T> x_;
    guarded<T> w_;
    guarded<T> y_;
    sample<T> sample_;
};

}  // namespace lathe::test
