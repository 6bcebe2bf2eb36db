#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "fit/likelihood/data.hpp"
#include "fit/likelihood/interpolation.hpp"
#include "fit/likelihood/parameter.hpp"
#include "fit/workspace/notes.hpp"

namespace jetseq::fit {

/// The bins of a channel among all bins.
struct ChannelBins {
    std::string name;
    std::size_t first, count;
};

/// A likelihood as flat arrays, made by build_arrays() and read by TwiceNll.
struct LikelihoodArrays {
    /// A common factor of all bins of a block: the parameter itself, or an interpolation.
    struct Factor {
        std::uint32_t parameter, place;  ///< place: among ChannelPlan::parameters
        std::int32_t interpolation;      ///< index into interpolations; -1: the parameter is the factor
    };
    /// A change of shape: high - nominal, followed by nominal - low, in `differences`.
    struct Shape {
        std::uint32_t parameter, place;
        std::size_t differences;
    };
    /// A factor for each bin: the parameters first, first + 1 ...
    struct BinFactor {
        std::uint32_t first, place;  ///< place: among ChannelPlan::sets
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
        std::vector<std::uint32_t> parameters;  ///< those that change whole blocks
        std::vector<std::uint32_t> sets;        ///< first parameter of each set of bin factors
    };

    std::string measurement;
    Notes notes;
    std::string why_no_poi;  ///< a note; empty if there is a parameter of interest
    std::vector<Parameter> parameters;
    std::optional<std::size_t> poi;
    Data observed;
    std::vector<ChannelBins> channels;
    std::vector<std::string> samples;
    std::vector<Block> blocks;
    std::vector<ChannelPlan> plans;
    std::vector<double> nominal, differences;
    std::vector<Factor> factors;
    std::vector<Shape> shapes;
    std::vector<BinFactor> bin_factors;
    std::vector<FactorInterpolation> interpolations;
    std::vector<std::uint32_t> interpolated_by;  ///< parameter of each interpolation
    std::vector<std::uint32_t> shape_parameters;
    std::vector<std::size_t> elimination_order, empty_bins, bent;
};

}  // namespace jetseq::fit
