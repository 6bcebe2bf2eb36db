#include "fit/workspace/workspace.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "core/error.hpp"
#include "core/text/near_match.hpp"
#include "core/text/number_text.hpp"

namespace jetseq::fit {
namespace {

constexpr std::array<char const*, 7> types{"normfactor", "normsys",  "histosys",   "lumi",
                                           "staterror",  "shapesys", "shapefactor"};

/// The location of something, for messages: "w.json, channel 'a', sample 'b'".
std::string in(std::string const& outer, std::string const& kind, std::string const& name) {
    return outer + ", " + kind + " '" + name + "'";
}

/// True if `is` holds for what any sample expects in a bin, nominally or in a variation.
template <class Predicate>
bool any_yield(Channel const& channel, std::size_t bin, Predicate&& is) {
    auto const varies = [&](Modifier const& m) {
        return m.type == ModifierType::histosys && (is(m.low[bin]) || is(m.high[bin]));
    };
    return std::any_of(channel.samples.begin(), channel.samples.end(), [&](Sample const& sample) {
        return is(sample.yields[bin]) || std::any_of(sample.modifiers.begin(), sample.modifiers.end(), varies);
    });
}

bool has_staterror(Channel const& channel, std::string const& name) {
    for (auto const& sample : channel.samples) {
        for (auto const& modifier : sample.modifiers) {
            if (modifier.type == ModifierType::staterror && modifier.name == name) return true;
        }
    }
    return false;
}

class Checker {
public:
    void run(Workspace const& workspace, std::string const& source) {
        if (workspace.channels.empty()) throw Error{source + ": no channel (nothing to fit). Add one"};
        std::set<std::string> names;
        for (auto const& channel : workspace.channels) {
            std::string const where = in(source, "channel", channel.name);
            require_new(names, channel.name, where);
            check(channel, where);
        }
        require_content(workspace, source);
        std::set<std::string> measurements;
        for (auto const& measurement : workspace.measurements) {
            std::string const where = in(source, "measurement", measurement.name);
            require_new(measurements, measurement.name, where);
            check(measurement, where);
        }
    }

private:
    static void require_new(std::set<std::string>& names, std::string const& name, std::string const& where) {
        if (!names.insert(name).second) throw Error{where + " appears twice (it is ambiguous). Rename one"};
    }

    void check(Channel const& channel, std::string const& where) {
        if (channel.observed.empty())
            throw Error{where + " has no observation (nothing to compare with). Add its data"};
        if (channel.samples.empty()) throw Error{where + " has no sample (nothing is expected). Add one"};
        require_counts(channel.observed, where + ", observation");
        std::set<std::string> names;
        for (auto const& sample : channel.samples) {
            std::string const place = in(where, "sample", sample.name);
            require_new(names, sample.name, place);
            check(sample, channel.observed.size(), place);
        }
        for (std::size_t bin = 0; bin < channel.observed.size(); ++bin) require_expectation(channel, bin, where);
    }

    /// A bin in which no sample can expect anything has no likelihood, unless it is_empty(). The message does not
    /// reveal the data: a user of Asimov data may want to stay blind.
    static void require_expectation(Channel const& channel, std::size_t bin, std::string const& where) {
        auto const is_positive = [](double yield) { return yield > 0; };
        if (any_yield(channel, bin, is_positive) || is_empty(channel, bin)) return;
        throw Error{where + ", bin " + std::to_string(bin) + ": no sample expects anything there" +
                    (channel.observed[bin] > 0 ? ", but events were seen" : ", some less than nothing") +
                    " (such a bin can't be fitted). Merge it with its neighbour"};
    }

    static void require_content(Workspace const& workspace, std::string const& source) {
        for (auto const& channel : workspace.channels) {
            for (std::size_t bin = 0; bin < channel.observed.size(); ++bin) {
                if (!is_empty(channel, bin)) return;
            }
        }
        throw Error{source + ": all bins are empty (nothing is expected and nothing was seen). Check how it was made"};
    }

    void check(Sample const& sample, std::size_t bins, std::string const& where) {
        require_length(sample.yields, bins, where, "data");
        require_finite(sample.yields, where);
        std::set<std::string> names;
        for (auto const& modifier : sample.modifiers) {
            std::string const place = in(where, type_name(modifier.type) + " modifier", modifier.name);
            if (!names.insert(type_name(modifier.type) + "/" + modifier.name).second) {
                throw Error{place + " appears twice (its effect is ambiguous). Remove one"};
            }
            check(modifier, bins, place);
            require_one_meaning(modifier, bins, place);
        }
    }

    static void require_length(std::vector<double> const& list, std::size_t bins, std::string const& where,
                               std::string const& what) {
        if (list.size() == bins) return;
        throw Error{where + ": " + what + " has " + std::to_string(list.size()) + " bins (the observation has " +
                    std::to_string(bins) + "). Give one number for each bin"};
    }

    /// Yields and variations may be negative: only the total of a bin must be positive.
    static void require_finite(std::vector<double> const& yields, std::string const& where) {
        for (std::size_t bin = 0; bin < yields.size(); ++bin) {
            if (std::isfinite(yields[bin])) continue;
            throw Error{where + ", bin " + std::to_string(bin) + " is not finite (a number of events expected). " +
                        "Check how it was made"};
        }
    }

    static void require_counts(std::vector<double> const& counts, std::string const& where) {
        for (std::size_t bin = 0; bin < counts.size(); ++bin) {
            if (counts[bin] >= 0 && std::isfinite(counts[bin])) continue;
            throw Error{where + ", bin " + std::to_string(bin) + " is " + significant(counts[bin]) +
                        " (a number of events >= 0 expected). Check how it was made"};
        }
    }

    static void check(Modifier const& modifier, std::size_t bins, std::string const& where) {
        switch (modifier.type) {
            case ModifierType::normsys:
                for (double const factor : {modifier.down, modifier.up}) {
                    if (factor > 0 && std::isfinite(factor)) continue;
                    throw Error{where + ": factor " + significant(factor) +
                                " (above 0 expected; the interpolation takes its logarithm). Use a histosys"};
                }
                break;
            case ModifierType::histosys:
                require_length(modifier.low, bins, where, "lo_data");
                require_length(modifier.high, bins, where, "hi_data");
                require_finite(modifier.low, where + ", lo_data");
                require_finite(modifier.high, where + ", hi_data");
                break;
            case ModifierType::staterror:
            case ModifierType::shapesys:
                require_length(modifier.low, bins, where, "data");
                require_counts(modifier.low, where);
                break;
            default:
                break;
        }
    }

    /// A name means one parameter, with one type and one set of bins everywhere.
    void require_one_meaning(Modifier const& modifier, std::size_t bins, std::string const& where) {
        auto kind = modifier.type;
        if (kind == ModifierType::histosys) kind = ModifierType::normsys;  // they share one pull
        auto const [at, is_new] = kinds_.try_emplace(modifier.name, kind);
        if (at->second != kind) {
            throw Error{where + ": its name also belongs to a " + type_name(at->second) +
                        " modifier (one parameter can't be both). Rename one"};
        }
        if (kind == ModifierType::shapesys && !is_new) {
            throw Error{where + ": another sample has it too (a shapesys belongs to one sample). Rename one"};
        }
        auto const count = bins_.try_emplace(modifier.name, bins).first->second;
        if (kind == ModifierType::shapefactor && count != bins) {
            throw Error{where + ": has " + std::to_string(bins) + " bins here and " + std::to_string(count) +
                        " elsewhere (it is a parameter for each bin). Rename one"};
        }
    }

    static void check(Measurement const& measurement, std::string const& where) {
        std::set<std::string> seen;
        for (auto const& setting : measurement.settings) {
            require_new(seen, setting.name, in(where, "parameter", setting.name));
        }
    }

    std::map<std::string, ModifierType> kinds_;
    std::map<std::string, std::size_t> bins_;
};

}  // namespace

std::string const& type_name(ModifierType type) {
    static std::array<std::string, 7> const names{types[0], types[1], types[2], types[3], types[4], types[5], types[6]};
    return names[static_cast<std::size_t>(type)];
}

bool is_empty(Channel const& channel, std::size_t bin) {
    return channel.observed[bin] == 0 && !any_yield(channel, bin, [](double yield) { return yield != 0; });
}

std::vector<Channel const*> channels_with_staterror(Workspace const& workspace, std::string const& name) {
    std::vector<Channel const*> result;
    for (auto const& channel : workspace.channels) {
        if (has_staterror(channel, name)) result.push_back(&channel);
    }
    return result;
}

StatisticalError stat_error(Channel const& channel, std::string const& name, std::size_t bin) {
    double sum = 0, squares = 0;
    for (auto const& sample : channel.samples) {
        for (auto const& modifier : sample.modifiers) {
            if (modifier.type != ModifierType::staterror || modifier.name != name) continue;
            sum += sample.yields[bin];
            squares += modifier.low[bin] * modifier.low[bin];
        }
    }
    return {sum, std::sqrt(squares)};
}

void check(Workspace const& workspace, std::string const& source) { Checker{}.run(workspace, source); }

Measurement const& measurement_of(Workspace const& workspace, std::string const& name) {
    std::vector<std::string> names;
    for (auto const& measurement : workspace.measurements) {
        if (name.empty() || measurement.name == name) return measurement;
        names.push_back(measurement.name);
    }
    throw Error{"no measurement '" + name + "' in the workspace (there are: " + joined(names) +
                did_you_mean(name, names) + "). Name one of them"};
}

}  // namespace jetseq::fit
