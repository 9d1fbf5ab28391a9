#pragma once
/// \file
/// The rules for filling in a canvas that a comparison tries on the same weights.

#include <lathe/lathe.hpp>

namespace samplers {

using namespace lathe;

template <class Exchange, bool GoesOn = false>
struct rule {
    using exchange = Exchange;
    static constexpr bool goes_on = GoesOn;  ///< takes symbols back: more steps than positions change something
    char const* name;
};

/// f(rule) for each of them.
template <class F>
void each(F const& f) {
    f(rule<pass::unmask<select::random<>>>{"random"});
    f(rule<pass::unmask<select::first_hitting>>{"first hitting"});
    f(rule<pass::unmask<select::ancestral>>{"ancestral (MDLM)"});
    f(rule<pass::unmask<select::in_order<>>>{"row by row"});
    f(rule<pass::unmask<select::confidence<>>>{"confidence"});
    f(rule<pass::unmask<select::margin<>>>{"margin"});
    f(rule<pass::unmask<select::entropy<>>>{"entropy"});
    f(rule<pass::unmask<select::threshold<0.9>>>{"threshold 0.9"});
    f(rule<pass::unmask<select::ancestral, remask::cap<0.05>>, true>{"ReMDM cap 0.05"});
    f(rule<pass::unmask<select::ancestral, remask::rescale<0.05>>, true>{"ReMDM rescale 0.05"});
    f(rule<pass::unmask<select::ancestral, remask::doubt>, true>{"ReMDM conf"});
    f(rule<pass::unmask<select::ancestral, remask::loop<>>, true>{"ReMDM loop"});
    f(rule<pass::unmask<select::margin<pace::scheduled>, remask::loop<>>, true>{"margin, ReMDM loop"});
    f(rule<pass::unmask<select::every, remask::weakest>, true>{"weakest again (MGDM)"});
}

}  // namespace samplers
