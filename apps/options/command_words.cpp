#include "apps/options/command_words.hpp"

#include <algorithm>
#include <filesystem>

#include "core/text/shell_word.hpp"

namespace jetseq::apps {
namespace fs = std::filesystem;

std::string events_word(std::string const& path) {
    std::string pattern = path;
    std::replace(pattern.begin(), pattern.end(), ',', '?');
    return shell_word(pattern);
}

std::string events_words(std::vector<std::string> const& paths) {
    std::string words;
    for (auto const& path : paths) words += (words.empty() ? "" : " ") + events_word(path);
    return words;
}

std::string shipped_configuration(std::string const& name) {
    std::error_code error;
    fs::path const file = fs::path{"configs"} / name;
    if (fs::exists(file, error)) return file;
    for (fs::path folder = fs::read_symlink("/proc/self/exe", error); folder.has_relative_path();
         folder = folder.parent_path()) {
        if (fs::exists(folder / file, error)) return shell_word(folder / file);
    }
    return "CONFIG";
}

std::string command_of(NextEvaluation const& next) {
    std::string const folder = next.folder.empty() ? "" : next.folder + "/";
    std::string words = next.over_sets ? "jetseq score " : "jetseq evaluate ";
    words += shell_word(next.model) + ' ' + events_words(next.events);
    if (!next.config.empty()) words += " --config " + shell_word(next.config);
    if (next.all_events && !next.over_sets) words += " --all";
    return words + " --out " + shell_word(folder + (next.over_sets ? "scores.h5" : "report"));
}

}  // namespace jetseq::apps
