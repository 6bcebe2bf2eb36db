#include "apps/terminal/remedies.hpp"

#include <cctype>

namespace jetseq::apps {
namespace {

/// A phrase of a library, and what the command says instead.
struct Words {
    char const *of_library, *of_command;
};

// tests/house/remedies_test.py: each is said by one file of a library, or is marked.
constexpr Words remedies[] = {
    {"Make events of ROOT ntuples first", "jetseq convert makes events of ROOT ntuples"},
    {"HDF5 holds events, sequences or scores", "HDF5 holds events, sequences and scores; jetseq info says which"},
    {"Make events of it first", "jetseq simulate takes it as `input`"},
    {"Compare it with other reports", "jetseq compare and jetseq info take it"},
    {"Look at it, or add it to others", "jetseq info and jetseq select --add take it"},
    {"Look at it", "jetseq info takes it"},
    {"Give it to a selection", "jetseq select takes it as `boson_tagger`"},
    {"Fit the workspace", "jetseq fit takes the workspace"},
    {"Fit it", "jetseq fit takes it"},
    {"Score events with it, or export it", "jetseq score, evaluate, select and export take it"},
    {"Score events with it", "jetseq score, evaluate and select take it"},
    {"Give the events that were scored",
     "Give the events that were scored; jetseq fit takes scores as files of a process, jetseq evaluate after --with"},
    {"Give the events that were selected from",
     "Give the events that were selected from, or what select --dump writes; jetseq fit takes this file, jetseq "
     "evaluate after --masses"},
    {"Regions are selected from events", "jetseq train, score and evaluate take it; regions are selected from events"},
    {"Select events in regions", "Make them with jetseq select"},
    {"Select the events again", "Run jetseq select again"},
    {"Evaluate a model into ", "Make one with jetseq evaluate ... --out "},
    {"Give what an evaluation wrote", "Give what jetseq evaluate wrote"},
    {"the report.json of an evaluation", "the report.json of jetseq evaluate"},
    {"Score the events first", "Make it with `jetseq score`"},
    {"Score the same files again", "Score the same files with jetseq score"},
    {"Score the events, and compare the scores",
     "Score the events with jetseq score and give the file of scores to --with"},
    {"compare its scores with those of another model",
     "compare it with another model: jetseq evaluate MODEL EVENTS... --with NAME=THIS_ONE --out DIR"},
    {"Say which class they are of",
     "Say which class they are of: events.signalType in the map of jetseq convert, or labels or data.labels in the "
     "configuration, such as data.labels {1: 0, 2: 1} for the sampleId of ggF and VBF"},
    {"Say which column", "Name one with the key columns.score"},
    {"Take one network out",
     "Take one of them out with `jetseq export --format frozen --fold 0`"},  // in several places
    {"Give one, or use the cut-based category", "Give one with --model, or use the cut-based category"},
    {"Give the selection a boson tagger", "Name one as boson_tagger in the configuration"},
    {"take all events of samples not trained on", "--all for samples not trained on"},
    {"Use the CPU", "Use --device cpu"},  // in several places
    {"use the CPU", "use --device cpu"},
    {"Train by LibTorch", "Use --backend torch"},
    {"Train fewer at once", "Train fewer at once with --threads"},
    {"Use files of selections", "Use files of `jetseq select`"},
    {"Train in one process", "Start jetseq train alone"},
    {"Train with several seeds or folds", "Make some with jetseq train --seeds N or --folds K"},
    {"Resume from the last checkpoint", "Resume from the last checkpoint with --resume DIR"},
    {"resume the training in ", "jetseq train --resume "},  // in several places
    {"resume the scan in ", "jetseq scan --resume "},
    {"which can be exported for lwtnn", "which jetseq export writes for lwtnn"},
    {"Write the override as ", "Write for example --set "},
    {"Name it: NAME=FILE", "Name it: --parity NAME=FILE"},
    {"Try 630/4.7", "Try --cuts 630/4.7"},
    {"Try half=vbf:0.5", "Try --point half=vbf:0.5"},
    {"training with a configuration", "training with jetseq train CONFIG"},
    {"scan with a configuration", "scan with jetseq scan CONFIG"},
    {"leave the masses out", "drop --masses"},
    {"leave the trainings out", "leave --trainings out"},
    {"expect another SHA-256", "drop --expect-sha256"},
    {"score such files first", "score such files with jetseq score --config"},
    {"Mend it there, or override it by ", "Mend it there, or with --set "},
    {"Add it there, or override it by ", "Add it there, or with --set "},
};

// Beginnings of the text before the remedy.
constexpr Words beginnings[] = {
    {"override ", "--set "},                                                                   // in several places
    {"the parity ", "--parity "}, {"the working point ", "--point "}, {"the cuts", "--cuts"},  // in several places
    {"the models", "--with"},
};

/// Position of `phrase` in `text`, as whole words at the end of a clause; npos if it is not there.
std::size_t place_of(std::string const& phrase, std::string const& text) {
    for (auto at = text.find(phrase); at != text.npos; at = text.find(phrase, at + 1)) {
        auto const end = at + phrase.size();
        bool const begins = at == 0 || text[at - 1] == ' ';
        bool const ends =
            phrase.back() == ' ' || end == text.size() || std::ispunct(static_cast<unsigned char>(text[end]));
        if (begins && ends) return at;
    }
    return text.npos;
}

}  // namespace

std::string in_words_of_command(Error const& error) {
    std::string problem = error.problem(), remedy = error.remedy();
    for (auto const& [of_library, of_command] : beginnings) {
        if (problem.rfind(of_library, 0) != 0) continue;
        problem.replace(0, std::string{of_library}.size(), of_command);
        break;
    }
    for (auto const& [of_library, of_command] : remedies) {
        auto const at = place_of(of_library, remedy);
        if (at == remedy.npos) continue;
        remedy.replace(at, std::string{of_library}.size(), of_command);
    }
    return remedy.empty() ? problem : problem + ". " + remedy;
}

}  // namespace jetseq::apps
