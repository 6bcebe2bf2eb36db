#include "data/events/feature_reader.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

#include "core/error.hpp"
#include "core/text/near_match.hpp"
#include "core/text/number_text.hpp"
#include "data/events/rows.hpp"
#include "event/unknown_number.hpp"

namespace jetseq::data {
namespace {

constexpr std::array<char const*, 4> of_four_vector{"pt", "eta", "phi", "e"};

}  // namespace

FeatureReader::FeatureReader(h5::InputFile const& file, Names const& given)
    : names{given.features}, table_{file, given.of("jets"), 2, given.columns_of(given.of("jets")), Names::key} {
    for (auto const& name : names) {
        auto const known = std::find(of_four_vector.begin(), of_four_vector.end(), name);
        if (known != of_four_vector.end()) {
            sources_.push_back(static_cast<std::size_t>(std::distance(of_four_vector.begin(), known)));
            continue;
        }
        if (!table_.has(name)) {
            throw Error{
                table_.where() + " has no column '" + name + "' (it has: " + joined(table_.columns()) +
                "; the network reads it). Add it to the file, or name another in the training's inputs.jets.features" +
                did_you_mean(name, table_.columns())};
        }
        sources_.push_back(of_four_vector.size() + fields_.size());
        fields_.push_back({name, H5T_NATIVE_FLOAT, fields_.size() * sizeof(float)});
    }
}

void FeatureReader::read(std::size_t first, std::size_t count) {
    first_ = first;
    if (fields_.empty()) return;
    block_.resize(count * table_.width() * fields_.size());
    // The numbers of padding are not used.
    table_.read(fields_, fields_.size() * sizeof(float), first, count, block_.data(), [](std::size_t) { return true; });
}

std::vector<float> FeatureReader::of_row(std::vector<Jet> const& jets, std::vector<std::size_t> const& places,
                                         std::size_t row) {
    std::vector<float> numbers;
    numbers.reserve(jets.size() * names.size());
    for (std::size_t i = 0; i < jets.size(); ++i) {
        float const four_vector[] = {jets[i].pt, jets[i].eta, jets[i].phi, jets[i].e};
        float const* const columns = block_.data() + ((row - first_) * table_.width() + places[i]) * fields_.size();
        for (std::size_t k = 0; k < names.size(); ++k) {
            std::size_t const source = sources_[k], of_vector = of_four_vector.size();
            float const x = source < of_vector ? four_vector[source] : columns[source - of_vector];
            if (!std::isfinite(x)) {
                throw Error{rows::place(table_.where(), row) + ": '" + names[k] +
                            "' of a jet is not a finite number "
                            "(a network can't read it). Leave this feature out, or write a number in its place"};
            }
            if (source >= of_vector && stands_for_unknown(static_cast<double>(x))) unknown_[names[k]] = x;
            numbers.push_back(x);
        }
    }
    return numbers;
}

std::vector<std::string> FeatureReader::notes() const {
    std::vector<std::string> notes;
    for (auto const& [name, value] : unknown_) {
        notes.push_back("the feature '" + name + "' is " + fewest_digits(value) +
                        " of some jets, as if it were unknown there; it is taken as a number");
    }
    return notes;
}

}  // namespace jetseq::data
