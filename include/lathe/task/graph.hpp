#pragma once
/// \file
/// Reachability in a directed graph: which of two candidates can be reached from the root? The steps are a shortest path
/// (Zhu et al. 2025, arXiv:2505.12514, in small; after ProsQA, Hao et al. 2024, arXiv:2412.06769).
///
/// A problem reads a b | for each edge in random order, [Q] candidate candidate [R] root; the chain names the nodes of a
/// shortest path drawn from all, the answer is [A] target. With `pairs` an edge is one symbol a>b of its own: three times
/// shorter, and a layer is spared that would only bring a and b together.
///
/// In the published data rules that never look at the root are right far above chance (more ancestors: 0.71; an ancestor
/// three edges back: 0.80; the deepest ancestor: 0.90). Balanced problems close them all at once: a graph has two roots,
/// each with a leaf that only this root reaches, at the same distance, and a coin says which root is asked for after
/// everything else is drawn. So whoever does not look at the root is right in half of the problems. Unbalanced problems ask
/// for a deep leaf against any leaf that cannot be reached, with node numbers in the order of growth, as published.
///
/// Errors: std::invalid_argument unless 2 <= least hops <= most hops and 2 (most hops + 1) <= nodes <= 28.

#include <lathe/task/digraph.hpp>
#include <lathe/task/stepwise.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace lathe::task {

struct graph_options {
    int nodes = 12;
    int least_hops = 2;
    int most_hops = 3;
    bool balanced = true;
    bool pairs = false;
};

struct graph {
    static constexpr std::string_view name = "graph";
    static constexpr std::string_view about = "Which of two nodes of a directed graph can be reached from the root?";

    static constexpr int edge_end = 1, candidates = 2, root = 3;  ///< |, [Q], [R]
    static constexpr int first_node = 4;
    static constexpr int most_nodes = 28;

    explicit graph(graph_options options = {}) : options_(options) {
        if (options.least_hops < 2 || options.most_hops < options.least_hops || options.nodes > most_nodes ||
            options.nodes < 2 * (options.most_hops + 1)) {
            throw std::invalid_argument("graph: " + std::to_string(options.nodes) + " nodes, " +
                                        std::to_string(options.least_hops) + " to " + std::to_string(options.most_hops) +
                                        " hops; needed are at least 2 hops, and 2 * (most hops + 1) to 28 nodes");
        }
    }

    /// Each node but the roots has at most two parents.
    stepwise_sizes most() const {
        return {edge_symbols() * 2 * (options_.nodes - 2) + 5, options_.most_hops, options_.most_hops, 2};
    }
    int symbols() const { return first_node + options_.nodes * (options_.pairs ? options_.nodes + 1 : 1); }
    double chance() const { return 0.5; }
    std::string spell(int id) const {
        constexpr std::string_view marks[] = {"[A]", "|", "[Q]", "[R]"};
        int const beyond = id - first_pair();
        return id < first_node ? std::string(marks[static_cast<std::size_t>(id)])
               : beyond < 0    ? std::to_string(id - first_node)
                               : std::to_string(beyond / options_.nodes) + ">" + std::to_string(beyond % options_.nodes);
    }

    void make(random_numbers& r, split part, stepwise_problem& p) const {
        int const hops = options_.least_hops + r.below(options_.most_hops - options_.least_hops + 1);
        grown g;
        pair asked{};
        do {
            grow(r, hops, g);
        } while (!choose(r, hops, g, asked) || split_of(key(g)) != part);
        auto const start = asked.root;
        for (int i = g.count - 1; i > 0; --i) {
            std::swap(g.edges[index(i)], g.edges[index(r.below(i + 1))]);
        }
        for (int i = 0; i < g.count; ++i) {
            auto const [from, to] = g.edges[index(i)];
            int const a = g.named[index(from)];
            int const b = g.named[index(to)];
            if (options_.pairs) {
                p.question.push_back(first_pair() + a * options_.nodes + b);
            } else {
                p.question.insert(p.question.end(), {first_node + a, first_node + b, edge_end});
            }
        }
        bool const swapped = r.below(2) == 0;
        int const first = swapped ? asked.wrong : asked.right;
        int const second = swapped ? asked.right : asked.wrong;
        p.question.insert(p.question.end(), {candidates, first_node + g.named[index(first)], first_node + g.named[index(second)],
                                             root, first_node + g.named[index(start)]});
        auto const from_root = g.web.from(start);
        auto const to_target = g.web.to(asked.right);
        int at = start;
        for (int step = 1; step <= from_root[index(asked.right)]; ++step) {
            at = on_shortest_path(g.web, from_root, to_target, asked.right, at, step, [&](int n) { return r.below(n); });
            p.chain.push_back(first_node + g.named[index(at)]);
            p.ends.push_back(step);
        }
        p.answer.push_back(stepwise_problem::answer_mark);
        p.answer.push_back(first_node + g.named[index(asked.right)]);
    }

    /// The graph that a question spells; candidates and root are nodes of it.
    struct reading {
        digraph web;
        int first, second, root;
    };
    reading read(stepwise_problem const& p) const {
        reading r{digraph(options_.nodes), -1, -1, -1};
        std::size_t i = 0;
        for (; p.question[i] != candidates; i += static_cast<std::size_t>(edge_symbols())) {
            int const code = p.question[i] - first_pair();
            int const from = options_.pairs ? code / options_.nodes : p.question[i] - first_node;
            r.web.connect(from, options_.pairs ? code % options_.nodes : p.question[i + 1] - first_node);
        }
        r.first = p.question[i + 1] - first_node;
        r.second = p.question[i + 2] - first_node;
        r.root = p.question[i + 4] - first_node;
        return r;
    }
    /// What each symbol is to a search that has taken `steps` steps from the root.
    void reveal(stepwise_problem const& p, int steps, std::span<standing> of_symbols) const {
        auto const r = read(p);
        auto const from_root = r.web.from(r.root);
        int const target = p.answer.back() - first_node;
        auto const to_target = r.web.to(target);
        for (std::size_t symbol = 0; symbol < of_symbols.size(); ++symbol) {
            auto const v = symbol - static_cast<std::size_t>(first_node);
            of_symbols[symbol] = symbol < index(first_node) || symbol >= index(first_pair()) ? standing::no_node
                                 : from_root[v] < 0                                          ? standing::unreachable
                                 : from_root[v] != steps                                     ? standing::reachable
                                 : to_target[v] >= 0 && steps + to_target[v] == from_root[index(target)]
                                     ? standing::optimal
                                     : standing::frontier;
        }
    }

private:
    static constexpr int sides = 2;
    /// A graph as it has grown: node 0 is the root of one side, node 1 that of the other. `reached` says from which of them.
    struct grown {
        digraph web;
        std::array<std::pair<int, int>, 2 * most_nodes> edges;
        std::array<int, most_nodes> reached, named;
        int count = 0;
    };
    struct pair {
        int root, right, wrong;
    };
    static constexpr std::size_t index(int i) { return static_cast<std::size_t>(i); }
    int edge_symbols() const { return options_.pairs ? 1 : 3; }
    int first_pair() const { return first_node + options_.nodes; }

    void grow(random_numbers& r, int hops, grown& g) const {
        int const n = options_.nodes;
        g.web = digraph(n);
        g.count = 0;
        std::array<int, most_nodes> depth{};
        g.reached.fill(0);
        g.reached[0] = 1;
        g.reached[1] = 2;
        auto const connect = [&](int from, int to) {
            if (!g.web.connected(from, to)) {
                g.web.connect(from, to);
                g.edges[index(g.count++)] = {from, to};
                g.reached[index(to)] |= g.reached[index(from)];
                depth[index(to)] = depth[index(to)] == 0 ? depth[index(from)] + 1
                                                         : std::min(depth[index(to)], depth[index(from)] + 1);
            }
        };
        // the deeper of two of the same side, so that paths get long
        auto const parent = [&](int side, int below) {
            auto const one = [&] {
                int v = 0;
                do {
                    v = r.below(below);
                } while (g.reached[index(v)] != side);
                return v;
            };
            int const a = one();
            int const b = one();
            return depth[index(a)] >= depth[index(b)] && depth[index(a)] < hops ? a : b;
        };
        for (int v = sides; v < n; ++v) {
            int const kind = r.below(5);
            if (kind < 4) {
                int const side = 1 + kind % 2;
                connect(parent(side, v), v);
                if (r.below(2) == 0) {
                    connect(parent(side, v), v);
                }
            } else {
                connect(parent(1, v), v);
                connect(parent(2, v), v);
            }
        }
        for (int v = 0; v < n; ++v) {
            g.named[index(v)] = v;
        }
        for (int v = n - 1; options_.balanced && v > 0; --v) {
            std::swap(g.named[index(v)], g.named[index(r.below(v + 1))]);
        }
    }
    /// One of the leaves with this property, or -1.
    template <class Property>
    int leaf(random_numbers& r, grown const& g, Property const& property) const {
        int chosen = -1;
        int seen = 0;
        for (int v = sides; v < options_.nodes; ++v) {
            if (g.web.children(v) == 0 && property(v) && r.below(++seen) == 0) {
                chosen = v;
            }
        }
        return chosen;
    }
    bool choose(random_numbers& r, int hops, grown const& g, pair& asked) const {
        std::array<digraph::distances, 2> const from{g.web.from(0), g.web.from(1)};
        auto const of_side = [&](int side) {
            return leaf(r, g, [&](int v) { return g.reached[index(v)] == side + 1 && from[index(side)][index(v)] == hops; });
        };
        if (options_.balanced) {
            int const one = of_side(0);
            int const two = of_side(1);
            bool const heads = r.below(2) == 0;
            asked = heads ? pair{0, one, two} : pair{1, two, one};
            return one >= 0 && two >= 0;
        }
        int const target = leaf(r, g, [&](int v) { return from[0][index(v)] == hops; });
        int const other = leaf(r, g, [&](int v) { return from[0][index(v)] < 0; });
        asked = {0, target, other};
        return target >= 0 && other >= 0;
    }
    /// The graph decides where it belongs, whatever the root and the order of its edges.
    static std::uint64_t key(grown const& g) {
        std::uint64_t sum = 0;
        for (int i = 0; i < g.count; ++i) {
            auto const [from, to] = g.edges[index(i)];
            sum += hash(static_cast<std::uint64_t>(g.named[index(from)] * most_nodes + g.named[index(to)]));
        }
        return sum;
    }

    graph_options options_;
};

static_assert(stepwise<graph>);

}  // namespace lathe::task
