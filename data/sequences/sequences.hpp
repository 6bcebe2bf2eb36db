#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "data/events/event_file.hpp"
#include "data/events/jet_selection.hpp"
#include "data/events/names.hpp"
#include "data/sequences/column.hpp"
#include "event/absent.hpp"
#include "event/event.hpp"

namespace jetseq::data {

/// Variables of events, besides their jets.
struct EventVariables {
    std::vector<std::string> names;
    Column<float> values;  ///< [N, names]

    float const* row(std::size_t n) const noexcept { return values.data() + n * names.size(); }
};

/// The objects of one kind of many events as networks read them by names, flat: those of event n are rows offsets[n]
/// ... offsets[n + 1] - 1.
struct ObjectList {
    ObjectChoice choice;
    Column<std::uint64_t> offsets = {0};  ///< [N + 1]
    Column<float> values;                 ///< [offsets[N], features]

    std::size_t size() const noexcept { return offsets.size() - 1; }
    std::size_t length(std::size_t n) const noexcept { return offsets[n + 1] - offsets[n]; }
    std::size_t width() const noexcept { return choice.features.size(); }
    float const* row(std::size_t n) const noexcept { return values.data() + offsets[n] * width(); }
    std::size_t longest() const noexcept;  ///< objects of the longest list; 0 without events
    /// Adds an event with `count` objects, values [count, features].
    void add(float const* objects, std::size_t count);
};

/// A file that events were read from.
struct SourceFile {
    std::string file;
    std::size_t first_event;  ///< index among all events
};

/// The jet sequences of many events, flat: jets of event n are jets[offsets[n]] ... jets[offsets[n + 1] - 1],
/// in falling pt. An event without jets is an empty sequence.
struct Sequences {
    Column<EventInfo> events;             ///< [N]
    Column<Regime> regimes;               ///< [N]
    Column<std::uint64_t> offsets = {0};  ///< [N + 1]
    Column<Jet> jets;                     ///< [offsets[N]]
    std::vector<ObjectList> objects;      ///< of all events, one for each kind that a network reads by names
    EventVariables variables;             ///< of all events, or none
    EventVariables target;                ///< the number that a network is to find, or none; NaN: unknown
    std::vector<SourceFile> sources;      ///< in the order of the events, if they were read in that order
    JetSelection selection;               ///< of the jets; pt_min 0 for a file that does not say
    Absent absent;                        ///< columns "events...." that one of the files lacks
    /// A hash of the content of a file without sampleId whose events have sampleId 0. 0: no such file.
    std::int32_t content = 0;

    std::size_t size() const noexcept { return events.size(); }
    std::size_t length(std::size_t n) const noexcept { return offsets[n + 1] - offsets[n]; }
    /// Objects of event n in the first list that a network reads; without such lists its jets.
    std::size_t read_length(std::size_t n) const noexcept { return objects.empty() ? length(n) : objects[0].length(n); }
    std::size_t longest() const noexcept;  ///< jets of the longest sequence; 0 without events
    JetSequence operator[](std::size_t n) const noexcept { return {jets.data() + offsets[n], length(n)}; }
    void add(EventInfo const& info, Regime regime, JetSequence sequence);
    void add(Sequences const& others);  ///< throws Error if their selections differ

    std::size_t bytes() const noexcept;
    bool in_file() const noexcept { return jets.in_file(); }
    /// Moves all events, also those added later, into unnamed files in `directory`: see Column.
    void move_to_file(std::string const& directory);
};

/// Throws Error unless the events have lists of objects of these choices, in this order.
void require_objects(Sequences const& sequences, std::vector<ObjectChoice> const& choices);

/// Prepares sequences for events of which a network reads `inputs` by names, if there are any. Throws Error if they
/// hold events with other objects.
void prepare_for(EventChoice const& inputs, Sequences& sequences);

/// 0, 1, ... size - 1.
std::vector<std::size_t> all_indices(Sequences const& sequences);

/// The same sequences with event n of the result being event order[n] of `sequences`.
Sequences reordered(Sequences const& sequences, std::vector<std::size_t> const& order);

/// Writes a sequence file (docs/reference/formats.md); rows stay in the order given. Lists of objects become datasets
/// of their names (object_writer.hpp); one called "jets" takes the place of the four-vectors. Variables that are
/// columns of the events are not written again. Throws Error.
void write_sequences(std::string const& path, Sequences const& sequences, Attributes attributes);
/// Writes sequences to `output`, which the caller commits.
void write_sequences(OutputFile const& output, Sequences const& sequences, Attributes attributes);

/// Reads a sequence file of jetseq or a foreign file like it, whose columns `names` maps.
/// Jets are sorted by falling pt, phi is wrapped into (-pi, pi]; jets that are not `valid` are left out.
/// With `names.inputs` also the objects and variables that it names (ObjectReader, EventColumns); then the file needs
/// no four-vectors of jets, and without them all sequences are empty. With a target, all events are of class 0, or of
/// unknown production if theirs is not finite, and signalType is not read. Throws Error: a dataset or column that is
/// missing or of the wrong type, numbers that are not finite, of another unit or of no jet (data/events/checks.hpp),
/// unknown labels.
Sequences read_sequences(std::string const& path, Names const& names = {});

/// How many bytes of the events may be in memory.
struct MemoryLimit {
    std::size_t bytes = SIZE_MAX;
    std::string directory;  ///< of the unnamed files that hold the rest
};

/// What a file contains, and notes for the user on how it was read.
struct ReadReport {
    bool has_sample_id = true, counts_rows = false;
    std::string
        missing_label;  ///< empty, or that the file has no label: "a.h5: /events has no column 'signalType' ..."
    std::vector<std::string> notes;
};

/// The text that follows missing_label in an error.
inline constexpr char const* without_label =
    ", which says the class of an event. Name it in the configuration under data.names, or label by sampleId with "
    "data.labels";

/// Adds the events of a sequence file to `sequences`, block by block. Events of a file without labels are of unknown
/// production. Throws Error as above, and if the selections differ.
ReadReport read_sequences(std::string const& path, Names const& names, MemoryLimit const& limit, Sequences& sequences);

/// The files that `patterns` (paths, or globs such as data/*.h5) match, sorted, each once.
/// Throws Error if a pattern matches nothing.
std::vector<std::string> files_matching(std::vector<std::string> const& patterns);

}  // namespace jetseq::data
