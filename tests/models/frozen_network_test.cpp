#include "models/frozen/frozen_network.hpp"

#include <gtest/gtest.h>

#include "models/frozen/frozen_model_write.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/toy_models.hpp"

namespace jetseq {
namespace {

using test::message_of, test::says;

frozen::ReadNetwork network_in(FrozenModel const& model) {
    JsonDocument const document{"a.json", to_json(model)};
    return frozen::read_network(FrozenNode{document});
}

/// Deep sets without hidden layers: an embedding of one output, 4 weights and 1 bias, and 1 weight and 1 bias behind.
FrozenModel one_cell_of_sets() {
    auto model = test::one_cell_model();
    SetNetwork set;
    set.kind = SetKind::deep_sets, set.embedding = {1};
    set.parameters = {1, 2, 3, 4, 5, 6, 7};
    model.network = set;
    return model;
}

TEST(ReadNetwork, IsOfTheKindThatTheFileHas) {
    auto const of_jets = network_in(test::one_cell_model());
    EXPECT_EQ(of_jets.inputs.at(0).offset, -50);
    EXPECT_EQ(std::get<RecurrentNetwork>(of_jets.network).lstm.at(0).cells, 1U);
    auto const of_variables = network_in(test::variables_model(3, {2}, 1));
    EXPECT_EQ(of_variables.inputs.at(2).name, "v2");
    EXPECT_EQ(std::get<DenseNetwork>(of_variables.network).dense.size(), 2U);
    auto const of_sets = std::get<SetNetwork>(network_in(one_cell_of_sets()).network);
    EXPECT_EQ(of_sets.kind, SetKind::deep_sets);
    EXPECT_EQ(of_sets.parameters, (std::vector<float>{1, 2, 3, 4, 5, 6, 7}));
}

}  // namespace
}  // namespace jetseq
