#pragma once
/// \file
/// The tasks that compare knows, by name: what they are, which backbone they need, how their lessons are drawn.

#include "learner.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

/// What the command line says about a task.
struct request {
    int length = 0;    ///< 0: the task's own
    std::string data;  ///< file, for tasks that read one
};

/// A task ready to be taught.
struct subject {
    std::string name, about, backbone;
    int length = 0;
    int symbols = 0;
    double chance = 0;
    std::shared_ptr<void const> keeps;  ///< the task itself, alive as long as anybody draws from it
    drawing draw;
    std::string (*spell)(void const*, int) = nullptr;
    std::vector<int> prompt;  ///< what a continued text starts from
    int test_examples = 1024;
    bool text = false;
    chain_lesson chain;  ///< of problems that are solved step by step
    bool stepwise = false;
    std::string remark;  ///< on what a comparison on this task can show

    std::string spelled(int symbol) const { return spell(keeps.get(), symbol); }
};

using maker = std::function<subject(request const&)>;
/// By name: what it is about, and how it is made.
using subject_list = std::map<std::string, std::pair<std::string, maker>>;
/// Adds the tasks whose problems are solved step by step.
void add_stepwise(subject_list& to);

/// Names of all tasks with one sentence each.
std::vector<std::pair<std::string, std::string>> subjects();

/// Throws std::invalid_argument with one sentence for an unknown name or a request that the task cannot fulfil.
subject find_subject(std::string const& name, request const& wanted);
