#include <iostream>

#include "apps/options/command.hpp"
#include "apps/options/model_option.hpp"
#include "core/io/output_file.hpp"
#include "core/text/near_match.hpp"
#include "models/frozen/frozen_model_write.hpp"
#include "train/export/export_onnx.hpp"
#include "train/export/export_torchscript.hpp"
#include "workflow/models/model_files.hpp"

namespace jetseq::apps {
namespace {

/// The form of the ONNX file that --format and --jets ask for.
train::OnnxForm onnx_form(std::string const& format, CommandLine const& line) {
    if (format == "salt") return {train::OnnxForm::salt};
    if (!line.has("jets")) return {};
    return {train::OnnxForm::fixed, line.number("jets", std::size_t{0})};
}

void export_as(std::string const& format, FrozenModel const& model, std::string const& out, CommandLine const& line) {
    if (format == "frozen") return write_frozen_model(out, model);
    if (format == "lwtnn") return write_file(out, to_json(model, true));
    if (format == "onnx" || format == "salt") return train::export_onnx(model, out, onnx_form(format, line));
    if (format == "torchscript") return train::export_torchscript(model, out);
    Strings const formats{"frozen", "lwtnn", "onnx", "salt", "torchscript"};
    throw UsageError{"export: no format '" + format + "' (there are: " + joined(formats) +
                     did_you_mean(format, formats) + ")"};
}

/// The network that --fold names; an ordinary model has but one.
FrozenModel const& chosen_network(Classifier const& classifier, CommandLine const& line) {
    std::size_t const folds = classifier.folds();
    if (folds > 1 && !line.has("fold")) {
        throw UsageError{"export: this is an ensemble of " + std::to_string(folds) +
                         " networks (one is written). Choose it with --fold 0 ... " + std::to_string(folds - 1)};
    }
    auto const fold = line.number("fold", std::size_t{0});
    if (fold >= folds) {
        throw UsageError{"export: there is no fold " + std::to_string(fold) + " (they are 0 ... " +
                         std::to_string(folds - 1) + ")"};
    }
    return classifier.model(fold);
}

/// Refuses a --jets that has no meaning; tells of events that are longer.
void require_jets_to_fit(CommandLine const& line, std::string const& format, FrozenModel const& model) {
    if (!line.has("jets")) return;
    auto const jets = line.number("jets", std::size_t{0});
    if (format != "onnx") throw UsageError{"export: --jets is of --format onnx (" + format + " takes any number)"};
    if (jets == 0) throw UsageError{"export: --jets is 0 (1 or more expected)"};
    if (model.takes_variables()) {
        throw Error{"model '" + model.name + "' reads variables, no jets. Leave --jets out"};
    }
    if (jets < model.contract.max_length) {
        std::cerr << "jetseq: note: an event of the training has " << model.contract.max_length
                  << " jets or objects: of those with more than " << jets << ", give the first ones\n";
    }
}

}  // namespace

int run_export(int argc, char** argv) {
    cxxopts::Options syntax{"jetseq export", "Writes a frozen model for another engine.\n"};
    syntax.add_options()("model", "frozen model, or run directory", cxxopts::value<std::string>())(
        "format", "frozen, lwtnn, onnx, salt or torchscript", cxxopts::value<std::string>())(
        "fold", "of an ensemble: which of its networks, 0 for the first", cxxopts::value<std::string>())(
        "jets", "of onnx: places for jets, or objects of each kind, in one float input without lengths",
        cxxopts::value<std::string>())("out", "file to write", cxxopts::value<std::string>());
    add_expected_sha256(syntax);
    syntax.positional_help("MODEL --format FORMAT --out FILE");
    CommandLine const line{syntax, {"model"}, {"model", "format", "out"}, argc, argv};
    if (line.help()) return 0;

    auto const file = frozen_file(line);
    auto const format = line.get<std::string>("format"), out = line.get<std::string>("out");
    auto model = workflow::read_set_model(file);
    if (!model) model = chosen_network(Classifier::load(file), line);
    require_jets_to_fit(line, format, *model);
    export_as(format, *model, out, line);
    if (model->contract.frame == Frame::canonical) {
        std::cerr
            << "jetseq: note: this model takes jets in the canonical frame; outside jetseq, rotate and mirror them "
               "first (docs/reference/frozen-format.md)\n";
    }
    std::cout << "wrote " << out << "\nnext: docs/reference/frozen-format.md says how to feed it\n";
    return 0;
}

}  // namespace jetseq::apps
