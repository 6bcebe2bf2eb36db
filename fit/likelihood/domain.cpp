#include "fit/likelihood/domain.hpp"

namespace jetseq::fit {

Domain domain_of(std::vector<Parameter> const& parameters, std::span<Fixed const> fixed,
                 std::span<double const> start) {
    Domain domain;
    for (auto const& parameter : parameters) {
        domain.start.push_back(parameter.start);
        domain.low.push_back(parameter.low), domain.high.push_back(parameter.high);
        domain.is_fixed.push_back(parameter.is_fixed);
    }
    for (std::size_t p = 0; p < start.size(); ++p) {
        if (!domain.is_fixed[p]) domain.start[p] = start[p];
    }
    for (auto const& [parameter, value] : fixed) {
        domain.start[parameter] = value, domain.is_fixed[parameter] = true;
    }
    return domain;
}

std::vector<std::size_t> movable(Objective const& objective, Domain const& domain, std::span<double const> x,
                                 std::span<double const> gradient) {
    std::vector<std::size_t> free;
    for (std::size_t const p : objective.elimination_order()) {
        bool const at_low = x[p] <= domain.low[p] && gradient[p] > 0;
        bool const at_high = x[p] >= domain.high[p] && gradient[p] < 0;
        if (!domain.is_fixed[p] && !at_low && !at_high) free.push_back(p);
    }
    return free;
}

}  // namespace jetseq::fit
