#include <exception>
#include <filesystem>
#include <iostream>
#include <new>
#include <stdexcept>
#include <system_error>

#include "apps/libtorch_program.hpp"
#include "apps/options/command.hpp"
#include "apps/terminal/interrupt.hpp"
#include "apps/terminal/remedies.hpp"
#include "apps/terminal/standard_output.hpp"
#include "core/error.hpp"
#include "core/io/file_kind.hpp"
#include "core/io/inputs.hpp"
#include "core/text/near_match.hpp"
#include "core/version.hpp"
#include "data/hdf5/crash_line.hpp"
#include "train/ranks/c10d_ranks.hpp"
#include "train/torch/libtorch_scores.hpp"

namespace jetseq::apps {
namespace {

enum ExitCode { done = 0, input_is_wrong = 1, command_line_is_wrong = 2 };

#ifdef JETSEQ_WITH_LIBTORCH
#define JETSEQ_NEEDS_LIBTORCH(run) run
#else
int needs_libtorch(int, char**) { throw NeedsLibtorch{}; }
#define JETSEQ_NEEDS_LIBTORCH(run) needs_libtorch
#endif

std::vector<Command> const commands{
#ifdef JETSEQ_WITH_SIMULATE
    {"simulate", "make events with Pythia 8", run_simulate},
#else
    {"simulate", "make events with Pythia 8 (not in this build)", run_simulate},
#endif
    {"convert", "ROOT files -> events (needs the Python package)", run_convert},
    {"select", "events -> regions, scores and a cutflow; or jet sequences to train on", run_select},
    {"tagger", "large-R jets -> a tuned, frozen boson tagger", run_tagger},
    {"train", "jet sequences -> a trained, frozen classifier", JETSEQ_NEEDS_LIBTORCH(run_train)},
    {"rerun", "repeat the training of a run and compare the frozen models", JETSEQ_NEEDS_LIBTORCH(run_rerun)},
    {"scan", "train each point of a grid of configurations, side by side", JETSEQ_NEEDS_LIBTORCH(run_scan)},
    {"export", "a frozen model -> lwtnn JSON, ONNX or TorchScript", JETSEQ_NEEDS_LIBTORCH(run_export)},
    {"score", "events -> a file with the classifier's scores", run_score},
    {"evaluate", "a frozen model and events -> report.html, report.json", JETSEQ_NEEDS_LIBTORCH(run_evaluate)},
    {"compare", "two reports -> what differs, number by number", run_compare},
    {"fit", "scored events or a pyhf workspace -> signal strengths, couplings, limits", run_fit},
    {"info", "show the contents of a model, a file of events or a run", run_info},
};

void print_help() {
    std::cout << "jetseq trains, freezes and applies small recurrent classifiers of jet sequences.\n\n"
                 "usage: jetseq COMMAND [OPTIONS]\n\ncommands:\n";
    for (auto const& command : commands) {
        std::cout << "  " << command.name << std::string(10 - command.name.size(), ' ') << command.summary << '\n';
    }
    std::cout
        << "\n`jetseq COMMAND --help` explains a command; `jetseq --version` says which jetseq this is.\n"
           "exit codes: 0 done, 1 the input is wrong, 2 the command line is wrong, 130 interrupted (143 by SIGTERM)\n";
}

int run(int argc, char** argv) {
    std::string const name = argc > 1 ? argv[1] : "--help";
    if (name == "--help" || name == "-h") return print_help(), argc > 1 ? done : command_line_is_wrong;
    if (name == "--version") {
        auto const libtorch = train::libtorch_version(), transport = train::ranks_transport();  // may change program
        std::cout << "jetseq " << version() << " (revision " << git_revision() << ", LibTorch " << libtorch
                  << (transport.empty() ? ", one process" : ", processes by " + transport) << ")\n";
        return done;
    }
    std::vector<std::string> names;
    for (auto const& command : commands) {
        if (command.name == name) return command.run(argc - 1, argv + 1);
        names.push_back(command.name);
    }
    throw UsageError{"no command '" + name + "' (there are: " + joined(names) + did_you_mean(name, names) + ")"};
}

}  // namespace

#ifndef JETSEQ_WITH_SIMULATE
int run_simulate(int, char**) {
    throw Error{
        "simulate is not in this build (it needs Pythia 8 and FastJet). Run scripts/install-pythia in jetseq's source "
        "and build again"};
}
#endif

namespace {

/// `text` without line breaks and other control characters, which names of files and keys may have.
std::string one_line(std::string text) {
    for (char& c : text) {
        if (static_cast<unsigned char>(c) < 32 || c == 127) c = ' ';
    }
    return text;
}

/// Prints what went wrong to standard error; returns the exit code.
int complain(std::string const& what) {
    std::cerr << "jetseq: " << one_line(what) << '\n';
    return interrupted() ? interrupted_exit_code() : input_is_wrong;
}

int complain_of_memory() {
    return complain("out of memory (the data do not fit). Use fewer events, or a larger machine");
}

int complain_unexpected(std::exception const& error) {
    return complain(std::string{"unexpected: "} + error.what() + ". Please report it");
}

/// Runs the command in the one of the two programs that can.
int run_here_or_there(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (NeedsLibtorch const&) {
        go_on_with_libtorch();
    }
}

/// Runs the command and turns exceptions into messages and exit codes.
int exit_code_of(int argc, char** argv) {
    try {
        return run_here_or_there(argc, argv);
    } catch (UsageError const& error) {
        std::cerr << "jetseq: " << one_line(error.what) << ". Try --help\n";
        return command_line_is_wrong;
    } catch (Error const& error) {
        return complain(in_words_of_command(error));
    } catch (std::bad_alloc const&) {
        return complain_of_memory();
    } catch (std::length_error const&) {  // a size beyond any memory, such as the rows that a damaged file claims
        return complain_of_memory();
    } catch (std::filesystem::filesystem_error const& error) {  // such as a file removed between two accesses
        return complain("can't use " + error.path1().string() + " (" + error.code().message() +
                        "). Check that it is there and that you may use it");
    } catch (std::system_error const& error) {
        if (error.code() != std::errc::resource_unavailable_try_again) return complain_unexpected(error);
        return complain(
            "no further thread can be started (out of memory or of processes). Free some, or use fewer threads");
    } catch (std::exception const& error) {
        return complain_unexpected(error);
    }
}

}  // namespace
}  // namespace jetseq::apps

int main(int argc, char** argv) {
    jetseq::apps::prepare_standard_streams();
    jetseq::data::name_file_where_hdf5_crashes();
    jetseq::InputProtection const protection;
    jetseq::explain_foreign_files();
    return jetseq::apps::checked_standard_output(jetseq::apps::exit_code_of(argc, argv));
}
