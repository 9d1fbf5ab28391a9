// Prints the table of variants as Markdown, read off the types. With --check FILE it makes sure that every line that stands
// in FILE between "<!-- variants" and "<!-- /variants -->" is still true; a variant that is not listed there is no error.

#include <lathe/core/type_name.hpp>
#include <lathe/lathe.hpp>
#include <lathe/model.hpp>
#include <lathe/variant/feed_forward.hpp>
#include <lathe/variants.hpp>

#include <cstdio>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>

namespace {

using namespace lathe;

constexpr shape size{.vocab = 16, .width = 64, .heads = 4, .hidden = 192, .context = 64};

/// The spelling of a type without the namespaces that every reader knows.
template <class T>
std::string spelled() {
    std::string text(core::type_name<T>());
    for (std::string const noise : {"lathe::", "std::", "(bool)"}) {
        for (auto at = text.find(noise); at != std::string::npos; at = text.find(noise, at)) {
            text.erase(at, noise.size());
        }
    }
    // what stands in angle brackets is the reader's second question
    return text.substr(0, text.find('<'));
}

template <class V>
std::string row(char const* name) {
    using m = model<typename variant::standing<V>::type, size>;
    std::string line = "| [`" + std::string(name) + "`](include/lathe/variant/" + name + ".hpp) |";
    for (auto const& role : {spelled<typename V::outside>(), spelled<typename V::start>(), spelled<typename V::nest>(),
                             spelled<typename V::cell>(), spelled<typename V::injection>(), spelled<typename V::visibility>(),
                             spelled<typename V::update>(), spelled<typename V::halting>()}) {
        line += " " + role + " |";
    }
    return line + " " + (memory_variant<V> ? "each token" : std::to_string(m::maximum)) + " | " + std::to_string(m::parameters) + " |\n";
}

template <class... V>
std::string page_table(type_list<V...>) {
    std::string text = "| variant | outside | start | nest | cell | injection | visibility | update | halting | turns | parameters* |\n"
                       "|---|---|---|---|---|---|---|---|---|---|---|\n";
    int i = 0;
    ((text += row<V>(all_variant_names[i++])), ...);
    return text + "\n\\* published depth at width 64, 4 heads, feed-forward 192, 16 symbols\n";
}

std::string between(std::string const& page, std::string const& begin, std::string const& end) {
    auto const from = page.find(begin);
    auto const line = from == std::string::npos ? from : page.find('\n', from);
    auto const to = page.find(end, line);
    return to == std::string::npos ? "" : page.substr(line + 1, to - line - 1);
}

}  // namespace

int main(int count, char** arguments) {
    auto const text = page_table(all_variants{});
    if (count == 3 && std::string(arguments[1]) == "--check") {
        std::ifstream file(arguments[2]);
        std::stringstream page;
        page << file.rdbuf();
        std::stringstream stands(between(page.str(), "<!-- variants", "<!-- /variants -->"));
        int lines = 0;
        for (std::string line; std::getline(stands, line); ++lines) {
            if (text.find(line + '\n') == std::string::npos) {
                std::cerr << arguments[2] << " says of a variant what is not so any more:\n" << line << "\n\n" << text;
                return 1;
            }
        }
        if (lines < 3) {
            std::cerr << arguments[2] << " holds no table of variants\n";
            return 1;
        }
        return 0;
    }
    std::cout << text;
    return count == 1 ? 0 : 2;
}
