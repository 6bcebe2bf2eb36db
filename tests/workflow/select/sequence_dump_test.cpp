#include "workflow/select/sequence_dump.hpp"

#include <gtest/gtest.h>

#include <map>
#include <utility>

#include "core/io/output_file.hpp"
#include "data/events/file_header.hpp"
#include "data/sequences/object_reader.hpp"
#include "select/variables/tag_variables.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/toy_events.hpp"
#include "tests/workflow/heard.hpp"
#include "train/backends/joined_training.hpp"
#include "train/loop/train.hpp"
#include "workflow/events/load.hpp"
#include "workflow/train/training_job.hpp"

namespace jetseq::workflow {
namespace {

using test::says, test::TemporaryFolder;

TEST(SequenceDump, HoldsTheSameEventsInAnotherOrder) {
    TemporaryFolder const folder;
    auto const sequences = test::toy_sequences(200, 1);
    write_sequences(folder / "in.h5", sequences, {{"seed", "7"}});
    OutputFile file{folder / "out.h5"};
    write_dump(file, sequences, 1, "name: toy\n", {folder / "in.h5"});
    file.commit();
    auto const read = data::read_sequences(folder / "out.h5");
    ASSERT_EQ(read.size(), sequences.size());
    auto const sum = [](data::Sequences const& of) {
        long total = 0;
        for (auto const& event : of.events) total += event.event_number;
        return total;
    };
    EXPECT_EQ(sum(read), sum(sequences));
    EXPECT_NE(read.events[0].event_number, sequences.events[0].event_number);
    auto const attributes = data::read_attributes(folder / "out.h5");
    EXPECT_EQ(attributes.at("configuration"), "name: toy\n");
    EXPECT_TRUE(says(attributes.at("inputs"), {"in.h5", "seed: 7"}));
    EXPECT_TRUE(has_both_classes(sequences));
    EXPECT_FALSE(has_both_classes({}));
}

TEST(SequenceDump, DescribesItsFilesByTheirAttributesInAParagraphEach) {
    TemporaryFolder const folder;
    auto const sequences = test::toy_sequences(5, 1);
    write_sequences(folder / "a.h5", sequences, {{"seed", "7"}});
    write_sequences(folder / "b.h5", sequences, {{"seed", "8"}});
    auto const text = description_of({folder / "a.h5", folder / "b.h5"});
    auto const a = text.find(folder / "a.h5"), b = text.find(folder / "b.h5");
    ASSERT_TRUE(a == 0 && b != text.npos);
    EXPECT_TRUE(says(text.substr(0, b), {"\nseed: 7\n"}));
    EXPECT_EQ(text.substr(b - 2, 2), "\n\n");
    EXPECT_TRUE(says(text.substr(b), {"\nseed: 8\n"}));
    EXPECT_EQ(description_of({}), "");
}

TEST(SequenceDump, HasTheTagVariablesIfTheConfigurationAsksForThem) {
    TemporaryFolder const folder;
    auto const dumped = [&](std::string const& text) {
        write_file(folder / "a.yaml", text);
        Config config{folder / "a.yaml", {}, selection_keys()};
        return dumped_variables(config);
    };
    EXPECT_EQ(dumped("select: {variables: true}\n"), (Strings{tag_variable_names.begin(), tag_variable_names.end()}));
    EXPECT_TRUE(dumped("select: {variables: false}\n").empty());
    EXPECT_TRUE(dumped("select: {jet_pt_min: 40}\n").empty());
}

TEST(SequenceDump, HasWhatInputsNameAndWhatTheyAreSortedBy) {
    TemporaryFolder const folder;
    auto const dumped = [&](std::string const& text) {
        write_file(folder / "a.yaml", text);
        Config config{folder / "a.yaml", {}, selection_keys()};
        return dumped_inputs(config);
    };
    EXPECT_TRUE(dumped("seed: 1\n").empty());
    auto const choice = dumped(
        "inputs: {jets: {features: [log(pt), eta], sort: -pt, first: 3}, leptons: {features: [pt], sort: -pt},"
        " event: [met]}\nselect: {variables: true}\n");
    ASSERT_EQ(choice.objects.size(), 2U);
    EXPECT_TRUE((choice.objects[0] == data::ObjectChoice{"jets", {"log(pt)", "eta", "pt"}, "-pt", 3}));
    EXPECT_EQ(choice.objects[1].features, Strings{"pt"});
    auto const forward = dumped("inputs: {forward: {features: [pt], from: jets, where: abs(eta) > 2.5}}").objects.at(0);
    EXPECT_EQ(forward.features, (Strings{"pt", "abs(eta) > 2.5"}));
    EXPECT_TRUE(says(test::message_of([&] { dumped("inputs:\n  jets:\n    features: [log pt]\n"); }),
                     {"a.yaml:3: key 'inputs.jets.features': the expression 'log pt' can't be read"}));
    EXPECT_EQ(choice.variables.size(), 1 + tag_variable_names.size());
    EXPECT_EQ(choice.variables[0], "met");
}

/// The choice of a network of whole events, by expressions, columns, an order and a length.
data::EventChoice choice_of_full_events() {
    return {{{"jets", {"log(pt)", "eta", "pt / event.met", "in_candidate"}, "-abs(eta)", 4},
             {"leptons", {"pt", "pdg_id"}, "-pt"},
             {"large_jets", {"m"}},
             {"forward", {"pt", "eta"}, "", 0, "jets", "abs(eta) > 2.5", {{"if(pt != 31, pt, 0 / 0)", "pt"}}}},
            {"met", "log(m_vv)", "regime", "tag_m_jj"},
            {{"met", "energy"}}};
}

/// Events of the sample, as a training on `choice` reads them.
data::Sequences events_of_sample(data::EventChoice const& choice) {
    LoadOptions options;
    options.names.inputs = choice;
    test::Heard heard;
    std::string const folder = std::string{JETSEQ_SOURCE_DIR} + "/data/sample/";
    return load_sequences({folder + "vbf_1000_2lep.h5", folder + "ggf_1000_2lep.h5"}, options, heard);
}

/// The rows of `events` in the order of `as`.
std::vector<std::size_t> rows_like(data::Sequences const& events, data::Sequences const& as) {
    std::map<std::pair<std::int32_t, std::uint64_t>, std::size_t> rows;
    for (std::size_t n = 0; n < events.size(); ++n) {
        rows[{events.events[n].sample_id, events.events[n].event_number}] = n;
    }
    std::vector<std::size_t> order;
    for (auto const& event : as.events) order.push_back(rows.at({event.sample_id, event.event_number}));
    return order;
}

TEST(SequenceDump, TrainsAsTheEventsDo) {
    TemporaryFolder const folder;
    auto const choice = choice_of_full_events();
    auto dumped = choice;
    dumped.objects[0].features.emplace_back("abs(eta)");
    dumped.objects[3].features.emplace_back("abs(eta) > 2.5");
    {
        OutputFile file{folder / "dump.h5"};
        write_dump(file, events_of_sample(dumped), 1, "", {});
        file.commit();
    }
    EXPECT_TRUE(data::is_dump(data::h5::InputFile{folder / "dump.h5"}));
    EXPECT_FALSE(data::is_dump(data::h5::InputFile{JETSEQ_SOURCE_DIR "/data/sample/vbf_1000_2lep.h5"}));
    LoadOptions options;
    options.names.inputs = choice;
    test::Heard heard;
    auto const read = load_sequences({folder / "dump.h5"}, options, heard);
    auto const all = events_of_sample(choice);
    auto const expected = data::reordered(all, rows_like(all, read));
    ASSERT_EQ(read.size(), expected.size());
    ASSERT_GT(read.size(), 1000U);
    for (std::size_t k = 0; k < choice.objects.size(); ++k) {
        EXPECT_TRUE(read.objects[k].offsets == expected.objects[k].offsets);
        EXPECT_TRUE(read.objects[k].values == expected.objects[k].values);
    }
    EXPECT_TRUE(read.variables.values == expected.variables.values);
    train::TrainOptions training;
    training.inputs = choice, training.hidden = {4}, training.cells = 5, training.layers = 1, training.threads = 1;
    training.max_epochs = 2, training.batch_size = 128, training.device = "cpu";
    train::TrainHooks hooks;
    hooks.auc = auc_of;
    auto const on_dump = train::train(read, training, folder / "dump", "toy", hooks);
    auto const on_events = train::train(expected, training, folder / "events", "toy", hooks);
    auto const parameters = [](FrozenModel const& model) {
        return train::parameters_of(std::get<JoinedNetwork>(model.network));
    };
    EXPECT_EQ(parameters(on_dump.model), parameters(on_events.model));  // bit by bit
}

}  // namespace
}  // namespace jetseq::workflow
