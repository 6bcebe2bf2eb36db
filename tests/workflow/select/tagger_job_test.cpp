#include "workflow/select/tagger_job.hpp"

#include <gtest/gtest.h>

#include "core/io/output_file.hpp"
#include "data/events/event_file.hpp"
#include "select/tagger/boson_tagger.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/toy_events.hpp"

namespace jetseq::workflow {
namespace {

using test::message_of, test::says, test::TemporaryFolder;

class TaggerJobTest : public testing::Test {
protected:
    TemporaryFolder const folder;

    TaggerJob job() {
        write_file(folder / "tagger.yaml", "name: toy\nsignal_w: [" + (folder / "w.h5") + "]\nsignal_z: [" +
                                               (folder / "w.h5") + "]\nbackground: [" + (folder / "qcd.h5") +
                                               "]\ntuning: {pt_edges: [100, 3000], min_signal_jets: 1}\n");
        Config config{folder / "tagger.yaml", {}, tagger_keys()};
        return read_tagger_job(config);
    }
};

TEST_F(TaggerJobTest, WritesATaggerThatIsReadBack) {
    data::write_events(folder / "w.h5", test::toy_events(4000, 3), {});
    data::write_events(folder / "qcd.h5", test::toy_events(4000, 4), {});
    auto const tuned = tune_tagger(job());
    ASSERT_EQ(tuned.bosons.size(), 2U);
    OutputFiles files;
    auto const tested = add_tagger_files(files, folder / "out", tuned);
    files.commit();
    EXPECT_EQ(read_boson_tagger(folder / "out/boson_tagger.json").name, "toy");
    ASSERT_EQ(tested.size(), 2U);
    EXPECT_EQ(tested[1].name, "Z");
    EXPECT_GT(tested[0].signal.value, 0);
}

TEST_F(TaggerJobTest, RefusesEventsWithoutSubstructure) {
    data::write_events(folder / "w.h5", test::toy_events(100, 3), {}, {"large_jets.d2"});
    data::write_events(folder / "qcd.h5", test::toy_events(100, 4), {});
    EXPECT_TRUE(says(message_of([&] { tune_tagger(job()); }), {"w.h5 has no", "is tuned on mass, D2 and n_trk"}));
}

}  // namespace
}  // namespace jetseq::workflow
