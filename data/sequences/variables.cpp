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

bool are_alike(ObjectChoice const& a, ObjectChoice const& b) {
    return a.name == b.name && a.sort == b.sort && a.most == b.most && a.from == b.from && a.where == b.where;
}

ObjectList const& list_for(ObjectChoice const& choice, Sequences const& sequences) {
    for (auto const& list : sequences.objects) {
        if (are_alike(list.choice, choice)) return list;
    }
    throw Error{"the events were read without the objects '" + choice.name + "' as the network reads them (sort '" +
                choice.sort + "', first " + std::to_string(choice.most) + "). Read them with the events"};
}

std::vector<std::size_t> places_of(std::vector<std::string> const& features, ObjectList const& list) {
    std::vector<std::size_t> places;
    for (auto const& name : features) {
        auto const& known = list.choice.features;
        auto const found = std::find(known.begin(), known.end(), name);
        if (found == known.end()) {
            throw Error{"the objects '" + list.choice.name + "' were read without '" + name +
                        "', which the network reads (there: " + joined(known) + "). Read it with the events"};
        }
        places.push_back(static_cast<std::size_t>(found - known.begin()));
    }
    return places;
}

}  // namespace jetseq::data
