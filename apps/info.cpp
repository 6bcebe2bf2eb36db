#include <filesystem>
#include <fstream>
#include <iostream>

#include "jetseq/apps/command.hpp"
#include "jetseq/apps/model_files.hpp"
#include "jetseq/data/hdf5.hpp"
#include "jetseq/event/error.hpp"
#include "jetseq/models/frozen_names.hpp"
#include "jetseq/models/json.hpp"

namespace jetseq {
namespace {

void print(std::string const& name, std::string const& value) {
    std::cout << "  " << name << std::string(name.size() < 16 ? 16 - name.size() : 1, ' ') << value << '\n';
}

std::string percent(Interval const& share) {
    char text[64];
    std::snprintf(text, sizeof text, "%.1f +- %.1f %%", 100 * share.value, 50 * (share.high - share.low));
    return text;
}

void describe_model(std::string const& path) {
    auto const classifier = Classifier::load(path);
    auto const& model = classifier.model();
    std::cout << path << ": frozen model '" << model.name << "'\n";
    for (auto const& layer : model.lstm) {
        print("layer", "LSTM, " + std::to_string(layer.inputs) + " inputs, " + std::to_string(layer.cells) + " cells");
    }
    for (auto const& layer : model.dense) {
        print("layer", "dense, " + std::to_string(layer.inputs) + " inputs, " + std::to_string(layer.outputs) +
                           " output(s), " + frozen::activations[static_cast<std::size_t>(layer.activation)]);
    }
    print("jets", "pt > " + std::to_string(model.contract.jet_pt_min) + " GeV, abs(eta) < " +
                      std::to_string(model.contract.jet_abs_eta_max) + ", falling pt, GeV and rad");
    print("frame", frozen::frames[static_cast<std::size_t>(model.contract.frame)]);
    print("canaries", std::to_string(model.canaries.size()) + ", largest difference " +
                          std::to_string(classifier.canary_difference()));
    for (auto const& point : model.working_points) {
        print(point.name, "score > " + std::to_string(point.threshold).substr(0, 4) + ": VBF " + percent(point.vbf) +
                              ", ggF/DY " + percent(point.ggf) + " (validation part)");
    }
    auto training = Json::parse(model.training);
    training.erase("history");
    std::cout << training.dump(1) << '\n';
}

void describe_tables(h5::InputFile const& file) {
    for (auto const& name : file.datasets()) {
        for (int const dimensions : {1, 2}) {
            try {
                h5::InputTable const table{file, name, dimensions};
                std::string columns;
                for (auto const& column : table.columns()) columns += " " + column;
                print("/" + name, std::to_string(table.rows()) +
                                      (dimensions == 2 ? " x " + std::to_string(table.width()) : "") + ":" + columns);
                break;
            } catch (Error const&) {
                if (dimensions == 2) print("/" + name, "not one of our tables");
            }
        }
    }
}

void describe_events(std::string const& path) {
    h5::InputFile const file{path};
    auto const attributes = file.attributes();
    auto const kind = attributes.find("kind");
    std::cout << path << ": HDF5 file" << (kind == attributes.end() ? ", not made by jetseq" : " of " + kind->second)
              << '\n';
    describe_tables(file);
    for (auto const& [name, value] : attributes) {
        if (name != "kind") print(name, value.find('\n') == std::string::npos ? value : "\n" + value);
    }
}

void describe_run(std::string const& path) {
    std::cout << path << ": training run\n";
    if (std::filesystem::exists(path + "/metadata.json"))
        std::cout << read_json(path + "/metadata.json").dump(1) << '\n';
    describe_model(frozen_file(path));
}

/// The first byte tells a JSON document from an HDF5 file.
char first_byte(std::string const& path) {
    std::ifstream stream{path, std::ios::binary};
    if (!stream) throw Error{"can't open " + path + " (no such file, or no right to read it). Check the path"};
    return static_cast<char>(stream.get());
}

}  // namespace

int run_info(int argc, char** argv) {
    cxxopts::Options syntax{"jetseq info", "Says what a frozen model, a file of events or a run directory is.\n"};
    syntax.add_options()("file", "file or run directory", cxxopts::value<std::string>());
    syntax.positional_help("FILE");
    CommandLine const line{syntax, {"file"}, {"file"}, argc, argv};
    if (line.help()) return 0;

    std::string const path = line.get<std::string>("file");
    if (std::filesystem::is_directory(path))
        describe_run(path);
    else if (first_byte(path) == '{')
        describe_model(path);
    else
        describe_events(path);
    return 0;
}

}  // namespace jetseq
