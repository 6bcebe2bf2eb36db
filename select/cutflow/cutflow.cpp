#include "select/cutflow/cutflow.hpp"

#include <cassert>
#include <utility>

#include "core/error.hpp"

namespace jetseq {
namespace {

void add_all(std::vector<EventCount>& to, std::vector<EventCount> const& from) {
    for (std::size_t i = 0; i < to.size(); ++i) to[i].add(from[i]);
}

/// Sets the file that cuts depend on to `theirs` if `ours` is not known. Throws Error if they differ.
void take_over(std::string& ours, std::string const& theirs, std::string const& what) {
    if (!ours.empty() && !theirs.empty() && ours != theirs) {
        throw Error{"these cutflows can't be added (they were made with different " + what +
                    ", by their SHA-256). Add those of one " + what.substr(0, what.size() - 1) + " only"};
    }
    if (ours.empty()) ours = theirs;
}

}  // namespace

CutflowSample CutflowSample::of(EventInfo const& info) noexcept {
    CutflowSample sample;
    sample.sample_id = info.sample_id, sample.production = static_cast<std::int32_t>(info.production);
    sample.spin = info.spin, sample.leptons = info.leptons, sample.mass = info.mass;
    return sample;
}

Cutflow::Cutflow(Selection const& selection, CutflowOptions options) : options_{std::move(options)} {
    for (auto const& region : selection.regions) {
        regions_.push_back(region.name);
        auto& names = cuts_.emplace_back();
        for (auto const& cut : selection.preselection) names.push_back(cut.name);
        for (auto const& cut : region.cuts) names.push_back(cut.name);
    }
}

std::vector<RegionCounts>& Cutflow::of(CutflowSample const& sample) {
    auto& counts = counts_[sample];
    for (std::size_t r = counts.size(); r < regions_.size(); ++r) {
        std::size_t const n = cuts_[r].size();
        auto& region = counts.emplace_back();
        region.after.resize(n + 1);
        region.n_minus_1.resize(options_.n_minus_1 ? n : 0);
        region.both.resize(options_.correlations ? n * n : 0);
    }
    return counts;
}

void Cutflow::add(EventInfo const& info, EventSelector const& selector) {
    auto& counts = of(CutflowSample::of(info));
    double const weight = static_cast<double>(info.weight);
    for (std::size_t r = 0; r < counts.size(); ++r) {
        counts[r].after[selector.passed(r)].add(weight);
        if (options_.every_cut()) count_every_cut(counts[r], selector.passed_mask(r), weight);
    }
}

void Cutflow::count_every_cut(RegionCounts& counts, std::uint64_t mask, double weight) const {
    std::size_t const n = counts.after.size() - 1;
    std::uint64_t const all = n == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << n) - 1;
    auto const bit = [](std::size_t i) { return std::uint64_t{1} << i; };
    for (std::size_t i = 0; i < n; ++i) {
        if (options_.n_minus_1 && (mask | bit(i)) == all) counts.n_minus_1[i].add(weight);
        if (!options_.correlations || !(mask & bit(i))) continue;
        for (std::size_t j = 0; j < n; ++j) {
            if (mask & bit(j)) counts.both[i * n + j].add(weight);
        }
    }
}

void Cutflow::add(Cutflow const& other) {
    if (regions_.empty() && counts_.empty()) regions_ = other.regions_, cuts_ = other.cuts_, options_ = other.options_;
    if (regions_ != other.regions_ || cuts_ != other.cuts_ || options_.n_minus_1 != other.options_.n_minus_1 ||
        options_.correlations != other.options_.correlations) {
        throw Error{
            "these cutflows can't be added (they have other regions, cuts or options). Add those of one "
            "configuration only"};
    }
    take_over(options_.model_sha256, other.options_.model_sha256, "models");
    take_over(options_.boson_tagger_sha256, other.options_.boson_tagger_sha256, "boson taggers");
    for (auto const& [sample, theirs] : other.counts_) {
        auto& ours = of(sample);
        for (std::size_t r = 0; r < ours.size(); ++r) {
            add_all(ours[r].after, theirs[r].after);
            add_all(ours[r].n_minus_1, theirs[r].n_minus_1);
            add_all(ours[r].both, theirs[r].both);
        }
    }
}

std::vector<CutflowSample> Cutflow::samples() const {
    std::vector<CutflowSample> samples;
    for (auto const& entry : counts_) samples.push_back(entry.first);
    return samples;
}

RegionCounts Cutflow::counts(CutflowSample const& sample, std::size_t region) const {
    RegionCounts counts = counts_.at(sample).at(region);
    for (std::size_t k = counts.after.size() - 1; k > 0; --k) counts.after[k - 1].add(counts.after[k]);
    return counts;
}

Cutflow::Cutflow(std::vector<std::string> regions, std::vector<std::vector<std::string>> cuts, CutflowOptions options)
    : regions_{std::move(regions)}, cuts_{std::move(cuts)}, options_{std::move(options)} {
    assert(regions_.size() == cuts_.size());
}

void Cutflow::set(CutflowSample const& sample, std::size_t region, RegionCounts counts) {
    for (std::size_t k = 0; k + 1 < counts.after.size(); ++k) counts.after[k].subtract(counts.after[k + 1]);
    of(sample)[region] = std::move(counts);
}

}  // namespace jetseq
