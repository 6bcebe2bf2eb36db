#include "apps/shell_word.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>

namespace jetseq {
namespace fs = std::filesystem;

std::string shell_word(std::string const& text) {
    auto const plain = [](unsigned char c) {
        return std::isalnum(c) != 0 || std::string{"_-./=:,@%+"}.find(c) != std::string::npos;
    };
    std::string const word = text.rfind('-', 0) == 0 ? "./" + text : text;
    if (!word.empty() && std::all_of(word.begin(), word.end(), plain)) return word;
    std::string quoted = "'";
    for (char const c : word) quoted += c == '\'' ? std::string{"'\\''"} : std::string{c};
    return quoted + "'";
}

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

}  // namespace jetseq
