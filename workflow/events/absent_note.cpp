#include "workflow/events/absent_note.hpp"

namespace jetseq::workflow {
namespace {

/// The defaults of columns and tables that a file lacks. One without a default is unknown: cuts on it are refused.
std::map<std::string, std::string> const defaults{
    {"events.signalType", "class unknown, signalType -1"},
    {"events.mcEventWeight", "weight 1"},
    {"events.mass", "mass 0"},
    {"events.spin", "spin -1"},
    {"events.leptons", "leptons 0"},
    {"large_jets", "no merged V -> qq is looked for"},
    {"leptons", "no jet or lepton is removed as overlap"},
};

void append(std::string& text, std::string const& column, std::string const& meaning) {
    text += (text.empty() ? "" : ", ") + column + " (" + meaning + ")";
}

}  // namespace

void AbsentNote::add_of_sequences(std::string const& file, Absent const& absent) {
    std::string text;
    for (auto const& column : absent) {
        if (auto const found = defaults.find(column); found != defaults.end()) append(text, column, found->second);
    }
    if (!text.empty()) files_[text].push_back(file);
}

void AbsentNote::add(std::string const& file, Absent const& absent) {
    std::string text;
    for (auto const& column : absent) {
        auto const dot = column.find('.');
        if (dot != std::string::npos && absent.count(column.substr(0, dot)) > 0)
            continue;  // already noted for the table
        auto const found = defaults.find(column);
        append(text, column, found == defaults.end() ? "unknown" : found->second);
    }
    if (!text.empty()) files_[text].push_back(file);
}

std::vector<std::string> AbsentNote::texts() const {
    std::vector<std::string> texts;
    for (auto const& [text, files] : files_) {
        std::string const more = files.size() == 1 ? " has" : " and " + std::to_string(files.size() - 1) + " more have";
        texts.push_back(files.front() + more + " no " + text);
    }
    return texts;
}

}  // namespace jetseq::workflow
