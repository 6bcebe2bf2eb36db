// lwtnn_peer MODEL SEQUENCES SCORES: scores of all events by lwtnn itself, as `jetseq score` writes them.
#include <fstream>
#include <iostream>
#include <lwtnn/LightweightGraph.hh>
#include <lwtnn/parse_json.hh>

#include "data/scores/score_file.hpp"
#include "data/sequences/sequences.hpp"

int main(int argc, char** argv) try {
    if (argc != 4) throw jetseq::Error{"three files are needed. Try lwtnn_peer MODEL SEQUENCES SCORES"};
    std::ifstream stream{argv[1]};
    lwt::LightweightGraph const graph{lwt::parse_json_graph(stream)};
    auto const sequences = jetseq::read_sequences(argv[2]);
    std::vector<float> scores;
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        std::map<std::string, std::vector<double>> jets{{"pt", {}}, {"eta", {}}, {"phi", {}}, {"e", {}}};
        for (jetseq::Jet const& jet : sequences[n]) {
            jets["pt"].push_back(jet.pt), jets["eta"].push_back(jet.eta);
            jets["phi"].push_back(jet.phi), jets["e"].push_back(jet.e);
        }
        scores.push_back(static_cast<float>(graph.compute({}, {{"jets", jets}}).at("pVBF")));
    }
    jetseq::write_scores(argv[3], sequences.events, "lwtnn", scores, {{"model", argv[1]}});
} catch (std::exception const& error) {
    std::cerr << "lwtnn_peer: " << error.what() << '\n';
    return 1;
}
