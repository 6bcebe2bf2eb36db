#include "workflow/select/selection_run.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <map>
#include <mutex>

#include "core/error.hpp"
#include "core/io/parts_folder.hpp"
#include "core/io/sha256.hpp"
#include "core/parallel/parallel_for.hpp"
#include "core/text/strings.hpp"
#include "core/version.hpp"
#include "data/scores/selected_file.hpp"
#include "data/sequences/identity.hpp"
#include "select/variables/needed_columns.hpp"
#include "workflow/events/absent_note.hpp"
#include "workflow/events/full_event_inputs.hpp"
#include "workflow/select/full_event_score.hpp"
#include "workflow/select/selection_part.hpp"

namespace jetseq::workflow {
namespace {

constexpr std::size_t large_chunk = 65536;

/// Rows [first, first + count) of a file.
struct Slice {
    std::size_t file, first, count;
};

/// Throws Error if a region needs a column that the file lacks.
Absent checked_absent(data::EventReader& reader, std::string const& file, Selection const& selection) {
    require_columns(selection, reader.absent(), file, "there is no such column or table");
    require_columns(selection, reader.only_zeros(), file, "it is 0 for all, a default and no measurement");
    return reader.absent();
}

std::unique_ptr<FullEventScore> score_for(SelectionRun const& run, Absent const& absent, std::string const& file) {
    return full_event_score(run.classifier ? &*run.classifier : nullptr, run.selection, absent, file);
}

EventSelector selector_for(SelectionRun const& run, EventScore* score) {
    return {run.selection, run.classifier ? &*run.classifier : nullptr, run.tagger ? &*run.tagger : nullptr,
            run.cutflow.every_cut(), score};
}

/// The columns to leave out of the file of selected events if the events lack `absent`.
Absent left_out(Absent absent, Selection const& selection) {
    for (auto const& column : needed_columns(variable_named("merged_m_vv"), selection.leptons)) {
        if (absent.count(column) == 0 || column == "large_jets") continue;
        absent.insert({"events.m_VV", "events.pt_over_m"});
        break;
    }
    return absent;
}

/// Sets `absent` [files] to the columns that each file lacks.
std::vector<Slice> slices_of(SelectionRun const& run, std::vector<Absent>& absent) {
    std::vector<Slice> slices;
    for (std::size_t f = 0; f < run.files.size(); ++f) {
        if (auto const kind = data::read_attributes(run.files[f])["kind"]; kind == "jetseq_sequences") {
            throw Error{run.files[f] + " holds sequences (a selection needs the full events). Name files of events"};
        }
        data::EventReader reader{run.files[f]};
        std::size_t const rows = reader.size();
        absent.push_back(checked_absent(reader, run.files[f], run.selection));
        bool const has_large_chunks =
            reader.rows_per_chunk() > large_chunk;  // each part would decompress a whole chunk
        std::size_t const most = has_large_chunks ? std::max(run.part_rows, reader.rows_per_chunk()) : run.part_rows;
        for (std::size_t first = 0; first < rows; first += most)
            slices.push_back({f, first, std::min(most, rows - first)});
    }
    return slices;
}

std::string folder_of_parts(SelectionRun const& run) { return run.out + "/parts"; }

/// A text that changes with the content of a file, even if size and date stay the same.
std::string state_of(std::string const& file) {
    struct stat found {};
    if (::stat(file.c_str(), &found) != 0) throw Error{"can't read " + file + " (" + std::strerror(errno) + ")"};
    std::string text = file;
    for (long long const number :
         {static_cast<long long>(found.st_size), static_cast<long long>(found.st_mtim.tv_sec),
          static_cast<long long>(found.st_mtim.tv_nsec), static_cast<long long>(found.st_ctim.tv_sec),
          static_cast<long long>(found.st_ctim.tv_nsec)}) {
        text += ' ' + std::to_string(number);
    }
    return text;
}

/// A fingerprint of the selection and its files: parts with another one are not used.
std::string fingerprint(SelectionRun const& run) {
    std::string text = std::string{version()} + git_revision();
    for (auto const& [name, value] : run.attributes) text.append(name).append("=").append(value).append("\n");
    text += std::to_string(run.part_rows) + std::to_string(run.keep_sequences) + std::to_string(run.cutflow.n_minus_1) +
            std::to_string(run.cutflow.correlations);
    for (auto const& file : run.files) text += '\n' + state_of(file);
    return sha256(text);
}

/// The variables of a candidate that are written for a selected event.
struct RowVariables {
    explicit RowVariables(Regime regime)
        : candidate{variable_named("candidate", regime)},
          m_vv{variable_named("m_vv", regime)},
          m_v{variable_named("m_v", regime)},
          pt_v{variable_named("pt_v", regime)},
          pt_over_m{variable_named("pt_over_m", regime)},
          n_jets{variable_named("n_sequence_jets", regime)},
          tag_m_jj{variable_named("tag_m_jj", regime)},
          tag_delta_eta{variable_named("tag_delta_eta", regime)},
          score{variable_named("score", regime)} {}

    Variable candidate, m_vv, m_v, pt_v, pt_over_m, n_jets, tag_m_jj, tag_delta_eta, score;
};

data::SelectedRow row_of(EventInfo const& info, int region, Region const& definition, Variables const& variables) {
    static RowVariables const merged{Regime::merged}, resolved{Regime::resolved};
    auto const& of = definition.regime == Regime::resolved ? resolved : merged;
    auto const value = [&](Variable variable) {
        double const number = variables[variable];
        return number == number ? static_cast<float>(number) : 0.0F;
    };
    data::SelectedRow row;
    row.info = info, row.regime = variables[of.candidate] > 0 ? definition.regime : Regime::none, row.region = region,
    row.category = definition.category;
    row.m_vv = value(of.m_vv), row.m_v = value(of.m_v), row.pt_v = value(of.pt_v), row.pt_over_m = value(of.pt_over_m);
    row.n_jets = static_cast<std::int32_t>(value(of.n_jets));
    row.tag_m_jj = value(of.tag_m_jj), row.tag_delta_eta = value(of.tag_delta_eta);
    row.score = value(of.score);
    return row;
}

/// Notes on parts of files. Of those of a file that differ in their counts only, the first is told.
class SimilarNotes {
public:
    void add(std::string const& file, std::string const& text) {
        std::string const note = file + ": " + text;
        std::string key = file + '\n';
        bool is_name = false;  // between quotes, where digits tell names apart
        for (char const c : text) {
            is_name = is_name != (c == '\'');
            if (is_name || (std::isdigit(static_cast<unsigned char>(c)) == 0 && c != ',')) key += c;
        }
        auto const [found, is_new] = notes_.try_emplace(key, note, 0);
        if (!is_new) ++found->second.second;
    }
    Strings texts() const {
        Strings texts;
        for (auto const& [key, note_and_more] : notes_) {
            auto const& [note, more] = note_and_more;
            texts.push_back(note + (more == 0 ? "" : " (of one part of the file; other parts have such numbers, too)"));
        }
        return texts;
    }

private:
    std::map<std::string, std::pair<std::string, std::size_t>> notes_;
};

/// A reader whose calls of the HDF5 library exclude all others.
class GuardedReader {
public:
    GuardedReader(std::string const& file, std::mutex& hdf5) : hdf5_{hdf5} {
        std::lock_guard const lock{hdf5_};
        reader_.emplace(file);
    }
    ~GuardedReader() {
        std::lock_guard const lock{hdf5_};
        reader_.reset();
    }
    GuardedReader(GuardedReader const&) = delete;
    GuardedReader& operator=(GuardedReader const&) = delete;

    void read(std::size_t first, std::size_t count, std::vector<Event>& events) {
        std::lock_guard const lock{hdf5_};
        reader_->read(first, count, events);
    }

private:
    std::mutex& hdf5_;
    std::optional<data::EventReader> reader_;
};

/// Makes the parts on one or several threads, and joins them.
class Worker {
public:
    Worker(SelectionRun const& run, Listener& listener)
        : run_{run}, listener_{listener}, parts_{slices_of(run, absent_)}, fingerprint_{fingerprint(run)} {
        for (auto const& part : parts_) events_ += part.count;
    }

    void work() {
        require_parts_folder(folder());
        for (std::size_t n = 0; n < parts_.size(); ++n) require_part_or_nothing(file_of(n));
        parallel_for(parts_.size(), thread_count(run_.threads), [this](std::size_t n) { make(n); });
        listener_.step(std::to_string(done_) + " of " + std::to_string(events_) + " events processed");
        if (listener_.stop()) {
            throw Error{"interrupted (what is done is kept in " + folder() + "). Run the same command again to resume"};
        }
    }

    /// Joins all parts in their order.
    SelectionResult join(OutputFiles& outputs) {
        SelectionResult result;
        result.events = events_;
        result.cutflow = Cutflow{run_.selection, run_.cutflow};
        result.sequences.selection = {run_.selection.candidate.jet_pt_min, run_.selection.candidate.jet_abs_eta_max};
        for (std::size_t n = 0; n < parts_.size(); ++n) result.selected += rows_of_part(file_of(n));
        Absent absent;
        for (auto const& of_file : absent_) absent.insert(of_file.begin(), of_file.end());
        result.sequences.absent = absent;
        data::prepare_for(run_.inputs, result.sequences);
        SimilarNotes of_inputs;
        auto const& output = outputs.add(run_.out + "/selected.h5");
        result.file = output.temporary_path();
        data::SelectedFile file{output,         result.selected, scored_by(),
                                region_names(), run_.attributes, left_out(absent, run_.selection)};
        std::vector<ObjectTally> tallies(run_.files.size());
        std::vector<EventId> ids;
        for (std::size_t n = 0; n < parts_.size(); ++n) {
            auto const part = read_part(file_of(n), fingerprint_, run_.inputs);
            if (!part)
                throw Error{file_of(n) +
                            " can't be read again (it was removed, or too many files are open). Run it again, with a "
                            "higher ulimit -n if that is low"};
            file.add(part->rows);
            for (auto const& row : part->rows) ids.push_back(id_of(row.info));
            result.cutflow.add(part->cutflow);
            result.in_several_regions += part->in_several_regions;
            tallies[parts_[n].file].add(part->tally);
            if (run_.keep_sequences) result.sequences.add(part->sequences);
            for (auto const& note : part->notes) of_inputs.add(run_.files[parts_[n].file], note);
        }
        file.close();
        result.repeated = data::repeats(ids);
        AbsentNote lacking;
        for (std::size_t f = 0; f < run_.files.size(); ++f) lacking.add(run_.files[f], absent_[f]);
        result.notes = lacking.texts();
        for (auto const& note : of_inputs.texts()) result.notes.push_back(note);
        for (std::size_t f = 0; f < run_.files.size(); ++f) {
            for (auto& note : notes_on(tallies[f], run_.files[f], run_.selection)) {
                result.notes.push_back(std::move(note));
            }
        }
        return result;
    }

private:
    std::string folder() const { return folder_of_parts(run_); }
    std::string file_of(std::size_t part) const { return folder() + "/" + std::to_string(part) + ".part"; }
    data::ScoredBy scored_by() const {
        if (!run_.classifier) return {};
        return {run_.classifier->model().name, run_.classifier->classes().size()};
    }
    std::vector<std::string> region_names() const { return Cutflow{run_.selection}.regions(); }

    /// Does nothing after a request to stop, or if an earlier run has made the part.
    void make(std::size_t part) {
        if (listener_.stop()) return;
        if (part_matches(file_of(part), fingerprint_)) {
            done_ += parts_[part].count;
        } else if (auto const done = select(parts_[part])) {
            write_part(file_of(part), fingerprint_, *done);
        }
    }

    /// The result for a part; nothing after a request to stop.
    std::optional<SelectionPart> select(Slice const& part) {
        auto const score = score_for(run_, absent_[part.file], run_.files[part.file]);
        EventSelector selector = selector_for(run_, score.get());
        SelectionPart result;
        result.cutflow = Cutflow{run_.selection, run_.cutflow};
        result.sequences.selection = {run_.selection.candidate.jet_pt_min, run_.selection.candidate.jet_abs_eta_max};
        data::prepare_for(run_.inputs, result.sequences);
        std::string const& file = run_.files[part.file];
        FullEventInputs inputs{run_.inputs, absent_[part.file], file};
        GuardedReader reader{file, hdf5_};
        std::vector<Event> events;
        for (std::size_t first = part.first; first < part.first + part.count; first += data::rows_per_block) {
            if (listener_.stop()) break;
            reader.read(first, std::min(data::rows_per_block, part.first + part.count - first), events);
            show_progress(events.size());
            for (std::size_t n = 0; n < events.size(); ++n) {
                if (score) score->set_row(first + n);
                take(events[n], first + n, selector, inputs, result);
            }
        }
        result.notes = inputs.notes();
        if (score) {
            for (auto& note : score->notes()) result.notes.push_back(std::move(note));
        }
        return listener_.stop() ? std::nullopt : std::optional{std::move(result)};
    }

    void show_progress(std::size_t events) {
        std::lock_guard const lock{output_};
        done_ += events;
        listener_.progress(static_cast<double>(done_) / static_cast<double>(events_),
                           std::to_string(done_) + " of " + std::to_string(events_) + " events");
    }

    /// `row`: of the event in its file.
    void take(Event const& event, std::size_t row, EventSelector& selector, FullEventInputs& inputs,
              SelectionPart& result) const {
        int const region = selector(event);
        result.cutflow.add(event.info, selector);
        result.tally.add(event, selector.objects(), run_.selection.objects);
        if (region < 0) return;
        auto const& definition = run_.selection.regions[static_cast<std::size_t>(region)];
        result.rows.push_back(row_of(event.info, region, definition, selector.variables()));
        result.in_several_regions += selector.n_regions() > 1;
        if (!run_.keep_sequences) return;
        auto const found = selector.sequence(definition.regime);
        result.sequences.add(event.info, found.regime, found.jets);
        auto const& selection = run_.selection;
        inputs.add({selector.objects(), selector.candidate(definition.regime), found.jets, selection.objects,
                    selection.candidate},
                   row, result.sequences);
    }

    SelectionRun const& run_;
    Listener& listener_;
    std::vector<Absent> absent_;  ///< [files]
    std::vector<Slice> parts_;
    std::string fingerprint_;
    std::size_t events_ = 0;
    std::atomic<std::size_t> done_{0};
    std::mutex hdf5_;    ///< guards the HDF5 library
    std::mutex output_;  ///< guards listener_.progress()
};

}  // namespace

void check_selection(SelectionRun const& run) {
    std::vector<Absent> absent;
    slices_of(run, absent);
    for (std::size_t f = 0; f < run.files.size(); ++f) {
        auto const score = score_for(run, absent[f], run.files[f]);
        static_cast<void>(selector_for(run, score.get()));
    }
}

SelectionResult run_selection(SelectionRun const& run, OutputFiles& outputs, Listener& listener) {
    Worker worker{run, listener};
    worker.work();
    return worker.join(outputs);
}

void remove_parts_of(SelectionRun const& run) { remove_parts(folder_of_parts(run)); }

void pass_on_normalisation(SelectionRun& run) {
    if (run.files.size() != 1) return;
    auto const found = data::read_attributes(run.files.front());
    for (auto const* name : {"cross_section_pb", "cross_section_error_pb", "sum_of_weights"}) {
        if (auto const value = found.find(name); value != found.end()) run.attributes.insert(*value);
    }
}

}  // namespace jetseq::workflow
