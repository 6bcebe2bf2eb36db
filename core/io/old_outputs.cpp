#include "core/io/old_outputs.hpp"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <utility>

#include "core/error.hpp"
#include "core/io/inputs.hpp"
#include "core/text/pattern.hpp"

namespace jetseq {
namespace fs = std::filesystem;
namespace {

/// Whether it may be replaced: it is a regular file, no link, not write-protected and no input.
bool may_go(fs::directory_entry const& entry) {
    std::error_code error;
    auto const status = entry.symlink_status(error);
    constexpr auto write = fs::perms::owner_write | fs::perms::group_write | fs::perms::others_write;
    bool const is_plain = status.type() == fs::file_type::regular && (status.permissions() & write) != fs::perms::none;
    return is_plain && ::access(entry.path().c_str(), W_OK) == 0 && !is_input(entry.path());
}

void add_old(std::vector<std::string>& old, std::string const& folder, OwnFiles const& own,
             std::set<fs::path> const& written) {
    std::error_code error;
    for (auto const& entry : fs::directory_iterator{own.folder.empty() ? folder : folder + "/" + own.folder, error}) {
        bool const is_named = matches(entry.path().filename().string(), own.name);
        if (!is_named || written.count(entry.path().lexically_normal()) > 0 || !may_go(entry)) continue;
        if (own.are_ours(entry.path())) old.push_back(entry.path());
    }
}

}  // namespace

std::function<bool(std::string const& path)> begin_with(std::string text) {
    return [text = std::move(text)](std::string const& path) {
        std::string head(text.size(), '\0');
        std::ifstream stream{path, std::ios::binary};
        return stream.read(head.data(), static_cast<std::streamsize>(head.size())) && head == text;
    };
}

std::vector<std::string> remove_old_outputs(std::string const& folder, std::vector<OwnFiles> const& own,
                                            std::vector<std::string> const& written) {
    std::set<fs::path> places;
    for (auto const& path : written) places.insert(fs::path{path}.lexically_normal());
    std::vector<std::string> old;
    for (auto const& files : own) add_old(old, folder, files, places);
    std::sort(old.begin(), old.end());
    old.erase(std::unique(old.begin(), old.end()), old.end());
    for (auto const& path : old) {
        std::error_code error;
        fs::remove(path, error);
        if (error) {
            throw Error{"can't remove " + path + ", of an earlier run (" + error.message() +
                        "). Remove it: it does not belong to the new files"};
        }
    }
    return old;
}

}  // namespace jetseq
