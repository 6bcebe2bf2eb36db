#include "workflow/select/tagger_job.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>

#include "core/error.hpp"
#include "core/io/sha256.hpp"
#include "core/json/json.hpp"
#include "core/version.hpp"
#include "data/events/event_file.hpp"
#include "data/sequences/sequences.hpp"
#include "data/sequences/split.hpp"
#include "select/tagger/boson_tagger_write.hpp"
#include "select/variables/needed_columns.hpp"
#include "workflow/select/tagger_plots.hpp"

namespace jetseq::workflow {
namespace {

std::vector<std::string> const figures{"s_over_sqrt_b", "asimov", "fixed_efficiency"};

TuningOptions tuning_options(Config& config) {
    TuningOptions options;
    options.figure = static_cast<FigureOfMerit>(config.one_of("tuning.figure", figures, 2));
    options.signal_efficiency = config.get("tuning.signal_efficiency", options.signal_efficiency);
    options.background_uncertainty = config.get("tuning.background_uncertainty", options.background_uncertainty);
    options.signal_yield = config.get("tuning.signal_yield", options.signal_yield);
    options.background_yield = config.get("tuning.background_yield", options.background_yield);
    options.degree = config.get("tuning.degree", options.degree);
    options.min_signal_jets = config.get("tuning.min_signal_jets", options.min_signal_jets);
    options.min_background_jets = config.get("tuning.min_background_jets", options.min_background_jets);
    options.background_prior = config.get("tuning.background_prior", options.background_prior);
    if (auto const node = config.node("tuning.pt_edges"); node.IsDefined()) {
        if (!node.IsSequence()) config.fail("tuning.pt_edges", "is not a list");
        options.pt_edges = node.as<std::vector<double>>();
    }
    return options;
}

/// Throws Error if the large-R jets have no D2 or n_trk, which the tagger cuts on.
void require_substructure(data::EventReader& reader, std::string const& file) {
    Absent missing = reader.absent();
    missing.merge(reader.only_zeros());
    for (auto const* column : {"large_jets", "large_jets.d2", "large_jets.n_trk"}) {
        if (missing.count(column) == 0) continue;
        throw Error{file + " has no " + words_for(column) +
                    " (a boson tagger is tuned on mass, D2 and n_trk). Make the file with it"};
    }
}

/// The leading large-R jets of all events of the files, and what the files are.
void add_jets(std::vector<std::string> const& files, bool is_signal, int jets_per_event, std::vector<TuningJet>& jets,
              Json& record) {
    for (auto const& file : files) {
        data::EventReader reader{file};
        require_substructure(reader, file);
        std::vector<Event> events;
        for (std::size_t first = 0; first < reader.size(); first += data::rows_per_block) {
            reader.read(first, std::min(data::rows_per_block, reader.size() - first), events);
            for (auto const& event : events) {
                bool const is_test = data::part_of(event.info) == data::Part::test;
                auto const wanted =
                    std::min<std::size_t>(event.large_jets.size(), static_cast<std::size_t>(jets_per_event));
                for (std::size_t i = 0; i < wanted; ++i) {
                    jets.push_back({event.large_jets[i], static_cast<double>(event.info.weight), is_signal, is_test});
                }
            }
        }
        record.push_back(
            Json{{"file", std::filesystem::path{file}.filename().string()}, {"sha256", sha256_of_file(file)}});
    }
}

Json json_of(TunedBin const& bin) {
    return Json{{"pt", bin.pt},
                {"mass_low", bin.mass_low},
                {"mass_high", bin.mass_high},
                {"d2_max", bin.d2_max},
                {"n_trk_max", bin.n_trk_max},
                {"signal_efficiency", bin.signal_efficiency},
                {"background_efficiency", bin.background_efficiency},
                {"signal_jets", bin.signal_jets},
                {"background_jets", bin.background_jets}};
}

Json json_of(evaluate::Efficiency const& share) {
    auto const number = [](double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); };
    return Json{{"value", number(share.value)}, {"low", number(share.low)}, {"high", number(share.high)}};
}

Json record_of(TunedBoson const& tuned, BosonTagger const& tagger) {
    Json bins = Json::array();
    for (auto const& bin : tuned.tuning.bins) bins.push_back(json_of(bin));
    auto const measured = measure_tagger(tagger, tuned.boson, tuned.jets, {0, std::numeric_limits<double>::infinity()});
    return Json{{"bins", bins},
                {"test_signal_efficiency", json_of(measured.front().signal)},
                {"test_background_efficiency", json_of(measured.front().background)}};
}

/// Throws Error if whoever loads the tagger that stands in `temporary` would refuse it.
void require_readable(std::string const& temporary) {
    try {
        read_boson_tagger(temporary);
    } catch (Error const& error) {
        std::string why = error.what();
        if (why.starts_with(temporary + ": ")) why.erase(0, temporary.size() + 2);
        throw Error{"the tuning gives a tagger that can't be used (" + why.substr(0, why.find(". ")) +
                    "). Give it more events, fewer tuning.pt_edges or a lower tuning.degree"};
    }
}

/// Adds what the test part says of one boson.
TestedBoson add_plots(OutputFiles& files, std::string const& out, TunedBoson const& tuned, BosonTagger const& tagger,
                      std::vector<double> const& edges) {
    auto const by_pt = measure_tagger(tagger, tuned.boson, tuned.jets, edges);
    auto const roc = tagger_roc(tagger, tuned.boson, tuned.jets);
    files.add(out + "/efficiency_" + tuned.name + ".csv", efficiency_csv(by_pt));
    files.add(out + "/efficiency_" + tuned.name + ".svg", efficiency_svg(by_pt, tuned.name));
    files.add(out + "/roc_" + tuned.name + ".csv", roc_csv(roc));
    auto const all = measure_tagger(tagger, tuned.boson, tuned.jets, {0, std::numeric_limits<double>::infinity()});
    files.add(out + "/roc_" + tuned.name + ".svg", roc_svg(roc, all.front(), tuned.name));
    return {tuned.name, all.front().signal, all.front().background};
}

/// W and Z, each tuned with its own signal; `data` gets the record of the files.
std::vector<TunedBoson> tune_bosons(TaggerJob const& job, Json& data) {
    std::vector<TunedBoson> bosons{{"W", Boson::w, {}, {}}, {"Z", Boson::z, {}, {}}};
    for (auto& one : bosons) {
        Json signal_record = Json::array(), background_record = Json::array();
        add_jets(one.boson == Boson::w ? job.signal_w : job.signal_z, true, job.jets_per_event, one.jets,
                 signal_record);
        add_jets(job.background, false, job.jets_per_event, one.jets, background_record);
        data[one.name] = signal_record, data["background"] = background_record;
        one.tuning = tune_boson(one.jets, job.options);
    }
    return bosons;
}

void set_cuts(BosonTagger& tagger, std::vector<TunedBoson> const& bosons) {
    for (auto const& one : bosons) {
        bool const is_w = one.boson == Boson::w;
        (is_w ? tagger.w : tagger.z) = one.tuning.cuts;
        auto const& bins = one.tuning.bins;
        tagger.pt_min = is_w ? bins.front().pt : std::min(tagger.pt_min, bins.front().pt);
        tagger.pt_max = is_w ? bins.back().pt : std::max(tagger.pt_max, bins.back().pt);
    }
    if (tagger.pt_min == tagger.pt_max) tagger.pt_max += 1;
}

}  // namespace

TaggerJob read_tagger_job(Config& config) {
    TaggerJob job;
    job.name = config.get("name", BosonTagger{}.name);
    job.options = tuning_options(config);
    job.jets_per_event = config.get("jets_per_event", 1);
    job.background = data::files_matching(config.get("background", Strings{}));
    job.signal_w = data::files_matching(config.get("signal_w", Strings{}));
    job.signal_z = data::files_matching(config.get("signal_z", Strings{}));
    config.refuse_unread_keys();
    job.configuration = config.effective();
    return job;
}

TunedTagger tune_tagger(TaggerJob const& job) {
    TunedTagger tuned;
    tuned.pt_edges = job.options.pt_edges;
    Json data = Json::object();
    tuned.bosons = tune_bosons(job, data);
    auto& tagger = tuned.tagger;
    tagger.name = job.name;
    set_cuts(tagger, tuned.bosons);
    Json training{{"configuration", job.configuration}, {"data", data}, {"git_revision", git_revision()}};
    for (auto const& one : tuned.bosons) training[one.name] = record_of(one, tagger);
    tagger.canaries = tag_canaries(tagger);
    tagger.training = text_of(training);
    return tuned;
}

std::vector<TestedBoson> add_tagger_files(OutputFiles& files, std::string const& folder, TunedTagger const& tuned) {
    require_readable(files.add(folder + "/boson_tagger.json", to_json(tuned.tagger)));
    std::vector<TestedBoson> tested;
    for (auto const& one : tuned.bosons) {
        tested.push_back(add_plots(files, folder, one, tuned.tagger, tuned.pt_edges));
    }
    return tested;
}

}  // namespace jetseq::workflow
