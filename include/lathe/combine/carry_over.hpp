#pragma once
/// \file
/// A position that holds a symbol keeps it; only masked ones take what the network says (carry-over, one half of SUBS;
/// Sahoo et al. 2024, arXiv:2406.07524, section 3.2.3).

#include <lathe/concepts/role.hpp>

namespace lathe::combine {

struct carry_over : role::update {
    static constexpr bool canvas = true;
};

}  // namespace lathe::combine
