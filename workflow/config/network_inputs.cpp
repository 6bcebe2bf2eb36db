#include "workflow/config/network_inputs.hpp"

#include <algorithm>

#include "core/text/near_match.hpp"
#include "core/text/number_text.hpp"
#include "core/text/read_number.hpp"
#include "event/unknown_number.hpp"

namespace jetseq::workflow {
namespace {

constexpr char of_event[] = "event";
std::vector<std::string> const entry_keys{"name", "is", "unit", "missing", "as", "flag", "clip", "normalise"};
std::vector<std::string> const quantities{"pt", "eta", "phi", "energy", "mass"};

/// Reads the entries of one list, of features or of variables.
class EntryReader {
public:
    /// `list`: "tracks" or "event"; `key`: of the configuration, for messages. Adds what entries mean to `meanings`.
    EntryReader(Config& config, std::string list, std::string key, NetworkInputs& inputs,
                std::vector<Meaning>& meanings)
        : config_{config}, list_{std::move(list)}, key_{std::move(key)}, inputs_{inputs}, meanings_{meanings} {}

    std::vector<std::string> read(YAML::Node const& entries) {
        if (entries.IsScalar()) return add(entries, entries.Scalar()), features_;
        if (!entries.IsSequence()) {
            config_.fail(key_, "is " + described(entries) +
                                   " (a list of names and expressions, such as [pt, log(pt)], "
                                   "expected)");
        }
        for (auto const& entry : entries) {
            if (entry.IsScalar())
                add(entry, entry.Scalar());
            else if (entry.IsMap())
                read_map(entry);
            else
                config_.fail(key_, "has a list in it (a name, an expression, or a map with a name expected)");
        }
        if (features_.empty()) config_.fail(key_, "is empty (names expected)");
        return features_;
    }

    /// The number that `missing` gives for `column`; "" if it gives none.
    std::string missing(std::string const& column) const {
        auto const found = missing_.find(column);
        return found == missing_.end() ? "" : found->second;
    }

private:
    void add(YAML::Node const& entry, std::string const& feature) {
        if (feature.empty()) fail(entry, "has an entry without a name");
        if (std::count(feature.begin(), feature.end(), '(') != std::count(feature.begin(), feature.end(), ')')) {
            fail(entry, "has the entry '" + feature + "', whose parentheses don't match (in [...] a comma ends an " +
                            "entry; put an expression with commas in quotes)");
        }
        if (std::find(features_.begin(), features_.end(), feature) != features_.end())
            fail(entry, "has '" + feature + "' twice");
        features_.push_back(feature);
        inputs_.places[feature] = config_.where(entry) + ": key '" + key_ + "'";
    }

    [[noreturn]] void fail(YAML::Node const& node, std::string const& what) const {
        config_.fail_at(node, "key '" + key_ + "' " + what, "Correct it");
    }

    double number(YAML::Node const& node, std::string const& name) const {
        double value = 0;
        std::string const why = node.IsScalar() ? read_number(node.Scalar(), value) : "is " + described(node);
        if (!why.empty()) fail(node, "has an entry whose '" + name + "' " + why);
        return value;
    }

    void read_map(YAML::Node const& entry) {
        for (auto const& part : entry) {
            std::string const name = part.first.Scalar();
            if (std::find(entry_keys.begin(), entry_keys.end(), name) != entry_keys.end()) continue;
            fail(part.first, "has an entry with '" + name + "' (known: " + joined(entry_keys) +
                                 did_you_mean(name, entry_keys) + ")");
        }
        YAML::Node const name = entry["name"];
        if (!name.IsDefined() || !name.IsScalar()) fail(entry, "has an entry without a name");
        std::string const flag = flag_of(entry, name.Scalar());
        std::string const x = in_gev(entry, name.Scalar());
        std::string const feature = normalised(entry, replaced(entry, name.Scalar(), clipped(entry, x)));
        add_meaning(entry, name.Scalar(), x);
        add(entry, feature);
        note_scaling(entry, feature);
        if (!flag.empty()) add(entry, flag), inputs_.scalings[list_ + "." + flag] = {};
    }

    /// `x`, in GeV if it has a unit.
    std::string in_gev(YAML::Node const& entry, std::string const& x) const {
        YAML::Node const unit = entry["unit"], is = entry["is"];
        if (!unit.IsDefined()) return x;
        std::string const text = unit.IsScalar() ? unit.Scalar() : described(unit);
        bool const has_one = is.IsDefined() && is.IsScalar() && is.Scalar() != "eta" && is.Scalar() != "phi";
        if (!has_one) fail(unit, "has an entry with 'unit' that is no pt, energy or mass (say so with 'is')");
        if (text != "GeV" && text != "MeV") fail(unit, "has an entry whose unit is " + text + " (GeV or MeV expected)");
        return text == "MeV" ? "(" + x + ") / 1000" : x;
    }

    /// Notes what the entry is, if it says so; `x`: `name` in GeV.
    void add_meaning(YAML::Node const& entry, std::string const& name, std::string const& x) {
        YAML::Node const is = entry["is"];
        if (!is.IsDefined()) return;
        std::string const quantity = is.IsScalar() ? is.Scalar() : described(is);
        if (std::find(quantities.begin(), quantities.end(), quantity) == quantities.end()) {
            fail(is, "has an entry that is '" + quantity + "' (known: " + joined(quantities) +
                         did_you_mean(quantity, quantities) + ")");
        }
        auto const missing = missing_.find(name);
        meanings_.push_back(
            {missing == missing_.end() ? x : "if(" + name + " != " + missing->second + ", " + x + ", 0 / 0)",
             quantity});
        inputs_.places[meanings_.back().of] = config_.where(entry) + ": key '" + key_ + "'";
    }

    static bool marks_missing_alone(YAML::Node const& missing) {
        return missing.IsScalar() && (missing.Scalar() == "flag" || missing.Scalar() == "nan");
    }

    /// The number of `as` where `x` is missing, else `known`.
    std::string replaced(YAML::Node const& entry, std::string const& x, std::string const& known) {
        YAML::Node const missing = entry["missing"], as = entry["as"];
        if (!missing.IsDefined()) {
            if (as.IsDefined()) fail(as, "has an entry with 'as' but without 'missing'");
            return known;
        }
        double const instead = as.IsDefined() ? number(as, "as") : 0;
        require_logarithm(entry, instead);
        if (marks_missing_alone(missing)) return "if(finite(" + x + "), " + known + ", " + shortest(instead) + ")";
        missing_[x] = shortest(number(missing, "missing"));
        return "if(" + x + " != " + missing_[x] + ", " + known + ", " + shortest(instead) + ")";
    }

    /// Throws Error if missing numbers have no logarithm, which the network reads.
    void require_logarithm(YAML::Node const& entry, double instead) const {
        YAML::Node const normalise = entry["normalise"], as = entry["as"];
        bool const is_log = normalise.IsDefined() && normalise.IsScalar() && normalise.Scalar() == "log";
        if (!is_log || instead > 0) return;
        fail(as.IsDefined() ? as : normalise,
             as.IsDefined() ? "has an entry with 'normalise: log' whose 'as' is not above 0 (it has no logarithm)"
                            : "has an entry with 'missing' and 'normalise: log' but without 'as', a number above 0 " +
                                  std::string{"(log(0) is not finite)"});
    }

    /// The feature that is 1 where `x` is missing; "" if none is asked for.
    std::string flag_of(YAML::Node const& entry, std::string const& x) const {
        YAML::Node const missing = entry["missing"], given = entry["flag"];
        bool flag = missing.IsDefined() && missing.IsScalar() && missing.Scalar() == "flag";
        if (given.IsDefined()) {
            if (!given.IsScalar() || !read_flag(given.Scalar(), flag))
                fail(given, "has a 'flag' that is not true or false");
            if (!missing.IsDefined()) fail(given, "has an entry with 'flag' but without 'missing'");
        }
        if (!flag) return "";
        if (marks_missing_alone(missing)) return "not finite(" + x + ")";
        return x + " == " + shortest(number(missing, "missing"));
    }

    std::string clipped(YAML::Node const& entry, std::string const& x) const {
        YAML::Node const clip = entry["clip"];
        if (!clip.IsDefined()) return x;
        if (!clip.IsSequence() || clip.size() != 2) fail(clip, "has a 'clip' that is not [least, most]");
        double const least = number(clip[0], "clip"), most = number(clip[1], "clip");
        if (!(least < most)) fail(clip, "has a 'clip' whose least value is not below the largest");
        return "clip(" + x + ", " + shortest(least) + ", " + shortest(most) + ")";
    }

    std::string normalised(YAML::Node const& entry, std::string const& x) const {
        YAML::Node const normalise = entry["normalise"];
        bool const is_function = normalise.IsDefined() && normalise.IsScalar() && normalise.Scalar() != "none";
        if (!is_function) return x;
        if (normalise.Scalar() == "log" || normalise.Scalar() == "asinh") return normalise.Scalar() + "(" + x + ")";
        fail(normalise, "has 'normalise: " + normalise.Scalar() + "' (log, asinh, none or {offset, scale} expected)");
    }

    void note_scaling(YAML::Node const& entry, std::string const& feature) {
        YAML::Node const normalise = entry["normalise"];
        if (!normalise.IsDefined()) return;
        std::string const name = list_ + "." + feature;
        if (normalise.IsScalar()) {
            if (normalise.Scalar() == "none") inputs_.scalings[name] = {};
            return;
        }
        bool const is_pair = normalise.IsMap() && normalise.size() == 2 && normalise["offset"].IsDefined() &&
                             normalise["scale"].IsDefined();
        if (!is_pair) fail(normalise, "has a 'normalise' that is not log, asinh, none or {offset, scale}");
        auto const offset = static_cast<float>(number(normalise["offset"], "offset"));
        auto const scale = static_cast<float>(number(normalise["scale"], "scale"));
        if (scale == 0) fail(normalise, "has a 'scale' of 0");
        inputs_.scalings[name] = {offset, scale};
    }

    Config& config_;
    std::string list_, key_;
    NetworkInputs& inputs_;
    std::vector<std::string> features_;
    std::vector<Meaning>& meanings_;
    std::map<std::string, std::string> missing_;  ///< numbers that stand for unknown ones
};

/// True for a text such as "-x + y", which may be read in two ways.
bool is_a_sum_behind_a_minus(std::string const& sort) {
    int depth = 0;
    for (std::size_t n = 1; n + 1 < sort.size() && sort[0] == '-'; ++n) {
        depth += sort[n] == '(' ? 1 : sort[n] == ')' ? -1 : 0;
        bool const is_operation = (sort[n] == '+' || sort[n] == '-') && sort[n - 1] == ' ' && sort[n + 1] == ' ';
        if (depth == 0 && is_operation) return true;
    }
    return false;
}

/// Reads `key`, by what the objects are sorted.
void read_order(Config& config, std::string const& key, EntryReader const& features, NetworkInputs& inputs,
                data::ObjectChoice& choice) {
    choice.sort = config.get(key, std::string{});
    if (choice.sort == "-") config.fail(key, "has no column after the minus");
    if (is_a_sum_behind_a_minus(choice.sort)) {
        config.fail(key,
                    "begins with a minus, which stands for falling values of all that follows. Write -(x + y), or "
                    "(-x) + y");
    }
    std::string const column = choice.sort.substr(choice.sort.rfind('-', 0) == 0 ? 1 : 0);
    inputs.places[column] = config.where(config.node(key)) + ": key '" + key + "'";
    std::string const missing = features.missing(column);
    if (missing.empty() || stands_for_unknown(std::stod(missing))) return;  // of the latter the reader of events tells
    config.note_on(key, "sorts by '" + column + "' as it is in the file (objects with " + missing +
                            ", which stands for an unknown number, are sorted by that). To put them elsewhere, sort by "
                            "an expression such as if(" +
                            column + " != " + missing + ", " + column + ", 0)");
}

void read_objects(Config& config, std::string const& name, NetworkInputs& inputs) {
    std::string const key = "inputs." + name;
    data::ObjectChoice choice{name, {}};
    YAML::Node const features = config.node(key + ".features");
    if (!features.IsDefined()) config.fail(key, "has no features (such as {features: [pt, eta]})");
    EntryReader reader{config, name, key + ".features", inputs, choice.meanings};
    choice.features = reader.read(features);
    if (config.has(key + ".sort")) read_order(config, key + ".sort", reader, inputs, choice);
    if (config.has(key + ".from")) choice.from = config.get(key + ".from", std::string{});
    if (choice.from == name) choice.from.clear();
    if (config.has(key + ".where")) {
        choice.where = config.get(key + ".where", std::string{});
        inputs.places[choice.where] = config.where(config.node(key + ".where")) + ": key '" + key + ".where'";
    }
    if (config.has(key + ".first")) choice.most = config.get(key + ".first", 0UL);
    inputs.choice.objects.push_back(std::move(choice));
}

}  // namespace

NetworkInputs inputs_of(Config& config) {
    NetworkInputs inputs;
    if (!config.has("inputs")) return inputs;
    for (auto const& name : config.names_in("inputs")) {
        if (name != of_event) read_objects(config, name, inputs);
    }
    if (config.has("inputs.event")) {
        auto const entries = config.node("inputs.event");
        inputs.choice.variables =
            EntryReader{config, of_event, "inputs.event", inputs, inputs.choice.meanings}.read(entries);
    }
    if (inputs.choice.objects.empty()) {
        config.fail("inputs",
                    "names no objects (such as {jets: {features: [pt, eta]}}; a network of variables alone is "
                    "of network.kind dense and has network.variables)");
    }
    return inputs;
}

}  // namespace jetseq::workflow
