#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "fit/workspace/notes.hpp"

/// A measurement as pyhf describes it (HistFactory: CERN-OPEN-2012-016): channels of bins hold samples (processes),
/// whose expected yields modifiers change. Names and meanings are those of pyhf's workspace 1.0.0.
namespace jetseq::fit {

enum class ModifierType { normfactor, normsys, histosys, lumi, staterror, shapesys, shapefactor };

/// The effect of a parameter, or of one parameter per bin, on the yields of a sample.
struct Modifier {
    ModifierType type;
    std::string name;          ///< of the parameter; modifiers of one name share it
    double down = 1, up = 1;   ///< normsys: factors at -1 and +1 standard deviations, > 0
    std::vector<double> low;   ///< histosys: yields at -1; staterror, shapesys: absolute uncertainties
    std::vector<double> high;  ///< histosys: yields at +1
};

struct Sample {
    std::string name;
    std::vector<double> yields;  ///< expected events in each bin; may be below 0, as for an interference
    std::vector<Modifier> modifiers;
};

struct Channel {
    std::string name;
    std::vector<Sample> samples;
    std::vector<double> observed;  ///< events in each bin
};

/// The settings of a parameter in a measurement; what is absent has the default of the modifier.
struct ParameterSetting {
    std::string name;
    std::vector<double> starts;                     ///< "inits"
    std::vector<std::pair<double, double>> bounds;  ///< a pair for each bin, or one
    std::vector<double> auxiliary, widths;          ///< "auxdata", "sigmas": of a normal constraint
    std::optional<bool> is_fixed;
};

struct Measurement {
    std::string name;
    std::string parameter_of_interest;  ///< "": none
    std::vector<ParameterSetting> settings;
};

struct Workspace {
    std::vector<Channel> channels;
    std::vector<Measurement> measurements;
    Notes notes = {};  ///< what reading has left out or chosen
};

std::string const& type_name(ModifierType type);

/// Whether nothing is expected in a bin, nominally and in all variations, and nothing was observed: its Poisson
/// probability is 1 for all values of the parameters.
bool is_empty(Channel const& channel, std::size_t bin);

/// The channels with a sample that has the staterror `name`; they share its parameters.
std::vector<Channel const*> channels_with_staterror(Workspace const& workspace, std::string const& name);

/// The total yield of the samples with the staterror `name` in a bin, and its uncertainty.
struct StatisticalError {
    double yield, error;
};
StatisticalError stat_error(Channel const& channel, std::string const& name, std::size_t bin);

/// Throws Error, naming channel, sample, modifier and bin, if the numbers can't be fitted: lists of different
/// lengths, a modifier given twice, names used twice, numbers that are not finite, observations and uncertainties below
/// 0, bins in which no sample expects anything although events were observed, factors that are not above 0.
/// `source`: the file, for the messages.
void check(Workspace const& workspace, std::string const& source);

/// The measurement called `name`, or the first if `name` is "". Throws Error if there is none.
Measurement const& measurement_of(Workspace const& workspace, std::string const& name);

}  // namespace jetseq::fit
