#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "data/sequences/sequences.hpp"

namespace jetseq::data {

/// The indices of the columns `names` in a row of `variables`. Throws Error if one is missing.
std::vector<std::size_t> places_of(std::vector<std::string> const& names, EventVariables const& variables);

/// True if lists of both choices hold the same objects in the same order, whatever their features.
bool are_alike(ObjectChoice const& a, ObjectChoice const& b);

/// The list of the objects that `choice` names, with any features. Throws Error if there is none.
ObjectList const& list_for(ObjectChoice const& choice, Sequences const& sequences);

/// The indices of `features` in a row of `list`. Throws Error if one is missing.
std::vector<std::size_t> places_of(std::vector<std::string> const& features, ObjectList const& list);

}  // namespace jetseq::data
