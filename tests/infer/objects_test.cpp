#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "infer/scorer.hpp"
#include "models/frozen/frozen_model_write.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/toy_events.hpp"
#include "tests/support/toy_models.hpp"

/// Networks of objects, whose features are known by their names.
namespace jetseq {
namespace {

using test::message_of, test::random_ensemble, test::random_model, test::says, test::TemporaryFolder,
    test::toy_sequences;

/// The same network with other names of the four inputs: it no longer reads jets.
FrozenModel renamed(FrozenModel model) {
    char const* const names[] = {"d0", "z0", "pt", "hits"};
    for (std::size_t k = 0; k < 4; ++k) model.inputs[k].name = names[k];
    for (auto& canary : model.canaries) {
        for (Jet const& jet : canary.jets) {
            canary.features.insert(canary.features.end(), {jet.pt, jet.eta, jet.phi, jet.e});
        }
        canary.jets.clear();
    }
    return model;
}

/// The jets of `sequences` as columns of features.
struct NamedFeatures {
    explicit NamedFeatures(data::Sequences const& sequences)
        : offsets{sequences.offsets.begin(), sequences.offsets.end()} {
        for (Jet const& jet : sequences.jets) {
            float const x[] = {jet.pt, jet.eta, jet.phi, jet.e};
            for (std::size_t k = 0; k < 4; ++k) values[k].push_back(x[k]);
        }
    }
    EventBatch batch(EventIds who = {nullptr, nullptr}) const {
        for (std::size_t k = 0; k < 4; ++k) columns[k] = values[k].data();
        return {ObjectColumns{columns}, offsets.data(), offsets.size() - 1, who};
    }

    std::vector<float> values[4];
    std::vector<std::uint64_t> offsets;
    mutable float const* columns[4]{};
};

std::vector<float> scores(Scorer& score, EventBatch const& batch) {
    std::vector<float> found(batch.count);
    score(batch, found.data());
    return found;
}

TEST(Objects, HaveTheBitsOfJetsWithTheSameNumbers) {
    auto const events = toy_sequences(3000, 7);
    NamedFeatures const objects{events};
    for (auto const& hidden : {std::vector<std::size_t>{}, {7}}) {
        auto const model = random_model(2, 25, 5, Frame::detector, hidden);
        Scorer by_jets{Classifier{model}}, by_objects{Classifier{renamed(model)}};
        auto const expected = scores(by_jets, {events.jets.data(), events.offsets.data(), events.size()});
        EXPECT_EQ(scores(by_objects, objects.batch()), expected);
    }
}

TEST(Objects, HaveTheBitsOfOneEventInABatch) {
    auto const events = toy_sequences(200, 7);
    NamedFeatures const objects{events};
    Scorer score{Classifier{renamed(random_model(2, 25, 5))}};
    auto const all = objects.batch();
    auto const together = scores(score, all);
    for (std::size_t n = 0; n < events.size(); ++n) {
        EventBatch const one{all.objects, all.offsets + n, 1};
        EXPECT_EQ(scores(score, one)[0], together[n]) << n;
    }
}

TEST(Objects, LieAtAnyDistance) {
    auto const events = toy_sequences(50, 7);
    NamedFeatures const objects{events};
    Scorer score{Classifier{renamed(random_model(1, 8, 5))}};
    std::vector<float> rows;
    for (Jet const& jet : events.jets) rows.insert(rows.end(), {jet.pt, jet.eta, jet.phi, jet.e, -1});
    float const* const columns[] = {&rows[0], &rows[1], &rows[2], &rows[3]};
    EventBatch const batch{ObjectColumns{columns, 5}, events.offsets.data(), events.size()};
    EXPECT_EQ(scores(score, batch), scores(score, objects.batch()));
}

TEST(Objects, OfAnEnsembleAreScoredByTheNetworkOfTheirFold) {
    auto ensemble = random_ensemble(3, 2, 9);
    auto of_objects = ensemble;
    for (auto& model : of_objects.networks) model = renamed(model);
    auto const events = toy_sequences(500, 7);
    NamedFeatures const objects{events};
    std::vector<std::int32_t> samples;
    std::vector<std::uint64_t> numbers;
    for (auto const& info : events.events) samples.push_back(info.sample_id), numbers.push_back(info.event_number);
    EventIds const who{samples.data(), numbers.data()};
    Scorer by_jets{Classifier{ensemble}}, by_objects{Classifier{of_objects}};
    EventBatch const jets{events.jets.data(), events.offsets.data(), events.size(), who};
    EXPECT_EQ(scores(by_objects, objects.batch(who)), scores(by_jets, jets));
    EXPECT_EQ(scores(by_objects, objects.batch()),
              scores(by_jets, {events.jets.data(), events.offsets.data(), events.size()}));
}

TEST(Objects, AreNotJets) {
    auto const events = toy_sequences(20, 7);
    NamedFeatures const objects{events};
    auto const model = random_model(1, 8, 5);
    Scorer by_jets{Classifier{model}}, by_objects{Classifier{renamed(model)}};
    for (float const score : scores(by_jets, objects.batch())) EXPECT_TRUE(std::isnan(score));
    auto const of_jets = scores(by_objects, {events.jets.data(), events.offsets.data(), events.size()});
    for (float const score : of_jets) EXPECT_TRUE(std::isnan(score));
    EXPECT_TRUE(std::isnan(by_objects(events[0])));
    EXPECT_TRUE(model.takes_jets());
    EXPECT_TRUE(renamed(model).takes_objects());
    EXPECT_FALSE(renamed(model).takes_jets());
}

TEST(Objects, AreFrozenWithTheirNames) {
    TemporaryFolder const folder;
    auto const model = renamed(random_model(2, 5, 1));
    write_frozen_model(folder / "vbf.json", model);
    auto const read = read_frozen_model(folder / "vbf.json");
    EXPECT_TRUE(read.takes_objects());
    EXPECT_EQ(read.inputs[1].name, "z0");
    ASSERT_EQ(read.canaries.size(), model.canaries.size());
    for (std::size_t n = 0; n < read.canaries.size(); ++n) {
        EXPECT_EQ(read.canaries[n].features, model.canaries[n].features);
    }
    EXPECT_EQ(to_json(read), to_json(model));
}

TEST(Objects, AreInTheDetectorsFrame) {
    TemporaryFolder const folder;
    auto model = renamed(random_model(1, 5, 1));
    model.contract.frame = Frame::canonical;
    EXPECT_TRUE(says(message_of([&] { write_frozen_model(folder / "vbf.json", model); }),
                     {"contract.frame is not 'detector'"}));
    EXPECT_FALSE(FrozenModel{}.takes_objects());
}

TEST(Objects, MissingFromACanaryAreReported) {
    auto model = renamed(random_model(1, 5, 1));
    model.canaries[2].features.pop_back();
    EXPECT_TRUE(says(message_of([&] { Classifier{model}; }), {"has a canary without all features of an object"}));
    model = renamed(random_model(1, 5, 1));
    model.canaries[3].features[1] += 0.5F;
    EXPECT_TRUE(says(message_of([&] { Classifier{model}; }), {"jetseq.canaries[3] misses by"}));
}

}  // namespace
}  // namespace jetseq
