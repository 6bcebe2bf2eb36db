#pragma once
#include <cstddef>
#include <span>
#include <vector>

#include "fit/likelihood/interpolation.hpp"
#include "fit/likelihood/likelihood.hpp"
#include "fit/likelihood/objective.hpp"

namespace jetseq::fit {

/// -2 ln(likelihood) of some data, with all constants, as pyhf's twice_nll. Below an expectation of 1e-8 (1e-8 n for
/// n < 1) the curve is continued by its parabola, so that a minimiser returns from there; see
/// docs/reference/likelihood.md.
class TwiceNll final : public Objective {
public:
    /// Both must outlive this object.
    TwiceNll(Likelihood const& likelihood, Data const& data);

    std::size_t size() const override { return arrays_.parameters.size(); }
    double value(std::span<double const> x) override;
    double gradient(std::span<double const> x, std::span<double> gradient) override;
    void hessian(std::span<double const> x, HessianKind kind, std::span<double> matrix) override;
    std::vector<std::size_t> const& elimination_order() const override { return arrays_.elimination_order; }
    std::vector<std::size_t> const& bent_parameters() const override { return arrays_.bent; }

    Likelihood const& likelihood() const noexcept { return likelihood_; }
    Data const& data() const noexcept { return data_; }
    std::span<double const> expected() const noexcept { return expected_; }  ///< of the last call, [bins]
    std::span<double const> by_block() const noexcept { return yields_; }    ///< of the last call

private:
    using Block = LikelihoodArrays::Block;

    void evaluate(std::span<double const> x);
    void evaluate(Block const& block, std::span<double const> x);
    double constraints(std::span<double const> x, double* gradient) const;
    void channel_hessian(LikelihoodArrays::ChannelPlan const& plan, std::span<double const> x, bool exact,
                         std::span<double> matrix);
    void block_slopes(Block const& block, std::span<double const> x, std::size_t parameters);
    void block_curvatures(LikelihoodArrays::ChannelPlan const& plan, Block const& block, std::span<double const> x,
                          std::span<double> matrix);

    Likelihood const& likelihood_;
    LikelihoodArrays const& arrays_;
    Data const& data_;
    double constant_;
    std::vector<ShapeWeights> weights_;  ///< of each parameter that changes shapes
    std::vector<FactorValue> interpolations_;
    std::vector<double> shaped_, product_,
        yields_;                        ///< [rows]: yield + shape changes, product of factors, product of both
    std::vector<double> expected_;      ///< [bins]
    std::vector<double> slope_, bend_;  ///< [bins]: of the term of each bin with respect to its yield
    std::vector<double> channel_slopes_, set_slopes_, block_slopes_;             ///< [parameters of the channel, bins]
    std::vector<double> log_slope_, log_bend_, weighted_slope_, weighted_bend_;  ///< [parameters of the channel]
};

}  // namespace jetseq::fit
