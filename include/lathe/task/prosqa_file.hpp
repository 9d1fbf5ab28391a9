#pragma once
/// \file
/// Files of ProsQA as published: a list of objects with question, steps, answer, idx_to_symbol, edges, root, target and
/// neg_target (facebookresearch/coconut, data/prosqa_*.json).
///
/// Reading goes by the sentences, and holds the other members against them. Errors: std::runtime_error "'file', entry 7:
/// what is wrong".

#include <lathe/core/file.hpp>
#include <lathe/task/prosqa.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace lathe::task {

namespace detail {

class prosqa_entry {
    using words = std::vector<std::string>;

public:
    static stepwise_problem read(nlohmann::json const& entry) {
        stepwise_problem p(prosqa::most());
        auto const question = split(text(entry, "question"));
        std::size_t at = 0;
        while (at < question.size() && question[at] != "Is") {
            at = fact(question, at, p.question);
        }
        auto const rest = words(question.begin() + static_cast<std::ptrdiff_t>(at), question.end());
        if (rest.size() != 7 || rest[2] != "a" || rest[4] != "or" || rest[6] != "?") {
            refuse("the question does not end in 'Is <somebody> a <species> or <species>?'");
        }
        prosqa::ask(p, word(rest[1]), word(rest[3]), word(rest[5]));
        for (auto const& step : member(entry, "steps")) {
            auto const said = split(step.is_string() ? step.get<std::string>() : refuse("a step is no text"));
            if (fact(said, 0, p.chain) != said.size()) {
                refuse("a step is more than one sentence");
            }
            p.ends.push_back(static_cast<int>(p.chain.size()));
        }
        auto const answer = split(text(entry, "answer"));
        std::vector<int> said;
        if (fact(answer, 0, said) != answer.size()) {
            refuse("the answer is more than one sentence");
        }
        p.answer = {stepwise_problem::answer_mark, said[1]};
        check(entry, p);
        return p;
    }

    static nlohmann::ordered_json written(stepwise_problem const& p) {
        nlohmann::ordered_json entry;
        auto const asked = prosqa::asked_in(p);
        std::string question;
        std::vector<int> order;
        auto edges = nlohmann::ordered_json::array();
        auto const number = [&](int symbol) {
            auto const found = std::find(order.begin(), order.end(), symbol);
            if (found == order.end()) {
                order.push_back(symbol);
                return order.size() - 1;
            }
            return static_cast<std::size_t>(found - order.begin());
        };
        for (std::size_t i = 0; p.question[i] != words_of_prosqa::asks; i += 3) {
            question += sentence(p.question[i], p.question[i + 1]) + " ";
            auto const from = number(p.question[i]);
            edges.push_back({from, number(p.question[i + 1])});
        }
        auto const symbol = [](int node) { return node + words_of_prosqa::first_name; };
        question += "Is " + prosqa::spell(symbol(asked.root)) + " a " + prosqa::spell(symbol(asked.first)) + " or " +
                    prosqa::spell(symbol(asked.second)) + "?";
        auto steps = nlohmann::ordered_json::array();
        for (std::size_t i = 0; i < p.chain.size(); i += 3) {
            steps.push_back(sentence(p.chain[i], p.chain[i + 1]));
        }
        int const right = p.answer.back();
        int const wrong = symbol(asked.first) == right ? symbol(asked.second) : symbol(asked.first);
        entry["question"] = question;
        entry["answer"] = prosqa::spell(symbol(asked.root)) + " is a " + prosqa::spell(right) + ".";
        entry["steps"] = steps;
        auto names = nlohmann::ordered_json::array();
        for (int const s : order) {
            names.push_back(prosqa::spell(s));
        }
        entry["idx_to_symbol"] = names;
        entry["edges"] = edges;
        entry["root"] = number(symbol(asked.root));
        entry["target"] = number(right);
        entry["neg_target"] = number(wrong);
        return entry;
    }

private:
    [[noreturn]] static std::string refuse(std::string const& why) { throw std::invalid_argument(why); }

    static nlohmann::json const& member(nlohmann::json const& entry, char const* name) {
        if (!entry.is_object() || !entry.contains(name)) {
            refuse(std::string("it has no '") + name + "'");
        }
        return entry[name];
    }
    static std::string text(nlohmann::json const& entry, char const* name) {
        auto const& value = member(entry, name);
        return value.is_string() ? value.get<std::string>() : refuse(std::string("'") + name + "' is no text");
    }
    /// Words, with points and question marks as words of their own.
    static words split(std::string const& text) {
        std::string spaced;
        for (char const c : text) {
            spaced += c == '.' || c == '?' ? std::string(" ") + c : std::string(1, c);
        }
        std::istringstream in(spaced);
        words all;
        for (std::string w; in >> w;) {
            all.push_back(w);
        }
        return all;
    }
    static int word(std::string const& w) {
        auto const* const begin = std::begin(words_of_prosqa::list) + words_of_prosqa::first_name;
        auto const* const found = std::find(begin, std::end(words_of_prosqa::list), w);
        if (found == std::end(words_of_prosqa::list)) {
            refuse("'" + w + "' is neither somebody nor a species of ProsQA");
        }
        return static_cast<int>(found - std::begin(words_of_prosqa::list));
    }
    /// "Every x is a y." or "X is a y." from word `at` on; where the next sentence begins.
    static std::size_t fact(words const& said, std::size_t at, std::vector<int>& to) {
        std::size_t const begin = at + (at < said.size() && said[at] == "Every" ? 1 : 0);
        if (begin + 5 > said.size() || said[begin + 1] != "is" || said[begin + 2] != "a" || said[begin + 4] != ".") {
            refuse("a sentence is not of the form 'Every x is a y.' or 'X is a y.'");
        }
        to.insert(to.end(), {word(said[begin]), word(said[begin + 3]), words_of_prosqa::stop});
        return begin + 5;
    }
    static std::string sentence(int from, int what) {
        return (from < words_of_prosqa::first_species ? "" : "Every ") + prosqa::spell(from) + " is a " + prosqa::spell(what) + ".";
    }

    /// What the other members say.
    static void check(nlohmann::json const& entry, stepwise_problem const& p) {
        auto const most = prosqa::most();
        if (static_cast<int>(p.question.size()) > most.question || p.steps() > most.steps || p.steps() < 1) {
            refuse("it has more than " + std::to_string(prosqa::most_edges) + " facts, or not 1 to " + std::to_string(most.steps) +
                   " steps");
        }
        auto const asked = prosqa::asked_in(p);
        int const right = prosqa::node(p.answer.back());
        if (right != asked.first && right != asked.second) {
            refuse("the answer is none of the candidates");
        }
        auto const web = prosqa::read(p);
        auto const from = web.from(asked.root);
        int const wrong = right == asked.first ? asked.second : asked.first;
        if (from[static_cast<std::size_t>(right)] < 1 || from[static_cast<std::size_t>(wrong)] >= 0) {
            refuse("the facts do not lead to the answer, or lead to the other candidate");
        }
        int at = asked.root;
        for (std::size_t i = 0; i < p.chain.size(); i += 3) {
            int const next = prosqa::node(p.chain[i + 1]);
            if (prosqa::node(p.chain[i]) != at || !web.connected(at, next)) {
                refuse("the steps are no chain of facts from who is asked for");
            }
            at = next;
        }
        if (at != right) {
            refuse("the steps do not end at the answer");
        }
        auto const& names = member(entry, "idx_to_symbol");
        auto const named = [&](char const* which, int node) {
            auto const& number = member(entry, which);
            bool const good = names.is_array() && number.is_number_unsigned() && number.get<std::size_t>() < names.size() &&
                              names[number.get<std::size_t>()].is_string() &&
                              names[number.get<std::size_t>()].get<std::string>() ==
                                  prosqa::spell(node + words_of_prosqa::first_name);
            if (!good) {
                refuse(std::string("'") + which + "' is not what the sentences say");
            }
        };
        named("root", asked.root);
        named("target", right);
        named("neg_target", wrong);
        if (!member(entry, "edges").is_array() || 3 * entry["edges"].size() + 6 != p.question.size()) {
            refuse("'edges' are not as many as the facts");
        }
    }
};

}  // namespace detail

/// The problems of a file in its order.
inline std::vector<stepwise_problem> read_prosqa(std::string const& path) {
    std::string const text = core::read_file(path);
    std::vector<stepwise_problem> problems;
    std::size_t number = 0;
    try {
        auto const all = nlohmann::json::parse(text);
        if (!all.is_array() || all.empty()) {
            throw std::runtime_error("'" + path + "': it is no list of problems");
        }
        for (auto const& entry : all) {
            ++number;
            problems.push_back(detail::prosqa_entry::read(entry));
        }
    } catch (nlohmann::json::exception const& error) {
        throw std::runtime_error("'" + path + "' is not JSON: " + error.what());
    } catch (std::invalid_argument const& error) {
        throw std::runtime_error("'" + path + "', entry " + std::to_string(number) + ": " + error.what());
    }
    return problems;
}

/// Problems in the published format.
inline void write_prosqa(std::string const& path, std::span<stepwise_problem const> problems) {
    auto all = nlohmann::ordered_json::array();
    for (auto const& p : problems) {
        all.push_back(detail::prosqa_entry::written(p));
    }
    core::replace_file(path, all.dump(1) + "\n");
}

}  // namespace lathe::task
