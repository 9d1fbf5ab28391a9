#pragma once
/// \file
/// How rows are shared out.

namespace lathe::kernel {

/// f(count, row): m rows in parts of at most `Most`, as equal as can be: 13 rows are 7 + 6, never 12 + 1.
template <int Most>
void in_equal_parts(int m, auto const& f) {
    int const parts = (m + Most - 1) / Most;
    for (int part = 0, row = 0; part < parts; ++part) {
        int const count = m / parts + (part < m % parts ? 1 : 0);
        f(count, row);
        row += count;
    }
}

}  // namespace lathe::kernel
