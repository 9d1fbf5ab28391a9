#include <lathe/optimise/muon.hpp>

#include "optimise/sample.hpp"

using namespace lathe;
using namespace lathe::test;
using optimise::muon;

namespace {

/// Row by row in double precision.
struct square {
    int rows, columns;
    std::vector<double> data;

    square(int r, int c) : rows(r), columns(c), data(static_cast<std::size_t>(r) * static_cast<std::size_t>(c)) {}
    template <class T>
    square(int r, int c, std::vector<T> const& from) : rows(r), columns(c), data(from.begin(), from.end()) {}

    double& operator()(int i, int j) { return data[static_cast<std::size_t>(i * columns + j)]; }
    double operator()(int i, int j) const { return data[static_cast<std::size_t>(i * columns + j)]; }
};

square product(square const& a, square const& b) {
    square c(a.rows, b.columns);
    for (int i = 0; i < a.rows; ++i) {
        for (int k = 0; k < a.columns; ++k) {
            for (int j = 0; j < b.columns; ++j) c(i, j) += a(i, k) * b(k, j);
        }
    }
    return c;
}
square transposed(square const& a) {
    square b(a.columns, a.rows);
    for (int i = 0; i < a.rows; ++i) {
        for (int j = 0; j < a.columns; ++j) b(j, i) = a(i, j);
    }
    return b;
}

/// Singular values by Jacobi rotations of pairs of columns (one-sided; Hestenes 1958).
std::vector<double> singular_values(square a) {
    if (a.columns > a.rows) a = transposed(a);
    for (int sweep = 0; sweep < 30; ++sweep) {
        for (int p = 0; p < a.columns; ++p) {
            for (int q = p + 1; q < a.columns; ++q) {
                double pp = 0, qq = 0, pq = 0;
                for (int i = 0; i < a.rows; ++i)
                    pp += a(i, p) * a(i, p), qq += a(i, q) * a(i, q), pq += a(i, p) * a(i, q);
                if (pq == 0) continue;
                double const zeta = (qq - pp) / (2 * pq);
                double const t = std::copysign(1 / (std::fabs(zeta) + std::hypot(1, zeta)), zeta);
                double const c = 1 / std::hypot(1, t), s = c * t;
                for (int i = 0; i < a.rows; ++i) {
                    double const x = a(i, p), y = a(i, q);
                    a(i, p) = c * x - s * y;
                    a(i, q) = s * x + c * y;
                }
            }
        }
    }
    std::vector<double> values;
    for (int j = 0; j < a.columns; ++j) {
        double sum = 0;
        for (int i = 0; i < a.rows; ++i) sum += a(i, j) * a(i, j);
        values.push_back(std::sqrt(sum));
    }
    return values;
}

template <class T>
std::vector<T> orthogonalised(std::vector<T> x, int rows, int columns) {
    muon::extent const of{rows, columns};
    std::vector<T> work(muon::scratch(of) - x.size());
    muon::orthogonalise<T>(x, rows, columns, work);
    return x;
}

/// A random matrix with orthogonal columns of length one.
square orthogonal(int n, unsigned seed) {
    square a(n, n, normal<double>(static_cast<std::size_t>(n * n), seed));
    for (int j = 0; j < n; ++j) {
        for (int again = 0; again < 2; ++again) {
            for (int k = 0; k < j; ++k) {
                double dot = 0;
                for (int i = 0; i < n; ++i) dot += a(i, j) * a(i, k);
                for (int i = 0; i < n; ++i) a(i, j) -= dot * a(i, k);
            }
        }
        double sum = 0;
        for (int i = 0; i < n; ++i) sum += a(i, j) * a(i, j);
        for (int i = 0; i < n; ++i) a(i, j) /= std::sqrt(sum);
    }
    return a;
}

template <class T>
double distance(std::vector<T> const& a, std::vector<double> const& b) {
    double most = 0;
    for (std::size_t i = 0; i < b.size(); ++i) most = std::max(most, std::fabs(static_cast<double>(a[i]) - b[i]));
    return most;
}

}  // namespace

TEMPLATE_TEST_CASE("singular values of random matrices are brought near one", "[optimise]", float, double) {
    using T = TestType;
    // wide and tall; a square one has singular values as small as one likes, which five turns do not lift
    for (auto const& [rows, columns] : {std::pair{16, 32}, {32, 16}, {5, 40}, {33, 17}, {1, 9}, {9, 1}}) {
        for (unsigned seed = 0; seed < 10; ++seed) {
            auto const x = normal<T>(static_cast<std::size_t>(rows * columns), seed);
            for (double const s : singular_values(square(rows, columns, orthogonalised(x, rows, columns)))) {
                if (!(s >= 0.68 && s <= 1.2)) FAIL_CHECK(rows << " x " << columns << " has the singular value " << s);
            }
        }
    }
}

TEST_CASE("each singular value goes through the polynomial five times", "[optimise]") {
    auto const p = [](double s) { return 3.4445 * s - 4.7750 * s * s * s + 2.0315 * s * s * s * s * s; };
    square const u = orthogonal(6, 1), v = orthogonal(6, 2);
    square d(6, 6), want(6, 6);
    double sum = 0;
    for (int i = 0; i < 6; ++i) {
        d(i, i) = std::pow(0.3, i);
        sum += d(i, i) * d(i, i);
    }
    for (int i = 0; i < 6; ++i) {
        double s = d(i, i) / (std::sqrt(sum) + 1e-7);
        for (int turn = 0; turn < 5; ++turn) s = p(s);
        want(i, i) = s;
    }
    auto const got = orthogonalised(product(product(u, d), transposed(v)).data, 6, 6);
    CHECK(distance(got, product(product(u, want), transposed(v)).data) < 1e-12);
}

TEST_CASE("orthogonal matrices before and after, and transposition, pass through", "[optimise]") {
    for (auto const& [rows, columns] : {std::pair{7, 12}, {12, 7}, {8, 8}}) {
        square const x(rows, columns, normal<double>(static_cast<std::size_t>(rows * columns), 5));
        square const u = orthogonal(rows, 6), v = orthogonal(columns, 7);
        square const o(rows, columns, orthogonalised(x.data, rows, columns));
        CHECK(distance(orthogonalised(product(product(u, x), v).data, rows, columns), product(product(u, o), v).data) <
              1e-10);
        CHECK(distance(orthogonalised(transposed(x).data, columns, rows), transposed(o).data) < 1e-10);
    }
}

TEMPLATE_TEST_CASE("a step of Muon is its formula", "[optimise]", float, double) {
    using T = TestType;
    for (bool const nesterov : {true, false}) {
        muon const rule{.rate = 0.1, .momentum = 0.9, .decay = 0.5, .nesterov = nesterov};
        muon::extent const of{12, 5};
        auto w = normal<T>(60, 1);
        std::vector<double> want(w.begin(), w.end()), mean(60);
        std::vector<T> m(60), work(muon::scratch(of));
        for (unsigned t = 0; t < 3; ++t) {
            auto const g = normal<T>(60, 10 + t);
            rule.step<T>(w, g, m, of, work);
            std::vector<double> u(60);
            for (std::size_t i = 0; i < 60; ++i) {
                mean[i] = 0.9 * mean[i] + static_cast<double>(g[i]);
                u[i] = nesterov ? static_cast<double>(g[i]) + 0.9 * mean[i] : mean[i];
            }
            u = orthogonalised(u, 12, 5);
            for (std::size_t i = 0; i < 60; ++i) want[i] = (1 - 0.1 * 0.5) * want[i] - 0.1 * std::sqrt(12.0 / 5) * u[i];
        }
        CHECK(distance(w, want) < (sizeof(T) == 4 ? 1e-5 : 1e-13));
        CHECK(distance(m, mean) < (sizeof(T) == 4 ? 1e-6 : 1e-14));
    }
}

TEST_CASE("a matrix that stands input by input takes the same step", "[optimise]") {
    for (auto const& [outputs, inputs] : {std::pair{12, 5}, {5, 12}}) {
        square w(outputs, inputs, normal<double>(60, 1));
        square const g(outputs, inputs, normal<double>(60, 2));
        auto w_by_input = transposed(w).data;
        auto const g_by_input = transposed(g).data;
        std::vector<double> m(60), n(60), work(muon::scratch({outputs, inputs}));
        muon const rule{.decay = 0.1};
        rule.step<double>(w.data, g.data, m, {outputs, inputs}, work);
        rule.step<double>(w_by_input, g_by_input, n, {outputs, inputs, true}, work);
        CHECK(distance(w_by_input, transposed(w).data) < 1e-12);
    }
}

TEMPLATE_TEST_CASE("Muon's limits", "[optimise]", float, double) {
    using T = TestType;
    muon::extent const of{8, 20};
    auto w = normal<T>(160, 1);
    auto const before = w, g = normal<T>(160, 2);
    std::vector<T> m(160), work(muon::scratch(of));
    muon{}.step<T>(w, g, m, of, work, 0, 0.5);
    CHECK(w == before);
    // no gradient ever: the weights only decay
    std::vector<T> const none(160);
    m = none;
    muon{}.step<T>(w, none, m, of, work, 0.1, 0.5);
    auto wanted = before;
    for (T& x : wanted) x *= static_cast<T>(1 - 0.1 * 0.5);
    CHECK(w == wanted);
    // work space is written to the end that was asked for, and no further
    work.assign(work.size() + 1, T(7));
    muon{}.step<T>(w, g, m, of, std::span(work).first(muon::scratch(of)));
    CHECK(work.back() == 7);
    CHECK(work[work.size() - 2] != 7);
}
