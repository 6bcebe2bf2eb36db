// Compiled where CMake finds lwtnn: the frozen file as it is, read and run by lwtnn itself.
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <lwtnn/LightweightGraph.hh>
#include <lwtnn/parse_json.hh>

#include "jetseq/data/sequences.hpp"
#include "jetseq/infer/classifier.hpp"

namespace jetseq::test {
namespace {

TEST(Lwtnn, ReadsTheFrozenFileAndScoresAsWeDo) {
    std::string const file = JETSEQ_SOURCE_DIR "/models/reference/vbf.json";
    std::ifstream stream{file};
    lwt::LightweightGraph const graph{lwt::parse_json_graph(stream)};
    auto const sequences = read_sequences(JETSEQ_SOURCE_DIR "/data/sample/sequences_1000_2lep.h5");
    auto const classifier = Classifier::load(file);
    Scorer score{classifier};
    double largest = 0;
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        std::map<std::string, std::vector<double>> jets{{"pt", {}}, {"eta", {}}, {"phi", {}}, {"e", {}}};
        for (Jet const& jet : sequences[n]) {
            jets["pt"].push_back(jet.pt), jets["eta"].push_back(jet.eta);
            jets["phi"].push_back(jet.phi), jets["e"].push_back(jet.e);
        }
        double const expected = graph.compute({}, {{"jets", jets}}).at("pVBF");
        largest = std::max(largest, std::fabs(score(sequences[n]) - expected));
    }
    EXPECT_LT(largest, 1e-6);  // lwtnn computes in 64 bit
    std::printf("largest difference from lwtnn: %.1e\n", largest);
}

}  // namespace
}  // namespace jetseq::test
