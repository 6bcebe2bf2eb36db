#include "workflow/models/run_directory.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "core/error.hpp"
#include "core/io/file_kind.hpp"
#include "core/io/output_file.hpp"
#include "core/io/output_folder.hpp"
#include "core/json/json_document.hpp"
#include "core/text/near_match.hpp"
#include "core/text/pattern.hpp"
#include "core/text/shell_word.hpp"
#include "workflow/config/config.hpp"
#include "workflow/config/configuration_kind.hpp"

namespace jetseq::workflow {
namespace fs = std::filesystem;
namespace {

bool is_frozen(std::string const& file) try {
    JsonDocument const document{file};
    if (document.find(0, "networks") != JsonDocument::none) return true;
    auto const own = document.find(0, "jetseq");  // in a report this key is a version
    return own != JsonDocument::none && document[own].kind == JsonValue::Kind::object;
} catch (Error const&) {
    return false;  // not written by jetseq; a reader that needs it says why
}

/// Frozen files directly in `folder`, sorted by name.
std::vector<std::string> frozen_files_in(std::string const& folder) {
    std::vector<std::string> files;
    for (auto const& entry : fs::directory_iterator{folder}) {
        std::error_code error;
        bool const candidate = entry.path().extension() == ".json" && entry.is_regular_file(error);
        if (candidate && is_frozen(entry.path())) files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

/// The name of the model that the training in `folder` makes; "" if no training has begun there.
std::string name_in_configuration(std::string const& folder) {
    if (!fs::is_regular_file(folder + "/config.yaml")) return "";
    try {
        return Config{folder + "/config.yaml", {}, training_keys()}.get("name", std::string{"vbf"});
    } catch (Error const&) {  // a configuration of another command, such as a fit
        return "";
    }
}

/// Whether the configuration in `folder` is that of a scan.
bool holds_scan(std::string const& folder) {
    if (!fs::is_regular_file(folder + "/config.yaml")) return false;
    try {
        return !Config{folder + "/config.yaml", {}, training_keys()}.lists("scan").empty();
    } catch (Error const&) {  // its reader says what is wrong
        return false;
    }
}

std::vector<std::string> trainings_below(std::string const& folder) {
    std::vector<std::string> found;
    std::error_code error;
    for (auto const& entry : fs::directory_iterator{folder}) {
        if (fs::exists(entry.path() / "metrics.csv", error)) found.push_back(entry.path());
    }
    std::sort(found.begin(), found.end());
    return found;
}

/// Whether `name` may be the folder of one of many trainings, as named by trials_of().
bool is_name_of_trial(std::string const& name) {
    return matches(name, "fold[0-9]+(-seed[0-9]+)?|seed[0-9]+|(train|network)\\..*");
}

/// Whether `name` is that of a copy of one of `trainings`: "train.clip_1.0.old".
bool is_set_aside(std::string const& name, std::vector<std::string> const& trainings) {
    std::string const more = "[-._ ][A-Za-z]{2,}.*|.*[^-A-Za-z0-9._].*",
                      of_the_same_run = "-(seed|fold)[0-9].*|-(train|network)\\..*";
    return std::any_of(trainings.begin(), trainings.end(), [&](std::string const& training) {
        if (name.rfind(training, 0) != 0) return false;
        std::string const rest = name.substr(training.size());
        return matches(rest, more) && !matches(rest, of_the_same_run);
    });
}

/// Whether `folder` holds the checkpoint of one of many trainings; a separate run has a configuration.
bool holds_trial(fs::path const& folder) {
    std::error_code error;
    return fs::exists(folder / "checkpoint.pt", error) && !fs::exists(folder / "config.yaml", error);
}

fs::path without_slash_at_end(std::string const& folder) {
    auto const path = fs::absolute(folder).lexically_normal();
    return path.has_filename() ? path : path.parent_path();
}

/// The parent of `folder`: that of the run, if `folder` is one of many trainings.
fs::path folder_above(std::string const& folder) { return without_slash_at_end(folder).parent_path(); }

/// Whether `folder` may be one of many trainings of the run in the folder above.
bool is_trial(std::string const& folder) {
    if (fs::exists(without_slash_at_end(folder) / "config.yaml")) return false;  // a separate run
    return is_name_of_trial(without_slash_at_end(folder).filename()) &&
           fs::exists(folder_above(folder) / "config.yaml");
}

}  // namespace

std::vector<std::string> trials_in(std::string const& folder) {
    std::vector<std::string> names;
    std::error_code error;
    for (auto const& entry : fs::directory_iterator{folder, error}) {
        std::string const name = entry.path().filename();
        if (is_name_of_trial(name) && holds_trial(entry.path())) names.push_back(name);
    }
    std::sort(names.begin(), names.end());
    return names;
}

std::string how_to_resume(std::string const& folder) {
    std::string const run = is_trial(folder) ? folder_above(folder).string() : folder;
    return std::string{holds_scan(run) ? "resume the scan in " : "resume the training in "} + shell_word(run);
}

namespace {

/// The number of rows after the header; 0 if there is no such file.
std::ptrdiff_t epochs_in(std::string const& metrics) {
    auto const text = text_of_output(metrics);
    auto const lines = std::count(text.begin(), text.end(), '\n');
    return lines > 0 ? lines - 1 : 0;
}

/// "process 7 on host": the process that writes to `folder` now, by the lock of OutputFolder; "" if there is none.
std::string writer_of(std::string const& folder) {
    std::string const path = folder + "/" + OutputFolder::name_of_lock;
    int const file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (file < 0) return "";
    bool const is_held = ::flock(file, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    ::close(file);
    if (!is_held) return "";
    std::string signature;
    std::getline(std::ifstream{path}, signature);
    return signature.empty() ? "another jetseq" : signature;
}

/// The process that trains in `folder` now, alone or as one of many trainings; "" if there is none.
std::string trainer_of(std::string const& folder) {
    if (auto const writer = writer_of(folder); !writer.empty()) return writer;
    return is_trial(folder) ? writer_of(folder_above(folder)) : "";
}

/// The advice for a training in `folder` that has no model yet.
std::string how_to_go_on(std::string const& folder) {
    auto const trainer = trainer_of(folder);
    return trainer.empty() ? "Go on: " + how_to_resume(folder) : "Wait for its end: " + trainer + " writes to it";
}

/// Whether `folder` is that of one of many trainings, not a copy.
bool is_unfinished_trial(std::string const& folder) {
    if (!is_trial(folder) || !holds_trial(folder)) return false;
    std::string const name = without_slash_at_end(folder).filename();
    auto others = trials_in(folder_above(folder));
    std::erase(others, name);
    return !is_set_aside(name, others);
}

[[noreturn]] void fail_without_model(std::string const& folder, std::vector<std::string> const& files) {
    if (files.size() > 1) {
        throw Error{folder + " holds several frozen models (" + joined(files) +
                    "; which of them is meant?). Name one of these files"};
    }
    if (fs::exists(folder + "/scan.json")) {
        throw Error{folder + " holds a scan (many trainings, none of them chosen). Name one of " +
                    joined(trainings_below(folder))};
    }
    if (!holds_training(folder) && holds_fit(folder)) {
        throw Error{folder +
                    " holds no frozen model (it holds a fit). Name a frozen model, or the folder of a training"};
    }
    if (!fs::exists(folder + "/config.yaml")) {
        auto const trainer = trainer_of(folder);
        if (!trainer.empty()) {
            throw Error{folder + " holds no frozen model yet (" + trainer + " writes to it). Wait for its end"};
        }
        if (is_unfinished_trial(folder)) {
            throw Error{folder + " holds no frozen model (its training is one of many, which are not finished). " +
                        how_to_go_on(folder)};
        }
        throw Error{folder +
                    " holds no frozen model (and no training). Name a frozen model, or the folder of a training"};
    }
    if (!is_configuration_of_training(text_of_output(folder + "/config.yaml"))) {
        throw Error{
            folder +
            " holds no frozen model (and its config.yaml is none of a training that this jetseq can read). Name "
            "a frozen model, or the folder of a training"};
    }
    if (!trials_in(folder).empty()) {
        throw Error{folder + " holds no frozen model (its trainings are not finished). " + how_to_go_on(folder)};
    }
    auto const epochs = epochs_in(folder + "/metrics.csv");
    std::string const so_far = std::to_string(epochs) + (epochs == 1 ? " epoch" : " epochs");
    throw Error{folder + " holds no frozen model (" +
                (!trainer_of(folder).empty() ? "its training runs, and has finished " + so_far
                 : epochs > 0                ? "its training was cut off after " + so_far
                                             : "no epoch of the training was finished?") +
                "). " + how_to_go_on(folder)};
}

}  // namespace

std::string frozen_file(std::string const& path) {
    if (!fs::is_directory(path)) return path;
    std::string const name = name_in_configuration(path);
    if (std::string const own = path + "/" + name + ".json"; !name.empty() && fs::exists(own)) return own;
    auto const files = frozen_files_in(path);
    if (files.size() != 1) fail_without_model(path, files);
    if (name.empty()) return files.front();
    throw Error{path + " has no " + name + ".json yet, the model of its training (there is " + files.front() + "). " +
                how_to_go_on(path) + ", or name that file"};
}

bool holds_fit(std::string const& directory) {
    return is_configuration_of_fit(text_of_output(directory + "/config.yaml")) ||
           kind_of_file(directory + "/fit.json").what == "the result of a fit";
}

bool holds_training(std::string const& directory) {
    std::error_code error;
    std::string const configuration = directory + "/config.yaml";
    if (!fs::exists(configuration, error)) return false;  // at most a folder of runs, or the rest of a removed one
    if (fs::exists(directory + "/checkpoint.pt", error)) return true;
    return !is_configuration_of_fit(text_of_output(configuration)) && !trials_in(directory).empty();
}

void require_trainings_of(std::string const& directory, std::vector<std::string> const& names) {
    if (!fs::exists(directory + "/config.yaml")) return;  // no run, at most a folder of runs
    std::string const remedy =
        ". Resume with the seeds, folds and points that it began with (more seeds may be added to several seeds), "
        "move what does not belong to it out of the folder, or train into another";
    if (!names.empty() && fs::exists(directory + "/checkpoint.pt")) {
        throw Error{directory + " holds a single training (and these are " + std::to_string(names.size()) + ")" +
                    remedy};
    }
    auto there = trials_in(directory);
    std::erase_if(there, [&names](std::string const& name) { return is_set_aside(name, names); });
    if (names.empty() && !there.empty()) {
        throw Error{directory + " holds several trainings (" + joined(there) + "; and this is a single one)" + remedy};
    }
    for (auto const& name : there) {
        if (std::find(names.begin(), names.end(), name) != names.end()) continue;
        throw Error{directory + " holds the training " + name + " (it is none of these " +
                    std::to_string(names.size()) + ", and would stay beside them)" + remedy};
    }
}

void require_training(std::string const& folder, bool goes_on_with_scans) {
    if (!fs::is_directory(folder)) return;
    if (is_unfinished_trial(folder)) {
        throw Error{folder + " holds one of many trainings. Resume all of them: " + how_to_resume(folder)};
    }
    if (!goes_on_with_scans && holds_scan(folder)) {
        throw Error{folder + " holds a scan (many trainings). Go on: " + how_to_resume(folder)};
    }
    if (fs::is_regular_file(folder + "/config.yaml")) return;
    bool const has_begun = fs::exists(folder + "/checkpoint.pt") || fs::exists(folder + "/metrics.csv");
    throw Error{folder + " holds no training (it has no config.yaml" + (has_begun ? "" : ": nothing was saved") +
                "). Start a " + (goes_on_with_scans ? "scan with a configuration" : "training with a configuration")};
}

}  // namespace jetseq::workflow
