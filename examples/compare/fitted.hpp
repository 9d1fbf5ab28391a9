#pragma once
/// \file
/// Variants whose published depth does not fit a comparison of minutes take part in a smaller size of the same type. The
/// report prints the size that ran.

#include <lathe/lathe.hpp>
#include <lathe/variant/feed_forward.hpp>
#include <lathe/variant/hrm.hpp>
#include <lathe/variant/huginn.hpp>
#include <lathe/variant/trm.hpp>
#include <lathe/variant/trm_mixer.hpp>

/// What takes part for V: V itself unless said otherwise here; a memory stands in two plain blocks.
template <class V>
struct fitted : lathe::variant::standing<V> {};
template <>
struct fitted<lathe::variant::huginn<>> {
    using type = lathe::with<lathe::variant::huginn<1, 1, 1>,
                             lathe::set::halting<lathe::halt::settled<0.03, 8, lathe::grain::token>>>;
};
template <>
struct fitted<lathe::variant::hrm<>> {
    using type = lathe::with<lathe::variant::hrm<1, 2, 2>, lathe::set::halting<lathe::halt::q_head<8, true>>>;
};
template <>
struct fitted<lathe::variant::trm<>> {
    using type = lathe::with<lathe::variant::trm<1, 2, 2, 1>, lathe::set::halting<lathe::halt::q_head<8>>>;
};
template <>
struct fitted<lathe::variant::trm_mixer<>> {
    using type = lathe::with<lathe::variant::trm_mixer<1, 2, 2, 1, 64>, lathe::set::halting<lathe::halt::q_head<8>>>;
};
