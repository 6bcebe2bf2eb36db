#include "fit/likelihood/likelihood_builder.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include "core/error.hpp"
#include "core/text/near_match.hpp"
#include "core/text/number_text.hpp"
#include "fit/likelihood/effects.hpp"
#include "fit/workspace/workspace_notes.hpp"

namespace jetseq::fit {
namespace {

/// Default bounds: pyhf's, except that factors have no upper bound (pyhf's 10 is a convention, not a request).
constexpr double unbounded = std::numeric_limits<double>::infinity(), widest_pull = 5, lowest_bin_factor = 1e-10;

bool is_for_each_bin(ModifierType type) {
    return type == ModifierType::staterror || type == ModifierType::shapesys || type == ModifierType::shapefactor;
}

Parameter defaults_of(ModifierType type, std::string const& name) {
    switch (type) {
        case ModifierType::normsys:
        case ModifierType::histosys:
            return {name, 0, -widest_pull, widest_pull, false, Constraint::normal, 1, 1, 0};
        case ModifierType::lumi:
            return {name, 1, 0, unbounded, false, Constraint::normal, 1, 1, 1};
        case ModifierType::staterror:
            return {name, 1, lowest_bin_factor, unbounded, false, Constraint::normal, 1, 1, 1};
        case ModifierType::shapesys:
            return {name, 1, lowest_bin_factor, unbounded, false, Constraint::poisson, 1, 1, 1};
        default:
            return {name, 1, 0, unbounded, false, Constraint::none, 1, 1, 0};
    }
}

class LikelihoodBuilder {
public:
    LikelihoodBuilder(Workspace const& workspace, Measurement const& measurement)
        : workspace_{workspace}, measurement_{measurement} {}

    LikelihoodArrays build() {
        to_.measurement = measurement_.name;
        to_.notes = workspace_.notes;
        add_notes(to_.notes, notes_on(workspace_));
        for (auto const& channel : workspace_.channels) add_parameters(channel);
        set_stat_errors();
        for (auto const& setting : measurement_.settings) apply(setting);
        note_unused_settings();
        require_lumi_width();
        for (auto const& channel : workspace_.channels) add(channel);
        find_parameter_of_interest();
        for (auto const& parameter : to_.parameters) to_.observed.auxiliary.push_back(parameter.auxiliary);
        order();
        hold_idle(to_);
        to_.bent = bent_parameters(to_);
        return std::move(to_);
    }

private:
    struct Set {
        ModifierType type;
        std::size_t first, count;
        std::map<std::string, std::size_t> offsets;  ///< of a staterror: place of each channel's first bin
    };

    void add_parameters(Channel const& channel) {
        for (auto const& sample : channel.samples) {
            for (auto const& modifier : sample.modifiers) {
                if (sets_.count(modifier.name) == 0) add_set(modifier, channel);
                if (modifier.type == ModifierType::shapesys) set_shapesys(modifier, sample);
            }
        }
    }

    void add_set(Modifier const& modifier, Channel const& channel) {
        bool const is_one = !is_for_each_bin(modifier.type), is_stat = modifier.type == ModifierType::staterror;
        Set set{modifier.type, to_.parameters.size(), is_one ? 1 : channel.observed.size(), {}};
        if (is_stat) set.count = place_channels(set, modifier.name);
        sets_[modifier.name] = set;
        for (std::size_t n = 0; n < set.count; ++n) {
            to_.parameters.push_back(defaults_of(modifier.type, is_one ? modifier.name : numbered(modifier.name, n)));
        }
    }

    /// Gives a staterror a parameter for each bin of all its channels, in the order of their names as in pyhf. Returns
    /// the number of parameters.
    std::size_t place_channels(Set& set, std::string const& name) const {
        for (auto const* channel : channels_with_staterror(workspace_, name)) {
            set.offsets[channel->name] = channel->observed.size();
        }
        std::size_t count = 0;
        for (auto& [channel, bins] : set.offsets) bins = std::exchange(count, count + bins);
        return count;
    }

    std::size_t first_parameter(Modifier const& modifier, std::string const& channel) const {
        Set const& set = sets_.at(modifier.name);
        auto const found = set.offsets.find(channel);
        return set.first + (found == set.offsets.end() ? 0 : found->second);
    }

    /// Sets the constraints of a shapesys. In a bin without a yield or an uncertainty the parameter is fixed.
    void set_shapesys(Modifier const& modifier, Sample const& sample) {
        for (std::size_t bin = 0; bin < sample.yields.size(); ++bin) {
            Parameter& parameter = to_.parameters[sets_.at(modifier.name).first + bin];
            bool const is_uncertain = sample.yields[bin] > 0 && modifier.low[bin] > 0;
            double const relative = is_uncertain ? modifier.low[bin] / sample.yields[bin] : 1;
            parameter.is_fixed = !is_uncertain;
            parameter.factor = parameter.auxiliary = 1 / (relative * relative);
            parameter.width = relative;
        }
    }

    /// Sets widths of staterrors: the uncertainty of the sum of all samples that share the parameter over the sum.
    void set_stat_errors() {
        for (auto const& [name, set] : sets_) {
            if (set.type != ModifierType::staterror) continue;
            for (auto const* channel : channels_with_staterror(workspace_, name)) {
                for (std::size_t bin = 0; bin < channel->observed.size(); ++bin) {
                    auto const [sum, error] = stat_error(*channel, name, bin);
                    Parameter& parameter = to_.parameters[set.first + set.offsets.at(channel->name) + bin];
                    parameter.is_fixed = !(sum > 0 && error > 0);
                    parameter.width = parameter.is_fixed ? 1 : error / sum;
                }
            }
        }
    }

    [[noreturn]] void fail(ParameterSetting const& setting, std::string const& why) const {
        throw Error{"measurement '" + measurement_.name + "': parameter '" + setting.name + "' " + why};
    }

    void apply(ParameterSetting const& setting) {
        auto const found = sets_.find(setting.name);
        if (found == sets_.end()) return;  // no channel has the parameter; see note_unused_settings()
        Set const& set = found->second;
        auto const is_length = [&](auto const& list) { return list.empty() || list.size() == set.count; };
        if (!is_length(setting.starts) || !is_length(setting.bounds) || !is_length(setting.auxiliary) ||
            !is_length(setting.widths)) {
            fail(setting, "has a list of another length (" + std::to_string(set.count) +
                              " numbers belong to it). Give one for each bin");
        }
        for (std::size_t n = 0; n < set.count; ++n) apply(setting, n, to_.parameters[set.first + n]);
    }

    void apply(ParameterSetting const& setting, std::size_t n, Parameter& parameter) const {
        bool const is_normal = parameter.constraint == Constraint::normal;
        if (!setting.widths.empty() && !is_normal)
            fail(setting, "has sigmas (it has no normal constraint). Remove them");
        if (!setting.auxiliary.empty() && parameter.constraint == Constraint::none) {
            fail(setting, "has auxdata (it has no constraint). Remove them");
        }
        if (!setting.widths.empty()) parameter.width = setting.widths[n];
        if (!(parameter.width > 0)) fail(setting, "has a sigma that is not above 0. Fix the parameter instead");
        if (!setting.auxiliary.empty()) parameter.auxiliary = setting.auxiliary[n];
        if (!setting.starts.empty()) parameter.start = setting.starts[n];
        if (!setting.bounds.empty()) std::tie(parameter.low, parameter.high) = setting.bounds[n];
        if (setting.is_fixed) parameter.is_fixed = *setting.is_fixed;
        if (!(parameter.low < parameter.high)) fail(setting, "has bounds without room between them. Fix it instead");
        if (parameter.start < parameter.low || parameter.start > parameter.high) {
            fail(setting, "starts outside its bounds. Give inits within them");
        }
    }

    void note_unused_settings() {
        std::vector<std::string> names;
        for (auto const& setting : measurement_.settings) {
            if (sets_.count(setting.name) == 0) names.push_back("'" + setting.name + "'");
        }
        if (names.empty()) return;
        add_note(to_.notes, "The measurement's settings of " + joined(names) + " are not used: no modifier has " +
                                (names.size() == 1 ? "this name." : "these names."));
    }

    void require_lumi_width() const {
        for (auto const& [name, set] : sets_) {
            if (set.type != ModifierType::lumi) continue;
            auto const has_width = [&, n = &name](auto const& setting) {
                return setting.name == *n && !setting.widths.empty() && !setting.auxiliary.empty();
            };
            if (std::none_of(measurement_.settings.begin(), measurement_.settings.end(), has_width)) {
                throw Error{"measurement '" + measurement_.name + "': parameter '" + name +
                            "' has no auxdata and sigmas (a luminosity needs its value and uncertainty). Add them to "
                            "the measurement's parameters"};
            }
        }
    }

    void add(Channel const& channel) {
        std::size_t const bins = channel.observed.size(), first_bin = to_.observed.bins.size();
        to_.channels.push_back({channel.name, first_bin, bins});
        to_.observed.bins.insert(to_.observed.bins.end(), channel.observed.begin(), channel.observed.end());
        for (std::size_t bin = 0; bin < bins; ++bin) {
            if (is_empty(channel, bin)) to_.empty_bins.push_back(first_bin + bin);
        }
        LikelihoodArrays::ChannelPlan plan{{to_.blocks.size(), 0}, first_bin, bins, {}, {}};
        for (auto const& sample : channel.samples) add(sample, channel, plan);
        plan.blocks.end = to_.blocks.size();
        to_.plans.push_back(std::move(plan));
    }

    void add(Sample const& sample, Channel const& channel, LikelihoodArrays::ChannelPlan& plan) {
        LikelihoodArrays::Block block{};
        block.sample = place(to_.samples, sample.name);
        block.first_bin = plan.first_bin, block.bins = plan.bins, block.row = to_.nominal.size();
        to_.nominal.insert(to_.nominal.end(), sample.yields.begin(), sample.yields.end());
        block.factors.begin = to_.factors.size();
        block.shapes.begin = to_.shapes.size();
        block.bin_factors.begin = to_.bin_factors.size();
        for (auto const& modifier : sample.modifiers) {
            add(modifier, sample, static_cast<std::uint32_t>(first_parameter(modifier, channel.name)), plan);
        }
        block.factors.end = to_.factors.size();
        block.shapes.end = to_.shapes.size();
        block.bin_factors.end = to_.bin_factors.size();
        to_.blocks.push_back(block);
    }

    template <class T>
    static std::uint32_t place(std::vector<T>& list, T const& item) {
        auto const found = std::find(list.begin(), list.end(), item);
        auto const at = static_cast<std::uint32_t>(found - list.begin());
        if (found == list.end()) list.push_back(item);
        return at;
    }

    void add(Modifier const& modifier, Sample const& sample, std::uint32_t parameter,
             LikelihoodArrays::ChannelPlan& plan) {
        if (is_for_each_bin(modifier.type)) {
            to_.bin_factors.push_back({parameter, place(plan.sets, parameter)});
        } else if (modifier.type == ModifierType::histosys) {
            add_shape(modifier, sample, {parameter, place(plan.parameters, parameter), to_.differences.size()});
        } else if (modifier.type == ModifierType::normsys) {
            auto const interpolation = static_cast<std::int32_t>(to_.interpolations.size());
            to_.factors.push_back({parameter, place(plan.parameters, parameter), interpolation});
            to_.interpolations.emplace_back(modifier.down, modifier.up);
            to_.interpolated_by.push_back(parameter);
        } else {
            to_.factors.push_back({parameter, place(plan.parameters, parameter), -1});
        }
    }

    void add_shape(Modifier const& modifier, Sample const& sample, LikelihoodArrays::Shape shape) {
        to_.shapes.push_back(shape);
        place(to_.shape_parameters, shape.parameter);
        for (std::size_t n = 0; n < sample.yields.size(); ++n) {
            to_.differences.push_back(modifier.high[n] - sample.yields[n]);
        }
        for (std::size_t n = 0; n < sample.yields.size(); ++n) {
            to_.differences.push_back(sample.yields[n] - modifier.low[n]);
        }
    }

    /// Published background-only workspaces name a parameter that only a signal patch adds, or any name, since the
    /// format requires one. Such a measurement has no parameter of interest.
    void find_parameter_of_interest() {
        std::string const& name = measurement_.parameter_of_interest;
        std::string const why = why_not_of_interest(name);
        if (why.empty()) {
            to_.poi = sets_.at(name).first;
        } else {
            to_.why_no_poi = "Fitted without a parameter of interest, so without limit and significance: " + why;
        }
    }

    std::string why_not_of_interest(std::string const& name) const {
        if (name.empty()) return "measurement '" + measurement_.name + "' names none.";
        auto const set = sets_.find(name);
        if (set == sets_.end()) {
            return "no modifier has the name '" + name + "', which measurement '" + measurement_.name +
                   "' gives (is the signal still to be patched in?" + did_you_mean(name, names_of_sets()) + ").";
        }
        if (set->second.count > 1) {
            return "'" + name + "' is a parameter for each of " + std::to_string(set->second.count) +
                   " bins. Choose one with `poi: " + name + "[0]`.";
        }
        if (to_.parameters[set->second.first].constraint != Constraint::none) {
            return "'" + name + "' is constrained by an auxiliary measurement. `poi: " + name +
                   "` gives its interval and the impacts on it.";
        }
        return "";
    }

    std::vector<std::string> names_of_sets() const {
        std::vector<std::string> names;
        for (auto const& [name, set] : sets_) names.push_back(name);
        return names;
    }

    /// Orders the parameters of single bins before those that affect many.
    void order() {
        std::vector<std::size_t> first_bin(to_.parameters.size(), SIZE_MAX);
        for (auto const& plan : to_.plans) {
            for (auto const first : plan.sets) {
                for (std::size_t bin = 0; bin < plan.bins; ++bin) {
                    first_bin[first + bin] = std::min(first_bin[first + bin], plan.first_bin + bin);
                }
            }
        }
        to_.elimination_order.resize(to_.parameters.size());
        std::iota(to_.elimination_order.begin(), to_.elimination_order.end(), std::size_t{0});
        std::stable_sort(to_.elimination_order.begin(), to_.elimination_order.end(),
                         [&](std::size_t a, std::size_t b) { return first_bin[a] < first_bin[b]; });
    }

    LikelihoodArrays to_;
    Workspace const& workspace_;
    Measurement const& measurement_;
    std::map<std::string, Set> sets_;
};

}  // namespace

LikelihoodArrays build_arrays(Workspace const& workspace, Measurement const& measurement) {
    check(workspace, "workspace");
    return LikelihoodBuilder{workspace, measurement}.build();
}

}  // namespace jetseq::fit
