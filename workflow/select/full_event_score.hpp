#pragma once
#include <memory>
#include <string>

#include "infer/scorer.hpp"
#include "select/cuts/event_selector.hpp"
#include "workflow/events/full_event_inputs.hpp"
#include "workflow/models/model_inputs.hpp"

namespace jetseq::workflow {

/// Scores events by a network that reads objects and variables of full events by names. The network reads the jets
/// within the pt and eta of its training, whatever those of the selection are.
class FullEventScore : public EventScore {
public:
    /// Of the events of `file`, which lacks the columns `absent`. `classifier` and `selection` must outlive it. Throws
    /// Error for an input that full events, or this file, do not have.
    FullEventScore(Classifier const& classifier, Selection const& selection, Absent const& absent,
                   std::string const& file);

    /// The place in the file of the event that is scored next, for messages.
    void set_row(std::size_t row) noexcept { row_ = row; }
    /// Throws Error for an input that is not finite.
    float operator()(Event const& event, VCandidate const& candidate) override;
    /// Notes for the user on how the inputs were read.
    std::vector<std::string> notes() const { return inputs_.notes(); }

private:
    Selection const& selection_;
    VCandidateCuts cuts_;  ///< with the pt and eta of the training
    FullEventInputs inputs_;
    data::Sequences empty_, event_;  ///< the event that is scored
    ModelInputs batch_;
    Scorer score_;
    std::size_t row_ = 0;
};

/// For a classifier that reads objects by names; null for others. Arguments as above.
std::unique_ptr<FullEventScore> full_event_score(Classifier const* classifier, Selection const& selection,
                                                 Absent const& absent, std::string const& file);

}  // namespace jetseq::workflow
