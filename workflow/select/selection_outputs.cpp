#include "workflow/select/selection_outputs.hpp"

#include "core/error.hpp"
#include "core/io/inputs.hpp"
#include "select/cutflow/cutflow_file.hpp"
#include "workflow/select/cutflow_report.hpp"

namespace jetseq::workflow {

std::unique_ptr<OutputFolder> hold_selection_folder(std::string const& folder) {
    for (std::string const file : {"selected.h5", "cutflow.json", "cutflow.csv", "correlations.csv"}) {
        announce_output(folder + "/" + file);
    }
    return std::make_unique<OutputFolder>(folder, OutputFolder::Busy::refuse);
}

std::vector<OwnFiles> files_of_selections() {
    return {{"", "correlations\\.csv", begin_with(correlations_csv_begins)}};
}

void add_cutflow(OutputFiles& outputs, std::string const& folder, Cutflow const& cutflow) {
    outputs.add(folder + "/cutflow.json", to_json(cutflow));
    outputs.add(folder + "/cutflow.csv", cutflow_csv(cutflow));
    if (cutflow.options().correlations) outputs.add(folder + "/correlations.csv", correlations_csv(cutflow));
}

Cutflow sum_of_cutflows(Strings const& files) {
    Cutflow sum;
    for (auto const& file : files) {
        auto const cutflow = read_cutflow(file);
        try {
            sum.add(cutflow);
        } catch (Error const& error) {
            throw Error{file + ": " + error.what()};
        }
    }
    return sum;
}

}  // namespace jetseq::workflow
