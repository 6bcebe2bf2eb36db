#include <fmt/core.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <fstream>
#include <iostream>

#include "apps/fit_info.hpp"
#include "apps/options/command.hpp"
#include "apps/options/model_option.hpp"
#include "core/error.hpp"
#include "core/json/json.hpp"
#include "core/text/near_match.hpp"
#include "core/text/number_text.hpp"
#include "data/hdf5/input_table.hpp"
#include "data/hdf5/open_dataset.hpp"
#include "models/frozen/frozen_names.hpp"
#include "models/frozen/set_network.hpp"
#include "select/cutflow/cutflow_file.hpp"
#include "workflow/models/model_files.hpp"
#include "workflow/models/model_inputs.hpp"
#include "workflow/select/cutflow_report.hpp"
#include "workflow/select/variable_table.hpp"

namespace jetseq::apps {
namespace {

void print_field(std::string const& name, std::string const& value) {
    std::cout << "  " << name << std::string(name.size() < 16 ? 16 - name.size() : 1, ' ') << value << '\n';
}

std::string percent(Interval const& share) {
    return fmt::format("{:.1f} +- {:.1f} %", 100 * share.value, 50 * (share.high - share.low));
}

std::string names_of(std::vector<InputVariable> const& inputs) {
    std::vector<std::string> names;
    for (auto const& input : inputs) names.push_back(input.name);
    return joined(names);
}

std::string set_text(SetSize const& set) {
    if (set.kind == SetKind::attention) {
        return fmt::format("attention, {} inputs, {} numbers, {} heads, {} blocks; not for the inference library",
                           set.inputs, set.width, set.heads, set.blocks);
    }
    return fmt::format("deep sets, {} inputs, layers of {} outputs", set.inputs, fmt::join(set.embedding, ", "));
}

void describe_inputs(JoinedNetwork const& network) {
    for (auto const& sequence : network.sequences) {
        print_field(sequence.name, names_of(sequence.features) +
                                       (sequence.sort.empty() ? "" : "; sorted by " + sequence.sort) +
                                       (sequence.from.empty() ? "" : "; from " + sequence.from) +
                                       (sequence.where.empty() ? "" : "; where " + sequence.where) +
                                       (sequence.most == 0 ? "" : "; the first " + std::to_string(sequence.most)));
        for (auto const& layer : sequence.lstm) {
            print_field("layer", fmt::format("LSTM, {} inputs, {} cells", layer.inputs, layer.cells));
        }
        for (auto const& layer : sequence.gru) {
            print_field("layer", fmt::format("GRU, {} inputs, {} cells", layer.inputs, layer.cells));
        }
        if (sequence.set) print_field("set", set_text(*sequence.set));
    }
    if (!network.event.empty()) print_field("event", names_of(network.event));
}

void describe_layers(FrozenModel const& model) {
    if (model.takes_variables()) print_field("variables", names_of(model.inputs));
    if (auto const* const joined = std::get_if<JoinedNetwork>(&model.network)) describe_inputs(*joined);
    for (auto const& layer : model.lstm_layers()) {
        print_field("layer",
                    "LSTM, " + std::to_string(layer.inputs) + " inputs, " + std::to_string(layer.cells) + " cells");
    }
    for (auto const& layer : model.dense_layers()) {
        print_field("layer", "dense, " + std::to_string(layer.inputs) + " inputs, " + std::to_string(layer.outputs) +
                                 " output(s), " + frozen::activations[static_cast<std::size_t>(layer.activation)]);
    }
    if (auto const* const network = std::get_if<SetNetwork>(&model.network)) {
        print_field("network", std::string{frozen::set_kinds[static_cast<std::size_t>(network->kind)]} +
                                   " over sets of jets, " + std::to_string(network->parameters.size()) +
                                   " parameters; not for the inference library");
    }
    if (model.takes_sequences()) return;
    print_field("jets", "pt > " + significant(model.contract.jet_pt_min, 3) + " GeV, abs(eta) < " +
                            significant(model.contract.jet_abs_eta_max, 3) + ", falling pt, GeV and rad");
    print_field("frame", frozen::frames[static_cast<std::size_t>(model.contract.frame)]);
}

void describe_points(std::vector<WorkingPoint> const& points, FrozenModel const& model,
                     std::string const& measured_on) {
    bool const usual = are_productions(model.classes);
    std::string const vbf = usual ? "VBF" : model.classes[1], ggf = usual ? "ggF/DY" : model.classes[0];
    for (auto const& point : points) {
        print_field(point.name, "score > " + significant(point.threshold, 3) + ": " + vbf + " " + percent(point.vbf) +
                                    ", " + ggf + " " + percent(point.ggf) + " (" + measured_on + ")");
    }
}

void describe_training(FrozenModel const& model) {
    auto training = parse_json(model.training);
    if (training.contains("calibration"))
        print_field("calibration", workflow::calibration_text(training["calibration"]));
    training.erase("history");
    print_field("configuration", "\n" + training.value("configuration", ""));
    training.erase("configuration");
    std::cout << text_of(training, 1) << '\n';
}

void describe_set_model(std::string const& path, FrozenModel const& model) {
    std::cout << path << ": frozen model '" << model.name << "'\n";
    describe_layers(model);
    print_field("canaries", std::to_string(model.canaries.size()) + ", scored again by LibTorch");
    describe_points(model.working_points, model, "validation part");
    describe_training(model);
}

void describe_model(std::string const& path) {
    if (auto const set = workflow::read_set_model(path)) return describe_set_model(path, *set);
    auto const classifier = Classifier::load(path);
    auto const& model = classifier.model();
    std::size_t const folds = classifier.folds();
    std::string const kind =
        folds == 1 ? "frozen model" : "ensemble of " + std::to_string(folds) + " networks, one per fold;";
    std::cout << path << ": " << kind << " '" << model.name << "'\n";
    if (folds > 1) print_field("network 0", "as follows; canaries, working points: of all");
    describe_layers(model);
    std::size_t canaries = 0;
    for (std::size_t fold = 0; fold < folds; ++fold) canaries += classifier.model(fold).canaries.size();
    print_field("canaries",
                std::to_string(canaries) + ", largest difference " + significant(classifier.canary_difference(), 3));
    if (model.finds_number())
        print_field("finds", model.classes[0] + ", a number in the unit of the data (a regression)");
    describe_points(classifier.working_points(), model, folds == 1 ? "validation part" : "out of fold");
    describe_training(model);
}

/// Describes a dataset that is not one of our tables, or says why it can't be read.
std::string kind_of_dataset(data::h5::InputFile const& file, std::string const& name) try {
    if (!file.is_group(name)) data::h5::open_dataset(file, name);
    auto const axes = file.shape_of_numbers(name).size();
    if (axes == 0) return "not one of our tables";
    return "plain numbers, " + std::to_string(axes) + " dimension(s); data.columns names their columns";
} catch (Error const& error) {
    return error.what();
}

void describe_tables(data::h5::InputFile const& file) {
    for (auto const& name : file.datasets()) {
        for (int const dimensions : {1, 2}) {
            try {
                data::h5::InputTable const table{file, name, dimensions};
                std::string columns;
                for (auto const& column : table.columns()) columns += " " + column;
                print_field("/" + name, std::to_string(table.rows()) +
                                            (dimensions == 2 ? " x " + std::to_string(table.width()) : "") + ":" +
                                            columns);
                break;
            } catch (Error const&) {
                if (dimensions == 2) print_field("/" + name, kind_of_dataset(file, name));
            }
        }
    }
}

void describe_events(std::string const& path) {
    data::h5::InputFile const file{path};
    auto const attributes = file.attributes();
    auto const kind = attributes.find("kind");
    std::cout << path << ": HDF5 file" << (kind == attributes.end() ? ", not made by jetseq" : " of " + kind->second)
              << '\n';
    describe_tables(file);
    for (auto const& [name, value] : attributes) {
        if (name != "kind") print_field(name, value.find('\n') == std::string::npos ? value : "\n" + value);
    }
}

void describe_json(std::string const& path);

/// Loads LibTorch now if the model of the run in `path` needs it: the command then starts again in another program, and
/// would print twice what is printed before.
void load_libtorch_for(std::string const& path) {
    try {
        workflow::read_set_model(workflow::frozen_file(path));
    } catch (Error const&) {  // said after the record
    }
}

/// Describes a folder that a command of jetseq has written.
void describe_folder(std::string const& path) {
    load_libtorch_for(path);
    bool const is_run = std::filesystem::exists(path + "/metadata.json");
    for (char const* file : {"/fit.json", "/report.json", "/cutflow.json"}) {
        if (!is_run && std::filesystem::exists(path + file)) return describe_json(path + file);
    }
    std::string const header = path + ": training run\n";
    if (is_run) std::cout << header << text_of(read_json(path + "/metadata.json"), 1) << '\n';
    auto const model = workflow::frozen_file(path);  // of a run that has none yet, the record is shown all the same
    if (!is_run) std::cout << header;
    describe_model(model);
}

void describe_report(std::string const& path, Json const& report) {
    std::cout << path << ": report on model " << text_of(report.at("model")) << "\n";
    for (char const* key :
         {"data", "auc", "working_points", "cut_based", "vbf_at_cut_based_ggf", "parity", "leakage"}) {
        if (report.contains(key)) print_field(key, text_of(report.at(key)));
    }
}

void describe_regression(std::string const& path, Json const& report) {
    std::cout << path << ": report on model " << text_of(report.at("model")) << ", which finds "
              << text_of(report.at("target")) << '\n';
    print_field("data", text_of(report.at("data")));
    for (auto const& model : report.at("models")) print_field(model.at("name"), text_of(model.at("all")));
    for (char const* key : {"parity", "leakage"}) print_field(key, text_of(report.at(key)));
}

/// Describes a frozen model, or another JSON file of jetseq.
void describe_json(std::string const& path) try {
    auto const json = read_json(path);
    std::string const kind = json.value("kind", "");
    if (kind == "jetseq_report") return describe_report(path, json);
    if (kind == "jetseq_regression_report") return describe_regression(path, json);
    if (kind == "jetseq_fit") return describe_fit(path, json);
    if (kind == "jetseq_bin_edges") {
        std::cout << path << ": edges of the bins of a workspace\n" << text_of(json.at("edges"), 1) << '\n';
        return;
    }
    if (is_workspace(json)) return describe_workspace(path);
    if (kind == "jetseq_cutflow") {
        auto const cutflow = read_cutflow(path);
        std::cout << path << ": cutflow\n" << workflow::cutflow_table(cutflow);
        return;
    }
    if (kind == "jetseq_boson_tagger") {
        read_boson_tagger(path);  // its canaries
        std::cout << path << ": boson tagger\n" << text_of(json, 1) << '\n';
        return;
    }
    bool const many = kind == "jetseq_trainings" || kind == "jetseq_scan";
    if (kind != "jetseq_run" && !many) return describe_model(path);
    std::cout << path << (many ? ": results of several trainings\n" : ": record of a training run\n")
              << text_of(json, 1) << '\n';
} catch (Json::exception const& error) {
    throw Error{path + " is not whole (" + error.what() + "). Make it again"};
}

/// Tells a JSON document from an HDF5 file.
char first_byte(std::string const& path) {
    std::ifstream stream{path, std::ios::binary};
    if (!stream) throw Error{"can't open " + path + " (no such file, or no right to read it). Check the path"};
    return static_cast<char>(stream.get());
}

}  // namespace

int run_info(int argc, char** argv) {
    cxxopts::Options syntax{"jetseq info",
                            "Shows the contents of a file or folder: a model, events, a cutflow, a fit, a training. "
                            "Or lists the variables\n"
                            "that the cuts of a selection may name.\n"};
    syntax.add_options()("file", "file or folder", cxxopts::value<std::string>());
    syntax.add_options()("variables", "list the variables of cuts, in place of FILE");
    add_expected_sha256(syntax);
    syntax.positional_help("FILE | --variables");
    CommandLine const line{syntax, {"file"}, {}, argc, argv};
    if (line.help()) return 0;
    if (line.has("variables")) {
        if (line.has("file") || line.has("expect-sha256")) {
            throw UsageError{"info: --variables stands alone (it lists variables, and looks at no file)"};
        }
        std::cout << workflow::variable_table();
        return 0;
    }
    if (!line.has("file")) throw UsageError{line.missing("file", {"file"})};

    std::string const path = line.get<std::string>("file");
    if (line.has("expect-sha256")) require_expected_sha256(line, workflow::frozen_file(path));
    if (std::filesystem::is_directory(path)) {
        describe_folder(path);
    } else if (first_byte(path) == '{') {
        describe_json(path);
    } else if (first_byte(path) == 'P') {  // a zip archive
        std::cout << path
                  << ": checkpoint of a training, TorchScript, or another archive. `jetseq info` of its folder "
                     "shows the results of a training\n";
    } else {
        describe_events(path);
    }
    return 0;
}

}  // namespace jetseq::apps
