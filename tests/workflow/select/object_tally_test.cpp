#include "workflow/select/object_tally.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "tests/select/toy_selection.hpp"
#include "tests/support/message_of.hpp"
#include "workflow/events/absent_note.hpp"

namespace jetseq::workflow {
namespace {

using test::says;
using Notes = std::vector<std::string>;

/// What the notes say of `tally`, one line after the other.
std::string said_of(ObjectTally const& tally, std::string const& cut) {
    std::string text;
    for (auto const& note : notes_on(tally, "a.h5", test::one_cut(cut))) text += note + "\n";
    return text;
}

TEST(ObjectTally, CountsWhatAFileHasAndWhatTheSelectionLeaves) {
    Event event, selected;
    event.leptons = {test::lepton(30, 0, 0, 13), test::lepton(5, 0, 1, 13)};  // from 7 GeV on
    event.jets = {test::massless(50, 0, 0), test::massless(40, 0, 1)};
    event.btag = {1, -1};
    event.large_jets = {{300, 0, 0, 80, std::numeric_limits<float>::quiet_NaN(), -1}, {300, 0, 1, 80, 1, 20}};
    selected.jets = {event.jets[0]};
    ObjectTally tally, both;
    tally.add(event, selected, {});
    both.add(tally), both.add(tally);
    EXPECT_EQ(tally.events, 1U);
    EXPECT_EQ(both.events, 2U);
    EXPECT_EQ(both.leptons, 4U);
    EXPECT_EQ(both.leptons_accepted, 2U);
    EXPECT_EQ(both.leptons_left, 0U);
    EXPECT_EQ(both.jets, 4U);
    EXPECT_EQ(both.jets_left, 2U);
    EXPECT_EQ(both.large_jets, 4U);
    EXPECT_EQ(both.large_jets_left, 0U);
    EXPECT_EQ(both.without_d2, 2U);
    EXPECT_EQ(both.without_n_trk, 2U);
    EXPECT_EQ(both.btags, 2U);
}

TEST(ObjectTally, NotesWhatMayEmptyRegionsOnceThereAreTwentyObjects) {
    ObjectTally tally;
    tally.events = 20;
    EXPECT_TRUE(says(said_of(tally, "m_ll > 80 GeV"), {"none of 20 events of a.h5 has a lepton"}));
    EXPECT_EQ(said_of(tally, "n_jets >= 1"), "");  // it looks at no lepton
    tally.leptons = 20, tally.leptons_accepted = 1;
    EXPECT_TRUE(says(said_of(tally, "m_ll > 80 GeV"), {"1 of 20 leptons of a.h5 are within the pt and eta"}));
    tally.leptons_accepted = 20, tally.leptons_left = 1;
    EXPECT_TRUE(says(said_of(tally, "m_ll > 80 GeV"), {"1 of 20 leptons of a.h5 are outside all jets"}));
    tally.leptons_left = 2;
    EXPECT_EQ(said_of(tally, "m_ll > 80 GeV"), "");  // a tenth
    tally.jets = 20, tally.jets_left = 1;
    EXPECT_TRUE(says(said_of(tally, "n_jets >= 1"), {"1 of 20 jets of a.h5 are no electron or muon"}));
    tally.events = 19, tally.leptons = 0, tally.jets = 19;
    EXPECT_EQ(said_of(tally, "m_ll > 80 GeV"), "");
}

TEST(ObjectTally, NotesWhatIsNotKnownOfJetsIfACutLooksAtIt) {
    ObjectTally tally;
    tally.jets = tally.jets_left = 500;
    tally.large_jets = tally.large_jets_left = 30, tally.without_d2 = 2, tally.without_n_trk = 3;
    EXPECT_TRUE(says(said_of(tally, "n_btags == 0"), {"none of 500 jets of a.h5 is b-tagged"}));
    EXPECT_TRUE(says(said_of(tally, "large1_d2 < 1"), {"2 of 30 large-R jets of a.h5 have no D2"}));
    EXPECT_TRUE(says(said_of(tally, "large1_n_trk < 30"), {"3 of 30 large-R jets of a.h5 have no n_trk"}));
    EXPECT_EQ(said_of(tally, "n_jets >= 1"), "");
    tally.large_jets_left = 2;
    EXPECT_TRUE(
        says(said_of(tally, "n_large_jets >= 1"), {"2 of 30 large-R jets of a.h5 are within pt, eta and mass"}));
}

TEST(AbsentNote, NamesWhatIsTakenInPlaceOfColumnsOnceForFilesThatAreAlike) {
    AbsentNote note;
    note.add("a.h5", {"events.mass", "events.met"});
    note.add("b.h5", {"events.mass", "events.met"});
    note.add("c.h5", {"leptons", "leptons.quality"});
    note.add("d.h5", {});
    EXPECT_EQ(note.texts(), (Notes{"a.h5 and 1 more have no events.mass (mass 0), events.met (unknown)",
                                   "c.h5 has no leptons (no jet or lepton is removed as overlap)"}));
}

TEST(AbsentNote, OfSequencesSaysOnlyWhatHasADefault) {
    AbsentNote note;
    note.add_of_sequences("a.h5", {"events.mass", "events.met"});
    note.add_of_sequences("b.h5", {"events.met"});
    EXPECT_EQ(note.texts(), Notes{"a.h5 has no events.mass (mass 0)"});
}

}  // namespace
}  // namespace jetseq::workflow
