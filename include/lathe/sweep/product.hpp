#pragma once
/// \file
/// Products of policies: every combination of some changes to a variant, as a list of types. Lists may come as Boost.Hana
/// tuples of types; inside, everything is a fold, because Hana's own product costs seconds.

#include <lathe/concepts/lawful.hpp>
#include <lathe/concepts/with.hpp>
#include <lathe/core/types.hpp>

#include <boost/hana/tuple.hpp>
#include <boost/hana/type.hpp>

#include <type_traits>

namespace lathe::sweep {

namespace detail {

/// A list from a list or from a Hana tuple of types.
template <class L>
struct listed;
template <class... T>
struct listed<type_list<T...>> {
    using type = type_list<T...>;
};
template <class... T>
struct listed<boost::hana::tuple<T...>> {
    using type = type_list<typename T::type...>;
};

template <class... L>
struct joined {
    using type = type_list<>;
};
template <class... A>
struct joined<type_list<A...>> {
    using type = type_list<A...>;
};
template <class... A, class... B, class... More>
struct joined<type_list<A...>, type_list<B...>, More...> : joined<type_list<A..., B...>, More...> {};

/// Every V with every change.
template <class Variants, class Changes>
struct crossed;
template <class... V, class... Change>
struct crossed<type_list<V...>, type_list<Change...>> {
    template <class One>
    using changed = type_list<with<One, Change>...>;
    using type = typename joined<changed<V>...>::type;
};

template <class Variants, class... Lists>
struct product {
    using type = Variants;
};
template <class Variants, class First, class... More>
struct product<Variants, First, More...>
    : product<typename crossed<Variants, typename listed<std::remove_cv_t<First>>::type>::type, More...> {};

template <shape S, class L>
struct lawful_ones;
template <shape S, class... V>
struct lawful_ones<S, type_list<V...>> {
    using type = typename joined<std::conditional_t<lawful<V, S>, type_list<V>, type_list<>>...>::type;
};

}  // namespace detail

/// V with one change of each list, in all combinations; the last list varies fastest.
template <class V, class... Lists>
using product = typename detail::product<type_list<V>, Lists...>::type;

/// Those of a list that may be instantiated at S.
template <shape S, class L>
using only_lawful = typename detail::lawful_ones<S, L>::type;

/// f(boost::hana::type<V>) for each of a list, in order.
template <class... V, class F>
constexpr void for_each(type_list<V...>, F&& f) {
    (f(boost::hana::type_c<V>), ...);
}

}  // namespace lathe::sweep
