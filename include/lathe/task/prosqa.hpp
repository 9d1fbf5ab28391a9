#pragma once
/// \file
/// ProsQA (Hao et al. 2024, arXiv:2412.06769, section 4.1): which of two made-up species is somebody, if every shumpus is a
/// rempus and so on? Problems are read from the published file, or grown after the description in the paper's appendix.
///
/// "Every shumpus is a rempus." becomes shumpus rempus . and "Is Tom a lempus or scrompus?" becomes Is Tom lempus or
/// scrompus ?: the words Every, is and a say nothing. A step of the chain is such a sentence, the answer is ### lempus.
///
/// The published problems can be guessed without looking at who is asked for: the candidate with the deepest ancestor is
/// right in 0.90 of them (see graph.hpp). `balanced` asks for one of two roots by a coin that is thrown after everything
/// else, at equal distances, and closes these ways. Train problems are grown; test problems are those of the file, if one
/// is given, and grown otherwise. Errors: std::runtime_error naming file and entry.

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
#include <vector>

namespace lathe::task {

namespace words_of_prosqa {

inline constexpr std::string_view list[] = {
    "###", ".", "Is", "or", "?",
    // somebody
    "Alex", "Bob", "Carol", "Davis", "Eva", "Fae", "Gabriel", "Jack", "Max", "Oliver", "Polly", "Rex", "Sally", "Sam",
    "Stella", "Tom", "Wren",
    // species
    "bompus", "boompus", "brimpus", "chorpus", "dumpus", "felpus", "fompus", "gerpus", "gorpus", "grimpus", "gwompus",
    "hilpus", "impus", "jelpus", "jompus", "kerpus", "lempus", "lorpus", "numpus", "quimpus", "rempus", "rompus", "rorpus",
    "scrompus", "shumpus", "sterpus", "storpus", "terpus", "timpus", "tumpus", "vumpus", "worpus", "wumpus", "yerpus",
    "yimpus", "yumpus", "zhorpus", "zumpus"};
inline constexpr int count = static_cast<int>(std::size(list));
inline constexpr int stop = 1, asks = 2, either = 3, end = 4, first_name = 5, names = 17, first_species = first_name + names;
inline constexpr int nodes = count - first_name;

}  // namespace words_of_prosqa

struct prosqa_options {
    int least_nodes = 18;  ///< of a problem that is grown
    int most_nodes = 28;
    int least_hops = 3;
    int most_hops = 6;
    bool balanced = false;
};

class prosqa {
public:
    static constexpr std::string_view name = "prosqa";
    static constexpr std::string_view about = "Which of two species is somebody? Chains of made-up facts (ProsQA).";
    static constexpr int most_edges = 56;

    explicit prosqa(prosqa_options options = {}, std::vector<stepwise_problem> published = {})
        : options_(options), published_(std::move(published)) {
        if (options.least_hops < 2 || options.most_hops < options.least_hops || options.most_hops > 8 ||
            options.least_nodes < 2 * options.most_hops + 2 || options.most_nodes < options.least_nodes ||
            options.most_nodes > 28) {
            throw std::invalid_argument("prosqa: " + std::to_string(options.least_nodes) + " to " +
                                        std::to_string(options.most_nodes) + " nodes, " + std::to_string(options.least_hops) +
                                        " to " + std::to_string(options.most_hops) +
                                        " hops; needed are 2 to 8 hops, and 2 * most hops + 2 to 28 nodes");
        }
    }

    static stepwise_sizes most() { return {3 * most_edges + 6, 8, 3 * 8, 2}; }
    static int symbols() { return words_of_prosqa::count; }
    static double chance() { return 0.5; }
    static std::string spell(int id) { return std::string(words_of_prosqa::list[index(id)]); }
    /// Problems of the file, 0 if there is none.
    int published() const { return static_cast<int>(published_.size()); }

    void make(random_numbers& r, split part, stepwise_problem& p) const {
        if (part == split::test && !published_.empty()) {
            take(published_[index(r.below(published()))], p);
            return;
        }
        grown web;
        asked now{};
        do {
            grow(r, web);
        } while (!choose(r, web, now) || split_of(key(web)) != part);
        for (int i = web.count - 1; i > 0; --i) {
            std::swap(web.edges[index(i)], web.edges[index(r.below(i + 1))]);
        }
        auto const fact = [&](std::vector<int>& to, int from, int what) {
            to.insert(to.end(), {web.word[index(from)], web.word[index(what)], words_of_prosqa::stop});
        };
        for (int i = 0; i < web.count; ++i) {
            fact(p.question, web.edges[index(i)].first, web.edges[index(i)].second);
        }
        bool const swapped = r.below(2) == 0;
        ask(p, web.word[index(now.root)], web.word[index(swapped ? now.wrong : now.right)],
            web.word[index(swapped ? now.right : now.wrong)]);
        auto const from_root = web.graph.from(now.root);
        auto const to_target = web.graph.to(now.right);
        int at = now.root;
        for (int step = 1; step <= from_root[index(now.right)]; ++step) {
            int const next =
                on_shortest_path(web.graph, from_root, to_target, now.right, at, step, [&](int n) { return r.below(n); });
            fact(p.chain, at, next);
            p.ends.push_back(3 * step);
            at = next;
        }
        p.answer.push_back(stepwise_problem::answer_mark);
        p.answer.push_back(web.word[index(now.right)]);
    }
    /// Problem `number` of the file, in its order.
    void published(int number, stepwise_problem& p) const { take(published_[index(number)], p); }

    /// The facts of a question; a node is a word counted from the first name.
    static digraph read(stepwise_problem const& p) {
        digraph web(words_of_prosqa::nodes);
        for (std::size_t i = 0; p.question[i] != words_of_prosqa::asks; i += 3) {
            web.connect(node(p.question[i]), node(p.question[i + 1]));
        }
        return web;
    }
    /// Of the words of a question: who is asked for, and the two candidates.
    struct query {
        int root, first, second;
    };
    static query asked_in(stepwise_problem const& p) {
        auto const n = p.question.size();
        return {node(p.question[n - 5]), node(p.question[n - 4]), node(p.question[n - 2])};
    }
    static int node(int symbol) { return symbol - words_of_prosqa::first_name; }

    static void reveal(stepwise_problem const& p, int steps, std::span<standing> of_symbols) {
        auto const web = read(p);
        auto const from_root = web.from(asked_in(p).root);
        int const target = node(p.answer.back());
        auto const to_target = web.to(target);
        for (std::size_t symbol = 0; symbol < of_symbols.size(); ++symbol) {
            int const v = node(static_cast<int>(symbol));
            bool const there = v >= 0 && v < words_of_prosqa::nodes && web.parents(v) + web.children(v) > 0;
            of_symbols[symbol] = !there                              ? standing::no_node
                                 : from_root[index(v)] < 0           ? standing::unreachable
                                 : from_root[index(v)] != steps      ? standing::reachable
                                 : to_target[index(v)] >= 0 && steps + to_target[index(v)] == from_root[index(target)]
                                     ? standing::optimal
                                     : standing::frontier;
        }
    }

    /// Writes who is asked for, and whether as the one or the other.
    static void ask(stepwise_problem& p, int root, int first, int second) {
        using namespace words_of_prosqa;
        p.question.insert(p.question.end(), {asks, root, first, either, second, end});
    }

private:
    struct grown {
        digraph graph;
        std::array<std::pair<int, int>, most_edges> edges;
        std::array<int, 28> reached, depth, word;
        int nodes = 0, count = 0;
    };
    struct asked {
        int root, right, wrong;
    };
    static constexpr std::size_t index(int i) { return static_cast<std::size_t>(i); }
    static void take(stepwise_problem const& from, stepwise_problem& p) {
        p.question.insert(p.question.end(), from.question.begin(), from.question.end());
        p.chain.insert(p.chain.end(), from.chain.begin(), from.chain.end());
        p.ends.insert(p.ends.end(), from.ends.begin(), from.ends.end());
        p.answer.insert(p.answer.end(), from.answer.begin(), from.answer.end());
    }

    /// Each new node hangs on Poisson(1.5) older ones, of which deep ones are likelier; 0.35 of them on none that only the
    /// first root reaches, 0.35 on none that only the second one does, so that two families grow.
    void grow(random_numbers& r, grown& w) const {
        bool fits = false;
        while (!fits) {
            w.nodes = options_.least_nodes + r.below(options_.most_nodes - options_.least_nodes + 1);
            w.graph = digraph(w.nodes);
            w.count = 0;
            fits = true;
            for (int v = 0; fits && v < w.nodes; ++v) {
                w.reached[index(v)] = v < 2 ? v + 1 : 0;
                w.depth[index(v)] = 0;
                double const part = r.uniform();
                int const shunned = part < 0.35 ? 1 : part < 0.7 ? 2 : -1;
                for (int parents = v < 2 ? 0 : r.poisson(1.5); parents > 0; --parents) {
                    int const from = parent(r, w, v, shunned);
                    if (from >= 0) {
                        fits = fits && w.count < most_edges;
                        if (fits) {
                            w.edges[index(w.count++)] = {from, v};
                        }
                        w.graph.connect(from, v);
                        w.depth[index(v)] = std::max(w.depth[index(v)], w.depth[index(from)] + 1);
                    }
                }
                for (int from = 0; from < v; ++from) {
                    w.reached[index(v)] |= w.graph.connected(from, v) ? w.reached[index(from)] : 0;
                }
            }
            fits = fits && christen(r, w);
        }
    }
    /// An older node that is not of the family `shunned` and not a parent yet; -1 if there is none.
    static int parent(random_numbers& r, grown const& w, int child, int shunned) {
        auto const weight = [&](int v) {
            return w.reached[index(v)] == shunned || w.graph.connected(v, child) ? 0.0 : 1.5 * w.depth[index(v)] + 1;
        };
        double total = 0;
        for (int v = 0; v < child; ++v) {
            total += weight(v);
        }
        double left = r.uniform() * total;
        int last = -1;
        for (int v = 0; v < child; ++v) {
            if (weight(v) > 0) {
                last = v;
                left -= weight(v);
                if (left < 0) {
                    break;
                }
            }
        }
        return last;
    }
    /// Who has no parent is somebody, the others are species. False if there are too many persons, or a node without edges.
    static bool christen(random_numbers& r, grown& w) {
        std::array<int, words_of_prosqa::nodes> words{};
        for (int i = 0; i < words_of_prosqa::nodes; ++i) {
            words[index(i)] = words_of_prosqa::first_name + i;
        }
        auto const persons = std::span(words).first(index(words_of_prosqa::names));
        auto const species = std::span(words).subspan(index(words_of_prosqa::names));
        r.shuffle(persons);
        r.shuffle(species);
        int person = 0, kind = 0;
        for (int v = 0; v < w.nodes; ++v) {
            bool const source = w.graph.parents(v) == 0;
            if ((source && person == words_of_prosqa::names) || (source && w.graph.children(v) == 0)) {
                return false;
            }
            w.word[index(v)] = source ? persons[index(person++)] : species[index(kind++)];
        }
        return true;
    }
    /// Published problems ask for a deep leaf against any of the other family; balanced ones for leaves of equal distance.
    bool choose(random_numbers& r, grown const& w, asked& now) const {
        std::array<digraph::distances, 2> const from{w.graph.from(0), w.graph.from(1)};
        auto const leaf = [&](int side, int least, int most) {
            int chosen = -1;
            int seen = 0;
            for (int v = 2; v < w.nodes; ++v) {
                int const d = from[index(side)][index(v)];
                bool const fits = w.graph.children(v) == 0 && w.reached[index(v)] == side + 1 && d >= least && d <= most;
                if (fits && r.below(++seen) == 0) {
                    chosen = v;
                }
            }
            return chosen;
        };
        int const root = r.below(2);
        int hops = options_.most_hops;
        if (options_.balanced) {
            int seen = 0;
            for (int h = options_.least_hops; h <= options_.most_hops; ++h) {
                if (leaf(0, h, h) >= 0 && leaf(1, h, h) >= 0 && r.below(++seen) == 0) {
                    hops = h;
                }
            }
            now = {root, leaf(root, hops, hops), leaf(1 - root, hops, hops)};
        } else {
            while (hops >= options_.least_hops && leaf(root, hops, hops) < 0) {
                --hops;
            }
            now = {root, leaf(root, std::max(hops, options_.least_hops), hops), leaf(1 - root, 1, w.nodes)};
        }
        return now.right >= 0 && now.wrong >= 0;
    }
    static std::uint64_t key(grown const& w) {
        std::uint64_t sum = 0;
        for (int i = 0; i < w.count; ++i) {
            auto const [from, to] = w.edges[index(i)];
            sum += hash(static_cast<std::uint64_t>(w.word[index(from)] * 64 + w.word[index(to)]));
        }
        return sum;
    }

    prosqa_options options_;
    std::vector<stepwise_problem> published_;
};

static_assert(stepwise<prosqa>);

}  // namespace lathe::task
