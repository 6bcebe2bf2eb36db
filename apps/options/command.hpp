#pragma once
#include <cxxopts.hpp>
#include <string>
#include <vector>

#include "core/text/read_number.hpp"
#include "core/text/strings.hpp"

namespace jetseq::apps {

// An option of type Strings takes one text, or several separated by commas.

/// An option that may be given many times, each time with one text, which may hold commas.
struct WholeTexts {
    Strings texts;
};
std::istream& operator>>(std::istream& in, WholeTexts& list);

/// A subcommand of `jetseq`.
struct Command {
    std::string name;
    std::string summary;                ///< one line for `jetseq --help`
    int (*run)(int argc, char** argv);  ///< argv[0] is the command's name; returns the exit code
};

int run_simulate(int argc, char** argv);
int run_convert(int argc, char** argv);
int run_select(int argc, char** argv);
int run_tagger(int argc, char** argv);
int run_train(int argc, char** argv);
int run_rerun(int argc, char** argv);
int run_scan(int argc, char** argv);
int run_export(int argc, char** argv);
int run_score(int argc, char** argv);
int run_evaluate(int argc, char** argv);
int run_compare(int argc, char** argv);
int run_fit(int argc, char** argv);
int run_info(int argc, char** argv);

/// What was wrong with the command line; exit code 2.
struct UsageError {
    std::string what;
};

/// Parses the command line of a subcommand; for --help it prints the help and holds no options. The values of --out,
/// --dump, --skim and --freeze are files or folders that the command writes.
/// `positional`: names of the options that take plain arguments, the last one all that are left.
/// Throws UsageError, also if one of `required` is missing.
class CommandLine {
public:
    CommandLine(cxxopts::Options& options, std::vector<std::string> const& positional,
                std::vector<std::string> const& required, int argc, char** argv);

    bool help() const noexcept { return help_; }
    bool has(std::string const& name) const { return parsed_.count(name) > 0; }
    template <class T>
    T get(std::string const& name) const {
        return parsed_[name].as<T>();
    }
    template <class T>
    T get(std::string const& name, T const& otherwise) const {
        return has(name) ? get<T>(name) : otherwise;
    }

    /// The number that the option `name` gives, written as in configurations. Throws UsageError.
    template <class T>
    T number(std::string const& name, T otherwise) const {
        if (!has(name)) return otherwise;
        std::string const why = read_number(get<std::string>(name), otherwise);
        if (!why.empty()) throw UsageError{command_ + ": --" + name + ' ' + why};
        return otherwise;
    }

    /// Throws UsageError if the file of --`option` would be one of `names`, or within one of them, that the command
    /// writes in the folder of --out itself: one of the two would be lost. Links are followed.
    void require_apart(std::string const& option, Strings names) const;

    /// "score: --out is missing (jetseq score MODEL EVENTS... --out scores.h5 expected)".
    std::string missing(std::string const& name, Strings const& positional = {}) const;

private:
    /// Announces the options whose values are outputs, the same in all commands: refused before any work if they are
    /// inputs, or no plain files.
    void announce_outputs(std::string const& command) const;

    std::string command_;
    std::string usage_;  ///< the words that the command takes
    cxxopts::ParseResult parsed_;
    bool help_ = false;
};

}  // namespace jetseq::apps
