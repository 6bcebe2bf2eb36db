#include "data/events/event_columns.hpp"

#include <algorithm>

#include "core/error.hpp"
#include "core/text/near_match.hpp"
#include "data/events/info_reader.hpp"
#include "event/unknown_number.hpp"

namespace jetseq::data {
namespace {

constexpr char variables_table[] = "variables";

/// The file's name of a column of the table of events.
std::string theirs(Names const& names, std::string const& column) {
    auto const ours = event_columns();
    bool const is_ours = std::find(ours.begin(), ours.end(), column) != ours.end();
    return is_ours ? names.of("events." + column) : column;
}

bool is_momentum_of_event(std::string const& column) { return column == "met" || column == "pt_miss"; }

}  // namespace

double in_gev(double mev) { return stands_for_unknown(mev) ? mev : 1e-3 * mev; }

EventColumns::EventColumns(h5::InputFile const& file, Names const& names, std::size_t rows)
    : file_{file}, names_{names}, rows_{rows} {}

/// The table of `dataset`; nullptr if the file has none with named columns.
h5::InputTable* EventColumns::table(std::string const& dataset) {
    if (auto const found = tables_.find(dataset); found != tables_.end()) return &found->second;
    auto const columns = names_.columns_of(dataset);
    bool const has_no_names = columns.empty() && !file_.shape_of_numbers(dataset).empty();
    if (!file_.has(dataset) || has_no_names) return nullptr;
    h5::InputTable table{file_, dataset, 1, columns, Names::key};
    if (table.rows() != rows_) {
        throw Error{table.where() + " has " + std::to_string(table.rows()) + " rows, not " + std::to_string(rows_) +
                    " as the events (they share the row). Name a dataset with a row for each event"};
    }
    return &tables_.emplace(dataset, std::move(table)).first->second;
}

/// All places of a column that is named without its dataset.
std::vector<EventColumns::Place> EventColumns::places_of(std::string const& column) {
    std::vector<Place> places;
    auto const events = names_.of("events"), in_events = theirs(names_, column);
    if (auto const* found = table(events); found && found->has(in_events))
        places.push_back({events, in_events, is_momentum_of_event(column)});
    bool const is_other = events != variables_table && file_.axes_of(variables_table) < 2;
    if (auto const* found = is_other ? table(variables_table) : nullptr; found && found->has(column))
        places.push_back({variables_table, column});
    auto const is_plain = [&](std::string const& name) { return h5::is_column(file_.shape_of_numbers(name), 1); };
    for (auto const& name : {in_events, column}) {
        bool const is_new = std::none_of(places.begin(), places.end(), [&](Place const& place) {
            return place.dataset.empty() || place.dataset == name;
        });
        if (is_new && !name.empty() && is_plain(name)) places.push_back({"", name, is_momentum_of_event(column)});
    }
    return places;
}

/// The place of "variables.met".
EventColumns::Place EventColumns::place_in_dataset(std::string const& column, std::string const& purpose) {
    for (auto dot = column.find('.'); dot != column.npos; dot = column.find('.', dot + 1)) {
        std::string const named = column.substr(0, dot), rest = column.substr(dot + 1);
        std::string const dataset = named == "events" ? names_.of("events") : named;
        auto const* const found = dataset.empty() || rest.empty() ? nullptr : table(dataset);
        if (!found) continue;
        bool const is_of_events = dataset == names_.of("events");
        std::string const in_file = is_of_events ? theirs(names_, rest) : rest;
        if (found->has(in_file)) return {dataset, in_file, is_of_events && is_momentum_of_event(rest)};
        throw Error{
            found->where() + " has no column '" + rest + "'" + purpose + " (it has: " + joined(found->columns()) +
            "; the network reads it). Add it to the file, or name another" + did_you_mean(rest, found->columns())};
    }
    refuse(column, purpose);
}

void EventColumns::refuse(std::string const& column, std::string const& purpose) {
    std::vector<std::string> known;
    std::string where = file_.path();
    if (auto const* const events = table(names_.of("events"))) known = events->columns(), where = events->where();
    if (auto const* const more = file_.axes_of(variables_table) < 2 ? table(variables_table) : nullptr) {
        for (auto const& name : more->columns()) known.push_back(name);
    }
    throw Error{
        where + " has no column '" + column + "'" + purpose + " (events have: " + joined(known) +
        "; the file has: " + joined(file_.datasets()) +
        "; the network reads it of the event). Add it to the file, or name another, one of another dataset as " +
        "DATASET.COLUMN" + did_you_mean(column, known)};
}

void EventColumns::add(std::string const& column, std::string const& purpose) {
    auto const places = places_of(column);
    if (places.size() > 1) {
        std::string const second = places[1].dataset.empty() ? "/" + places[1].column : "/" + places[1].dataset;
        std::string const first = places[0].dataset;
        throw Error{file_.path() + ": column '" + column + "'" + purpose + " is in /" + first + " and in " + second +
                    " (which one is meant?). Write " + (first == names_.of("events") ? "events" : first) + "." +
                    column + (places[1].dataset.empty() ? "" : " or " + places[1].dataset + "." + column)};
    }
    Place const place = places.empty() ? place_in_dataset(column, purpose) : places[0];
    if (place.column == names_.of("events.signalType")) {
        throw Error{file_.path() + ": column '" + place.column + "'" + purpose +
                    " is the label of the events (a network must not read what it is to find). Leave it out"};
    }
    if (place.dataset.empty() && tables_.count("/" + place.column) == 0) {
        h5::InputTable plain{file_, place.column, 1, {place.column}, Names::key};
        if (plain.rows() != rows_) {
            throw Error{plain.where() + " has " + std::to_string(plain.rows()) + " rows, not " + std::to_string(rows_) +
                        " as the events (they share the row). Name a dataset with a row for each event"};
        }
        tables_.emplace("/" + place.column, std::move(plain));
    }
    std::string const key = place.dataset.empty() ? "/" + place.column : place.dataset;
    fields_[key].push_back({place.column, H5T_NATIVE_DOUBLE, size_ * sizeof(double)});
    if (place.is_momentum && names_.mev) momenta_.push_back(size_);
    ++size_;
}

std::vector<std::string> EventColumns::found_among(std::vector<std::string> const& columns) {
    std::vector<std::string> found;
    std::copy_if(columns.begin(), columns.end(), std::back_inserter(found),
                 [&](std::string const& column) { return !places_of(column).empty(); });
    return found;
}

std::vector<double> EventColumns::read(std::size_t first, std::size_t count) const {
    std::vector<double> values(count * size_);
    for (auto const& [dataset, fields] : fields_) {
        tables_.at(dataset).read(fields, size_ * sizeof(double), first, count, values.data());
    }
    for (std::size_t const k : momenta_) {
        for (std::size_t n = 0; n < count; ++n) values[n * size_ + k] = in_gev(values[n * size_ + k]);
    }
    return values;
}

}  // namespace jetseq::data
