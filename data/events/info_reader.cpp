#include "data/events/info_reader.hpp"

#include <algorithm>

#include "core/expression/formulas.hpp"
#include "core/text/near_match.hpp"
#include "core/text/number_text.hpp"
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

/// Use of a column of events by a network.
enum class Use { nobody, treated, plain };

/// How a network reads `column`: `treated` if each text that names it says what it is where it is unknown.
Use use_of(EventChoice const& inputs, std::string const& column) {
    auto const names_it = [&](std::string const& text) {
        auto const columns = text.empty() ? std::vector<std::string>{} : columns_named_in(text);
        return std::any_of(columns.begin(), columns.end(), [&](std::string const& name) {
            return name == column || name == "event." + column || name == "events." + column;
        });
    };
    std::vector<std::string> texts = inputs.variables;
    for (auto const& choice : inputs.objects) {
        texts.insert(texts.end(), choice.features.begin(), choice.features.end());
        for (auto const& text : {choice.sort.substr(choice.sort.rfind('-', 0) == 0 ? 1 : 0), choice.where}) {
            if (names_it(text) && text.find("if(") == text.npos) return Use::plain;
        }
    }
    Use use = Use::nobody;
    for (auto const& text : texts) {
        if (!names_it(text)) continue;
        if (text == column || (text.find("if(") == text.npos && !Expression{text}.is_flag())) return Use::plain;
        use = Use::treated;
    }
    return use;
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
    for (auto const* column : {"mass", "met", "met_phi", "pt_miss"}) {
        if (names.inputs.empty() || !has(column)) continue;
        auto const use = use_of(names.inputs, column);
        if (use == Use::treated) treated_.insert(column);
        if (use == Use::nobody && column != std::string{"mass"}) unused_.insert(column);
    }
    has_classes_ = !names.classes.empty() && has("signalType");
    for (auto const& field : rows::event_fields(true)) {
        if (is_left_out(field.name) || (has_classes_ && field.name == "signalType")) continue;
        bool const is_asked_for = names.are_given_for("events." + field.name);
        if (is_asked_for && field.name == "signalType" && !has(field.name)) {
            throw Error{lacks("signalType") + ". Name the column with the class of an event in the configuration, as " +
                        "labels.column or under data.names" +
                        did_you_mean(names.of("events.signalType"), table_.columns())};
        }
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
        bool const is_unknown = !has(column) || (is_left_out(column) && column != "mass");
        if (!is_given && is_unknown) absent.insert("events." + column);
    }
    return absent;
}

std::vector<rows::EventRow> InfoReader::read(std::size_t first, std::size_t count) const {
    std::vector<rows::EventRow> events(count);
    std::string const place = where();
    table_.read(fields_, sizeof(rows::EventRow), first, count, events.data());
    if (has_classes_) label(first, events);
    for (std::size_t i = 0; i < count; ++i) {
        if (counts_rows_) events[i].event_number = first + i;
        events[i].met *= names_.unit(), events[i].pt_miss *= names_.unit();
        checks::require(events[i], place, first + i);
    }
    return events;
}

/// Labels events by the file's values, which may be any numbers; throws Error for a value without a label, unless such
/// events are of unknown production.
void InfoReader::label(std::size_t first, std::vector<rows::EventRow>& events) const {
    std::vector<double> values(events.size());
    std::string const column = names_.of("events.signalType");
    table_.read({{column, H5T_NATIVE_DOUBLE, 0}}, sizeof(double), first, values.size(), values.data());
    for (std::size_t i = 0; i < values.size(); ++i) {
        auto const found = std::find_if(names_.classes.begin(), names_.classes.end(), [&](auto const& value_and_label) {
            return static_cast<double>(value_and_label.first) == values[i];
        });
        bool const is_known = found != names_.classes.end();
        events[i].signal_type = is_known ? found->second : -1;
        if (is_known || names_.drops_other_classes) continue;
        throw Error{rows::place(where(), first + i) + ": '" + column + "' is " + significant(values[i]) +
                    " (data.classes has no label for it, labels.classes no class). Add it; -1 is unknown. Or leave " +
                    "such events out with labels: {other: drop}"};
    }
}

}  // namespace jetseq::data
