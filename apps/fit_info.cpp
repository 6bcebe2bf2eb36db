#include "apps/fit_info.hpp"

#include <algorithm>
#include <cmath>
#include <iostream>
#include <limits>
#include <numeric>
#include <set>

#include "core/text/number_text.hpp"
#include "fit/inference/best_fit.hpp"
#include "fit/inference/hypothesis.hpp"
#include "fit/workspace/bin_edges.hpp"
#include "fit/workspace/workspace_notes.hpp"
#include "fit/workspace/workspace_read.hpp"

namespace jetseq::apps {
namespace {

/// NaN for null, as which JSON holds it.
double number(Json const& json) {
    return json.is_number() ? json.get<double>() : std::numeric_limits<double>::quiet_NaN();
}

void print_quantity(std::string const& name, std::string const& value) {
    std::cout << "  " << name << std::string(name.size() < 24 ? 24 - name.size() : 1, ' ') << value << '\n';
}

/// "1 -0.66 +0.86 (68 %), below 2.9 (95 %)", with a bound where an interval ends at one.
std::string strength(Json const& json) {
    double const value = number(json.at("value"));
    auto const ends = [&](char const* key, char const* share) {
        Json const& interval = json.at(key);
        if (interval.at("low").is_null() && interval.at("high").is_null())
            return std::string{"no interval ("} + share + ")";
        std::string const high =
            interval.at("high").is_null() ? "infinity" : significant(number(interval.at("high")), 4);
        return significant(number(interval.at("low")), 4) + " to " + high + " (" + share + ")";
    };
    return significant(value, 4) + ", " + ends("interval_68", "68 %") + ", " + ends("interval_95", "95 %");
}

void describe_tests(Json const& tests) {
    std::string const name = tests.value("parameter", "strength");
    if (tests.contains("upper_limit_95")) {
        Json const& limit = tests.at("upper_limit_95");
        Json const& expected = limit.at("expected");
        auto const at = [&](std::size_t n) { return fit::limit_text(number(expected.at(n))); };
        print_quantity("95 % limit on " + name, fit::limit_text(number(limit.at("observed"))) + "; expected " + at(2) +
                                                    ", 68 % " + at(1) + " to " + at(3));
    }
    if (tests.contains("discovery")) {
        Json const& discovery = tests.at("discovery");
        print_quantity("significance", significant(number(discovery.at("significance")), 4) + "; expected " +
                                           significant(number(discovery.at("expected_significance")), 4));
    }
}

void describe_selections(Json const& categories) {
    for (auto const& selection : categories.at("selections")) {
        print_quantity("uncertainty", significant(number(selection.at("expected_error")), 4) + " with " +
                                          selection.at("name").get<std::string>());
    }
}

double sum(std::vector<double> const& values) { return std::accumulate(values.begin(), values.end(), 0.0); }

std::string plural(std::size_t count, std::string const& what) {
    return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

}  // namespace

void describe_fit(std::string const& path, Json const& fit) {
    std::cout << path << ": result of a fit, " << fit.at("title").get<std::string>() << '\n';
    print_quantity("data", fit.value("data", "not recorded"));
    for (char const* group : {"strengths", "kappas"}) {
        if (!fit.contains(group)) continue;
        for (auto const& [name, json] : fit.at(group).items()) print_quantity(name, strength(json));
    }
    if (fit.contains("tests")) describe_tests(fit.at("tests"));
    if (fit.contains("categories")) describe_selections(fit.at("categories"));
    Json const& quality = fit.at("goodness_of_fit");
    print_quantity("goodness of fit",
                   fit::in_words({number(quality.at("statistic")), quality.at("degrees_of_freedom").get<int>(),
                                  number(quality.at("p_value"))}));
    print_quantity("categories", plural(fit.at("channels").size(), "channel"));
    for (auto const& note : fit.at("notes")) print_quantity("note", note.get<std::string>());
}

void describe_workspace(std::string const& path) {
    auto const workspace = fit::read_workspace(path);
    std::set<std::string> parameters;
    auto const origin = fit::read_origin(path, workspace);
    std::string const events =
        origin.kind == fit::DataKind::observed ? " events observed" : " events of " + fit::short_label_of(origin);
    std::cout << path << ": pyhf workspace, " << plural(workspace.channels.size(), "channel") << '\n';
    for (auto const& channel : workspace.channels) {
        std::cout << "  channel " << channel.name << ": " << plural(channel.observed.size(), "bin") << ", "
                  << significant(sum(channel.observed), 4) << events << '\n';
        for (auto const& sample : channel.samples) {
            std::string modifiers;
            for (auto const& modifier : sample.modifiers) {
                parameters.insert(modifier.name);
                modifiers += (modifiers.empty() ? "; " : ", ") + fit::type_name(modifier.type) + " " + modifier.name;
            }
            std::cout << "    " << sample.name << ": " << significant(sum(sample.yields), 4) << " expected" << modifiers
                      << '\n';
        }
    }
    for (auto const& measurement : workspace.measurements) {
        print_quantity("measurement",
                       measurement.name + ", parameter of interest " +
                           (measurement.parameter_of_interest.empty() ? "none" : measurement.parameter_of_interest));
    }
    print_quantity("data", origin.kind == fit::DataKind::observed ? "as observed" : fit::label_of(origin));
    for (auto const& note : workspace.notes) print_quantity("note", note);
    for (auto const& note : fit::notes_on(workspace)) print_quantity("note", note);
    print_quantity("modifiers", std::to_string(parameters.size()) + " names");
    bool const has_edges = !fit::read_bin_edges(path, workspace).empty();
    print_quantity("edges of the bins", has_edges ? "in the file next to it" : "not known");
}

bool is_workspace(Json const& json) { return json.contains("channels") && json.contains("observations"); }

}  // namespace jetseq::apps
