#include "workflow/select/cutflow_report.hpp"

#include <algorithm>
#include <cmath>

#include "core/text/number_text.hpp"
#include "evaluate/metrics/efficiency.hpp"

namespace jetseq::workflow {
namespace {

evaluate::WeightSum sum_of(EventCount const& count) {
    double const w = count.w.value();
    return {w, count.w2.value(), w - 2 * count.negative.value()};
}

evaluate::Efficiency efficiency(EventCount const& passed, EventCount const& total) {
    return jetseq::evaluate::efficiency(sum_of(passed), sum_of(total));
}

/// "" if it is undefined.
std::string number(double value) { return std::isfinite(value) ? shortest(value) : ""; }

std::string quoted(std::string const& text) {
    std::string result = "\"";
    for (char const c : text) result += c == '"' ? std::string{"\"\""} : std::string{c};
    return result + '"';
}

std::string columns_of(CutflowSample const& sample) {
    return std::to_string(sample.sample_id) + ',' + std::to_string(sample.production) + ',' +
           shortest(static_cast<double>(sample.mass)) + ',' + std::to_string(sample.spin) + ',' +
           std::to_string(sample.leptons) + ',';
}

std::string columns_of(EventCount const& count, EventCount const& total, EventCount const& before) {
    auto const share = efficiency(count, total);
    return std::to_string(count.raw) + ',' + number(count.w.value()) + ',' + number(count.w2.value()) + ',' +
           number(share.value) + ',' + number(share.low) + ',' + number(share.high) + ',' +
           number(efficiency(count, before).value);
}

/// "H(1000 GeV) VBF, 2-lepton [16]"
std::string name_of(CutflowSample const& sample) {
    static std::string const productions[] = {"", " ggF/DY", " VBF"};
    std::string name = sample.mass > 0 ? "X(" + shortest(static_cast<double>(sample.mass)) + " GeV)" : "background";
    if (sample.mass > 0 && sample.production >= -1 && sample.production <= 1) {
        name += productions[sample.production + 1];
    }
    if (sample.mass > 0 && sample.spin > 0) name += ", spin " + std::to_string(sample.spin);
    name += sample.leptons < 0 ? ", hadronic" : ", " + std::to_string(sample.leptons) + "-lepton";
    return name + " [" + std::to_string(sample.sample_id) + "]";
}

std::string left(std::string const& text, std::size_t width) {
    return text + std::string(text.size() < width ? width - text.size() : 1, ' ');
}

std::string right(std::string const& text, std::size_t width) {
    return std::string(text.size() < width ? width - text.size() : 1, ' ') + text;
}

std::string percent(evaluate::Efficiency const& share) {
    if (!std::isfinite(share.value)) return "-";
    return fixed(100 * share.value, 2) + " +- " + fixed(50 * (share.high - share.low), 2);
}

RegionCounts total_of(Cutflow const& cutflow, std::size_t region) {
    RegionCounts total;
    for (auto const& sample : cutflow.samples()) {
        auto const counts = cutflow.counts(sample, region);
        total.after.resize(counts.after.size());
        for (std::size_t k = 0; k < counts.after.size(); ++k) total.after[k].add(counts.after[k]);
        total.n_minus_1.resize(counts.n_minus_1.size());
        for (std::size_t k = 0; k < counts.n_minus_1.size(); ++k) total.n_minus_1[k].add(counts.n_minus_1[k]);
    }
    return total;
}

std::string region_table(Cutflow const& cutflow, std::size_t region) {
    auto const counts = total_of(cutflow, region);
    auto const& names = cutflow.cuts(region);
    std::size_t width = 24;
    for (auto const& name : names) width = std::max(width, name.size() + 2);
    std::string text = cutflow.regions()[region] + '\n' + left("  cut", width + 2) + right("events", 10) +
                       right("weighted", 13) + right("efficiency, %", 18) + right("of previous, %", 16);
    text += counts.n_minus_1.empty() ? "\n" : right("cut alone, %", 14) + '\n';
    for (std::size_t k = 0; k < counts.after.size(); ++k) {
        auto const& count = counts.after[k];
        text += left("  " + (k == 0 ? std::string{"all"} : names[k - 1]), width + 2) +
                right(std::to_string(count.raw), 10) + right(fixed(count.w.value(), 2), 13) +
                right(percent(efficiency(count, counts.after[0])), 18);
        double const previous = k == 0 ? NAN : efficiency(count, counts.after[k - 1]).value;
        text += right(std::isfinite(previous) ? fixed(100 * previous, 2) : "-", 16);
        if (k > 0 && !counts.n_minus_1.empty()) {
            double const alone = efficiency(counts.after.back(), counts.n_minus_1[k - 1]).value;
            text += right(std::isfinite(alone) ? fixed(100 * alone, 2) : "-", 14);
        }
        text += '\n';
    }
    return text + '\n';
}

std::string yields(Cutflow const& cutflow) {
    std::size_t width = 12;
    for (auto const& sample : cutflow.samples()) width = std::max(width, name_of(sample).size() + 2);
    std::string text = left("events", width) + right("all", 10);
    for (auto const& region : cutflow.regions()) text += right(region, std::max<std::size_t>(10, region.size() + 2));
    text += '\n';
    for (auto const& sample : cutflow.samples()) {
        text += left(name_of(sample), width) + right(std::to_string(cutflow.counts(sample, 0).after[0].raw), 10);
        for (std::size_t r = 0; r < cutflow.regions().size(); ++r) {
            text += right(std::to_string(cutflow.counts(sample, r).after.back().raw),
                          std::max<std::size_t>(10, cutflow.regions()[r].size() + 2));
        }
        text += '\n';
    }
    return text;
}

}  // namespace

std::string cutflow_csv(Cutflow const& cutflow) {
    std::string text =
        "sample_id,signal_type,mass,spin,leptons,region,step,cut,raw,sum_w,sum_w2,efficiency,low,high,of_previous";
    text += cutflow.options().n_minus_1 ? ",n_minus_1_raw,n_minus_1_sum_w,n_minus_1_sum_w2\n" : "\n";
    for (auto const& sample : cutflow.samples()) {
        for (std::size_t r = 0; r < cutflow.regions().size(); ++r) {
            auto const counts = cutflow.counts(sample, r);
            for (std::size_t k = 0; k < counts.after.size(); ++k) {
                text += columns_of(sample) + quoted(cutflow.regions()[r]) + ',' + std::to_string(k) + ',' +
                        quoted(k == 0 ? "all" : cutflow.cuts(r)[k - 1]) + ',' +
                        columns_of(counts.after[k], counts.after[0], counts.after[k == 0 ? 0 : k - 1]);
                if (!counts.n_minus_1.empty()) {
                    auto const& others = k == 0 ? counts.after[0] : counts.n_minus_1[k - 1];
                    text += ',' + std::to_string(others.raw) + ',' + number(others.w.value()) + ',' +
                            number(others.w2.value());
                }
                text += '\n';
            }
        }
    }
    return text;
}

std::string correlations_csv(Cutflow const& cutflow) {
    std::string text = correlations_csv_begins;
    for (auto const& sample : cutflow.samples()) {
        for (std::size_t r = 0; r < cutflow.regions().size(); ++r) {
            auto const counts = cutflow.counts(sample, r);
            auto const& names = cutflow.cuts(r);
            std::size_t const n = names.size();
            auto const share = [&](std::size_t i, std::size_t j) {
                return counts.both[i * n + j].w.value() / counts.after[0].w.value();
            };
            for (std::size_t i = 0; i < n; ++i) {
                for (std::size_t j = i + 1; j < n; ++j) {
                    double const p = share(i, i), q = share(j, j);
                    double const phi = (share(i, j) - p * q) / std::sqrt(p * (1 - p) * q * (1 - q));
                    text += columns_of(sample) + quoted(cutflow.regions()[r]) + ',' + quoted(names[i]) + ',' +
                            quoted(names[j]) + ',' + (std::isfinite(phi) ? fixed(phi, 4) : "") + '\n';
                }
            }
        }
    }
    return text;
}

std::string cutflow_table(Cutflow const& cutflow) {
    std::string text;
    for (std::size_t r = 0; r < cutflow.regions().size(); ++r) text += region_table(cutflow, r);
    return text + yields(cutflow);
}

}  // namespace jetseq::workflow
