#pragma once
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/expression/formulas.hpp"
#include "data/sequences/meaning_checks.hpp"
#include "data/sequences/sequences.hpp"

namespace jetseq::data {

/// Makes the lists of the objects of one kind that a network reads: computes their features, sorts the objects of each
/// event and keeps the first ones.
class ObjectFeatures {
public:
    /// `names`: columns of the objects, which the choice may name whatever characters they have. Throws Error for a
    /// feature or a `sort` that is neither a column nor an expression of columns (Expression).
    ObjectFeatures(ObjectChoice const& choice, std::vector<std::string> const& names);

    /// The columns that the features need and by which the objects are sorted.
    std::vector<std::string> const& columns() const noexcept { return formulas_.columns(); }
    /// The expression that reads `column`, for messages: " (for 'log(pt)')"; "" if a feature is the column itself.
    std::string purpose(std::string const& column) const { return formulas_.purpose(column); }

    /// Computes the features of `objects` objects with the columns `values` [objects, width], of which columns() are
    /// the first ones.
    void compute(double const* values, std::size_t width, std::size_t objects);

    /// Adds an event to `list`: of the objects last computed those from index `first` on at `places`. `table`, `row`:
    /// the event's place, for messages. Throws Error for a feature that is not finite, or a NaN to sort by.
    void add_event(std::size_t first, std::vector<std::size_t> const& places, std::string const& table, std::size_t row,
                   ObjectList& list);

    /// Throws Error if numbers are in a larger unit than their meaning has (MeaningChecks).
    void judge(std::string const& table) const { checks_.judge(table); }

    /// Notes for the user: objects that were cut off, numbers that often mean "unknown".
    std::vector<std::string> notes() const;

private:
    double const* row_of(std::size_t object) const noexcept { return results_.data() + object * formulas_.size(); }
    void keep_chosen(std::size_t first, std::string const& table, std::size_t row);
    void check(std::size_t first, std::string const& table, std::size_t row);
    void sort(std::size_t first, std::string const& table, std::size_t row);
    float feature(std::size_t object, std::size_t k, std::size_t place, std::string const& table, std::size_t row);

    ObjectChoice choice_;
    bool is_falling_;
    Formulas formulas_;  ///< of the features, then `sort`, `where` and the meanings, those that there are
    MeaningChecks checks_;
    std::vector<double> results_;  ///< [objects, formulas]
    std::vector<std::size_t> order_;
    std::vector<float> numbers_;
    std::vector<std::size_t> of_order_;                ///< columns by which objects are sorted
    std::vector<std::optional<double>> unknown_keys_;  ///< [objects last computed] such a number in one of these
    std::optional<double> unknown_order_;              ///< such a number by which objects were sorted
    std::map<std::string, float> unknown_;             ///< such a number of each feature that has one
    std::size_t objects_cut_ = 0, events_cut_ = 0, objects_left_out_ = 0;
};

}  // namespace jetseq::data
