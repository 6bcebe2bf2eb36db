#include "models/frozen/frozen_parts.hpp"

#include <gtest/gtest.h>

#include "core/io/read_file.hpp"
#include "models/frozen/frozen_model_write.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/toy_models.hpp"

namespace jetseq {
namespace {

using test::message_of, test::says;

TEST(FrozenParts, HaveTheModelOfADocument) {
    JsonDocument const document{"a.json", to_json(test::one_cell_model())};
    auto const model = frozen::read_model(FrozenNode{document});
    EXPECT_EQ(model.name, "vbf");
    EXPECT_EQ(model.lstm_layers()[0].u, (std::vector<float>{0, 0, 0.5F, 0}));
    EXPECT_EQ(model.canaries.size(), 6U);  // of 0 to 5 jets
}

TEST(FrozenParts, HaveWorkingPointsOfDifferentNamesInsideTheUnitInterval) {
    std::string const efficiencies =
        R"("vbf": {"value": 0.7, "low": 0.6, "high": 0.8}, "ggf": {"value": 0.1, "low": 0.05, "high": 0.2})";
    auto const points_of = [&](std::string const& first, std::string const& second) {
        JsonDocument const document{
            "a.json", R"({"p": [{)" + first + ", " + efficiencies + "}, {" + second + ", " + efficiencies + "}]}"};
        return frozen::read_working_points(FrozenNode{document}["p"]);
    };
    auto const points = points_of(R"("name": "loose", "threshold": 0.25)", R"("name": "tight", "threshold": 1)");
    ASSERT_EQ(points.size(), 2U);
    EXPECT_EQ(points[0].threshold, 0.25F);
    EXPECT_EQ(points[1].name, "tight");
    EXPECT_EQ(points[1].vbf.high, 0.8);
    EXPECT_EQ(points[1].ggf.low, 0.05);
    std::string const loose = R"("name": "loose", "threshold": 0.25)";
    EXPECT_TRUE(says(message_of([&] { points_of(loose, loose); }), {"p[1] has the name of another working point"}));
    EXPECT_TRUE(says(message_of([&] { points_of(loose, R"("name": "a", "threshold": 1.5)"); }),
                     {"p[1].threshold is not in [0, 1]"}));
}

TEST(FrozenParts, HaveTheVersionThatThisJetseqReads) {
    JsonDocument const ours{"a.json", R"({"format_version": 1})"}, later{"b.json", R"({"format_version": 2})"};
    EXPECT_NO_THROW(frozen::require_known_version(FrozenNode{ours}, 1));
    EXPECT_TRUE(says(message_of([&] { frozen::require_known_version(FrozenNode{later}, 1); }),
                     {"b.json: has format_version 2, which this jetseq can't read"}));
}

TEST(FrozenParts, AreToldApartFromOtherDocuments) {
    JsonDocument const other{"r.json", R"({"kind": "jetseq_report", "jetseq": {}})"},
        model{"m.json", R"({"jetseq": {}})"}, ensemble{"e.json", R"({"kind": "jetseq_ensemble"})"};
    EXPECT_TRUE(frozen::is_ensemble(FrozenNode{ensemble}));
    EXPECT_FALSE(frozen::is_ensemble(FrozenNode{model}));
    EXPECT_FALSE(frozen::is_ensemble(FrozenNode{other}));
    EXPECT_NO_THROW(frozen::require_frozen(FrozenNode{model}, "m.json"));
    EXPECT_NO_THROW(frozen::require_frozen(FrozenNode{ensemble}, "e.json"));
    explain_foreign_files(
        [](std::string const& path, std::string const& wanted) { return path + " is not " + wanted; });
    auto const message = message_of([&] { frozen::require_frozen(FrozenNode{other}, "r.json"); });
    explain_foreign_files(nullptr);
    EXPECT_EQ(message, "r.json is not a frozen model of jetseq");
}

}  // namespace
}  // namespace jetseq
