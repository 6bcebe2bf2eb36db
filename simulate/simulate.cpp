#include "simulate/simulate.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <mutex>
#include <numeric>
#include <vector>

#include "core/io/inputs.hpp"
#include "core/io/output_file.hpp"
#include "core/math/random.hpp"
#include "core/parallel/parallel_for.hpp"
#include "simulate/chunks.hpp"
#include "simulate/detector/detector.hpp"
#include "simulate/generator/event_source.hpp"
#include "simulate/jets/jet_file.hpp"
#include "simulate/jets/labelled_jets.hpp"
#include "simulate/pileup.hpp"

namespace jetseq::simulate {
namespace {

constexpr int events_per_report = 50;

/// Collects the reconstructed events of a chunk.
class EventCollector {
public:
    EventCollector(SimulateOptions const& options, Chunk const& chunk)
        : detector_{options.detector, chunk.detector_seed, options.pileup} {}

    void add(ParticleEvent event, EventInfo const& info) { events_.push_back(detector_(std::move(event), info)); }
    std::vector<Event> const& content() const noexcept { return events_; }

private:
    Detector detector_;
    std::vector<Event> events_;
};

/// Collects the jets of a chunk.
class JetCollector {
public:
    JetCollector(SimulateOptions const& options, Chunk const& chunk) : maker_{options, chunk.detector_seed} {
        jets_.width = static_cast<std::size_t>(options.jets.constituents);
    }

    void add(ParticleEvent event, EventInfo const& info) { maker_(std::move(event), info, jets_); }
    JetSample const& content() const noexcept { return jets_; }

private:
    JetMaker maker_;
    JetSample jets_;
};

/// Makes the missing chunks on several threads.
class ChunkMaker {
public:
    ChunkMaker(SimulateOptions const& options, ChunkFolder const& folder, SimulateWatch const& watch)
        : recipe_{recipe(options)}, options_{options}, folder_{folder}, watch_{watch} {
        progress_.wanted = options.events;
        for (auto const& chunk : chunks(options)) {
            if (!folder.has(chunk)) {
                missing_.push_back(chunk);
                continue;
            }
            ++done_;
            progress_.resumed += chunk.events;
        }
        progress_.kept = finished_events_ = progress_.resumed;
        count_ = done_ + static_cast<int>(missing_.size());
    }

    SimulateResult run(int threads) {
        parallel_for(missing_.size(), static_cast<std::size_t>(std::max(threads, 1)), [this](std::size_t i) {
            try {
                make(missing_[i]);
            } catch (...) {
                stopped_ = true;  // the other threads leave their chunks unfinished
                throw;
            }
        });
        progress_.kept = finished_events_;
        return {done_ == count_, count_, done_, progress_};
    }

private:
    /// Does nothing after a request to stop.
    void make(Chunk const& chunk) {
        if (stopped_) return;
        if (options_.output == SimulateOutput::jets)
            make(chunk, JetCollector{options_, chunk});
        else
            make(chunk, EventCollector{options_, chunk});
    }

    template <class Collector>
    void make(Chunk const& chunk, Collector collector) {
        auto const source =
            event_source(recipe_, chunk.pythia_seed, {static_cast<std::int64_t>(chunk.first_event), chunk.events});
        Pileup pileup{options_.pileup, chunk.detector_seed};
        int made = 0;
        Reported reported;
        while (made < chunk.events) {
            if (stopped_) return;
            auto particles = source->next();
            if (!particles) break;  // some events of a file may have been skipped
            auto info = recipe_.info;
            info.event_number = chunk.first_event + static_cast<std::uint64_t>(particles->number);
            pileup.add_to(*particles);
            collector.add(std::move(*particles), info);
            ++made;
            if (made == chunk.events || made % events_per_report == 0) report(reported, made, source->tried());
        }
        finish(chunk, collector.content(), source->cross_section());
    }

    /// The part of progress_ that belongs to a chunk.
    struct Reported {
        std::int64_t kept = 0, tried = 0;
    };

    void report(Reported& reported, std::int64_t kept, std::int64_t tried) {
        std::lock_guard const lock{mutex_};
        progress_.kept += kept - reported.kept;
        progress_.tried += tried - reported.tried;
        reported = {kept, tried};
        if (watch_.progress) watch_.progress(progress_);
        if (watch_.stop_requested && watch_.stop_requested()) stopped_ = true;
    }

    template <class Content>
    void finish(Chunk const& chunk, Content const& content, CrossSection const& cross_section) {
        std::lock_guard const lock{mutex_};
        folder_.write(chunk, content, cross_section);
        ++done_;
        finished_events_ += chunk.events;
    }

    Recipe recipe_;
    SimulateOptions options_;
    ChunkFolder const& folder_;
    SimulateWatch const& watch_;
    std::vector<Chunk> missing_;
    int count_ = 0;  ///< chunks of the sample
    std::atomic<bool> stopped_ = false;
    std::mutex mutex_;                  ///< guards all below, the calls of `watch_` and HDF5
    int done_ = 0;                      ///< chunks finished
    std::int64_t finished_events_ = 0;  ///< events in them
    SimulateProgress progress_;
};

/// All events, in an order that depends on the seed only.
std::vector<Event> put_together(SimulateOptions const& options, ChunkFolder const& folder) {
    std::vector<Event> events;
    events.reserve(static_cast<std::size_t>(options.events));
    for (auto const& chunk : chunks(options)) {
        for (auto& event : folder.read(chunk)) events.push_back(std::move(event));
    }
    Random random{options.seed};
    shuffle(events, random);
    return events;
}

/// All jets, in an order that depends on the seed only.
JetSample jets_together(SimulateOptions const& options, ChunkFolder const& folder) {
    JetSample all;
    for (auto const& chunk : chunks(options)) {
        auto const part = folder.read_jets(chunk);
        all.width = part.width, all.sum_of_weights += part.sum_of_weights;
        all.jets.insert(all.jets.end(), part.jets.begin(), part.jets.end());
        all.constituents.insert(all.constituents.end(), part.constituents.begin(), part.constituents.end());
    }
    std::vector<std::size_t> order(all.jets.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    Random random{options.seed};
    shuffle(order, random);
    JetSample result{all.width, {}, {}, all.sum_of_weights};
    result.jets.reserve(all.jets.size()), result.constituents.reserve(all.constituents.size());
    for (auto const n : order) {
        auto const first = all.constituents.begin() + static_cast<std::ptrdiff_t>(n * all.width);
        result.jets.push_back(all.jets[n]);
        result.constituents.insert(result.constituents.end(), first, first + static_cast<std::ptrdiff_t>(all.width));
    }
    return result;
}

double sum_of_weights(std::vector<Event> const& events) {
    double sum = 0;
    for (auto const& event : events) sum += static_cast<double>(event.info.weight);
    return sum;
}

/// The mean of the chunks' estimates, weighted by their number of events.
CrossSection mean_cross_section(SimulateOptions const& options, ChunkFolder const& folder) {
    double sum = 0, sum_of_squares = 0;
    for (auto const& chunk : chunks(options)) {
        auto const [value, error] = folder.cross_section(chunk);
        sum += chunk.events * value;
        sum_of_squares += std::pow(chunk.events * error, 2);
    }
    auto const events = static_cast<double>(options.events);
    return {sum / events, std::sqrt(sum_of_squares) / events};
}

/// Adds the numbers that turn weights into expected events: cross_section [pb] * luminosity [pb^-1] / sum_of_weights.
/// The cross-section of a narrow resonance is meaningless and is left out.
void add_normalisation(data::Attributes& to, SimulateOptions const& options, ChunkFolder const& folder,
                       double sum_of_weights) {
    bool const is_file = input_kind(options.process) != InputKind::none;
    to["sum_of_weights"] = number(sum_of_weights);
    if (!is_background(options.process) && !is_file) return;
    auto const [value, error] = mean_cross_section(options, folder);
    if (value <= 0) return;  // the file does not give it
    to["cross_section_pb"] = number(value);
    to["cross_section_error_pb"] = number(error);
}

/// The options, limited to the number of events in the file.
SimulateOptions limited(SimulateOptions options) {
    check(options);
    auto const kind = input_kind(options.process);
    if (kind != InputKind::none) options.events = events_in(options.input, kind, options.events);
    return options;
}

}  // namespace

std::string parts_folder(std::string const& path) { return link_target(path) + ".parts"; }

SimulateResult simulate(SimulateOptions const& wanted, std::string const& path, SimulateWatch const& watch) {
    auto const options = limited(wanted);
    auto settings = attributes(options);
    ChunkFolder const folder{parts_folder(path), settings};
    auto result = ChunkMaker{options, folder, watch}.run(options.threads);
    if (!result.finished) return result;
    OutputFile output{path, OutputFile::Existing::refuse};
    if (options.output == SimulateOutput::jets) {
        auto const jets = jets_together(options, folder);
        add_normalisation(settings, options, folder, jets.sum_of_weights);
        write_jets(output, jets, settings);
        result.jets = static_cast<std::int64_t>(jets.jets.size());
    } else {
        auto const events = put_together(options, folder);
        add_normalisation(settings, options, folder, sum_of_weights(events));
        data::write_events(output, events, settings);
        result.progress.kept = static_cast<std::int64_t>(events.size());
    }
    output.commit();
    folder.remove(chunks(options));
    return result;
}

}  // namespace jetseq::simulate
