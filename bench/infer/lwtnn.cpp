#include <fstream>
#include <lwtnn/InputOrder.hh>
#include <lwtnn/LightweightGraph.hh>
#include <lwtnn/generic/FastGraph.hh>
#include <lwtnn/parse_json.hh>

#include "bench/infer/engine.hpp"

namespace jetseq::bench {
namespace {

constexpr std::size_t slower = 10, slice = 512;  // slower than ours by about this factor: gets fewer events

using Graph = lwt::LightweightGraph;
using FastGraph = lwt::generic::FastGraph<float>;

lwt::GraphConfig configuration(std::string const& file) {
    std::ifstream stream{file};
    return lwt::parse_json_graph(stream);
}

Engine graph(Task const& task) {
    auto const load = [file = task.file] { return std::make_shared<Graph>(configuration(file)); };
    auto const one = [graph = load(), &sequences = task.sequences](std::size_t first, std::size_t last, float* scores) {
        for (std::size_t n = first; n < last; ++n) {
            std::map<std::string, std::vector<double>> jets{{"pt", {}}, {"eta", {}}, {"phi", {}}, {"e", {}}};
            auto &pt = jets["pt"], &eta = jets["eta"], &phi = jets["phi"], &e = jets["e"];
            for (Jet const& jet : sequences[n]) {
                pt.push_back(jet.pt), eta.push_back(jet.eta), phi.push_back(jet.phi), e.push_back(jet.e);
            }
            scores[n] = static_cast<float>(graph->compute({}, {{"jets", jets}}).at("pVBF"));
        }
    };
    std::string const name = "lwtnn, graph";
    return {name, "liblwtnn", load, {{name, "one event", true, task.sequences.size() / slower, slice, one}}};
}

Engine fast_graph(Task const& task) {
    lwt::InputOrder const order{{}, {{"jets", {"pt", "eta", "phi", "e"}}}};
    auto const load = [file = task.file, order] { return std::make_shared<FastGraph>(configuration(file), order); };
    auto const one = [graph = load(), &sequences = task.sequences](std::size_t first, std::size_t last, float* scores) {
        for (std::size_t n = first; n < last; ++n) {
            auto const jets = sequences[n];
            lwt::MatrixX<float> matrix(4, static_cast<Eigen::Index>(jets.size()));
            for (Eigen::Index k = 0; k < matrix.cols(); ++k) {
                Jet const& jet = jets[static_cast<std::size_t>(k)];
                matrix.col(k) << jet.pt, jet.eta, jet.phi, jet.e;
            }
            scores[n] = graph->compute({}, {matrix})[0];
        }
    };
    std::string const name = "lwtnn, FastGraph<float>";
    return {name, "liblwtnn", load, {{name, "one event", true, task.sequences.size() / slower, slice, one}}};
}

}  // namespace

std::vector<Engine> lwtnn_engines(Task const& task) { return {graph(task), fast_graph(task)}; }

}  // namespace jetseq::bench
