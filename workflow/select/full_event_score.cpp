#include "workflow/select/full_event_score.hpp"

namespace jetseq::workflow {
namespace {

VCandidateCuts with_jets_of(InputContract const& contract, VCandidateCuts cuts) {
    cuts.jet_pt_min = contract.jet_pt_min, cuts.jet_abs_eta_max = contract.jet_abs_eta_max;
    return cuts;
}

data::Sequences without_events(data::EventChoice const& inputs) {
    data::Sequences sequences;
    data::prepare_for(inputs, sequences);
    return sequences;
}

}  // namespace

FullEventScore::FullEventScore(Classifier const& classifier, Selection const& selection, Absent const& absent,
                               std::string const& file)
    : selection_{selection},
      cuts_{with_jets_of(classifier.model().contract, selection.candidate)},
      inputs_{choice_of(classifier.model()), absent, file},
      empty_{without_events(choice_of(classifier.model()))},
      event_{empty_},
      batch_{classifier.model(), event_},
      score_{classifier} {}

float FullEventScore::operator()(Event const& event, VCandidate const& candidate) {
    event_ = empty_;
    auto const jets = sequence_of(event, candidate, cuts_);
    event_.add(event.info, candidate.regime, jets);
    inputs_.add({event, candidate, jets, selection_.objects, cuts_}, row_, event_);
    EventId const id = id_of(event.info);
    float score = 0;
    score_(batch_.event(0, {&id.sample_id, &id.event_number}), &score);
    return score;
}

std::unique_ptr<FullEventScore> full_event_score(Classifier const* classifier, Selection const& selection,
                                                 Absent const& absent, std::string const& file) {
    if (classifier == nullptr || !classifier->model().takes_sequences()) return nullptr;
    return std::make_unique<FullEventScore>(*classifier, selection, absent, file);
}

}  // namespace jetseq::workflow
