#include "workflow/select/tagger_plots.hpp"

#include <cmath>

#include "core/text/number_text.hpp"
#include "report/plot/svg_plot.hpp"

namespace jetseq::workflow {
namespace {

constexpr float never = -1e30F;  // the score of a jet that fails mass or n_trk

evaluate::Efficiency share(evaluate::WeightSum const& passed, evaluate::WeightSum const& total) {
    return evaluate::efficiency(passed, total);
}

std::string cells(evaluate::Efficiency const& share) {
    auto const number = [](double value) { return std::isfinite(value) ? shortest(value) : std::string{}; };
    return ',' + number(share.value) + ',' + number(share.low) + ',' + number(share.high);
}

report::plot::Points points(std::vector<TaggerEfficiency> const& by_pt, evaluate::Efficiency TaggerEfficiency::*what) {
    report::plot::Points result;
    for (auto const& bin : by_pt) {
        auto const& y = bin.*what;
        if (std::isfinite(y.value)) {
            result.points.push_back({(bin.pt_low + bin.pt_high) / 2, y.value, y.low, y.high, bin.pt_low, bin.pt_high});
        }
    }
    return result;
}

}  // namespace

std::vector<TaggerEfficiency> measure_tagger(BosonTagger const& tagger, Boson boson, std::vector<TuningJet> const& jets,
                                             std::vector<double> const& pt_edges) {
    std::vector<TaggerEfficiency> result;
    for (std::size_t i = 0; i + 1 < pt_edges.size(); ++i) {
        evaluate::WeightSum all[2], tagged[2], mass[2];
        for (auto const& jet : jets) {
            if (!jet.is_test || jet.jet.pt < pt_edges[i] || jet.jet.pt >= pt_edges[i + 1]) continue;
            auto const tag = tagger(boson, jet.jet);
            all[jet.is_signal].add(jet.weight);
            if (tag.all()) tagged[jet.is_signal].add(jet.weight);
            if (tag.mass) mass[jet.is_signal].add(jet.weight);
        }
        result.push_back({pt_edges[i], pt_edges[i + 1], share(tagged[1], all[1]), share(tagged[0], all[0]),
                          share(mass[1], all[1]), share(mass[0], all[0])});
    }
    return result;
}

evaluate::Roc tagger_roc(BosonTagger const& tagger, Boson boson, std::vector<TuningJet> const& jets) {
    std::vector<float> score, weight;
    std::vector<std::int8_t> label;
    BosonCuts const& cuts = boson == Boson::w ? tagger.w : tagger.z;
    for (auto const& jet : jets) {
        if (!jet.is_test) continue;
        auto const tag = tagger(boson, jet.jet);
        double const pt = std::min(std::max<double>(jet.jet.pt, tagger.pt_min), tagger.pt_max);
        score.push_back(tag.mass && tag.n_trk ? static_cast<float>(cuts.d2_max(pt)) - jet.jet.d2 : never);
        label.push_back(jet.is_signal ? 1 : 0);
        weight.push_back(static_cast<float>(jet.weight));
    }
    return evaluate::roc_curve({score, label, weight});
}

std::string efficiency_csv(std::vector<TaggerEfficiency> const& by_pt) {
    std::string text = "pt_low,pt_high";
    for (char const* what : {"signal", "background", "signal_mass", "background_mass"}) {
        text += std::string{","} + what + ',' + what + "_low," + what + "_high";
    }
    text += '\n';
    for (auto const& bin : by_pt) {
        text += shortest(bin.pt_low) + ',' + shortest(bin.pt_high) + cells(bin.signal) + cells(bin.background) +
                cells(bin.signal_mass) + cells(bin.background_mass) + '\n';
    }
    return text;
}

std::string roc_csv(evaluate::Roc const& roc) {
    std::string text = "d2_loosened_by,signal_efficiency,background_efficiency\n";
    for (auto const& point : roc.points) {
        if (point.threshold <= static_cast<double>(never)) continue;
        text += shortest(-point.threshold) + ',' + shortest(point.vbf) + ',' + shortest(point.ggf) + '\n';
    }
    return text;
}

std::string efficiency_svg(std::vector<TaggerEfficiency> const& by_pt, std::string const& boson) {
    report::plot::Plot plot;
    plot.id = "tagger-efficiency-" + boson;
    plot.description = "Efficiency of the " + boson + " tagger for signal and background against pT, test part";
    plot.x = {"p_{T} of the large-R jet [GeV]", by_pt.front().pt_low, by_pt.back().pt_high, true, {}};
    plot.main.y = {"efficiency", 0, 1.3, false, {}};
    auto signal = points(by_pt, &TaggerEfficiency::signal), background = points(by_pt, &TaggerEfficiency::background);
    auto mass = points(by_pt, &TaggerEfficiency::signal_mass);
    signal.colour = report::plot::petroff[0], signal.label = boson + " -> qq, all cuts";
    mass.colour = report::plot::petroff[0], mass.is_open = true, mass.label = boson + " -> qq, mass window";
    background.colour = report::plot::petroff[2], background.marker = report::plot::Marker::square;
    background.label = "background, all cuts";
    plot.main.items = {signal, mass, background};
    return svg(plot);
}

std::string roc_svg(evaluate::Roc const& roc, TaggerEfficiency const& working_point, std::string const& boson) {
    report::plot::Line line;
    double highest = 10;
    for (auto const& point : roc.points) {
        if (point.threshold <= static_cast<double>(never) || !(point.ggf > 0)) continue;
        line.x.push_back(point.vbf), line.y.push_back(1 / point.ggf);
        highest = std::max(highest, 1 / point.ggf);
    }
    line.stroke.colour = report::plot::petroff[0], line.label = "cut on D2 moved";
    report::plot::Points chosen;
    if (working_point.background.value > 0) {
        chosen.points.push_back({working_point.signal.value, 1 / working_point.background.value});
        chosen.label = "working point";
    }
    report::plot::Plot plot;
    plot.id = "tagger-roc-" + boson;
    plot.description = "Background rejection of the " + boson + " tagger against signal efficiency, test part";
    plot.x = {boson + " efficiency", 0, 1, false, {}};
    plot.main.y = {"background rejection", 1, 5 * highest, true, {}};
    plot.main.items = {line, chosen};
    plot.main.legend_x = 0.55;
    return svg(plot);
}

}  // namespace jetseq::workflow
