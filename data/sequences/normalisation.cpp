#include "data/sequences/normalisation.hpp"

#include <cmath>

namespace jetseq::data {
namespace {

std::array<double, 4> values(Jet const& jet) { return {jet.pt, jet.eta, jet.phi, jet.e}; }

}  // namespace

Normalisation normalisation_of(Sequences const& sequences, std::vector<std::size_t> const& indices, Frame frame) {
    std::array<double, 4> mean{}, squares{};  // Welford's running mean and sum of squared deviations
    double count = 0;
    for (std::size_t const n : indices) {
        for (Jet const& jet : sequences[n]) {
            auto const x = values(FrameChange{frame, sequences[n][0]}(jet));
            ++count;
            for (std::size_t k = 0; k < 4; ++k) {
                double const step = x[k] - mean[k];
                mean[k] += step / count;
                squares[k] += step * (x[k] - mean[k]);
            }
        }
    }
    Normalisation result;
    for (std::size_t k = 0; k < 4; ++k) {
        result.offset[k] = static_cast<float>(-mean[k]);
        if (squares[k] > 0) result.scale[k] = static_cast<float>(1 / std::sqrt(squares[k] / count));
    }
    return result;
}

}  // namespace jetseq::data
