#pragma once
/// \file
/// Which masked positions take their symbol in a step. A selector gives each one a score, says how many go, and the
/// highest scores go first, the earlier position among equals. A score of 0 or more is one that goes by its own merit.

#include <lathe/pass/reading.hpp>

namespace lathe::pace {

/// As many in every step: n / K, and the first n mod K steps take one more (Nie et al. 2025, arXiv:2502.09992).
struct even {
    static constexpr int count(pass::situation const& s) {
        return s.first / s.steps + (s.step < s.first % s.steps ? 1 : 0);
    }
};

/// The number the schedule expects, rounded down (Dream; Ye et al. 2025, arXiv:2508.15487).
struct scheduled {
    static constexpr int count(pass::situation const& s) { return static_cast<int>(s.masked * s.fill); }
};

}  // namespace lathe::pace

namespace lathe::select {

/// Those whose symbol is most probable (MaskGIT; LLaDA's "low-confidence remasking").
template <class Pace = pace::even>
struct confidence {
    static constexpr double score(pass::reading const& r, int, double, auto&) { return r.chance; }
    static constexpr int count(pass::situation const& s, int) { return Pace::count(s); }
};

/// Those whose two most probable symbols are farthest apart (Kim et al. 2025, arXiv:2502.06768).
template <class Pace = pace::even>
struct margin {
    static constexpr double score(pass::reading const& r, int, double, auto&) { return r.first - r.second; }
    static constexpr int count(pass::situation const& s, int) { return Pace::count(s); }
};

/// Those whose distribution has least entropy.
template <class Pace = pace::even>
struct entropy {
    static constexpr double score(pass::reading const& r, int, double, auto&) { return -r.entropy; }
    static constexpr int count(pass::situation const& s, int) { return Pace::count(s); }
};

/// Any of them, each equally likely.
template <class Pace = pace::even>
struct random {
    static constexpr double score(pass::reading const&, int, double, auto& numbers) { return numbers.uniform(); }
    static constexpr int count(pass::situation const& s, int) { return Pace::count(s); }
};

/// From the first position to the last.
template <class Pace = pace::even>
struct in_order {
    static constexpr double score(pass::reading const&, int position, double, auto&) { return -position; }
    static constexpr int count(pass::situation const& s, int) { return Pace::count(s); }
};

/// Each for itself with the schedule's probability (alpha_s - alpha_t) / (1 - alpha_t): the reverse process of MDLM.
struct ancestral {
    static constexpr double score(pass::reading const&, int, double fill, auto& numbers) {
        double const u = numbers.uniform();
        return u < fill ? 1 : -1;
    }
    static constexpr int count(pass::situation const&, int willing) { return willing; }
};

/// All that are at least this probable, and the most probable one in any case (Fast-dLLM; Wu et al. 2025,
/// arXiv:2505.22618). The number of steps is a bound.
template <double Least = 0.9>
struct threshold {
    static constexpr double score(pass::reading const& r, int, double, auto&) { return r.chance - Least; }
    static constexpr int count(pass::situation const&, int willing) { return willing > 1 ? willing : 1; }
};

/// One in each step, any of them: simulating when the next symbol appears leaves nothing to chance but which it is (Zheng
/// et al. 2024, arXiv:2409.02908). n masked positions take n steps; if there are fewer, several appear at once.
struct first_hitting {
    static constexpr double score(pass::reading const&, int, double, auto& numbers) { return numbers.uniform(); }
    static constexpr int count(pass::situation const& s, int) {
        int const left = s.steps - s.step;
        return (s.masked + left - 1) / left;
    }
};

/// All of them: for remasking that takes back what it doubts.
struct every {
    static constexpr double score(pass::reading const&, int, double, auto&) { return 0; }
    static constexpr int count(pass::situation const& s, int) { return s.masked; }
};

}  // namespace lathe::select
