#pragma once
/// \file
/// Small directed graphs with their distances: what tasks about reachability stand on.

#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>

namespace lathe::task {

/// Up to 64 nodes, edges without weights, in memory of its own.
class digraph {
public:
    static constexpr int most = 64;
    /// Edges on the shortest path to each node; -1 where no path leads.
    using distances = std::array<int, most>;

    explicit digraph(int nodes = 0) : nodes_(nodes) { assert(nodes >= 0 && nodes <= most); }

    int nodes() const { return nodes_; }
    void connect(int from, int to) {
        after_[index(from)] |= std::uint64_t{1} << to;
        before_[index(to)] |= std::uint64_t{1} << from;
    }
    bool connected(int from, int to) const { return (after_[index(from)] >> to & 1) != 0; }
    int parents(int node) const { return count(before_[index(node)]); }
    int children(int node) const { return count(after_[index(node)]); }

    distances from(int root) const { return search(root, after_); }
    /// Backwards: from each node to `target`.
    distances to(int target) const { return search(target, before_); }

    /// How many nodes are exactly so many edges before this one, by the shortest way.
    int nodes_before(int node, int edges) const {
        int n = 0;
        for (int const d : to(node)) {
            n += d == edges ? 1 : 0;
        }
        return n;
    }

private:
    using sets = std::array<std::uint64_t, most>;

    static std::size_t index(int i) { return static_cast<std::size_t>(i); }
    static int count(std::uint64_t set) {
        int n = 0;
        for (; set != 0; set &= set - 1) {
            ++n;
        }
        return n;
    }
    distances search(int start, sets const& edges) const {
        distances found;
        found.fill(-1);
        std::uint64_t seen = std::uint64_t{1} << start;
        std::uint64_t rim = seen;
        for (int distance = 0; rim != 0; ++distance) {
            std::uint64_t next = 0;
            for (int v = 0; v < nodes_; ++v) {
                if ((rim >> v & 1) != 0) {
                    found[index(v)] = distance;
                    next |= edges[index(v)];
                }
            }
            rim = next & ~seen;
            seen |= next;
        }
        return found;
    }

    int nodes_ = 0;
    sets after_{}, before_{};
};

/// A node that is `steps` edges from the root and on a shortest path to the target, drawn from all of them: `below(n)`
/// gives one of 0 .. n - 1. Requires that such a node exists.
template <class Below>
int on_shortest_path(digraph const& g, digraph::distances const& from_root, digraph::distances const& to_target, int target,
                     int previous, int steps, Below const& below) {
    auto const at = [](digraph::distances const& d, int v) { return d[static_cast<std::size_t>(v)]; };
    int chosen = -1;
    int seen = 0;
    for (int v = 0; v < g.nodes(); ++v) {
        bool const on = at(from_root, v) == steps && at(to_target, v) >= 0 &&
                        steps + at(to_target, v) == at(from_root, target) && g.connected(previous, v);
        if (on && below(++seen) == 0) {
            chosen = v;
        }
    }
    assert(chosen >= 0);
    return chosen;
}

}  // namespace lathe::task
