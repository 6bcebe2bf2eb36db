#include "models/networks/lstm_classifier.hpp"

#include <gtest/gtest.h>

#include "tests/support/message_of.hpp"
#include "tests/support/toy_models.hpp"

namespace jetseq::test {
namespace {

constexpr double float_sums = 1e-5;  // 32-bit sums of some tens of terms

TEST(Thawed, NetworkHasTheLogitsOfTheFrozenModel) {
    auto model = random_model(2, 5, 1);
    for (auto& input : model.inputs) input.offset = 0, input.scale = 1;  // the network reads standardised jets
    auto const network = thawed(model);
    EXPECT_FALSE(network->is_training());
    Jet const a{1.5F, -0.5F, 0.25F, 1}, b{0.5F, 1, -1, -0.75F};
    auto const jets = torch::tensor({{a.pt, a.eta, a.phi, a.e}, {b.pt, b.eta, b.phi, b.e}});
    LstmClassifier run = network;
    torch::NoGradGuard const no_gradient;
    auto const logits = run->forward(PackedJets{jets, torch::tensor({1, 1}, torch::kInt64), 1});
    EXPECT_NEAR(torch::sigmoid(logits)[0].item<double>(), exact_score(model, std::vector<Jet>{a, b}), float_sums);
}

TEST(Thawed, NetworkIsRefusedIfItsLayersAreNotThoseOfTheClass) {
    auto const message = message_of([] { thawed(random_model(1, 5, 1, Frame::detector, {3})); });
    EXPECT_TRUE(says(message, {"model 'vbf' can't be run by LibTorch here", "more than one dense layer"}));
}

}  // namespace
}  // namespace jetseq::test
