#include "simulate/simulate.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <mutex>
#include <vector>

#include "core/io/inputs.hpp"
#include "core/io/output_file.hpp"
#include "core/math/random.hpp"
#include "core/parallel/parallel_for.hpp"
#include "simulate/chunks.hpp"
#include "simulate/detector.hpp"
#include "simulate/event_source.hpp"

namespace jetseq::simulate {
namespace {

constexpr int events_per_report = 50;

/// Makes the missing chunks on several threads.
class ChunkMaker {
public:
    ChunkMaker(SimulateOptions const& options, ChunkFolder const& folder, SimulateWatch const& watch)
        : recipe_{recipe(options)}, detector_{options.detector}, folder_{folder}, watch_{watch} {
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
        auto const source =
            event_source(recipe_, chunk.pythia_seed, {static_cast<std::int64_t>(chunk.first_event), chunk.events});
        Detector detector{detector_, chunk.detector_seed};
        std::vector<Event> events;
        Reported reported;
        while (static_cast<int>(events.size()) < chunk.events) {
            if (stopped_) return;
            auto particles = source->next();
            if (!particles) break;  // some events of a file may have been skipped
            auto info = recipe_.info;
            info.event_number = chunk.first_event + static_cast<std::uint64_t>(particles->number);
            events.push_back(detector(std::move(*particles), info));
            bool const last = static_cast<int>(events.size()) == chunk.events;
            if (last || events.size() % events_per_report == 0) {
                report(reported, static_cast<std::int64_t>(events.size()), source->tried());
            }
        }
        finish(chunk, events, source->cross_section());
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

    void finish(Chunk const& chunk, std::vector<Event> const& events, CrossSection const& cross_section) {
        std::lock_guard const lock{mutex_};
        folder_.write(chunk, events, cross_section);
        ++done_;
        finished_events_ += chunk.events;
    }

    Recipe recipe_;
    DetectorOptions detector_;
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
                       std::vector<Event> const& events) {
    bool const is_file = input_kind(options.process) != InputKind::none;
    double sum_of_weights = 0;
    for (auto const& event : events) sum_of_weights += static_cast<double>(event.info.weight);
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
    auto const events = put_together(options, folder);
    add_normalisation(settings, options, folder, events);
    OutputFile output{path, OutputFile::Existing::refuse};
    data::write_events(output, events, settings);
    output.commit();
    result.progress.kept = static_cast<std::int64_t>(events.size());
    folder.remove(chunks(options));
    return result;
}

}  // namespace jetseq::simulate
