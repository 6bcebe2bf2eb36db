#pragma once
#include <jetseq/infer/classifier.hpp>
#include <string>
#include <vector>

/// What RDataFrame::DefineSlot calls: P(VBF) of the jets of an event [GeV, rad], read where the columns lie.
/// One Scorer for each slot, so that threads do not meet.
class ScoreJets {
public:
    ScoreJets(std::string const& model, unsigned slots)
        : scorers_(slots, jetseq::Scorer{jetseq::Classifier::load(model)}) {}

    template <class Floats>  // ROOT::RVec<float>
    float operator()(unsigned slot, Floats const& pt, Floats const& eta, Floats const& phi, Floats const& e) {
        return scorers_[slot]({pt.data(), eta.data(), phi.data(), e.data()}, pt.size());
    }

private:
    std::vector<jetseq::Scorer> scorers_;
};
