#pragma once
#include <cstddef>
#include <string>

namespace jetseq::fit {

enum class Constraint { none, normal, poisson };

/// A number that is fitted.
struct Parameter {
    std::string name;         ///< of a parameter per bin "name[0]", "name[1]" ...
    double start, low, high;  ///< high: infinity for a factor whose bound nobody has set
    bool is_fixed = false;
    Constraint constraint = Constraint::none;
    double width = 1;      ///< standard deviation of a normal constraint; of a Poisson constraint 1 / sqrt(factor)
    double factor = 1;     ///< a Poisson constraint expects factor * parameter
    double auxiliary = 0;  ///< what the auxiliary measurement gave
    bool is_idle = false;  ///< changes no bin and has no constraint; fixed
};

/// "name[bin]": what the parameter of one bin is called.
inline std::string numbered(std::string const& name, std::size_t bin) { return name + "[" + std::to_string(bin) + "]"; }

}  // namespace jetseq::fit
