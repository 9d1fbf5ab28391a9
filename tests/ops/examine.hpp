#pragma once
/// \file
/// The generic test of an operation: its kernels agree, its derivative is that of finite differences, its price is the
/// known one, it takes the memory that counting says and touches no other.

#include "catch.hpp"
#include "ops/memory.hpp"
#include "ops/subject.hpp"

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

namespace lathe::test {

/// Rows in sequences of 3, 1, 4, 2, 5, ... rows; ids that repeat, go backwards and leave rows out.
inline surroundings usual(int rows) {
    surroundings s;
    s.rows = rows;
    constexpr int lengths[] = {3, 1, 4, 2, 5, 9, 2, 6, 5};
    for (int i = 0, sequence = 0; i < rows; sequence += 1 + sequence % 2) {
        for (int p = 0; p < lengths[sequence % 9] && i < rows; ++p, ++i) {
            s.at.push_back({sequence, p + sequence % 3, 0});
        }
    }
    s.keys = s.at;
    for (int i = 0; i < rows; ++i) {
        s.ids.push_back((i * 7 + 3) % (rows > 4 ? rows - 1 : rows));
    }
    return s;
}

/// What is known of an operation beforehand.
struct known {
    double (*flops)(surroundings const&) = nullptr;
    surroundings (*around)(int rows) = &usual;
    double bound = 4;            ///< largest relative error of float, in epsilons
    double size = 0;             ///< errors are relative to this where results are smaller: cancellation
    bool smooth = true;          ///< otherwise the derivative is zero
    bool apart = true;           ///< row i of the result depends on row i of the arguments alone
    double low = -2, high = 2;   ///< range of the arguments
    std::vector<int> rows = {0, 1, 2, 3, 5, 16, 33};
};

namespace detail {

/// The numbers of all arguments; leaves stand in one block, as weights do.
template <class T>
struct stock {
    std::vector<T> leaves, leaf_slopes;
    std::vector<std::vector<T>> rows, row_slopes;
    std::vector<T*> data, slopes;
    std::vector<std::size_t> sizes;

    /// Entries are never nearer than 1/160 to zero and to entries of the argument beside, so that differences do not
    /// cross a kink.
    stock(subject const& what, surroundings const& s, known const& k) {
        random_numbers numbers(7, static_cast<std::uint64_t>(s.rows));
        std::size_t total = 0;
        for (auto const& a : what.arguments) total += a.is_leaf ? a.size(0) : 0;
        leaves.resize(total);
        leaf_slopes.resize(total);
        rows.resize(what.arguments.size());
        row_slopes.resize(what.arguments.size());
        std::size_t begin = 0;
        for (std::size_t i = 0; i < what.arguments.size(); ++i) {
            auto const& a = what.arguments[i];
            auto const size = a.size(s.count(i));
            sizes.push_back(size);
            if (a.is_leaf) {
                data.push_back(leaves.data() + begin);
                slopes.push_back(leaf_slopes.data() + begin);
                begin += size;
            } else {
                // never null, which would say that it is constant
                rows[i].reserve(size + 1);
                row_slopes[i].reserve(size + 1);
                rows[i].resize(size);
                row_slopes[i].resize(size);
                data.push_back(rows[i].data());
                slopes.push_back(row_slopes[i].data());
            }
            for (std::size_t j = 0; j < size; ++j) {
                int const cells = static_cast<int>((k.high - k.low) * 16);
                double const offset = 0.1 + (i % 2 == 0 ? 0.0 : 0.5) + 0.2 * numbers.uniform();
                data[i][j] = static_cast<T>(static_cast<float>(k.low + (numbers.below(cells) + offset) / 16));
            }
        }
    }
    blocks<T> weights() { return {leaves, leaf_slopes}; }
    void start_slopes(T value) {
        for (std::size_t i = 0; i < data.size(); ++i) {
            if (slopes[i]) std::fill(slopes[i], slopes[i] + sizes[i], value);
        }
    }
    std::vector<std::vector<T>> slopes_now() const {
        std::vector<std::vector<T>> all;
        for (std::size_t i = 0; i < data.size(); ++i) {
            all.emplace_back(slopes[i], slopes[i] + (slopes[i] ? sizes[i] : 0));
        }
        return all;
    }
};

template <class T>
std::vector<T> value(typename spoken<T>::eager_run run, ops::bill const& bill, surroundings const& s, stock<T>& in) {
    scratch_memory<T> memory(bill.forward);
    auto const y = run(memory.get(), s, in.data.data());
    return {y.data, y.data + y.size};
}

template <class T>
std::vector<std::vector<T>> slopes(typename spoken<T>::tape_run run, ops::bill const& bill, surroundings const& s,
                                   stock<T>& in, std::vector<T> const& seed, T start = 0,
                                   ops::slope_cell<T>* cells = nullptr) {
    scratch_memory<T> memory(bill.tape);
    in.start_slopes(start);
    auto leaves = in.weights();
    if (!in.slopes.empty() && in.leaves.size() > 0) {
        // constant leaves are those outside the blocks
        for (std::size_t i = 0; i < in.data.size(); ++i) {
            if (!in.slopes[i] && in.data[i] == in.leaves.data()) leaves = {};
        }
    }
    run(memory.get(), s, leaves, in.data.data(), in.slopes.data(), seed.data(), cells);
    return in.slopes_now();
}

template <class T>
std::vector<T> seed_for(std::size_t size, int which) {
    random_numbers numbers(11, static_cast<std::uint64_t>(which));
    std::vector<T> seed;
    for (std::size_t i = 0; i < size; ++i) {
        seed.push_back(static_cast<T>(static_cast<float>(2 * numbers.uniform() - 1)));
    }
    return seed;
}

template <class T>
double largest(std::vector<T> const& v) {
    double most = 0;
    for (T x : v) most = std::max(most, std::fabs(static_cast<double>(x)));
    return most;
}

/// The largest |a - b| / (|b| + floor); infinite where one of them alone is not a number.
template <class A, class B>
double error(std::vector<A> const& a, std::vector<B> const& b, double floor) {
    double worst = a.size() == b.size() ? 0 : std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        auto const x = static_cast<double>(a[i]);
        auto const y = static_cast<double>(b[i]);
        if (x == y || (std::isnan(x) && std::isnan(y))) continue;
        double const e = std::fabs(x - y) / (std::fabs(y) + floor);
        worst = std::isnan(e) ? std::numeric_limits<double>::infinity() : std::max(worst, e);
    }
    return worst;
}

template <class T>
bool identical(T const* a, T const* b, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) {
        if (!(a[i] == b[i] || (std::isnan(a[i]) && std::isnan(b[i])))) return false;
    }
    return true;
}

inline void check_values(subject const& what, known const& k, surroundings const& s) {
    auto const bill = what.singles.count(s);
    stock<float> in(what, s, k);
    auto const plain = value<float>(what.singles.plain, bill, s, in);
    auto const fast = value<float>(what.singles.fast, bill, s, in);
    CHECK(error(fast, plain, k.size) <= k.bound * std::numeric_limits<float>::epsilon());
    // and both are about what double says
    stock<double> exact(what, s, k);
    auto const truth = value<double>(what.doubles.plain, what.doubles.count(s), s, exact);
    CHECK(error(plain, truth, k.size) <= 2 * k.bound * std::numeric_limits<float>::epsilon());
    CHECK(largest(truth) < 1e6);
}

inline void check_price(subject const& what, known const& k, surroundings const& s) {
    CHECK(what.singles.count(s).flops == k.flops(s));
    CHECK(what.singles.count(s).training_flops() == 3 * k.flops(s));
}

/// Exactly the memory that was counted is enough, and a granule less is not.
template <class T>
void check_demand(subject const& what, spoken<T> const& in_t, known const& k, surroundings const& s) {
    auto const bill = in_t.count(s);
    stock<T> in(what, s, k);
    auto const seed = seed_for<T>(value<T>(in_t.fast, bill, s, in).size(), 0);
    if (bill.forward.numbers > 0) {
        auto less = bill;
        less.forward.numbers -= ops::padded<T>(1);
        CHECK_THROWS_AS(value<T>(in_t.fast, less, s, in), std::length_error);
    }
    if (in.data.empty()) return;
    slopes<T>(in_t.fast_tape, bill, s, in, seed);
    auto less = bill;
    less.tape.notes -= ops::padded<std::byte>(1);
    CHECK_THROWS_AS(slopes<T>(in_t.fast_tape, less, s, in, seed), std::length_error);
    less = bill;
    if (bill.tape.numbers > 0) {
        less.tape.numbers -= ops::padded<T>(1);
        CHECK_THROWS_AS(slopes<T>(in_t.fast_tape, less, s, in, seed), std::length_error);
    }
}

/// d(sum_i seed_i y_i) / d(entry) by central differences at three distances, extrapolated: exact to h^6.
inline double difference(subject const& what, ops::bill const& bill, surroundings const& s, stock<double>& in,
                         std::vector<double> const& seed, double& entry) {
    double const here = entry;
    auto const at_distance = [&](double h) {
        entry = here + h;
        auto const up = value<double>(what.doubles.plain, bill, s, in);
        entry = here - h;
        auto const down = value<double>(what.doubles.plain, bill, s, in);
        entry = here;
        double sum = 0;
        for (std::size_t i = 0; i < up.size(); ++i) sum += seed[i] * (up[i] - down[i]);
        return sum / (2 * h);
    };
    double const far = at_distance(1.0 / 256);
    double const middle = at_distance(1.0 / 512);
    double const near = at_distance(1.0 / 1024);
    double const first = (4 * middle - far) / 3;
    double const second = (4 * near - middle) / 3;
    return (16 * second - first) / 15;
}

inline void check_slopes(subject const& what, known const& k, surroundings const& s) {
    auto const bill = what.doubles.count(s);
    stock<double> in(what, s, k);
    stock<float> rounded(what, s, k);
    auto const y = value<double>(what.doubles.plain, bill, s, in);
    for (int which = 0; which < 2; ++which) {
        CAPTURE(which);
        auto const seed = seed_for<double>(y.size(), which);
        auto const found = slopes<double>(what.doubles.plain_tape, bill, s, in, seed);
        auto const fast = slopes<double>(what.doubles.fast_tape, bill, s, in, seed);
        auto const single = slopes<float>(what.singles.fast_tape, what.singles.count(s), s, rounded,
                                          seed_for<float>(y.size(), which));
        auto const added = slopes<double>(what.doubles.fast_tape, bill, s, in, seed, 1.5);
        // slopes of rows that nobody has begun hold anything; leaves always add
        std::vector<ops::slope_cell<double>> cells;
        for (std::size_t i = 0; i < found.size(); ++i) {
            cells.push_back({in.slopes[i], in.slopes[i], static_cast<int>(found[i].size()), false});
        }
        auto const fresh = slopes<double>(what.doubles.fast_tape, bill, s, in, seed, 1e30, cells.data());
        for (std::size_t i = 0; i < found.size(); ++i) {
            CAPTURE(i);
            if (!what.arguments[i].is_leaf) {
                if (cells[i].begun) {
                    CHECK(fresh[i] == fast[i]);
                } else {
                    CHECK(largest(fast[i]) == 0);
                }
            }
            double const most = largest(found[i]);
            CHECK(error(fast[i], found[i], std::max(most, k.size)) <=
                  16 * k.bound * std::numeric_limits<double>::epsilon());
            CHECK(error(single[i], found[i], std::max(most, k.size)) <=
                  8 * k.bound * std::numeric_limits<float>::epsilon());
            auto start_added = found[i];
            for (auto& x : start_added) x += 1.5;
            CHECK(error(added[i], start_added, most + 1) <= 16 * k.bound * std::numeric_limits<double>::epsilon());

            if (!k.smooth) {
                CHECK(most == 0);
                continue;
            }
            auto const size = found[i].size();
            std::size_t const stride = size <= 32 ? 1 : size / 24;
            // Differences lose digits against the largest result.
            double const floor = 1e-9 * (1 + largest(y));
            double worst = 0;
            std::size_t const end = s.rows <= 5 ? size : 0;
            for (std::size_t j = 0; j < end; j = j + 1 < end ? std::min(j + stride, end - 1) : end) {
                double const expected = difference(what, bill, s, in, seed, in.data[i][j]);
                auto const miss = [&](double x) {
                    return (std::fabs(x - expected) - floor) / std::max(std::fabs(x), std::fabs(expected));
                };
                for (double const x : {found[i][j], fast[i][j]}) {
                    worst = std::max(worst, std::isnan(x) ? std::numeric_limits<double>::infinity() : miss(x));
                }
            }
            CHECK(worst <= 1e-6);
        }
    }
}

/// What is constant gets no slope and changes nothing in the slopes of the others.
inline void check_constants(subject const& what, known const& k, surroundings const& s) {
    auto const bill = what.doubles.count(s);
    stock<double> in(what, s, k);
    auto const seed = seed_for<double>(value<double>(what.doubles.plain, bill, s, in).size(), 0);
    auto const all = slopes<double>(what.doubles.plain_tape, bill, s, in, seed);
    auto const open = in.slopes;
    for (std::size_t moving = 0; moving <= in.data.size(); ++moving) {
        CAPTURE(moving);
        bool const leaf = moving < in.data.size() && what.arguments[moving].is_leaf;
        for (std::size_t i = 0; i < in.data.size(); ++i) {
            in.slopes[i] = i == moving || (leaf && what.arguments[i].is_leaf) ? open[i] : nullptr;
        }
        auto const one = slopes<double>(what.doubles.plain_tape, bill, s, in, seed);
        for (std::size_t i = 0; i < in.data.size(); ++i) {
            if (in.slopes[i]) CHECK(one[i] == all[i]);
        }
        if (moving == in.data.size()) {
            scratch_memory<double> memory(bill.forward);
            auto const none =
                what.doubles.plain_tape(memory.get(), s, {}, in.data.data(), in.slopes.data(), seed.data(), nullptr);
            CHECK_FALSE(none.moves);
        }
    }
}

/// Something that is not a number stays in the rows that read it, forwards and backwards, and is in the same entries
/// whatever the kernels.
inline void check_strange(subject const& what, known const& k, surroundings const& s) {
    if (s.rows < 3) return;
    auto const bill = what.singles.count(s);
    stock<float> in(what, s, k);
    auto const nan = std::numeric_limits<float>::quiet_NaN();
    auto const clean = value<float>(what.singles.fast, bill, s, in);
    auto const width = clean.size() / static_cast<std::size_t>(s.rows);
    auto const others_agree = [&](float const* a, float const* b, std::size_t w) {
        return identical(a, b, w) && identical(a + 2 * w, b + 2 * w, (static_cast<std::size_t>(s.rows) - 2) * w);
    };
    for (std::size_t i = 0; i < in.data.size(); ++i) {
        if (what.arguments[i].is_leaf || s.count(i) < 2) continue;
        CAPTURE(i);
        auto const w = static_cast<std::size_t>(what.arguments[i].width);
        float& entry = in.data[i][w + w / 2];
        float const keep = std::exchange(entry, nan);
        auto const fast = value<float>(what.singles.fast, bill, s, in);
        auto const plain = value<float>(what.singles.plain, bill, s, in);
        entry = keep;
        bool same_places = true;
        for (std::size_t j = 0; j < fast.size(); ++j) {
            same_places = same_places && std::isnan(fast[j]) == std::isnan(plain[j]);
        }
        CHECK(same_places);
        if (k.apart) CHECK(others_agree(fast.data(), clean.data(), width));
    }
    if (!k.apart || in.data.empty()) return;
    auto seed = seed_for<float>(clean.size(), 0);
    auto const calm = slopes<float>(what.singles.fast_tape, bill, s, in, seed);
    seed[width] = nan;
    auto const spoiled = slopes<float>(what.singles.fast_tape, bill, s, in, seed);
    for (std::size_t i = 0; i < in.data.size(); ++i) {
        if (what.arguments[i].is_leaf || s.count(i) != s.rows) continue;
        CHECK(others_agree(spoiled[i].data(), calm[i].data(), static_cast<std::size_t>(what.arguments[i].width)));
    }
}

/// Nothing is touched beyond the numbers that belong to the operation.
inline void check_corners(subject const& what, known const& k, surroundings const& s) {
    stock<float> in(what, s, k);
    for (bool const at_end : {true, false}) {
        std::vector<std::unique_ptr<guarded<float>>> pieces;
        auto const corner = [&](float const* from, std::size_t n) {
            auto& piece = pieces.emplace_back(std::make_unique<guarded<float>>(n));
            float* const to = piece->place(n, at_end);
            std::copy(from, from + n, to);
            return to;
        };
        std::vector<float*> data, slopes;
        for (std::size_t i = 0; i < in.data.size(); ++i) {
            data.push_back(corner(in.data[i], in.sizes[i]));
            slopes.push_back(corner(in.slopes[i], in.sizes[i]));
        }
        what.corner(s, at_end, data.data(), slopes.data());
    }
}

}  // namespace detail

inline void examine(subject const& what, known const& k) {
    for (int const rows : k.rows) {
        CAPTURE(rows);
        auto const s = k.around(rows);
        detail::check_price(what, k, s);
        detail::check_values(what, k, s);
        detail::check_demand<float>(what, what.singles, k, s);
        detail::check_demand<double>(what, what.doubles, k, s);
        detail::check_slopes(what, k, s);
        detail::check_constants(what, k, s);
        detail::check_strange(what, k, s);
        detail::check_corners(what, k, s);
    }
}

/// f(std::integral_constant<int, W>) for widths around those of vectors.
template <int... W>
void each_width(auto f) {
    (
        [&] {
            CAPTURE(W);
            f(std::integral_constant<int, W>{});
        }(),
        ...);
}

}  // namespace lathe::test
