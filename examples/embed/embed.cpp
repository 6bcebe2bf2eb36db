// An event loop with jetseq: classifies events as VBF or ggF/DY, by the network and by cuts.
#include <cstdio>
#include <jetseq/infer/scorer.hpp>
#include <jetseq/select/candidate/v_candidate.hpp>
#include <jetseq/select/cuts/vbf_cuts.hpp>
#include <vector>

int main(int argc, char** argv) try {
    if (argc != 2) return std::fprintf(stderr, "usage: embed MODEL\n"), 2;
    auto const classifier = jetseq::Classifier::load(argv[1]);  // once
    jetseq::Scorer score{classifier};                           // once per thread
    float const threshold = classifier.working_point("loose").threshold;

    jetseq::Event event;
    event.info.leptons = 2;
    event.jets = {{450, 0.3F, 0.1F, 472}, {120, 2.9F, -2.0F, 1093}, {80, -2.6F, 1.5F, 542}};  // pt, eta, phi, e
    event.large_jets = {{460, 0.3F, 0.1F, 91, 1.0F, 20}};  // pt, eta, phi, m, d2, n_trk

    jetseq::VCandidateCuts const cuts;
    auto const candidate = jetseq::find_v_candidate(event, cuts);
    std::vector<jetseq::Jet> const jets = jetseq::sequence_of(event, candidate, cuts);
    float const probability = score(jets);
    std::printf("%zu jets beside the V -> qq candidate, P(VBF) = %.4f: %s; cut-based: %s\n", jets.size(), probability,
                probability > threshold ? "VBF" : "ggF/DY", jetseq::is_vbf(jets) ? "VBF" : "ggF/DY");
} catch (jetseq::Error const& error) {
    std::fprintf(stderr, "embed: %s\n", error.what());
    return 1;
}
