#include "data/sequences/object_features.hpp"

#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "core/text/number_text.hpp"
#include "data/events/rows.hpp"
#include "event/unknown_number.hpp"

namespace jetseq::data {
namespace {

bool sorts_falling(ObjectChoice const& choice) { return choice.sort.rfind('-', 0) == 0; }

/// The texts of the features, of what the objects are sorted and chosen by, and of what has a meaning.
std::vector<std::string> texts_of(ObjectChoice const& choice) {
    auto texts = choice.features;
    if (!choice.sort.empty()) texts.push_back(choice.sort.substr(sorts_falling(choice) ? 1 : 0));
    if (!choice.where.empty()) texts.push_back(choice.where);
    for (auto const& meaning : choice.meanings) texts.push_back(meaning.of);
    return texts;
}

}  // namespace

ObjectFeatures::ObjectFeatures(ObjectChoice const& choice, std::vector<std::string> const& names)
    : choice_{choice},
      is_falling_{sorts_falling(choice)},
      formulas_{texts_of(choice), names},
      checks_{choice.meanings} {
    std::string const order = choice.sort.substr(is_falling_ ? 1 : 0);
    bool const says_what_is_unknown = choice.sort.find("if(") != choice.sort.npos;
    if (choice.sort.empty() || says_what_is_unknown) return;
    auto const& columns = formulas_.columns();
    bool const is_column = std::find(names.begin(), names.end(), order) != names.end();
    for (auto const& name : is_column ? std::vector{order} : columns_named_in(order)) {
        auto const found = std::find(columns.begin(), columns.end(), name);
        if (found != columns.end()) of_order_.push_back(static_cast<std::size_t>(found - columns.begin()));
    }
}

void ObjectFeatures::compute(double const* values, std::size_t width, std::size_t objects) {
    results_.resize(objects * formulas_.size());
    formulas_.evaluate(values, width, objects, results_.data());
    unknown_keys_.assign(of_order_.empty() ? 0 : objects, std::nullopt);
    for (std::size_t i = 0; i < unknown_keys_.size(); ++i) {
        for (std::size_t const k : of_order_) {
            if (stands_for_unknown(values[i * width + k])) unknown_keys_[i] = values[i * width + k];
        }
    }
}

/// Leaves in order_ the objects for which `where` is true.
void ObjectFeatures::keep_chosen(std::size_t first, std::string const& table, std::size_t row) {
    std::size_t const k = choice_.features.size() + (choice_.sort.empty() ? 0 : 1);
    std::size_t const before = order_.size();
    std::erase_if(order_, [&](std::size_t place) {
        double const flag = row_of(first + place)[k];
        if (flag == 0 || flag == 1) return flag == 0;
        throw Error{rows::place(table, row) + ", place " + std::to_string(place) + ": '" + choice_.where + "' is " +
                    significant(flag) +
                    " (what 'where' chooses objects by is true or false). Compare it with a number"};
    });
    objects_left_out_ += before - order_.size();
}

void ObjectFeatures::check(std::size_t first, std::string const& table, std::size_t row) {
    std::size_t const k = formulas_.size() - choice_.meanings.size();
    for (std::size_t const place : order_) checks_.require(row_of(first + place) + k, table, row);
}

/// Sorts order_; equal objects keep their order.
void ObjectFeatures::sort(std::size_t first, std::string const& table, std::size_t row) {
    std::size_t const k = choice_.features.size();
    for (std::size_t const place : order_) {
        double const value = row_of(first + place)[k];
        if (!of_order_.empty() && unknown_keys_[first + place]) unknown_order_ = unknown_keys_[first + place];
        if (!std::isnan(value)) continue;
        throw Error{rows::place(table, row) + ", place " + std::to_string(place) + ": '" + choice_.sort +
                    "' is not a number (objects are sorted by it). Sort by another column"};
    }
    std::stable_sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) {
        double const x = row_of(first + a)[k], y = row_of(first + b)[k];
        return is_falling_ ? x > y : x < y;
    });
}

float ObjectFeatures::feature(std::size_t object, std::size_t k, std::size_t place, std::string const& table,
                              std::size_t row) {
    double const value = row_of(object)[k];
    auto const x = static_cast<float>(value);
    std::string const& name = choice_.features[k];
    if (!std::isfinite(x)) {
        throw Error{rows::place(table, row) + ", place " + std::to_string(place) + ": '" + name + "' is " +
                    significant(value) +
                    " (not finite in single precision; a network can't read it). Say what stands "
                    "in for such numbers, as in if(finite(x), x, 0), or leave this feature out"};
    }
    if (stands_for_unknown(value)) unknown_[name] = x;
    return x;
}

void ObjectFeatures::add_event(std::size_t first, std::vector<std::size_t> const& places, std::string const& table,
                               std::size_t row, ObjectList& list) {
    order_ = places;
    if (!choice_.where.empty()) keep_chosen(first, table, row);
    if (!choice_.meanings.empty()) check(first, table, row);
    if (!choice_.sort.empty()) sort(first, table, row);
    if (choice_.most > 0 && order_.size() > choice_.most) {
        objects_cut_ += order_.size() - choice_.most, ++events_cut_;
        order_.resize(choice_.most);
    }
    numbers_.clear();
    for (std::size_t const place : order_) {
        for (std::size_t k = 0; k < choice_.features.size(); ++k)
            numbers_.push_back(feature(first + place, k, place, table, row));
    }
    list.add(numbers_.data(), order_.size());
}

std::vector<std::string> ObjectFeatures::notes() const {
    std::vector<std::string> notes;
    if (events_cut_ > 0) {
        notes.push_back("of " + choice_.name + " the first " + std::to_string(choice_.most) + " are read: " +
                        count_text(objects_cut_) + " more, of " + count_text(events_cut_) + " events, are left out");
    }
    if (objects_left_out_ > 0) {
        notes.push_back("of " + choice_.name + " those with '" + choice_.where +
                        "' are read: " + count_text(objects_left_out_) + " others are left out");
    }
    if (unknown_order_) {
        notes.push_back(choice_.name + " are sorted by '" + choice_.sort + "', where a number of some objects is " +
                        fewest_digits(static_cast<float>(*unknown_order_)) +
                        ", as if it were unknown; it is taken as a number");
    }
    for (auto const& [name, value] : unknown_) {
        notes.push_back("the feature '" + name + "' of " + choice_.name + " is " + fewest_digits(value) +
                        " of some objects, as if it were unknown there; it is taken as a number");
    }
    return notes;
}

}  // namespace jetseq::data
