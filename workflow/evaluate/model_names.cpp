#include "workflow/evaluate/model_names.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <map>
#include <set>

#include "core/error.hpp"

namespace jetseq::workflow {
namespace {

using Strings = std::vector<std::string>;

std::string lower(std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

/// The parts of a path; of a file without its extension.
Strings names_in(std::string const& path) {
    namespace fs = std::filesystem;
    auto normal = fs::absolute(path).lexically_normal();
    if (normal.filename().empty()) normal = normal.parent_path();  // a slash at the end
    if (!fs::is_directory(normal)) normal.replace_extension();
    Strings parts;
    for (auto const& part : normal.relative_path()) parts.push_back(part.string());
    return parts;
}

/// The last `length` parts of a path.
std::string end_of(Strings const& parts, std::size_t length) {
    std::string text;
    for (std::size_t n = parts.size() - std::min(length, parts.size()); n < parts.size(); ++n) {
        text += (text.empty() ? "" : "/") + parts[n];
    }
    return text;
}

/// Positions of the models without a given name whose label another one has, too.
std::vector<std::size_t> repeated(std::vector<ModelName> const& models, Strings const& labels) {
    std::map<std::string, int> count;
    for (auto const& label : labels) ++count[lower(label)];
    std::vector<std::size_t> places;
    for (std::size_t n = 0; n < labels.size(); ++n) {
        if (models[n].given.empty() && count[lower(labels[n])] > 1) places.push_back(n);
    }
    return places;
}

}  // namespace

std::vector<std::string> told_apart(std::vector<ModelName> const& models) {
    Strings labels, given;
    for (auto const& model : models) {
        labels.push_back(model.given.empty() ? model.own : model.given);
        if (!model.given.empty()) given.push_back(model.given);
    }
    require_different("the models", given);
    auto const unclear = repeated(models, labels);
    std::set<Strings> paths;
    for (auto const n : unclear) paths.insert(names_in(models[n].path));
    std::set<std::string> ends;
    for (std::size_t length = 1; ends.size() < paths.size(); ++length) {
        ends.clear();
        for (auto const n : unclear) ends.insert(labels[n] = end_of(names_in(models[n].path), length));
    }
    int number = 0;  // the same file twice
    for (auto const n : repeated(models, labels)) labels[n] += " (" + std::to_string(++number) + ")";
    return labels;
}

void require_different(std::string const& what, std::vector<std::string> const& names) {
    std::set<std::string> seen;
    for (auto const& name : names) {
        if (seen.insert(name).second) continue;
        throw Error{what + ": '" + name +
                    "' is given twice (they could not be distinguished). Give each a NAME of its own"};
    }
}

}  // namespace jetseq::workflow
