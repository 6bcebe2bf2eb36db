#pragma once
#include <array>
#include <string>
#include <vector>

#include "fit/likelihood/twice_nll.hpp"

/// The kappa framework at leading order (LHCHXSWG YR3, arXiv:1307.1347, section 10; arXiv:1209.0040): a rate is
///     mu(production, decay) = kappa_production^2 * kappa_decay^2 / kappa_H^2,
/// with one kappa_V for W and Z, one kappa_F for all fermions, no new decays, and everything that runs through loops
/// resolved into them.
namespace jetseq::fit {

enum class ProductionMode { ggF, VBF, VH, ttH };
enum class DecayMode { VV, ff, gammagamma };

/// A function of (kappa_V, kappa_F) with its first and second derivatives.
struct KappaFunction {
    double value;
    std::array<double, 2> slope;
    std::array<double, 3> curvature;  ///< VV, VF, FF
};

/// kappa_V^2 for VBF and VH, kappa_F^2 for ttH and for ggF (top and bottom loops scale alike).
KappaFunction production_scaling(ProductionMode production, double kappa_v, double kappa_f) noexcept;

/// kappa_V^2 for WW and ZZ, kappa_F^2 for fermions and gluons; for photons
/// 1.59 kappa_V^2 - 0.66 kappa_V kappa_F + 0.07 kappa_F^2 (ATLAS and CMS, JHEP 08 (2016) 045, table 4).
KappaFunction decay_scaling(DecayMode decay, double kappa_v, double kappa_f) noexcept;

/// kappa_H^2 = sum_decays BR_SM * kappa_decay^2, for m_H = 125.09 GeV (BR: LHCHXSWG YR4, arXiv:1610.07922).
KappaFunction width_scaling(double kappa_v, double kappa_f) noexcept;

KappaFunction rate_scaling(ProductionMode production, DecayMode decay, double kappa_v, double kappa_f) noexcept;

/// The enumerators by their names, "ggF" ...; throws Error with the nearest name.
ProductionMode production_named(std::string const& name);
DecayMode decay_named(std::string const& name);

/// A strength of the likelihood and the rate that it scales.
struct RateFormula {
    std::size_t strength;
    ProductionMode production;
    DecayMode decay;
};

/// -2 ln L as a function of kappa_V, kappa_F (parameters 0 and 1) and of all parameters of the likelihood but the
/// strengths, which follow from the kappas.
class KappaNll final : public Objective {
public:
    /// Both must outlive this object. `lowest_kappa_f`: the lower bound of kappa_F, which may be negative.
    KappaNll(Likelihood const& likelihood, Data const& data, std::vector<RateFormula> formulas,
             double lowest_kappa_f = 0);

    std::vector<Parameter> const& parameters() const noexcept { return parameters_; }
    std::size_t size() const override { return parameters_.size(); }
    double value(std::span<double const> x) override;
    double gradient(std::span<double const> x, std::span<double> gradient) override;
    void hessian(std::span<double const> x, HessianKind kind, std::span<double> matrix) override;
    std::vector<std::size_t> const& elimination_order() const override { return order_; }
    std::vector<std::size_t> const& bent_parameters() const override { return bent_; }

    std::vector<double> inner(std::span<double const> x);  ///< the likelihood's parameters at `x`

private:
    void set_inner(std::span<double const> x);

    TwiceNll nll_;
    std::vector<RateFormula> formulas_;
    std::vector<KappaFunction> rates_;
    std::vector<Parameter> parameters_;
    std::vector<std::size_t> inner_of_;  ///< index in the likelihood of each of our parameters from 2 on
    std::vector<std::size_t> order_, bent_;
    std::vector<double> x_, gradient_, matrix_;  ///< of the likelihood
};

}  // namespace jetseq::fit
