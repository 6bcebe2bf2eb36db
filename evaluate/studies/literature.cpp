#include "evaluate/studies/literature.hpp"

#include <limits>

namespace jetseq::evaluate {

std::vector<LiteraturePoint> literature_points() {
    return {{"cut-based", std::numeric_limits<double>::quiet_NaN(), 0.378, 0.061},
            {"score > 0.6", 0.6, 0.672, 0.148},
            {"score > 0.7", 0.7, 0.576, 0.096},
            {"score > 0.8", 0.8, 0.427, 0.046}};
}

}  // namespace jetseq::evaluate
