#include <gtest/gtest.h>

#include <cstdlib>
#include <set>

#include "core/io/output_file.hpp"
#include "core/io/read_file.hpp"
#include "workflow/config/key_tables.hpp"

namespace jetseq::workflow {
namespace {

struct Table {
    std::string title;
    Keys keys;
};

std::vector<Table> tables() {
    return {{"train, scan", training_keys()}, {"select", selection_keys()},
            {"tagger", tagger_keys()},        {"fit", fit_keys()},
            {"simulate", simulation_keys()},  {"score, evaluate: --config", event_keys()}};
}

std::string type_of(Key const& key) {
    switch (key.type) {
        case KeyType::texts:
            return "texts";
        case KeyType::wholes:
            return "whole numbers";
        case KeyType::numbers:
            return "numbers";
        case KeyType::named_texts:
            return "names: texts";
        case KeyType::named_numbers:
            return "names: numbers";
        case KeyType::grid:
            return "keys: lists";
        case KeyType::tree:
            return "map or list";
        case KeyType::whole:
            return "whole number";
        case KeyType::flag:
            return "true, false";
        case KeyType::number:
            return "number";
        case KeyType::text:
            return "text";
        case KeyType::word:
            return "";
    }
    return "";
}

/// Words are separated by commas: a bar ends a cell.
std::string in_cell(std::string text) {
    for (std::size_t at; (at = text.find(" | ")) != std::string::npos;) text.replace(at, 3, ", ");
    return text;
}

std::string code(std::string const& text) { return text.empty() ? "" : "`" + text + "`"; }

std::string without_parentheses(std::string const& text) {
    return text.front() == '(' ? text.substr(1, text.size() - 2) : text;
}

/// "only with `train.schedule: cosine, one_cycle`".
std::string condition(std::string const& when) {
    if (when.empty()) return "";
    if (when.front() == '(') return "only " + without_parentheses(when);
    return when.rfind("no ", 0) == 0 ? "only without " + code(when.substr(3)) : "only with " + code(in_cell(when));
}

std::string row_of(Key const& key) {
    std::string const values = in_cell(key.values), type = type_of(key), when = condition(key.when);
    bool const is_text = key.otherwise.front() == '(' || key.otherwise == "required";
    std::string const otherwise = is_text ? without_parentheses(key.otherwise) : code(key.otherwise);
    return "| `" + key.name + "` | " + type + (type.empty() || values.empty() ? "" : " ") + values + " | " + otherwise +
           " | " + key.meaning + (key.meaning.empty() || when.empty() ? "" : "; ") + when + " |\n";
}

std::string page_of_tables() {
    std::string text;
    for (auto const& table : tables()) {
        text += "## " + table.title + "\n\n| key | values | default | meaning |\n|---|---|---|---|\n";
        for (auto const& key : table.keys) text += row_of(key);
        text += '\n';
    }
    text.pop_back();
    return text;
}

TEST(KeyTables, AreTheTablesOfThePage) {
    std::string const file = std::string{JETSEQ_SOURCE_DIR} + "/docs/reference/configuration.md",
                      begin = "## " + tables()[0].title;
    std::string const page = read_file(file);
    auto const at = page.find(begin);
    ASSERT_NE(at, std::string::npos);
    if (std::getenv("JETSEQ_FREEZE")) write_file(file, page.substr(0, at) + page_of_tables());
    EXPECT_EQ(read_file(file).substr(at), page_of_tables()) << "To write the page anew, run with JETSEQ_FREEZE=1.";
}

/// "[0, 1)", or words.
bool is_interval(std::string const& text) {
    return (text.front() == '[' || text.front() == '(') && (text.back() == ']' || text.back() == ')') &&
           text.find(", ") != std::string::npos;
}

TEST(KeyTables, AreConsistent) {
    for (auto const& table : tables()) {
        std::set<std::string> names;
        for (auto const& key : table.keys) {
            EXPECT_TRUE(names.insert(key.name).second) << key.name;
            EXPECT_FALSE(is_section(table.keys, key.name)) << key.name;  // else it could not be set in a file
            if (key.type == KeyType::word) {
                EXPECT_GT(alternatives(key.values).size(), 1U) << key.name;
            }
            bool const has_interval = key.type != KeyType::word && !key.values.empty();
            if (has_interval) {
                EXPECT_TRUE(is_interval(key.values)) << key.name;
            }
            bool const is_single = key.type <= KeyType::word;
            bool const has_value = key.otherwise != "required" && key.otherwise.front() != '(';
            if (is_single && has_value) {
                EXPECT_EQ(complaint_about(key, key.otherwise), "") << key.name;
            }
            auto const colon = key.when.find(": ");
            if (key.when.empty() || key.when.front() == '(' || colon == std::string::npos) continue;
            Key const* const other = find_key(table.keys, key.when.substr(0, colon));
            ASSERT_TRUE(other) << key.name << " counts with " << key.when;
            for (auto const& word : alternatives(key.when.substr(colon + 2)))
                EXPECT_EQ(complaint_about(*other, word), "") << key.name;
        }
    }
}

}  // namespace
}  // namespace jetseq::workflow
