#pragma once
#include <cstdint>
#include <jetseq/infer/scorer.hpp>
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

    /// The same of an event that the training may have seen: of an ensemble by the network that has not.
    template <class Floats>
    float operator()(unsigned slot, Floats const& pt, Floats const& eta, Floats const& phi, Floats const& e,
                     std::int32_t sample_id, std::uint64_t event_number) {
        jetseq::JetColumns const jets{pt.data(), eta.data(), phi.data(), e.data()};
        return scorers_[slot](jets, pt.size(), {sample_id, event_number});
    }

private:
    std::vector<jetseq::Scorer> scorers_;
};
