#include "data/sequences/variables.hpp"

#include <algorithm>

#include "core/error.hpp"
#include "core/text/near_match.hpp"

namespace jetseq::data {

std::vector<std::size_t> places_of(std::vector<std::string> const& names, EventVariables const& variables) {
    auto const& known = variables.names;
    std::vector<std::size_t> places;
    for (auto const& name : names) {
        auto const found = std::find(known.begin(), known.end(), name);
        if (found == known.end()) {
            throw Error{"the events were read without the variable '" + name + "', which the network reads (there: " +
                        (known.empty() ? "none" : joined(known)) + "). Read it with the events"};
        }
        places.push_back(static_cast<std::size_t>(found - known.begin()));
    }
    return places;
}

}  // namespace jetseq::data
