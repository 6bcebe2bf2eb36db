/// debug_mode MODEL: a program in the debug mode of its standard library scores with libjetseq, which is not in it.
#include <cstdio>
#include <vector>

#include "jetseq/infer/scorer.hpp"

int main(int count, char** arguments) {
    if (count != 2) return 2;
    auto const classifier = jetseq::Classifier::load(arguments[1]);
    jetseq::Scorer score{classifier};
    jetseq::Scorer const shared = score;
    jetseq::ScorerMemory memory{classifier};
    std::vector<jetseq::Jet> const jets{{120, 2.9F, -2.0F, 1093}, {80, -2.6F, 1.5F, 542}};
    std::uint64_t const offsets[] = {0, jets.size()};
    float batch = 0;
    shared({jets.data(), offsets, 1}, &batch, memory);
    std::printf("%.9g\n", static_cast<double>(batch));
    return score(jets) == batch && batch > classifier.working_point("tight").threshold ? 0 : 1;
}
