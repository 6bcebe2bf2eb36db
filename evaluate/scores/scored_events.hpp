#pragma once
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace jetseq::evaluate {

/// One event for the evaluation.
struct ScoredEvent {
    float score = 0;           ///< P(VBF), in [0, 1]
    std::int8_t label = 0;     ///< 1 VBF, 0 ggF/DY
    float weight = 1;          ///< `mcEventWeight`; may be negative
    std::int32_t n_jets = 0;   ///< jets in the sequence, >= 0
    float mass = 0;            ///< mass of the resonance [GeV]; 0: none (background)
    std::int32_t spin = 0;     ///< spin of the resonance; -1: none (background)
    std::int32_t leptons = 0;  ///< channel: 0, 1, 2 charged leptons; -1 fully hadronic
    std::int32_t regime = 0;   ///< 0 none, 1 merged, 2 resolved
    bool cut_based = false;    ///< passes the cut-based VBF category
    float leading_pt = 0;      ///< of the first jet of the sequence [GeV]; 0: no jet
    float leading_eta = 0;
    std::int32_t n_soft = 0;  ///< jets below 50 GeV after the first two, mostly pile-up
    std::int32_t sample = 0;  ///< `sampleId`
};

/// How many objects of one kind, which a network reads by names, each event has.
struct ObjectCounts {
    std::string name;
    std::vector<std::int32_t> count;  ///< [events]
};

/// The columns of ScoredEvents whose numbers the files have; reports show no groups by other columns.
struct KnownColumns {
    bool jets = true;  ///< n_jets, leading_pt, leading_eta, n_soft
    bool mass = true, spin = true, leptons = true, regime = true;
};

/// Events with their scores, as columns: entry i of each column belongs to event i.
struct ScoredEvents {
    std::vector<float> score;
    std::vector<std::int8_t> label;
    std::vector<float> weight;
    std::vector<std::int32_t> n_jets;
    std::vector<float> mass;
    std::vector<std::int32_t> spin;
    std::vector<std::int32_t> leptons;
    std::vector<std::int32_t> regime;
    std::vector<std::uint8_t> cut_based;  ///< 1 if the event passes
    std::vector<float> leading_pt, leading_eta;
    std::vector<std::int32_t> n_soft, sample;
    std::vector<ObjectCounts> objects = {};  ///< of each kind that a network reads by names
    KnownColumns known = {};

    std::size_t size() const noexcept { return score.size(); }

    void add(ScoredEvent const& event) {
        score.push_back(event.score);
        label.push_back(event.label);
        weight.push_back(event.weight);
        n_jets.push_back(event.n_jets);
        mass.push_back(event.mass);
        spin.push_back(event.spin);
        leptons.push_back(event.leptons);
        regime.push_back(event.regime);
        cut_based.push_back(event.cut_based ? 1 : 0);
        leading_pt.push_back(event.leading_pt);
        leading_eta.push_back(event.leading_eta);
        n_soft.push_back(event.n_soft);
        sample.push_back(event.sample);
    }

    ScoredEvent operator[](std::size_t i) const noexcept {
        assert(i < size());
        return {score[i],  label[i],          weight[i],     n_jets[i],      mass[i],   spin[i],  leptons[i],
                regime[i], cut_based[i] != 0, leading_pt[i], leading_eta[i], n_soft[i], sample[i]};
    }
};

}  // namespace jetseq::evaluate
