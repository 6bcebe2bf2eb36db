#pragma once
#include <string>
#include <vector>

#include "fit/likelihood/likelihood.hpp"

/// Measurements small enough to do by hand.
namespace jetseq::fit::test {

inline Likelihood likelihood_of(Workspace const& workspace) { return {workspace, workspace.measurements.front()}; }

inline Modifier strength(std::string const& name = "mu") { return {ModifierType::normfactor, name, 1, 1, {}, {}}; }
inline Modifier norm(std::string const& name, double down, double up) {
    return {ModifierType::normsys, name, down, up, {}, {}};
}
inline Modifier shape(std::string const& name, std::vector<double> low, std::vector<double> high) {
    return {ModifierType::histosys, name, 1, 1, std::move(low), std::move(high)};
}
inline Modifier statistics(std::string const& name, std::vector<double> errors) {
    return {ModifierType::staterror, name, 1, 1, std::move(errors), {}};
}

/// A channel of one bin: signal `s` times mu over background `b`, with `n` events seen.
inline Workspace counting(double s, double b, double n) {
    Channel const channel{"count", {{"signal", {s}, {strength()}}, {"background", {b}, {}}}, {n}};
    return {{channel}, {{"measurement", "mu", {}}}};
}

/// The same with a background uncertain by the factors `down` and `up`.
inline Workspace counting_with_background(double s, double b, double n, double down, double up) {
    Workspace workspace = counting(s, b, n);
    workspace.channels[0].samples[1].modifiers.push_back(norm("background_norm", down, up));
    return workspace;
}

/// Two channels, three samples, every kind of modifier, 14 parameters.
inline Workspace everything() {
    std::vector<double> const s{2, 6, 4}, b{40, 25, 12}, c{10, 14, 9};
    Channel const first{
        "first",
        {{"signal", s, {strength(), norm("theory", 0.9, 1.15), statistics("stat_first", {0.3, 0.4, 0.2})}},
         {"b",
          b,
          {norm("scale", 0.85, 1.1), shape("scale", {38, 26, 14}, {43, 24, 11}),
           statistics("stat_first", {3, 2, 1.5})}},
         {"c", c, {strength("c_norm"), {ModifierType::shapesys, "free_c", 1, 1, {2, 0, 3}, {}}}}},
        {55, 41, 31}};
    Channel const second{"second",
                         {{"signal", {1, 3}, {strength(), {ModifierType::lumi, "lumi", 1, 1, {}, {}}}},
                          {"b",
                           {30, 20},
                           {norm("scale", 0.9, 1.05),
                            shape("tilt", {33, 18}, {28, 23}),
                            {ModifierType::shapefactor, "factor", 1, 1, {}, {}}}},
                          {"c", {8, 5}, {strength("c_norm"), {ModifierType::lumi, "lumi", 1, 1, {}, {}}}}},
                         {41, 30}};
    ParameterSetting const lumi{"lumi", {1}, {{0.5, 1.5}}, {1}, {0.02}, {}};
    return {{first, second}, {{"measurement", "mu", {lumi}}}};
}

/// A background that falls both up and down, as if a one-sided variation is written twice: two valleys, which
/// exchange.
inline Workspace two_valleys() {
    Channel const search{"search",
                         {{"signal", {24, 30}, {strength()}},
                          {"top", {85, 90}, {shape("scale", {76, 80}, {93, 99})}},
                          {"z", {40, 105}, {shape("scale", {36, 40}, {45, 48})}}},
                         {142, 190}};
    Channel const control{"control", {{"top", {92, 88}, {shape("scale", {83, 79}, {97, 101})}}}, {97, 92}};
    return {{search, control}, {{"m", "mu", {}}}};
}

/// The control region allows "scale" = 0 or 1, but nothing in between. At 1 the background of the search falls from 100 to
/// 40, so the profile of mu has a minimum of 0 at mu = 0 and a second one of 1, from the constraint, at mu = 6.
inline Workspace two_minima() {
    Channel const search{
        "search", {{"signal", {10}, {strength()}}, {"b", {100}, {norm("scale", 1 / 0.4, 0.4)}}}, {100}};
    Channel const control{"control", {{"b", {1e4}, {norm("scale", 2, 0.5), shape("scale", {1}, {2e4})}}}, {1e4}};
    return {{search, control}, {{"m", "mu", {}}}};
}

}  // namespace jetseq::fit::test
