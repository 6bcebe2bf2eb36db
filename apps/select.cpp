#include <array>
#include <iostream>

#include "apps/options/command.hpp"
#include "apps/options/command_words.hpp"
#include "apps/options/model_option.hpp"
#include "apps/options/overrides.hpp"
#include "apps/terminal/interrupt.hpp"
#include "apps/terminal/terminal.hpp"
#include "core/error.hpp"
#include "core/io/inputs.hpp"
#include "core/io/sha256.hpp"
#include "core/text/shell_word.hpp"
#include "data/events/file_header.hpp"
#include "workflow/events/load.hpp"
#include "workflow/events/seen_jets.hpp"
#include "workflow/events/tag_columns.hpp"
#include "workflow/models/model_files.hpp"
#include "workflow/select/cutflow_report.hpp"
#include "workflow/select/selection_config.hpp"
#include "workflow/select/selection_outputs.hpp"
#include "workflow/select/selection_run.hpp"
#include "workflow/select/sequence_dump.hpp"
#include "workflow/select/skim.hpp"

namespace jetseq::apps {
namespace {

void print_regimes(data::Sequences const& sequences) {
    std::array<std::size_t, 3> count{};
    for (Regime const regime : sequences.regimes) ++count[static_cast<std::size_t>(regime)];
    std::cout << sequences.size() << " events: V -> qq merged in " << count[1] << ", resolved in " << count[2]
              << ", not found in " << count[0] << "; longest sequence " << sequences.longest() << " jets\n";
}

data::Sequences sequences_to_dump(Strings const& files, workflow::LoadOptions const& options,
                                  workflow::Listener& listener) try {
    return workflow::load_sequences(files, options, listener);
} catch (Error const& error) {
    throw workflow::without_foreign_keys(error, "a selection", "jetseq train, score and evaluate have them");
}

/// Without regions in the configuration: all events with a V -> qq candidate become sequences.
void dump_sequences(CommandLine const& line, workflow::Config& config) {
    auto options = workflow::select_options(config);
    unsigned long const seed = config.get("seed", 1UL);
    options.names.variables = workflow::dumped_variables(config);
    options.names.inputs = workflow::dumped_inputs(config);
    config.refuse_unread_keys();
    Terminal terminal;
    terminal.notes(config.notes());

    std::string const out = line.get<std::string>("dump");
    data::require_kind_or_nothing(out, "jetseq_sequences");
    auto const files = data::files_matching(line.get<Strings>("events"));
    auto const sequences = sequences_to_dump(files, options, terminal);
    print_regimes(sequences);
    OutputFile file{out};
    workflow::write_dump(file, sequences, seed, config.effective(), files);
    file.commit();
    std::cout << "wrote " << out << "\nnext: jetseq ";
    bool const is_for_jets = options.names.inputs.empty();
    if (is_for_jets && workflow::has_both_classes(sequences))
        std::cout << "train " << shipped_configuration("vbf_rnn.yaml") << " --data " << events_word(out) << '\n';
    else
        std::cout << "info " << shell_word(out) << '\n';
}

workflow::SelectionRun selection_run(CommandLine const& line, workflow::Config& config) {
    workflow::SelectionRun run;
    run.selection = workflow::selection_of(config);
    run.cutflow.n_minus_1 = line.has("n-minus-1"), run.cutflow.correlations = line.has("correlations");
    if (line.has("model")) {
        std::string const file = frozen_file(line);
        run.classifier = Classifier::load(file);
        auto const& model = run.classifier->model();
        workflow::require_classes(model, file, "a selection");
        if (!model.takes_sequences()) workflow::take_jets_of(model.contract, config, run.selection.candidate);
        run.cutflow.model_sha256 = sha256_of_file(file);
        run.attributes["model"] = file, run.attributes["model_sha256"] = run.cutflow.model_sha256;
    }
    if (auto const file = workflow::tagger_file(config, line.get<std::string>("config")); !file.empty()) {
        run.tagger = read_boson_tagger(file);
        run.cutflow.boson_tagger_sha256 = sha256_of_file(file);
        run.attributes["boson_tagger"] = file, run.attributes["boson_tagger_sha256"] = run.cutflow.boson_tagger_sha256;
    }
    run.files = data::files_matching(line.get<Strings>("events"));
    run.out = line.get<std::string>("out");
    // Of an ensemble for warn_of_other_ids(); what that reads is checked before the events are.
    bool const is_ensemble =
        run.classifier && run.classifier->folds() > 1 && !run.classifier->model().takes_sequences();
    bool const needs_jets = is_ensemble && workflow::has_seen_jets(run.attributes.at("model"));
    if (needs_jets) static_cast<void>(workflow::check_seen_jets(run.attributes.at("model"), *run.classifier));
    run.keep_sequences = line.has("dump") || needs_jets;
    if (line.has("skim") && run.files.size() != 1) {
        throw UsageError{"select: --skim is of one file of events (its cross-section goes with it)"};
    }
    run.part_rows = line.number("part-rows", run.part_rows);
    run.threads = line.number("threads", std::size_t{0});
    if (run.part_rows == 0) throw UsageError{"select: --part-rows is 0 (1 or more expected)"};
    return run;
}

/// With regions: the events of all regions, and the cutflow.
void select_events(CommandLine const& line, workflow::Config& config) {
    for (auto const* option : {"dump", "skim"}) {
        line.require_apart(option, {"selected.h5", "cutflow.json", "cutflow.csv", "correlations.csv", "parts"});
    }
    auto run = selection_run(line, config);
    unsigned long const seed = config.get("seed", 1UL);
    auto const variables = workflow::dumped_variables(config);
    if (!variables.empty() && !line.has("dump")) {
        config.fail("select.variables", "is true (they are written with the sequences of --dump, which is not given)");
    }
    run.inputs = workflow::dumped_inputs(config);
    if (!run.inputs.empty() && !line.has("dump")) {
        config.fail("inputs",
                    "says what the sequences of --dump hold, which is not given. Give --dump FILE, or take it out");
    }
    config.refuse_unread_keys();
    Terminal terminal;
    terminal.notes(config.notes());
    workflow::check_selection(run);
    workflow::pass_on_normalisation(run);
    run.attributes["configuration"] = config.effective(),
    run.attributes["inputs"] = workflow::description_of(run.files);
    auto const held = workflow::hold_selection_folder(run.out);
    data::require_kind_or_nothing(run.out + "/selected.h5", "jetseq_selected");
    data::require_kind_or_nothing(line.get<std::string>("dump", ""), "jetseq_sequences");
    data::require_kind_or_nothing(line.get<std::string>("skim", ""), "jetseq_events");
    OutputFiles outputs;  // take their places together
    catch_interrupts();
    auto result = workflow::run_selection(run, outputs, terminal);
    if (run.classifier && run.classifier->folds() > 1 && run.classifier->model().takes_sequences()) {
        terminal.note(
            "it is not looked for events that the training has read under other ids (as `jetseq score` does)");
    }
    if (run.classifier && !run.classifier->model().takes_sequences()) {
        workflow::warn_of_other_ids(run.attributes.at("model"), *run.classifier, result.sequences, terminal);
    }
    workflow::add_cutflow(outputs, run.out, result.cutflow);
    if (line.has("dump")) {
        if (run.inputs.empty()) workflow::add_tag_variables(result.sequences, variables);
        workflow::write_dump(outputs.add(line.get<std::string>("dump")), result.sequences, seed, config.effective(),
                             run.files);
    }
    if (line.has("skim")) {
        workflow::write_skim(run.files.front(), result.file, outputs.add(line.get<std::string>("skim")),
                             {{"skim", run.attributes.at("configuration")}});
    }
    for (auto const& file : run.files) require_unchanged(file);
    if (terminal.stop()) {
        throw Error{"interrupted (what is done is kept in " + run.out +
                    "/parts). Run the same command "
                    "again to resume"};
    }
    {
        PostponedInterrupts const together;
        outputs.commit();
        remove_leftovers(run.out, workflow::files_of_selections(), outputs.paths());
    }
    workflow::remove_parts_of(run);
    std::cout << workflow::cutflow_table(result.cutflow);
    terminal.notes(result.notes);
    if (result.in_several_regions > 0) {
        terminal.warning(std::to_string(result.in_several_regions) +
                         " events pass several regions; each is kept in the first of them");
    }
    if (result.repeated > 0) {
        terminal.warning(std::to_string(result.repeated) +
                         " selected events have the sampleId and eventNumber of another one (each is counted). Leave "
                         "out files that hold the same events, or give each sample its own numbers");
    }
    std::cout << '\n'
              << result.selected << " of " << result.events << " events selected\nwrote " << run.out << "/selected.h5, "
              << run.out << "/cutflow.json, " << run.out << "/cutflow.csv";
    for (auto const* option : {"dump", "skim"}) {
        if (line.has(option)) std::cout << ", " << line.get<std::string>(option);
    }
    std::cout << "\nnext: jetseq info " << shell_word(run.out + "/selected.h5") << '\n';
}

/// Adds the cutflows of several runs.
void add_cutflows(CommandLine const& line) {
    auto files = line.get<Strings>("add");
    for (auto const& more : {"config", "events"}) {  // cxxopts takes the files behind the first for these
        if (!line.has(more)) continue;
        if (std::string{more} == "config") files.push_back(line.get<std::string>(more));
        if (std::string{more} == "events") {
            for (auto const& file : line.get<Strings>(more)) files.push_back(file);
        }
    }
    auto const sum = workflow::sum_of_cutflows(data::files_matching(files));
    std::string const out = line.get<std::string>("out");
    if (data::is_of_kind(out + "/selected.h5", "jetseq_selected")) {
        throw Error{out +
                    " holds the selected.h5 of one selection (the sum would take the place of its cutflow). Choose "
                    "another --out"};
    }
    auto const held = workflow::hold_selection_folder(out);
    OutputFiles outputs;
    workflow::add_cutflow(outputs, out, sum);
    {
        PostponedInterrupts const together;
        outputs.commit();
        remove_leftovers(out, workflow::files_of_selections(), outputs.paths());
    }
    std::cout << workflow::cutflow_table(sum) << "\nwrote " << out << "/cutflow.json, " << out
              << "/cutflow.csv\nnext: look at " << out << "/cutflow.csv\n";
}

/// Without regions all events with a candidate are dumped.
void refuse_options_of_regions(CommandLine const& line) {
    std::string const config = line.get<std::string>("config") + " has no regions (";
    if (line.has("out")) throw Error{config + "--out is for selected events). Use configs/two_lepton.yaml, or --dump"};
    if (line.has("model"))
        throw Error{config + "--model scores selected events). Use configs/two_lepton.yaml, or drop --model"};
    for (auto const* name : {"skim", "threads", "n-minus-1", "correlations", "part-rows"}) {
        if (line.has(name))
            throw Error{config + "--" + name + " has no effect). Use configs/two_lepton.yaml, or drop it"};
    }
}

void require(CommandLine const& line, std::string const& name) {
    if (!line.has(name)) throw UsageError{line.missing(name, {"config", "events"})};
}

}  // namespace

int run_select(int argc, char** argv) {
    cxxopts::Options syntax{
        "jetseq select",
        "With regions in CONFIG (configs/two_lepton.yaml): selects events, scores them and writes\n"
        "DIR/selected.h5 and the cutflow. Without (configs/select.yaml): finds the V -> qq candidate\n"
        "of each event and writes the sequence of the other jets, for the training.\n"};
    auto add = syntax.add_options();
    add("config", "cuts", cxxopts::value<std::string>());
    add("events", "files of events, or globs", cxxopts::value<Strings>());
    add("out", "folder for the selected events and the cutflow", cxxopts::value<std::string>());
    add("model", "frozen classifier, or run directory", cxxopts::value<std::string>());
    add("dump", "file of sequences to write", cxxopts::value<std::string>());
    add("skim", "file to write: the selected events as they are, of one file", cxxopts::value<std::string>());
    add("threads", "0: one per core; the results don't depend on it", cxxopts::value<std::string>());
    add("n-minus-1", "count also the events that pass all cuts but one");
    add("correlations", "count also the events that pass each pair of cuts");
    add("part-rows", "events in a part: an interruption costs one for each thread", cxxopts::value<std::string>());
    add("add", "instead: cutflow.json of several runs, to be added", cxxopts::value<Strings>());
    add_overrides(syntax);
    add_expected_sha256(syntax);
    syntax.positional_help(
        "CONFIG EVENTS... --out DIR | CONFIG EVENTS... --dump sequences.h5 | --add FILE... --out DIR");
    CommandLine const line{syntax, {"config", "events"}, {}, argc, argv};
    if (line.help()) return 0;
    if (line.has("add")) return require(line, "out"), add_cutflows(line), 0;

    require(line, "config"), require(line, "events");
    if (line.has("expect-sha256")) require(line, "model");
    workflow::Config config{line.get<std::string>("config"), given_overrides(line), workflow::selection_keys()};
    if (workflow::has_regions(config)) {
        require(line, "out");
        select_events(line, config);
        return 0;
    }
    refuse_options_of_regions(line);
    require(line, "dump");
    dump_sequences(line, config);
    return 0;
}

}  // namespace jetseq::apps
