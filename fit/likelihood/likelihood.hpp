#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "fit/likelihood/interpolation.hpp"
#include "fit/likelihood/objective.hpp"
#include "fit/workspace/workspace.hpp"

namespace jetseq::fit {

enum class Constraint { none, normal, poisson };

/// One number that is fitted.
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

/// What was observed, or might be: events in each bin, and the auxiliary measurement of each constrained parameter.
struct Data {
    std::vector<double> bins;
    std::vector<double> auxiliary;  ///< an entry for each parameter; that of an unconstrained one is ignored
};

/// The likelihood of a measurement with binned categories:
///     prod_bins Poisson(n | nu(x)) * prod_constrained Constraint(auxiliary | x),
///     nu = sum_samples (yield + shape changes) * factors,
/// as HistFactory and pyhf define it (CERN-OPEN-2012-016): normsys by code 4, histosys by code 4p, staterror a normal
/// constraint around 1 of the relative uncertainty of the sum of its samples (J. S. Conway, arXiv:1103.0354, after
/// Barlow and Beeston), shapesys a Poisson constraint. Immutable after construction; threads may share it.
class Likelihood {
public:
    /// Throws Error where check() does, and where a parameter's settings don't fit.
    Likelihood(Workspace const& workspace, Measurement const& measurement);

    std::vector<Parameter> const& parameters() const noexcept { return parameters_; }
    std::vector<double> starts() const;
    std::size_t index_of(std::string const& name) const;  ///< throws Error with the nearest name
    std::string const& measurement() const noexcept { return measurement_; }

    /// The measurement's, where it is a single parameter without a constraint.
    std::optional<std::size_t> parameter_of_interest() const noexcept { return poi_; }
    /// Any single parameter in place of the measurement's; "": none. Throws Error with the nearest name.
    void choose_parameter_of_interest(std::string const& name);

    /// Nuisance parameters that move some bin by other amounts up than down.
    std::vector<std::size_t> const& bent_parameters() const noexcept { return bent_; }

    /// Holds a parameter at a value in all fits to come. Throws Error for a value that require_fixable() refuses.
    void fix(std::size_t parameter, double value);
    /// Throws Error for a value outside the parameter's bounds, or that its Poisson constraint excludes.
    void require_fixable(std::size_t parameter, double value) const;

    /// What its construction has chosen or left out, after the notes of the workspace.
    Notes notes() const;

    Data const& observed() const noexcept { return observed_; }
    /// The data that would be seen if everything were as expected at `x` (G. Cowan et al., EPJC 71 (2011) 1554).
    Data asimov(std::span<double const> x) const;

    /// Where the bins of a channel stand.
    struct ChannelBins {
        std::string name;
        std::size_t first, count;
    };
    std::vector<ChannelBins> const& channels() const noexcept { return channels_; }
    std::size_t bins() const noexcept { return observed_.bins.size(); }
    std::string name_of_bin(std::size_t bin) const;  ///< "channel 'search', bin 2"
    /// Bins that say nothing: see is_empty(). They expect nothing at any value of the parameters.
    std::vector<std::size_t> const& empty_bins() const noexcept { return empty_bins_; }
    std::vector<double> expected(std::span<double const> x) const;  ///< [bins]

    /// The expected yields of each sample: names[i] belongs to yields[i][bins]. A sample of several channels is one.
    struct BySample {
        std::vector<std::string> names;
        std::vector<std::vector<double>> yields;
    };
    BySample expected_by_sample(std::span<double const> x) const;

private:
    friend class TwiceNll;
    friend class LikelihoodBuilder;

    /// A factor for all bins of a block: the parameter itself, or an interpolation.
    struct Factor {
        std::uint32_t parameter, place;  ///< place: among the parameters of the channel
        std::int32_t interpolation;      ///< index into interpolations_; -1: the parameter is the factor
    };
    /// A change of shape: high - nominal and nominal - low, one after the other in differences_.
    struct Shape {
        std::uint32_t parameter, place;
        std::size_t differences;
    };
    /// A factor for each bin: parameters first, first + 1 ...
    struct BinFactor {
        std::uint32_t first, place;  ///< place: among the sets of such parameters of the channel
    };
    struct Range {
        std::size_t begin = 0, end = 0;
    };
    /// A sample in a channel.
    struct Block {
        std::uint32_t sample;
        std::size_t first_bin, bins, row;  ///< row: of its first bin among the bins of all blocks
        Range factors, shapes, bin_factors;
    };
    struct ChannelPlan {
        Range blocks;
        std::size_t first_bin, bins;
        std::vector<std::uint32_t> parameters;  ///< that change whole blocks
        std::vector<std::uint32_t> sets;        ///< first parameter of each set of bin factors
    };

    void hold_idle();
    void find_bent();

    std::string measurement_;
    Notes notes_;
    std::string why_no_poi_;  ///< a note; empty where there is a parameter of interest, or none was asked for
    std::vector<Parameter> parameters_;
    std::optional<std::size_t> poi_;
    Data observed_;
    std::vector<ChannelBins> channels_;
    std::vector<std::string> samples_;
    std::vector<Block> blocks_;
    std::vector<ChannelPlan> plans_;
    std::vector<double> nominal_, differences_;
    std::vector<Factor> factors_;
    std::vector<Shape> shapes_;
    std::vector<BinFactor> bin_factors_;
    std::vector<FactorInterpolation> interpolations_;
    std::vector<std::uint32_t> interpolated_by_;  ///< parameter of each interpolation
    std::vector<std::uint32_t> shape_parameters_;
    std::vector<std::size_t> elimination_order_, empty_bins_, bent_;
};

/// -2 ln(likelihood) of some data, with all constants, as pyhf's twice_nll. An expected yield below 1e-8 (1e-8 n for n
/// < 1) continues the curve by its parabola, so that the minimiser finds back; see docs/reference/likelihood.md.
class TwiceNll final : public Objective {
public:
    /// Both must outlive this object.
    TwiceNll(Likelihood const& likelihood, Data const& data);

    std::size_t size() const override { return likelihood_.parameters_.size(); }
    double value(std::span<double const> x) override;
    double gradient(std::span<double const> x, std::span<double> gradient) override;
    void hessian(std::span<double const> x, HessianKind kind, std::span<double> matrix) override;
    std::vector<std::size_t> const& elimination_order() const override { return likelihood_.elimination_order_; }
    std::vector<std::size_t> const& bent_parameters() const override { return likelihood_.bent_; }

    Likelihood const& likelihood() const noexcept { return likelihood_; }
    Data const& data() const noexcept { return data_; }
    std::span<double const> expected() const noexcept { return expected_; }  ///< of the last call, [bins]
    std::span<double const> by_block() const noexcept { return yields_; }    ///< of the last call

private:
    using Block = Likelihood::Block;

    void evaluate(std::span<double const> x);
    void evaluate(Block const& block, std::span<double const> x);
    double constraints(std::span<double const> x, double* gradient) const;
    void channel_hessian(Likelihood::ChannelPlan const& plan, std::span<double const> x, bool exact,
                         std::span<double> matrix);
    void block_slopes(Block const& block, std::span<double const> x, std::size_t parameters);
    void block_curvatures(Likelihood::ChannelPlan const& plan, Block const& block, std::span<double const> x,
                          std::span<double> matrix);

    Likelihood const& likelihood_;
    Data const& data_;
    double constant_;
    std::vector<ShapeWeights> weights_;  ///< of each parameter that changes shapes
    std::vector<FactorValue> interpolations_;
    std::vector<double> shaped_, product_, yields_;  ///< [rows]: yield + changes, all factors, both multiplied
    std::vector<double> expected_;                   ///< [bins]
    std::vector<double> slope_, bend_;               ///< [bins]: of the term of each bin with respect to its yield
    std::vector<double> channel_slopes_, set_slopes_, block_slopes_;             ///< [parameters of the channel, bins]
    std::vector<double> log_slope_, log_bend_, weighted_slope_, weighted_bend_;  ///< [parameters of the channel]
};

}  // namespace jetseq::fit
