#include "data/sequences/object_features.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/message_of.hpp"

namespace jetseq::data {
namespace {

using test::message_of, test::says;

TEST(ObjectFeatures, AreComputedSortedAndCutForEachEvent) {
    ObjectChoice const choice{"jets", {"log(pt)", "pt"}, "-eta", 2};
    ObjectFeatures features{choice, {"pt", "eta"}};
    EXPECT_EQ(features.columns(), (std::vector<std::string>{"pt", "eta"}));
    EXPECT_EQ(features.purpose("pt"), " (for 'log(pt)')");
    double const values[] = {1, 0, 2, 0.5, 4, -1, 8, 3};  // pt, eta of four objects
    features.compute(values, 2, 4);
    ObjectList list;
    list.choice = choice;
    features.add_event(0, {0, 1, 2}, "a.h5: /jets", 0, list);
    features.add_event(3, {}, "a.h5: /jets", 1, list);
    features.add_event(3, {0}, "a.h5: /jets", 2, list);
    auto const log = [](double x) { return static_cast<float>(std::log(x)); };
    EXPECT_EQ(std::vector<float>(list.values.begin(), list.values.end()),
              (std::vector<float>{log(2), 2, log(1), 1, log(8), 8}));
    EXPECT_EQ(list.length(1), 0U);
    ASSERT_EQ(features.notes().size(), 1U);
    EXPECT_TRUE(says(features.notes()[0], {"of jets the first 2 are read: 1 more, of 1 events"}));
}

TEST(ObjectFeatures, AreThoseOfChosenObjectsThatAreChecked) {
    ObjectChoice choice{"tracks", {"pt"}, "-pt"};
    choice.where = "charge != 0", choice.meanings = {{"pt", "pt"}};
    ObjectFeatures features{choice, {"pt", "charge"}};
    EXPECT_EQ(features.columns(), (std::vector<std::string>{"pt", "charge"}));
    double const values[] = {1, 1, -5, 0, 3, -1, -2, 1};  // a neutral one with an impossible pt; the last can't be, too
    features.compute(values, 2, 4);
    ObjectList list;
    list.choice = choice;
    features.add_event(0, {0, 1, 2}, "a.h5: /tracks", 0, list);
    EXPECT_EQ(std::vector<float>(list.values.begin(), list.values.end()), (std::vector<float>{3, 1}));
    ASSERT_EQ(features.notes().size(), 1U);
    EXPECT_TRUE(says(features.notes()[0], {"of tracks those with 'charge != 0' are read: 1 others are left out"}));
    EXPECT_TRUE(says(message_of([&] { features.add_event(0, {3}, "a.h5: /tracks", 5, list); }),
                     {"a.h5: /tracks, row 5", "'pt' is -2"}));
    EXPECT_EQ(message_of([&] { features.judge("a.h5: /tracks"); }), "(nothing was thrown)");  // too few to judge
    choice.where = "charge";
    ObjectFeatures numbers{choice, {"pt", "charge"}};
    numbers.compute(values, 2, 4);
    EXPECT_TRUE(says(message_of([&] {
                         numbers.add_event(0, {0, 2}, "a.h5: /tracks", 5, list);
                     }),
                     {"row 5, place 2: 'charge' is -1", "true or false"}));
}

TEST(ObjectFeatures, TellThatTheyAreSortedByUnknownNumbers) {
    ObjectFeatures features{{"jets", {"if(d0 != -999, d0, 0)"}, "-d0"}, {"d0"}};
    double const values[] = {1, -999};
    features.compute(values, 1, 2);
    ObjectList list;
    list.choice.features = {"d0"};
    features.add_event(0, {0}, "a.h5: /jets", 0, list);
    EXPECT_TRUE(features.notes().empty());
    features.add_event(0, {0, 1}, "a.h5: /jets", 1, list);
    ASSERT_EQ(features.notes().size(), 1U);
    EXPECT_TRUE(says(features.notes()[0], {"jets are sorted by '-d0', where a number of some objects is -999"}));
    ObjectFeatures absolute{{"jets", {"d0"}, "-abs(d0)"}, {"d0"}},
        treated{{"jets", {"d0"}, "if(d0 != -999, d0, 0)"}, {"d0"}};
    for (auto* of : {&absolute, &treated}) of->compute(values, 1, 2), of->add_event(0, {0, 1}, "a.h5: /jets", 1, list);
    EXPECT_TRUE(says(absolute.notes().at(0), {"sorted by '-abs(d0)', where a number of some objects is -999"}));
    EXPECT_EQ(treated.notes().size(), 1U);  // of the feature alone
}

TEST(ObjectFeatures, RefuseWhatIsNotFinite) {
    ObjectFeatures features{{"jets", {"1 / pt"}}, {"pt"}};
    double const values[] = {0, 1};
    features.compute(values, 1, 2);
    ObjectList list;
    EXPECT_TRUE(says(message_of([&] {
                         features.add_event(0, {0, 1}, "a.h5: /jets", 7, list);
                     }),
                     {"a.h5: /jets, row 7, place 0: '1 / pt' is inf"}));
}

}  // namespace
}  // namespace jetseq::data
