#include "workflow/models/run_outputs.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

#include "core/error.hpp"
#include "core/io/inputs.hpp"
#include "core/io/old_outputs.hpp"
#include "core/io/output_file.hpp"
#include "core/io/read_file.hpp"
#include "core/text/near_match.hpp"
#include "data/events/file_header.hpp"
#include "train/loop/metrics.hpp"
#include "workflow/config/configuration_kind.hpp"
#include "workflow/models/run_directory.hpp"

namespace jetseq::workflow {
namespace fs = std::filesystem;
namespace {

bool is_configuration_of_training_in(std::string const& path) {
    return is_configuration_of_training(text_of_output(path));
}

bool is_table_of_scan(std::string const& path) {
    std::string first_line;
    std::getline(std::ifstream{path, std::ios::binary}, first_line);
    return first_line.find("trainings,validation_loss,") != std::string::npos;
}

void require_frozen(std::string const& directory, std::string const& name, std::vector<std::string> const& kinds) {
    require_kind_of_output(directory + "/" + name + ".json", kinds);
    data::require_kind_or_nothing(directory + "/seen_jets.h5", "jetseq_seen_jets");
}

/// Throws Error if a file that the run writes would replace one of another kind.
void require_files_of_run(std::string const& directory, std::string const& name, RunKind kind, bool resumes) {
    std::vector<std::string> frozen{kind == RunKind::folds ? "a frozen ensemble" : "a frozen model"};
    if (resumes) frozen = {"a frozen ensemble", "a frozen model"};  // changes are reported later
    require_text_of_output(directory + "/config.yaml", is_configuration_of_training_in);
    switch (kind) {
        case RunKind::single_training:
            require_kind_of_output(directory + "/metadata.json", {"the record of a training"});
            require_text_of_output(directory + "/metrics.csv", begin_with(train::metrics_of_any_begin));
            return require_frozen(directory, name, frozen);
        case RunKind::scan:
            require_kind_of_output(directory + "/scan.json", {"the result of a scan"});
            require_text_of_output(directory + "/best.yaml", is_configuration_of_training_in);
            return require_text_of_output(directory + "/scan.csv", is_table_of_scan);
        case RunKind::seeds:
        case RunKind::folds:
            require_kind_of_output(directory + "/summary.json", {"the summary of several trainings"});
            return require_frozen(directory, name, frozen);
    }
}

/// Throws Error if the configuration, which a resume replaces, is a link.
void require_configuration_here(std::string const& path) {
    std::error_code error;
    if (!fs::is_symlink(path, error)) return;
    throw Error{path + " is a link to " + fs::read_symlink(path, error).string() +
                " (which a resume would replace). Put a copy in the place of the link"};
}

/// The identities of files.
class Files {
public:
    explicit Files(std::vector<std::string> const& paths) : paths_{paths} {
        for (auto const& path : paths) canonical_.insert(fs::weakly_canonical(path, error_));
    }
    bool has(fs::path const& path) {
        auto const is_it = [&](std::string const& one) { return fs::equivalent(path, one, error_); };
        if (canonical_.count(fs::weakly_canonical(path, error_)) > 0) return true;
        return fs::hard_link_count(path, error_) > 1 && std::any_of(paths_.begin(), paths_.end(), is_it);
    }

private:
    std::vector<std::string> const& paths_;
    std::set<fs::path> canonical_;
    std::error_code error_;
};

/// Lets the run replace the files in `directory`, the record of an interrupted run, except `inputs`. Folders of
/// trainings may be links.
void may_replace_record_in(std::string const& directory, std::vector<std::string> const& inputs) {
    require_configuration_here(directory + "/config.yaml");
    Files of_others{inputs};
    auto const take = [&of_others](fs::path const& path) {
        if (!of_others.has(path)) may_replace(path);
    };
    std::error_code error;
    auto const skip = fs::directory_options::skip_permission_denied;
    for (auto const& entry : fs::recursive_directory_iterator{directory, skip}) {
        take(entry.path());
        if (!entry.is_symlink(error) || !entry.is_directory(error)) continue;
        for (auto const& of_training : fs::directory_iterator{entry.path(), skip, error}) take(of_training.path());
    }
}

void announce(std::string const& directory, std::vector<std::string> const& files) {
    for (auto const& file : files) announce_output(directory + "/" + file);
}

}  // namespace

namespace {

std::vector<std::string> files_of(RunKind kind, std::string const& name) {
    switch (kind) {
        case RunKind::single_training:
            return {"config.yaml", "metadata.json", "metrics.csv", "checkpoint.pt", "seen_jets.h5", name + ".json"};
        case RunKind::scan:
            return {"config.yaml", "scan.csv", "scan.json", "best.yaml"};
        case RunKind::seeds:
        case RunKind::folds:
            break;
    }
    return {"config.yaml", "summary.json", "seen_jets.h5", name + ".json"};
}

}  // namespace

std::unique_ptr<OutputFolder> hold_run_directory(std::string const& directory, std::string const& name, RunKind kind,
                                                 bool resumes, std::vector<std::string> const& inputs) {
    require_folder_or_nothing(directory);
    for (auto const& file : inputs) note_input(file);
    if (resumes)
        may_replace_record_in(directory, inputs);
    else if (auto const there = trials_in(directory); !there.empty())
        throw Error{directory + " holds trainings without a config.yaml (" + joined(there) +
                    "; they would be lost, or taken for those of this run). Move them away, or choose another folder"};
    announce(directory, files_of(kind, name));
    require_files_of_run(directory, name, kind, resumes);
    return std::make_unique<OutputFolder>(directory, OutputFolder::Busy::refuse);
}

void require_place_for_trial(std::string const& directory, std::string const& name) {
    require_folder_or_nothing(directory);
    if (fs::exists(directory + "/config.yaml")) {
        throw Error{directory + " holds a run of its own (it would be lost). Choose another folder for this one"};
    }
    announce(directory, {"metrics.csv", "checkpoint.pt", "seen_jets.h5", name + ".json"});
    require_text_of_output(directory + "/metrics.csv", begin_with(train::metrics_of_any_begin));
    require_frozen(directory, name, {"a frozen model"});
}

void require_place_for_fit(std::string const& directory, bool writes_configuration) {
    std::string const configuration = directory + "/config.yaml";
    if (holds_training(directory)) {
        throw Error{directory + " holds a training (their files would mix). Choose another folder"};
    }
    if (!writes_configuration) return;
    if (is_configuration_of_training_in(configuration)) {
        throw Error{directory + " holds a training (its config.yaml would be lost). Choose another folder"};
    }
    require_text_of_output(configuration,
                           [](std::string const& path) { return is_configuration_of_fit(text_of_output(path)); });
}

}  // namespace jetseq::workflow
