// Times of a selection on one thread: reading events, and selecting them with and without the classifier.
//   bench_select [CONFIG [MODEL [EVENTS [COPIES]]]]
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "data/events/event_file.hpp"
#include "select/cutflow/cutflow.hpp"
#include "workflow/config/config.hpp"
#include "workflow/select/selection_config.hpp"

namespace jetseq {
namespace {

constexpr int rounds = 7;

struct Step {
    std::string name;
    std::function<std::size_t()> run;  ///< returns the number of events selected
    double seconds = 1e30;
    std::size_t selected = 0;
};

/// Reads all events of the file in blocks.
template <class Take>
void for_each_block(std::string const& file, Take const& take) {
    data::EventReader reader{file};
    std::vector<Event> events;
    for (std::size_t first = 0; first < reader.size(); first += data::rows_per_block) {
        reader.read(first, std::min(data::rows_per_block, reader.size() - first), events);
        take(events);
    }
}

struct Analysis {
    Selection const& selection;
    Classifier const* classifier;
    BosonTagger const& tagger;

    std::size_t operator()(std::vector<Event> const& events, EventSelector& select, Cutflow& cutflow) const {
        std::size_t selected = 0;
        for (auto const& event : events) {
            selected += select(event) >= 0;
            cutflow.add(event.info, select);
        }
        return selected;
    }
    std::size_t file(std::string const& path) const {
        EventSelector select{selection, classifier, &tagger};
        Cutflow cutflow{selection};
        std::size_t selected = 0;
        for_each_block(path, [&](auto const& events) { selected += (*this)(events, select, cutflow); });
        return selected;
    }
    std::size_t memory(std::vector<Event> const& events) const {
        EventSelector select{selection, classifier, &tagger};
        Cutflow cutflow{selection};
        return (*this)(events, select, cutflow);
    }
};

void print(std::vector<Step> const& steps, std::size_t events) {
    double const reading = steps.front().seconds;
    std::printf("%-47s %12s %12s %10s %9s\n", "one thread, CPU time, best of 7 rounds in turn", "events/s", "ns/event",
                "/ reading", "selected");
    for (auto const& step : steps) {
        std::printf("%-47s %12.0f %12.0f %10.2f %9zu\n", step.name.c_str(), static_cast<double>(events) / step.seconds,
                    1e9 * step.seconds / static_cast<double>(events), step.seconds / reading, step.selected);
    }
    std::ifstream load{"/proc/loadavg"};
    std::string text;
    if (std::getline(load, text)) std::printf("load of the machine: %s\n", text.c_str());
}

void run(std::string const& config_file, std::string const& model, std::string const& file, std::size_t copies) {
    std::string const big = "/tmp/jetseq_bench_select.h5";
    auto const once = data::read_events(file);
    std::vector<Event> events;
    for (std::size_t n = 0; n < copies; ++n) events.insert(events.end(), once.begin(), once.end());
    data::write_events(big, events, {});

    auto const classifier = Classifier::load(model);
    workflow::Config scored{config_file, {}, workflow::selection_keys()};
    workflow::Config cut{config_file, {"definitions.vbf=tag_m_jj > 770 GeV"}, workflow::selection_keys()};
    Selection const by_score = workflow::selection_of(scored), by_cuts = workflow::selection_of(cut);
    auto const tagger = read_boson_tagger(workflow::tagger_file(scored, config_file));
    Analysis const with{by_score, &classifier, tagger}, without{by_cuts, nullptr, tagger};
    std::vector<Step> steps{
        {"reading alone", [&] { return for_each_block(big, [](auto const&) {}), std::size_t{0}; }},
        {"reading, selection and cutflow", [&] { return without.file(big); }},
        {"reading, selection, cutflow and classifier", [&] { return with.file(big); }},
        {"selection and cutflow, events in memory", [&] { return without.memory(events); }},
        {"the same with the classifier", [&] { return with.memory(events); }},
    };
    for (int round = 0; round < rounds; ++round) {
        for (auto& step : steps) {
            std::clock_t const start = std::clock();  // of this process only
            step.selected = step.run();
            step.seconds = std::min(step.seconds, static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
        }
    }
    std::printf("%zu events of %s, %zu times\n", once.size(), file.c_str(), copies);
    print(steps, events.size());
    std::remove(big.c_str());
}

}  // namespace
}  // namespace jetseq

int main(int argc, char** argv) try {
    auto const argument = [&](int n, char const* otherwise) { return std::string{argc > n ? argv[n] : otherwise}; };
    jetseq::run(argument(1, "configs/two_lepton.yaml"), argument(2, "models/reference/vbf.json"),
                argument(3, "data/sample/vbf_1000_2lep.h5"), std::stoul(argument(4, "50")));
} catch (jetseq::Error const& error) {
    std::fprintf(stderr, "bench_select: %s\n", error.what());
    return 1;
}
