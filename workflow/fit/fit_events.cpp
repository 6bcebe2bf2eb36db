#include "workflow/fit/fit_events.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/error.hpp"
#include "core/text/counted.hpp"
#include "core/text/near_match.hpp"
#include "core/text/number_text.hpp"
#include "core/text/read_number.hpp"
#include "data/events/event_file.hpp"
#include "data/sequences/identity.hpp"
#include "select/cuts/vbf_cuts.hpp"
#include "train/input/parts.hpp"
#include "workflow/events/seen_events.hpp"
#include "workflow/events/seen_jets.hpp"
#include "workflow/models/model_files.hpp"

namespace jetseq::workflow {
namespace {

constexpr int any_label = -2;

std::vector<double> list(Config& config, std::string const& key) {
    std::vector<double> result;
    for (auto const& text : config.get(key, std::vector<std::string>{})) {
        result.push_back(number_of(config, key, text));
        if (result.size() > 1 && !(result.end()[-1] > result.end()[-2])) config.fail(key, "is not rising");
    }
    return result;
}

fit::Columns columns_of(Config& config) {
    fit::Columns columns;
    columns.score = config.get("columns.score", columns.score);
    columns.weight = config.get("columns.weight", columns.weight);
    columns.observable = config.get("columns.observable", columns.observable);
    columns.m_jj = config.get("columns.m_jj", columns.m_jj);
    columns.delta_eta = config.get("columns.delta_eta", columns.delta_eta);
    columns.only_test_part = config.one_of("part", {"all", "test"}, 0) == 1;
    return columns;
}

/// The events of the test part that no training of the model has seen. Ensembles test all events.
class TestPart {
public:
    explicit TestPart(Classifier const& classifier)
        : tests_all_{classifier.folds() > 1}, fold_{classifier.model().fold}, seen_{seen_events(classifier.model())} {}

    bool holds(EventInfo const& info) const {
        return tests_all_ || (train::part_of(info, fold_) == data::Part::test && !seen_.holds(info));
    }

private:
    bool tests_all_;
    Fold fold_;
    SeenEvents seen_;
};

/// Sequences of `files` for `model`. Replaces advice of the readers that does not apply to a fit.
data::Sequences events_to_score(FrozenModel const& model, std::vector<std::string> const& files,
                                Listener& listener) try {
    return load_for(model, files, "", false, listener);
} catch (Error const& error) {
    throw without_foreign_keys(error, "a fit", "score such files first, and fit the scores");
}

/// Adds events or sequences that are scored here, with notes on events that the network has seen. `scales`: as in
/// read_files().
void add_scored(fit::ScoredSample& sample, std::string const& model, std::vector<std::string> const& files,
                fit::Columns const& columns, std::vector<double> const& scales, fit::Notes& notes, Listener& listener) {
    auto const classifier = Classifier::load(model);
    require_classes(classifier.model(), model, "a fit");
    if (auto const why = check_seen_jets(model, classifier); !why.empty()) fit::add_note(notes, why + ".");
    auto const sequences = events_to_score(classifier.model(), files, listener);
    auto const scores = scores_of(classifier, sequences);
    TestPart const test_part{classifier};
    auto const has_label = [&](EventInfo const& info) {
        return columns.label == any_label || static_cast<int>(info.production) == columns.label;
    };
    auto const is_used = [&](EventInfo const& info) {
        return has_label(info) && (!columns.only_test_part || test_part.holds(info));
    };
    if (classifier.folds() == 1 && !columns.only_test_part) {
        auto const known = seen_events(classifier.model());
        auto const& events = sequences.events;
        auto const seen = std::count_if(events.begin(), events.end(),
                                        [&](EventInfo const& info) { return is_used(info) && known.holds(info); });
        if (seen > 0) {
            fit::add_note(notes, "The training of " + model + " has seen " + std::to_string(seen) +
                                     " of the events of " + sample.process +
                                     ": their scores flatter it. `part: test` leaves them out.");
        }
    } else {  // events used as unseen may have the jets of seen ones
        auto const seen = seen_under_other_ids(model, classifier, sequences, is_used);
        if (!seen.empty()) fit::add_note(notes, "Of " + sample.process + " " + seen + ".");
    }
    std::size_t file = 0;
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        for (; file < sequences.sources.size() && sequences.sources[file].first_event == n; ++file) {
            sample.files.push_back({sequences.sources[file].file, sample.ids.size(), 0, ""});
        }
        EventInfo const& info = sequences.events[n];
        if (!has_label(info)) continue;
        double const weight = info.weight * (scales.empty() ? 1 : scales[file - 1]);
        sample.files.back().weight += info.weight;
        sample.weight_in_files += weight;
        sample.ids.push_back(id_of(info));
        if (!is_used(info)) continue;
        sample.score.push_back(scores[n]), sample.weight.push_back(weight);
        sample.passes_cuts.push_back(is_vbf(sequences[n]));
        sample.half.push_back(fit::half_of(info.sample_id, info.event_number));
    }
}

std::string const from_files = "files";  // instead of a number

/// Refuses `generated` without a number as cross-section, and `files_are` without `cross_section: files`.
void refuse_without_effect(Config const& config, std::string const& key, bool is_of_files) {
    bool const has_yield = config.has(key + "yield");
    if (config.has(key + "generated") && (has_yield || is_of_files)) {
        config.fail(key + "generated", "has no effect with a yield or `cross_section: files`. Remove it");
    }
    if (config.has(key + "files_are") && !is_of_files) {
        config.fail(key + "files_are", "has no effect without `cross_section: files`. Remove it");
    }
}

/// Either `yield`, or cross_section [pb] * luminosity [fb^-1] * (weights in the files / `generated`). With
/// `cross_section: files` the weights are expected events already.
double yield_of(Config& config, std::string const& key, double luminosity, fit::ScoredSample const& sample) {
    std::string const text = config.get(key + "cross_section", std::string{"0"});
    double const yield = config.get(key + "yield", 0.0);
    if (text == from_files && yield == 0) return sample.weight_in_files;
    double const sigma = text == from_files ? 1 : number_of(config, key + "cross_section", text);
    double const generated = config.get(key + "generated", sample.weight_in_files);
    if ((yield > 0) == (sigma > 0)) {
        config.fail(key + "cross_section", "and '" + key + "yield': one of them must be given, above 0");
    }
    if (yield > 0) return yield;
    if (!(luminosity > 0)) config.fail("luminosity", "is missing [fb^-1] (the process has a cross-section)");
    if (generated < (1 - 1e-6) * sample.weight_in_files) {
        config.fail(key + "generated", "is " + shortest(generated) + ", less than what the files hold of it, " +
                                           significant(sample.weight_in_files, 6) +
                                           " (the sum of the weights of all events that were made expected)");
    }
    return 1000 * sigma * luminosity * sample.weight_in_files / generated;
}

double attribute_of(Config& config, std::string const& key, std::string const& file, std::string const& name) {
    auto const attributes = data::read_attributes(file);
    auto const found = attributes.find(name);
    if (found == attributes.end()) {
        config.fail(key + "cross_section", "is 'files', but " + file + " has no attribute " + name +
                                               " (simulations of backgrounds have it, and selections "
                                               "of a single file keep it)");
    }
    double value = 0;
    if (read_number(found->second, value).empty() && value > 0) return value;
    config.fail(key + "cross_section",
                "is 'files', but the attribute " + name + " of " + file +
                    (found->second.empty() ? " is not a number" : " is '" + found->second + "'") +
                    " (one number above 0 expected in the file)");
}

char const* const sum_of_weights = "sum_of_weights";

/// The expected events per unit of weight in each of `files`, from their attributes. Parts of a process add up; repeats
/// share the yield in proportion to their weights.
std::vector<double> events_per_weight(Config& config, std::string const& key, std::vector<std::string> const& files,
                                      double luminosity) {
    if (!(luminosity > 0)) config.fail("luminosity", "is missing [fb^-1] (the process has a cross-section)");
    bool const are_repeats = config.one_of(key + "files_are", {"parts", "repeats"}, 0) == 1;
    std::vector<double> events, weights;
    for (auto const& file : files) {
        events.push_back(1000 * luminosity * attribute_of(config, key, file, "cross_section_pb"));
        weights.push_back(attribute_of(config, key, file, sum_of_weights));
    }
    double const all = std::accumulate(weights.begin(), weights.end(), 0.0);
    for (std::size_t n = 0; n < events.size(); ++n) events[n] /= are_repeats ? all : weights[n];
    return events;
}

/// Throws Error if a file holds more weight than its attribute says.
void require_sums_of_weights(Config& config, std::string const& key, fit::ScoredSample const& sample) {
    constexpr double rounding = 1e-3;  // of a sum of millions in single precision
    for (auto const& file : sample.files) {
        double const made = attribute_of(config, key, file.path, sum_of_weights);
        if (made >= (1 - rounding) * file.weight) continue;
        config.fail(key + "cross_section", "is 'files', but the attribute sum_of_weights of " + file.path + " is " +
                                               shortest(made) + ", less than the weights that the file holds, " +
                                               significant(file.weight, 6) +
                                               " (the sum of the weights of all events that were made expected)");
    }
}

void note_files_without_events(fit::Notes& notes, fit::ScoredSample const& sample, int label) {
    for (std::size_t n = 0; n < sample.files.size(); ++n) {
        auto const& file = sample.files[n];
        std::size_t const end = n + 1 < sample.files.size() ? sample.files[n + 1].first : sample.ids.size();
        if (file.first != end) continue;
        fit::add_note(notes, file.path + " gives no event of " + sample.process +
                                 (label == any_label ? ": its table of events is empty."
                                                     : ": none has signalType " + std::to_string(label) + "."));
    }
}

/// Adds the events of `files`. `scales`: a factor for the weights of each file; empty: 1. Throws Error for an event
/// that appears twice.
void read_files(fit::ScoredSample& sample, std::vector<std::string> const& files, fit::Columns const& columns,
                std::string const& model, fit::Notes& notes, Listener& listener,
                std::vector<double> const& scales = {}) {
    if (model.empty()) {
        for (std::size_t n = 0; n < files.size(); ++n) {
            fit::add_events(sample, files[n], columns, scales.empty() ? 1 : scales[n]);
        }
    } else {
        add_scored(sample, frozen_file(model), files, columns, scales, notes, listener);
    }
    fit::require_each_once(sample);
    note_files_without_events(notes, sample, columns.label);
}

fit::ScoredSample data_of(Config& config, fit::Columns columns, std::string const& model, fit::Notes& notes,
                          Listener& listener) {
    fit::ScoredSample data;
    data.process = "data";
    auto const files = config.get("data.files", std::vector<std::string>{});
    if (files.empty()) config.fail("data.files", "is missing (data.kind is events)");
    columns.only_test_part = false;
    read_files(data, data::files_matching(files), columns, model, notes, listener);
    auto const weighted = std::count_if(data.weight.begin(), data.weight.end(), [](double w) { return w != 1; });
    if (weighted > 0) {
        fit::add_note(notes, "The weights of " + counted(static_cast<std::uint64_t>(weighted), "event", "events") +
                                 " of data.files are not used: each event counts once.");
    }
    return data;
}

fit::ScoredSample sample_of(Config& config, std::string const& process, fit::Columns columns, std::string const& model,
                            double luminosity, FitPlan& plan, Listener& listener) {
    std::string const key = "process." + process + ".";
    fit::ScoredSample sample;
    sample.process = process;
    sample.strength = config.get(key + "strength", std::string{});
    columns.label = config.get(key + "label", columns.label);
    columns.only_test_part = config.one_of(key + "part", {"all", "test"}, columns.only_test_part ? 1 : 0) == 1;
    auto const files = config.get(key + "files", std::vector<std::string>{});
    if (files.empty()) config.fail(key + "files", "is missing (a file or a list of them expected)");
    bool const is_of_files = config.get(key + "cross_section", std::string{}) == from_files;
    refuse_without_effect(config, key, is_of_files);
    auto const all_files = data::files_matching(files);
    read_files(sample, all_files, columns, model, plan.notes, listener,
               is_of_files ? events_per_weight(config, key, all_files, luminosity) : std::vector<double>{});
    if (is_of_files) require_sums_of_weights(config, key, sample);
    sample.yield = yield_of(config, key, luminosity, sample);
    double const uncertainty = config.get(key + "uncertainty", 0.0);
    if (uncertainty < 0) config.fail(key + "uncertainty", "is below 0");
    sample.up = 1 + uncertainty, sample.down = 1 / sample.up;
    std::string const note = config.get(key + "stand_in", std::string{});
    if (!note.empty()) plan.notes.push_back("Process " + process + " is a stand-in: " + note);
    return sample;
}

/// Throws Error unless the parameter of interest is a free strength, whose uncertainty can be measured.
void require_strength(Config& config, FitEvents const& events, FitPlan const& plan) {
    std::string const& poi = events.options.parameter_of_interest;
    std::vector<std::string> names;
    for (auto const& sample : events.samples) {
        if (!sample.strength.empty()) names.push_back(sample.strength);
    }
    if (std::find(names.begin(), names.end(), poi) == names.end()) {
        config.fail("poi", "is '" + poi + "', the strength of no process (there are: " + joined(names) +
                               did_you_mean(poi, names) + ")");
    }
    if (plan.fixed.count(poi) > 0) {
        config.fail("fixed", "holds '" + poi +
                                 "', the parameter of interest (nothing is left to measure). Set `poi` "
                                 "to another strength, or leave it free");
    }
}

std::vector<std::string> processes_of(Config& config) {
    auto const names = config.get("processes", std::vector<std::string>{});
    if (names.empty()) config.fail("processes", "is missing (names of processes, or a workspace, expected)");
    for (auto name = names.begin(); name != names.end(); ++name) {
        if (std::find(names.begin(), name, *name) == name) continue;
        config.fail("processes", "has '" + *name + "' twice (its events would count twice)");
    }
    bool const has_cross_section = std::any_of(names.begin(), names.end(), [&](std::string const& name) {
        return config.has("process." + name + ".cross_section");
    });
    if (config.has("luminosity") && !has_cross_section) {
        config.fail("luminosity",
                    "has no effect (every process has its yield, in which it is contained). Remove it, or give "
                    "cross-sections");
    }
    return names;
}

/// Refuses settings of events that have no effect beside others.
void refuse_without_effect(Config const& config, FitEvents const& events, bool has_model) {
    for (char const* const key :
         {"columns.score", "columns.weight", "columns.observable", "columns.m_jj", "columns.delta_eta"}) {
        if (has_model && config.has(key)) {
            config.fail(key,
                        "has no effect with `model` (the files are events or sequences, scored here). Remove "
                        "one of them");
        }
    }
    if (config.has("columns.observable") && events.binning.edges.empty()) {
        config.fail("columns.observable",
                    "has no effect without bins.edges (a category is one bin). Give both, or none");
    }
    if (has_model && !events.binning.edges.empty()) {
        config.fail("bins.edges",
                    "has nothing to bin with `model` (events scored here have no observable). Fit "
                    "selected events, with columns.observable");
    }
    bool const has_step = config.has("thresholds.step") && config.has("thresholds.count");
    if (has_step && events.n_thresholds == 0 && events.binning.thresholds.empty()) {
        config.fail("thresholds.step", "has no effect without thresholds (thresholds.count is 0). Remove it");
    }
    bool const has_fixed = !events.binning.thresholds.empty();
    if (has_fixed && (events.n_thresholds > 0 || config.has("thresholds.step"))) {
        config.fail("thresholds.fixed",
                    "leaves nothing to choose (thresholds.count and thresholds.step have no "
                    "effect). Remove one or the other");
    }
}

/// Notes processes that share events.
void note_shared_events(fit::Notes& notes, std::vector<fit::ScoredSample> const& samples) {
    for (std::size_t b = 1; b < samples.size(); ++b) {
        for (std::size_t a = 0; a < b; ++a) {
            auto ids = samples[a].ids;
            ids.insert(ids.end(), samples[b].ids.begin(), samples[b].ids.end());
            std::size_t const shared = data::repeats(ids);  // within a process each appears once
            if (shared == 0) continue;
            fit::add_note(notes, counted(shared, "event of ", "events of ") + samples[b].process +
                                     (shared == 1 ? " has" : " have") + " the sampleId and eventNumber of " +
                                     (shared == 1 ? "an event" : "events") + " of " + samples[a].process + ": " +
                                     (shared == 1 ? "it counts in both, or its numbers are not its own."
                                                  : "they count in both, or their numbers are not their own."));
        }
    }
}

/// Notes files with scores of different models, for which one threshold means different cuts.
void note_different_models(fit::Notes& notes, FitEvents const& events) {
    fit::ScoredSample::File const* known = nullptr;
    auto samples = std::vector{&events.data};
    for (auto const& sample : events.samples) samples.insert(samples.end() - 1, &sample);
    for (auto const* sample : samples) {
        for (auto const& file : sample->files) {
            if (file.model_sha256.empty()) continue;
            if (known == nullptr) known = &file;
            if (file.model_sha256 == known->model_sha256) continue;
            fit::add_note(notes, "The scores of " + file.path + " are another model's than those of " + known->path +
                                     " (by their attributes model_sha256): thresholds cut on both alike.");
            return;
        }
    }
}

/// Notes which part of the simulated events represents all of them.
void note_parts(FitPlan& plan, std::vector<std::string> const& of_test_part, bool has_model) {
    fit::add_note(plan.notes,
                  "Expected yields are those of the half of the simulated events that chooses no threshold.");
    if (of_test_part.empty()) return;
    std::string const processes = joined(of_test_part);
    fit::add_note(plan.notes,
                  has_model ? "Events of " + processes +
                                  " are scored by a network that has not seen them, by their sampleId and eventNumber: "
                                  "of one network only the test part is used."
                            : "Of " + processes +
                                  " only the test part of the standard split is used; whether the network that made "
                                  "the scores has seen it is not known.");
}

}  // namespace

FitEvents read_fit_events(Config& config, FitPlan& plan, Listener& listener) {
    FitEvents events;
    std::string const model = config.get("model", std::string{});
    double const luminosity = config.get("luminosity", 0.0);
    events.options.luminosity_uncertainty = config.get("luminosity_uncertainty", 0.0);
    events.options.parameter_of_interest = config.get("poi", events.options.parameter_of_interest);
    events.options.statistics = config.get("bins.statistics", events.options.statistics);
    events.options.least_expected = config.get("bins.least_expected", events.options.least_expected);
    events.options.negative =
        static_cast<fit::NegativeBins>(config.one_of("bins.negative", {"refuse", "zero", "keep"}, 0));
    events.binning.edges = list(config, "bins.edges");
    if (events.binning.edges.size() == 1) config.fail("bins.edges", "is one number (two edges or more expected)");
    events.binning.thresholds = list(config, "thresholds.fixed");
    events.n_thresholds = config.get("thresholds.count", events.binning.thresholds.empty() ? 1 : 0);
    events.step = config.get("thresholds.step", events.step);
    refuse_without_effect(config, events, !model.empty());
    auto const columns = columns_of(config);
    std::vector<std::string> of_test_part;
    for (auto const& process : processes_of(config)) {
        events.samples.push_back(sample_of(config, process, columns, model, luminosity, plan, listener));
        std::size_t const otherwise = columns.only_test_part ? 1 : 0;
        if (config.one_of("process." + process + ".part", {"all", "test"}, otherwise) == 1) {
            of_test_part.push_back(process);
        }
    }
    if (plan.data_kind == fit::DataKind::observed) events.data = data_of(config, columns, model, plan.notes, listener);
    note_shared_events(plan.notes, events.samples);
    note_different_models(plan.notes, events);
    note_parts(plan, of_test_part, !model.empty());
    require_strength(config, events, plan);
    return events;
}

}  // namespace jetseq::workflow
