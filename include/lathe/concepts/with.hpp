#pragma once
/// \file
/// Changing one thing of a variant: `with<variant::huginn<>, set::halting<halt::after<8>>>` is a variant.

#include <lathe/concepts/grain.hpp>
#include <lathe/concepts/memory.hpp>
#include <lathe/core/types.hpp>

namespace lathe {

namespace detail {

/// The halting rule H where whole sequences stop together: for bodies that read their rows in order.
template <class H>
struct of_sequences {
    using type = H;
};
template <class H>
    requires requires { typename H::template with_grain<grain::sequence>; }
struct of_sequences<H> {
    using type = typename H::template with_grain<grain::sequence>;
};

}  // namespace detail

/// Each `set::role<X>` replaces the role of the same name by X.
namespace set {

template <class X>
struct outside {
    template <class V>
    struct on : V {
        using outside = X;
    };
};
template <class X>
struct start {
    template <class V>
    struct on : V {
        using start = X;
    };
};
template <class X>
struct nest {
    template <class V>
    struct on : V {
        using nest = X;
    };
};
template <class X>
struct cell {
    template <class V>
    struct on : V {
        using cell = X;
    };
};
template <class X>
struct injection {
    template <class V>
    struct on : V {
        using injection = X;
    };
};
template <class X>
struct visibility {
    template <class V>
    struct on : V {
        using visibility = X;
    };
};
template <class X>
struct update {
    template <class V>
    struct on : V {
        using update = X;
    };
};
template <class X>
struct halting {
    template <class V>
    struct on : V {
        using halting = X;
    };
};
template <class X>
struct exchange {
    template <class V>
    struct on : V {
        using exchange = X;
    };
};

/// Replaces the attention inside the cell by another mixer, which may be a variant that runs along positions. Such a memory
/// reads its rows in order, so no token may leave a loop alone: a rule that judges tokens judges whole sequences from then on.
template <class X>
struct mixer {
    template <class V>
    struct on : V {
        using cell = typename V::cell::template with_mixer<X>;
    };
};
template <reads_in_order X>
struct mixer<X> {
    template <class V>
    struct on : V {
        using cell = typename V::cell::template with_mixer<X>;
        using halting = typename lathe::detail::of_sequences<typename V::halting>::type;
    };
};

/// Replaces the mask of the attention inside the cell: `mask::full` makes an encoder of a decoder.
template <class X>
struct mask {
    template <class V>
    struct on : V {
        using cell = typename V::cell::template with_mask<X>;
    };
};

}  // namespace set

namespace detail {

template <class V, class... Changes>
struct changed {
    using type = V;
};
template <class V, class Change, class... More>
struct changed<V, Change, More...> : changed<typename Change::template on<V>, More...> {};

}  // namespace detail

/// V with the changes applied from left to right.
template <class V, class... Changes>
using with = typename detail::changed<V, Changes...>::type;

}  // namespace lathe
