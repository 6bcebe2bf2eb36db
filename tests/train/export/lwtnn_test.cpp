// Compiled if CMake finds lwtnn: lwtnn itself reads and runs the unchanged frozen file.
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <lwtnn/LightweightGraph.hh>
#include <lwtnn/parse_json.hh>
#include <sstream>

#include "data/sequences/sequences.hpp"
#include "infer/scorer.hpp"
#include "models/frozen/frozen_model_write.hpp"
#include "tests/support/joined_models.hpp"
#include "tests/support/toy_events.hpp"
#include "tests/support/toy_models.hpp"

namespace jetseq::test {
namespace {

TEST(Lwtnn, ReadsTheFrozenFileAndScoresAsWeDo) {
    std::string const file = JETSEQ_SOURCE_DIR "/models/reference/vbf.json";
    std::ifstream stream{file};
    lwt::LightweightGraph const graph{lwt::parse_json_graph(stream)};
    auto const sequences = data::read_sequences(JETSEQ_SOURCE_DIR "/data/sample/sequences_1000_2lep.h5");
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

/// lwtnn's graph of a model, without a file.
lwt::LightweightGraph graph_of(FrozenModel const& model) {
    std::istringstream stream{to_json(model)};
    return lwt::LightweightGraph{lwt::parse_json_graph(stream)};
}

TEST(Lwtnn, ReadsANetworkOfVariablesAndScoresAsWeDo) {
    for (auto const activation : {Activation::rectified, Activation::tanh, Activation::sigmoid, Activation::linear}) {
        auto const model = variables_model(5, {16, 7}, 2, activation);
        auto const graph = graph_of(model);
        Scorer score{Classifier{model}};
        Random random{1};
        for (int event = 0; event < 200; ++event) {
            auto const values = toy_variables(5, random);
            std::map<std::string, double> named;
            std::vector<float const*> columns;
            for (std::size_t k = 0; k < 5; ++k) {
                named["v" + std::to_string(k)] = values[k];
                columns.push_back(&values[k]);
            }
            float found = 0;
            score({VariableColumns{columns.data()}, 1}, &found);
            ASSERT_NEAR(found, graph.compute({{"event", named}}, {}).at("pVBF"), 1e-6);
        }
    }
}

TEST(Lwtnn, GivesTheClassesThatWeGive) {
    auto const model = three_class_model(random_model(2, 8, 1, Frame::detector, {6}));
    auto const graph = graph_of(model);
    Classifier const classifier{model};
    Scorer score{classifier};
    Random random{1};
    for (std::size_t event = 0; event < 200; ++event) {
        auto const jets = toy_jets(event % 7, random);
        std::map<std::string, std::vector<double>> columns{{"pt", {}}, {"eta", {}}, {"phi", {}}, {"e", {}}};
        for (Jet const& jet : jets) {
            columns["pt"].push_back(jet.pt), columns["eta"].push_back(jet.eta);
            columns["phi"].push_back(jet.phi), columns["e"].push_back(jet.e);
        }
        auto const expected = graph.compute({}, {{"jets", columns}});
        float found[3];
        std::uint64_t const offsets[] = {0, jets.size()};
        score({jets.data(), offsets, 1}, found, Scorer::probabilities);
        for (std::size_t k = 0; k < 3; ++k) ASSERT_NEAR(found[k], expected.at("p" + classifier.classes()[k]), 1e-6);
    }
}

TEST(Lwtnn, RunsNetworksThatJoinSequencesAndVariables) {
    auto three = two_sequences();
    three.classes = 3;
    JoinedShape const alone{{{"tracks", 4, 2, 9, true}}, 0};
    auto number = two_sequences();
    number.classes = 1;
    for (auto const& model : {joined_model(two_sequences(), 1), joined_model(three, 2), joined_model(alone, 3),
                              joined_model(two_sets(), 4), joined_model(number, 4)}) {
        auto const graph = graph_of(model);
        JoinedEvents const events{model, 200, 6, 4};
        std::size_t const classes = model.classes.size();
        std::vector<float> found(events.size() * classes);
        Scorer{Classifier{model}}(events.batch(), found.data(),
                                  model.finds_number() ? Scorer::score : Scorer::probabilities);
        for (std::size_t n = 0; n < events.size(); ++n) {
            std::map<std::string, std::map<std::string, double>> variables;
            for (std::size_t k = 0; k < events.variables.size(); ++k) {
                variables["event"][model.event_variables()[k].name] = static_cast<double>(events.variables[k][n]);
            }
            std::map<std::string, std::map<std::string, std::vector<double>>> sequences;
            for (std::size_t s = 0; s < model.sequences().size(); ++s) {
                auto const first = static_cast<std::ptrdiff_t>(events.offsets[s][n]);
                auto const last = static_cast<std::ptrdiff_t>(events.offsets[s][n + 1]);
                for (std::size_t k = 0; k < events.features[s].size(); ++k) {
                    auto const begin = events.features[s][k].begin();
                    sequences[model.sequences()[s].name][model.sequences()[s].features[k].name] = {begin + first,
                                                                                                   begin + last};
                }
            }
            auto const expected = graph.compute(variables, sequences);
            if (model.finds_number()) {
                ASSERT_NEAR(found[n], expected.at(model.classes[0]), 3e-6) << n;
                continue;
            }
            for (std::size_t k = model.has_softmax() ? 0 : 1; k < classes; ++k) {
                ASSERT_NEAR(found[n * classes + k], expected.at("p" + model.classes[k]), 1e-6) << n;
            }
        }
    }
}

}  // namespace
}  // namespace jetseq::test
