#include "data/events/names.hpp"

#include "core/text/near_match.hpp"
#include "data/events/info_reader.hpp"

namespace jetseq::data {

std::string Names::of(std::string const& name) const {
    auto const found = renamed.find(name);
    return found != renamed.end() ? found->second : name.substr(name.find('.') + 1);
}

bool Names::are_given_for(std::string const& name) const {
    auto const found = renamed.find(name);
    return found != renamed.end() && !found->second.empty();
}

std::vector<std::string> Names::columns_of(std::string const& dataset) const {
    auto const found = columns.find(dataset);
    return found == columns.end() ? std::vector<std::string>{} : found->second;
}

std::string names_that_can_be_renamed() {
    std::vector<std::string> all{"events", "jets", "jets.valid", "jets.pt", "jets.eta", "jets.phi", "jets.e", "jets.m"};
    for (auto const& column : event_columns()) all.push_back("events." + column);
    return joined(all);
}

}  // namespace jetseq::data
