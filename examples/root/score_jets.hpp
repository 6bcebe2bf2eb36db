#pragma once
#include <cstdint>
#include <jetseq/infer/scorer.hpp>
#include <string>
#include <vector>

/// Functor for RDataFrame::DefineSlot: P(VBF) of the jets of an event [GeV, rad], without copying the columns.
/// Has one Scorer per slot, so that threads share nothing.
class ScoreJets {
public:
    ScoreJets(std::string const& model, unsigned slots)
        : scorers_(slots, jetseq::Scorer{jetseq::Classifier::load(model)}) {}

    template <class Floats>  // ROOT::RVec<float>
    float operator()(unsigned slot, Floats const& pt, Floats const& eta, Floats const& phi, Floats const& e) {
        return scorers_[slot]({pt.data(), eta.data(), phi.data(), e.data()}, pt.size());
    }

    /// The same for an event that the training may have seen: an ensemble uses the network that has not seen it.
    template <class Floats>
    float operator()(unsigned slot, Floats const& pt, Floats const& eta, Floats const& phi, Floats const& e,
                     std::int32_t sample_id, std::uint64_t event_number) {
        jetseq::JetColumns const jets{pt.data(), eta.data(), phi.data(), e.data()};
        return scorers_[slot](jets, pt.size(), {sample_id, event_number});
    }

private:
    std::vector<jetseq::Scorer> scorers_;
};
