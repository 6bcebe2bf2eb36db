#include "models/frozen/canaries.hpp"

#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "core/text/number_text.hpp"

namespace jetseq {
namespace {

/// `found`: the probabilities of all classes, or a number.
float largest_difference(Canary const& canary, float const* found, std::size_t classes) {
    bool const all = !canary.probabilities.empty();
    float const* const recorded = all ? canary.probabilities.data() : &canary.score;
    float largest = 0;
    for (std::size_t k = 0; k < (all ? classes : 1); ++k) {
        float const one = std::fabs(found[all || classes == 1 ? k : 1] - recorded[k]);
        if (std::isnan(one)) return one;
        largest = std::max(largest, one);
    }
    return largest;
}

}  // namespace

void require_canaries(std::string const& list, std::size_t count, std::string const& remedy,
                      std::function<std::string(std::size_t)> const& complaint) {
    if (count == 0) {
        throw Error{list + " is empty (nothing shows that the file is right). " + remedy};
    }
    for (std::size_t n = 0; n < count; ++n) {
        std::string const text = complaint(n);
        if (!text.empty()) throw Error{list + "[" + std::to_string(n) + "] " + text};
    }
}

float check_canaries(FrozenModel const& model, std::vector<float> const& found, std::string const& where,
                     std::function<std::string(std::size_t, float)> const& objection) {
    float largest = 0;
    std::size_t const count = model.canaries.size();
    require_canaries(where + "jetseq.canaries", count, "Freeze the model again", [&](std::size_t n) -> std::string {
        std::size_t const classes = found.size() / count;
        float const missed_by = largest_difference(model.canaries[n], found.data() + n * classes, classes);
        largest = std::max(largest, missed_by);
        std::string const why = objection(n, missed_by);
        return why.empty() ? "" : "misses by " + significant(missed_by) + " " + why;
    });
    return largest;
}

}  // namespace jetseq
