#include "simulate/detector/pt_density.hpp"

#include <algorithm>
#include <array>
#include <numbers>

namespace jetseq::simulate {
namespace {

constexpr int cells_in_eta = 8, cells_in_phi = 10;  // of each of the two grids
constexpr double cell_in_eta = 0.6, cell_in_phi = 2 * std::numbers::pi / cells_in_phi;

/// Summed pt of each cell [GeV].
using Grid = std::array<double, std::size_t{cells_in_eta} * cells_in_phi>;

/// The cell of `eta` in abs(eta) < 2.4, or of 2.5 < abs(eta) < 4.9; outside the grid if it is in neither.
int central_cell(double eta) noexcept { return static_cast<int>(std::floor(eta / cell_in_eta)) + cells_in_eta / 2; }

int forward_cell(double eta) noexcept {
    int const cell = static_cast<int>(std::floor((std::fabs(eta) - tracker_eta_max) / cell_in_eta));
    if (cell < 0 || cell >= cells_in_eta / 2) return -1;
    return eta < 0 ? cell : cell + cells_in_eta / 2;
}

void add(Grid& grid, int cell, fastjet::PseudoJet const& particle) {
    if (cell < 0 || cell >= cells_in_eta) return;
    int const in_phi = std::min(static_cast<int>(particle.phi() / cell_in_phi), cells_in_phi - 1);  // phi: 0 to 2 pi
    grid[static_cast<std::size_t>(cell * cells_in_phi + in_phi)] += particle.pt();
}

double median_density(Grid grid) {
    auto const middle = grid.begin() + grid.size() / 2;
    std::nth_element(grid.begin(), middle, grid.end());
    double const upper = *middle, lower = *std::max_element(grid.begin(), middle);
    return (lower + upper) / 2 / (cell_in_eta * cell_in_phi);
}

}  // namespace

PtDensity pt_density(SeenParticles const& particles) {
    Grid central{}, forward{};
    for (auto const& particle : particles) {
        double const eta = particle.eta();
        if (std::fabs(eta) < tracker_eta_max)
            add(central, central_cell(eta), particle);
        else
            add(forward, forward_cell(eta), particle);
    }
    return {median_density(central), median_density(forward)};
}

}  // namespace jetseq::simulate
