#pragma once
/// \file
/// Leaves of a weight struct as the policies spell them, and the storage `nothing` that only knows their sizes.
///
/// A storage M is a class with a member template `leaf<kind, Rows, Columns, Initial>`. The kinds say what training does:
/// a matrix is stepped and decayed, a vector stepped and not decayed, a table (embedding) stepped row by row and not
/// decayed, sparse rows (puzzle embeddings) are stepped by an optimiser of their own and do not count as parameters, a
/// constant is not trained at all (fixed codes, initial vectors).

#include <lathe/core/initial.hpp>

namespace lathe {

enum class kind { matrix, vector, table, sparse, constant };

/// Storage without numbers: what counting, naming and describing walk.
struct nothing {
    template <kind Kind, int Rows, int Columns, class Initial>
    struct leaf {
        static constexpr kind is = Kind;
        static constexpr int rows = Rows;
        static constexpr int columns = Columns;
        using initial = Initial;
    };
};

/// Out x In, y = W x. In memory it stands input by input, which is what the kernels read.
template <class M, int Out, int In, class Initial = initial::fan_in<>>
using matrix = typename M::template leaf<kind::matrix, Out, In, Initial>;

/// N entries: gains, biases, learned states.
template <class M, int N, class Initial = initial::zeros>
using vector = typename M::template leaf<kind::vector, 1, N, Initial>;

/// Rows x Columns, looked up by row.
template <class M, int Rows, int Columns, class Initial = initial::normal<0.02>>
using table = typename M::template leaf<kind::table, Rows, Columns, Initial>;

/// Rows x Columns of which a batch touches few: one row for each puzzle.
template <class M, int Rows, int Columns, class Initial = initial::zeros>
using sparse_table = typename M::template leaf<kind::sparse, Rows, Columns, Initial>;

/// Rows x Columns that training leaves alone.
template <class M, int Rows, int Columns, class Initial>
using constant = typename M::template leaf<kind::constant, Rows, Columns, Initial>;

/// N structs of weights in a row; their names are numbers.
template <class Weights, int N>
struct list {
    Weights item[static_cast<unsigned>(N < 1 ? 1 : N)];
    static constexpr int size = N;

    constexpr Weights const& operator[](int i) const { return item[i]; }
    constexpr Weights& operator[](int i) { return item[i]; }
};

template <class Weights>
struct list<Weights, 0> {
    static constexpr int size = 0;
};

/// What a policy without weights declares.
struct no_weights {};

namespace core {

template <class T>
concept leaf = requires {
    T::rows;
    T::columns;
    typename T::initial;
};

template <class T>
inline constexpr bool is_list = false;
template <class W, int N>
inline constexpr bool is_list<list<W, N>> = true;

}  // namespace core
}  // namespace lathe
