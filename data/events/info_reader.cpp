#include "data/events/info_reader.hpp"

#include <algorithm>

#include "core/text/near_match.hpp"
#include "data/events/checks.hpp"

namespace jetseq::data {
namespace {

std::string const number_of_row = "row";

/// Datasets [N] at the root of a file without /events that are columns of events.
std::vector<std::string> columns_at_root(h5::InputFile const& file, Names const& names) {
    std::vector<std::string> found;
    for (auto const& column : event_columns()) {
        auto const name = names.of("events." + column);
        bool const is_new = std::find(found.begin(), found.end(), name) == found.end();
        if (!name.empty() && is_new && h5::is_column(file.shape_of_numbers(name), 1)) found.push_back(name);
    }
    return found;
}

h5::InputTable table_of(h5::InputFile const& file, Names const& names) {
    auto const name = names.of("events");
    if (!names.are_given_for("events") && !file.has(name)) {
        auto const columns = columns_at_root(file, names);
        if (!columns.empty()) return {file, "/", 1, columns, Names::key};
    }
    h5::InputTable table{file, name, 1, names.columns_of(name), Names::key};
    for (auto const& column : event_columns()) {
        auto const theirs = names.of("events." + column);
        bool const is_elsewhere = names.are_given_for("events." + column) && !table.has(theirs);
        if (is_elsewhere && !file.shape_of_numbers(theirs).empty()) table.add_column(file, theirs);
    }
    return table;
}

}  // namespace

std::vector<std::string> event_columns() {
    std::vector<std::string> names;
    for (auto const& field : rows::event_fields(true)) names.push_back(field.name);
    return names;
}

InfoReader::InfoReader(h5::InputFile const& file, Names const& names)
    : names_{names},
      table_{table_of(file, names)},
      counts_rows_{names.of("events.eventNumber") == number_of_row && !table_.has(number_of_row)} {
    for (auto const& field : rows::event_fields(true)) {
        bool const is_asked_for = names.are_given_for("events." + field.name);
        bool const is_counted = counts_rows_ && field.name == "eventNumber";
        if (is_counted || (!is_asked_for && !has(field.name))) continue;
        fields_.push_back(field);
        fields_.back().name = names.of("events." + field.name);
    }
    if (counts_rows_ || has("eventNumber") || names.are_given_for("events.eventNumber")) return;
    throw Error{lacks("eventNumber") +
                ". Name it in the configuration under data.names; where there is none, {events.eventNumber: row} "
                "takes the number of the row" +
                did_you_mean("eventNumber", table_.columns())};
}

bool InfoReader::has(std::string const& column) const { return table_.has(names_.of("events." + column)); }

std::string InfoReader::lacks(std::string const& column) const {
    auto const theirs = names_.of("events." + column);
    return where() + " has no column '" + (theirs.empty() ? column : theirs) +
           "' (it has: " + joined(table_.columns()) + ")";
}

Absent InfoReader::absent() const {
    Absent absent;
    for (auto const& column : event_columns()) {
        bool const is_given = column == "sampleId" || column == "regime" || column == "eventNumber";
        if (!is_given && !has(column)) absent.insert("events." + column);
    }
    return absent;
}

std::vector<rows::EventRow> InfoReader::read(std::size_t first, std::size_t count) const {
    std::vector<rows::EventRow> events(count);
    std::string const place = where();
    table_.read(fields_, sizeof(rows::EventRow), first, count, events.data());
    for (std::size_t i = 0; i < count; ++i) {
        if (counts_rows_) events[i].event_number = first + i;
        events[i].met *= names_.unit(), events[i].pt_miss *= names_.unit();
        if (!names_.classes.empty() && has("signalType")) label(events[i], first + i);
        checks::require(events[i], place, first + i);
    }
    return events;
}

/// The label for the file's value.
void InfoReader::label(rows::EventRow& event, std::size_t row) const {
    auto const found = names_.classes.find(event.signal_type);
    if (found == names_.classes.end() && names_.drops_other_classes) {
        event.signal_type = -1;
        return;
    }
    if (found == names_.classes.end()) {
        throw Error{
            rows::place(where(), row) + ": '" + names_.of("events.signalType") + "' is " +
            std::to_string(event.signal_type) +
            " (data.classes has no label for it, labels.classes no class). Add it; -1 is unknown. Or leave such " +
            "events out with labels: {other: drop}"};
    }
    event.signal_type = found->second;
}

}  // namespace jetseq::data
