#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "core/io/output_file.hpp"
#include "core/json/json.hpp"
#include "core/math/random.hpp"
#include "select/cutflow/cutflow_file.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/toy_events.hpp"

namespace jetseq {
namespace {

using test::message_of, test::says;

Selection two_regions() {
    Selection selection;
    selection.preselection = {{"one jet", condition_from("n_jets >= 1")}};
    selection.regions = {{"hard",
                          Regime::merged,
                          Production::vbf,
                          {{"met", condition_from("met > 50 GeV")}, {"tracks", condition_from("pt_miss > 50 GeV")}}},
                         {"soft", Regime::merged, Production::ggf_dy, {{"met", condition_from("met <= 50 GeV")}}}};
    return selection;
}

Cutflow cutflow_of(Selection const& selection, View<Event> events, CutflowOptions options = {}) {
    Cutflow cutflow{selection, options};
    EventSelector selector{selection, nullptr, nullptr, options.every_cut()};
    for (auto const& event : events) {
        selector(event);
        cutflow.add(event.info, selector);
    }
    return cutflow;
}

Event event_of(float met, float pt_miss, float weight) {
    Event event;
    event.info.met = met, event.info.pt_miss = pt_miss, event.info.weight = weight;
    event.jets = {{40, 0, 0, 40}};
    event.btag = {0};
    return event;
}

TEST(Cutflow, CountsWhatEachCutLeaves) {
    auto no_jets = event_of(100, 100, 4);
    no_jets.jets.clear();
    std::vector<Event> const events{event_of(100, 100, 1), event_of(100, 20, 2), event_of(10, 100, -3), no_jets};
    auto const selection = two_regions();
    auto const cutflow = cutflow_of(selection, events);
    ASSERT_EQ(cutflow.samples().size(), 1);
    auto const hard = cutflow.counts(cutflow.samples()[0], 0).after,
               soft = cutflow.counts(cutflow.samples()[0], 1).after;
    std::uint64_t const raw[] = {4, 3, 2, 1};
    double const w[] = {4, 0, 3, 1}, w2[] = {30, 14, 5, 1};
    for (int k = 0; k < 4; ++k) {
        EXPECT_EQ(hard[k].raw, raw[k]);
        EXPECT_EQ(hard[k].w.value(), w[k]);
        EXPECT_EQ(hard[k].w2.value(), w2[k]);
    }
    EXPECT_EQ(soft[2].raw, 1);
    EXPECT_EQ(soft[2].w.value(), -3);
    EXPECT_EQ(soft[2].negative.value(), -3);
    EXPECT_EQ(hard[1].negative.value(), -3);
    EXPECT_EQ(hard[2].negative.value(), 0);
    auto const text = to_json(cutflow);
    EXPECT_TRUE(says(text, {"\"exact_negative_w\": \"0\"", "\"exact_negative_w\": \"-3p0\""}));
    test::TemporaryFolder const folder;
    write_file(folder / "cutflow.json", text);
    EXPECT_EQ(to_json(read_cutflow(folder / "cutflow.json")), text);
}

TEST(Cutflow, CountsWhatPassesAllCutsButOne) {
    std::vector<Event> const events{event_of(100, 100, 1), event_of(100, 20, 1), event_of(100, 20, 1),
                                    event_of(10, 100, 1)};
    auto const counts = cutflow_of(two_regions(), events, {true, true}).counts(CutflowSample::of(events[0].info), 0);
    EXPECT_EQ(counts.n_minus_1[0].raw, 1);  // without "one jet"
    EXPECT_EQ(counts.n_minus_1[1].raw, 2);  // without "met"
    EXPECT_EQ(counts.n_minus_1[2].raw, 3);  // without "tracks"
    EXPECT_EQ(counts.both[1 * 3 + 2].raw, 1);
    EXPECT_EQ(counts.both[2 * 3 + 1].raw, 1);
    EXPECT_EQ(counts.both[1 * 3 + 1].raw, 3);
    EXPECT_EQ(counts.both[2 * 3 + 2].raw, 2);
}

TEST(Cutflow, OfPiecesInAnyOrderHasTheSameBytes) {
    auto const events = test::toy_events(600, 5);
    auto const selection = two_regions();
    CutflowOptions const options{true, true};
    auto const whole = to_json(cutflow_of(selection, events, options));
    std::vector<std::size_t> pieces{0, 1, 2, 3, 4, 5};
    for (std::uint64_t seed = 1; seed < 4; ++seed) {
        Random random{seed};
        shuffle(pieces, random);
        Cutflow sum;
        for (std::size_t const piece : pieces)
            sum.add(cutflow_of(selection, {events.data() + 100 * piece, 100}, options));
        EXPECT_EQ(to_json(sum), whole);
    }
}

TEST(Cutflow, SurvivesItsFile) {
    auto const events = test::toy_events(100, 5);
    for (auto const& options : {CutflowOptions{}, CutflowOptions{true, true}}) {
        test::TemporaryFolder const folder;
        auto const text = to_json(cutflow_of(two_regions(), events, options));
        std::ofstream{folder / "cutflow.json"} << text;
        EXPECT_EQ(to_json(read_cutflow(folder / "cutflow.json")), text);
    }
}

TEST(Cutflow, RefusesOtherFilesAndCutflowsOfOtherRegions) {
    test::TemporaryFolder const folder;
    auto const complaint = [&](std::string const& text) {
        std::ofstream{folder / "cutflow.json"} << text;
        return message_of([&] { read_cutflow(folder / "cutflow.json"); });
    };
    EXPECT_TRUE(says(complaint("{}"), {"cutflow.json", "kind"}));
    EXPECT_TRUE(says(complaint("[1]"), {"cutflow.json"}));
    auto text = to_json(cutflow_of(two_regions(), test::toy_events(10, 1)));
    text.replace(text.find("\"raw\""), 5, "\"row\"");
    EXPECT_TRUE(says(complaint(text), {"'raw' is missing"}));
    auto earlier = to_json(cutflow_of(two_regions(), test::toy_events(10, 1)));
    earlier.replace(earlier.find("exact_negative_w"), 16, "exact_w_of_others");
    EXPECT_TRUE(says(complaint(earlier), {"cutflow.json does not say which weights are negative", "earlier jetseq",
                                          "Select the events again"}));
    auto other = two_regions();
    other.regions.pop_back();
    auto sum = cutflow_of(two_regions(), {});
    EXPECT_TRUE(says(message_of([&] { sum.add(Cutflow{other}); }), {"other regions"}));
}

/// A value of another kind than to_json() writes is refused with the name of the file, whichever value it is.
TEST(Cutflow, RefusesValuesOfTheWrongKind) {
    test::TemporaryFolder const folder;
    auto const json = parse_json(to_json(cutflow_of(two_regions(), test::toy_events(10, 1), {true, true})));
    auto const complaint = [&](std::string const& place, Json const& value) {
        Json changed = json;
        changed[Json::json_pointer{place}] = value;
        std::ofstream{folder / "cutflow.json"} << text_of(changed);
        return message_of([&] { read_cutflow(folder / "cutflow.json"); });
    };
    std::string const file = folder / "cutflow.json";
    EXPECT_TRUE(says(complaint("/kind", 5), {file, "kind"}));
    EXPECT_TRUE(says(complaint("/regions", Json{{"a", 1}}), {file, "'regions'"}));
    EXPECT_TRUE(says(complaint("/samples", Json::object()), {file, "'samples'"}));
    EXPECT_TRUE(says(complaint("/samples/0", 7), {file, "'regions'"}));
    EXPECT_TRUE(says(complaint("/samples/0/regions", Json{{"a", 1}, {"b", 2}}), {file, "'regions'"}));
    EXPECT_TRUE(says(complaint("/samples/0/regions/0/cuts", Json{{"a", 1}}), {file, "'cuts'"}));
    EXPECT_TRUE(says(complaint("/samples/0/regions/0/cuts/1", 1), {file, "'raw'"}));
    EXPECT_TRUE(says(complaint("/samples/0/regions/0/cuts/1/n_minus_1", "x"), {file, "'n_minus_1'"}));
    EXPECT_TRUE(says(complaint("/samples/0/regions/0/both", 3), {file, "'both'"}));
    for (char const* number : {"exact_w", "exact_w2", "exact_negative_w"}) {
        EXPECT_TRUE(says(complaint(std::string{"/samples/0/regions/0/cuts/0/"} + number, "zz"), {file, number}));
        EXPECT_TRUE(says(complaint(std::string{"/samples/0/regions/0/cuts/0/"} + number, 1), {file, number}));
    }
    EXPECT_TRUE(says(complaint("/samples/0/regions/0/cuts/0/raw", -1), {file, "'raw'"}));
    EXPECT_TRUE(says(complaint("/samples/0/sample_id", 0.5), {file, "'sample_id'"}));
    EXPECT_TRUE(says(complaint("/samples/0/sample_id", 5'000'000'000), {file, "'sample_id'"}));
    EXPECT_TRUE(says(complaint("/samples/0/mass", true), {file, "'mass'"}));
    EXPECT_TRUE(says(complaint("/format_version", "1"), {file, "'format_version'"}));
    EXPECT_TRUE(says(complaint("/n_minus_1", 1), {file, "'n_minus_1'"}));
    EXPECT_TRUE(says(complaint("/model_sha256", 1), {file, "'model_sha256'"}));
}

TEST(Cutflow, RefusesThoseOfOtherModels) {
    test::TemporaryFolder const folder;
    auto const read_again = [&](CutflowOptions const& options) {
        std::ofstream{folder / "cutflow.json"} << to_json(Cutflow{two_regions(), options});
        return read_cutflow(folder / "cutflow.json");
    };
    Cutflow sum;
    sum.add(read_again({}));  // of an earlier jetseq
    for (int same = 0; same < 2; ++same) sum.add(read_again({false, false, "12ab", "34cd"}));
    EXPECT_TRUE(says(message_of([&] { sum.add(read_again({false, false, "ffff", "34cd"})); }), {"different models"}));
    EXPECT_TRUE(says(message_of([&] {
                         sum.add(read_again({false, false, "12ab", "ffff"}));
                     }),
                     {"different boson taggers", "Add those of one boson tagger only"}));
    EXPECT_EQ(sum.options().model_sha256, "12ab");
}

}  // namespace
}  // namespace jetseq
