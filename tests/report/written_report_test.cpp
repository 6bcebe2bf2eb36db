#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/error.hpp"
#include "evaluate/studies/report_json.hpp"
#include "report/figures/plot_data.hpp"
#include "report/figures/score_plot.hpp"
#include "report/figures/trust_plots.hpp"
#include "report/page/report_page.hpp"
#include "report/page/sections.hpp"
#include "report/page/write_report.hpp"
#include "report/plot/svg_conversion.hpp"
#include "tests/report/page_text.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"

namespace jetseq::report {
namespace {

using test::message_of, test::says;

/// 40 events, five of each label in each of four samples: VBF scores 0.55 to 0.95, ggF/DY 0.05 to 0.45 and one of 0.7.
evaluate::ScoredEvents some_events() {
    evaluate::ScoredEvents events;
    for (int i = 0; i < 20; ++i) {
        evaluate::ScoredEvent vbf, ggf;
        vbf.label = 1, vbf.score = 0.55F + 0.1F * static_cast<float>(i % 5), vbf.sample = i < 10 ? 11 : 12;
        ggf.label = 0, ggf.score = i == 7 ? 0.7F : 0.05F + 0.1F * static_cast<float>(i % 5);
        ggf.sample = i < 10 ? 21 : 22;
        events.add(vbf), events.add(ggf);
    }
    return events;
}

evaluate::Shift shift_of(std::string name, double vbf, double ggf) {
    evaluate::Shift shift;
    shift.name = std::move(name);
    shift.at_threshold = {{0.5, 0.49, 0.51}, {0.1, 0.09, 0.11}};
    shift.vbf = {vbf, 0.001}, shift.ggf = {ggf, 0.002};
    shift.auc = {0.85, 0.01}, shift.auc_change = {0.0002, 0.0001};
    return shift;
}

/// Each part of Trust once, with numbers that can be told apart.
evaluate::Trust some_trust(evaluate::Report const& bins) {
    evaluate::Trust trust;
    trust.systematics = {shift_of("scale up", 0.0125, -0.005)};
    trust.mistakes = {shift_of("MeV for <GeV>", -0.4, 0.2)};
    trust.importances = {{"variable exchanged", "pT", {0.1, 0.01}},
                         {"jet exchanged", "jet 1", {0.2, 0.01}},
                         {"jet left out", "jet 1", {0.05, 0.01}}};
    evaluate::Overtraining trained;
    trained.n_vbf = 7, trained.n_ggf = 8, trained.auc_excess = {0.0031, 0.002};
    trained.vbf = bins.first().vbf_density, trained.ggf = bins.first().ggf_density;
    for (double& density : trained.vbf.density) density /= 2;  // the test is twice as high
    trained.vbf_test = {0.25, 0.375}, trained.ggf_test = {0.1, 0.9};
    trust.overtraining = trained;
    trust.trainings = {{"seed 1", {0.8, 0.01}, {{0.6, 0.59, 0.61}, {0.1, 0.09, 0.11}}},
                       {"seed 2", {0.9, 0.01}, {{0.8, 0.79, 0.81}, {0.3, 0.29, 0.31}}}};
    trust.recalibrations = {{"temperature 1.02", 0.0123, 0.45678}};
    trust.sculpting = {{"m_VV", {0, 0.5, 1}, {{1, 1}, {0.1, 0.1}}, {{0, 2}, {0, 0.2}}, {0.5, 0.01}}};
    trust.points = {{"medium", "vbf:0.7", 0.625, {{0.7, 0.69, 0.71}, {0.2, 0.19, 0.21}}, {{0.72, 0.7, 0.74}, {}}}};
    return trust;
}

evaluate::Report some_report() {
    evaluate::ReportInputs inputs;
    inputs.model = "vbf.json";
    inputs.sample_names = {{{11, 1}, "VBF 1 TeV"}};
    inputs.trust = some_trust(evaluate::make_report(some_events(), inputs));
    inputs.comparisons = {{"other", some_events().score}};
    return evaluate::make_report(some_events(), inputs);
}

std::string content_of(std::string const& path) {
    std::ifstream file{path, std::ios::binary};
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

TEST(WrittenReport, HasEachFileThatItNames) {
    test::TemporaryFolder const folder;
    auto const report = some_report();
    PlotFormats const formats{can_convert_svg(), can_convert_svg()};
    auto const paths = write_report(folder / "report", report, formats).paths;
    std::size_t on_disk = 0;
    for (auto const& entry : std::filesystem::recursive_directory_iterator{folder / "report"}) {
        on_disk += entry.is_regular_file();
    }
    EXPECT_EQ(paths.size(), on_disk);
    std::size_t const files = 2 + formats.pdf + formats.png;
    EXPECT_EQ(paths.size(), 2 + files * report_figures(report).size() + 2);  // ROC curves of two models as YAML
    for (auto const& path : paths) {
        auto const content = content_of(path);
        auto const kind = std::filesystem::path{path}.extension();
        if (kind == ".svg") {
            EXPECT_EQ(xml_problem(content), "") << path;
        }
        if (kind == ".pdf") {
            EXPECT_EQ(content.rfind("%PDF-", 0), 0u) << path;
        }
        if (kind == ".png") {
            EXPECT_EQ(content.rfind("\x89PNG\r\n\x1a\n", 0), 0u) << path;
        }
        if (kind == ".csv") {
            EXPECT_EQ(content.rfind("panel,kind,series,", 0), 0u) << path;
        }
        if (kind == ".yaml") {
            EXPECT_EQ(content.rfind("bkg_rej:", 0), 0u) << path;
        }
    }
    EXPECT_EQ(content_of(paths[0]), report_html(report));
    EXPECT_EQ(Json::parse(content_of(paths[1])), report_json(report));
}

/// Each figure that a report can have, in the order of the page: this list and report/page/sections.cpp agree.
TEST(WrittenReport, HasTheFiguresOfAllItsSections) {
    evaluate::ReportInputs inputs;
    inputs.sample_names = {{{11, 1}, "VBF 1 TeV"}};
    inputs.history = {{1, 0.6, 0.61, 0.8, 1e-3}, {2, 0.5, 0.52, 0.85, 1e-3}};
    inputs.classes.resize(3);
    for (auto& one : inputs.classes) one.name = "class", one.against.resize(3), one.called.resize(3);
    inputs.trust = some_trust(evaluate::make_report(some_events(), inputs));
    inputs.comparisons = {{"other", some_events().score}};
    auto events = some_events();
    for (std::size_t n = 0; n < events.size(); n += 4) events.n_jets[n] = 2;
    std::vector<std::string> names;
    for (auto const& figure : report_figures(evaluate::make_report(events, inputs))) names.push_back(figure.name);
    EXPECT_EQ(names, (std::vector<std::string>{
                         "roc", "roc-classes", "score", "score-2", "score-by-sample-1", "score-by-sample-2",
                         "threshold-by-n_jets", "background-by-n_jets", "threshold-by-leading_pt",
                         "background-by-leading_pt", "threshold-by-leading_abs_eta", "background-by-leading_abs_eta",
                         "calibration", "training", "overtraining", "shifts", "sculpting-1", "importance"}));
}

TEST(WrittenReport, IsThereOnceItsFilesAreCommitted) {
    test::TemporaryFolder const folder;
    OutputFiles files;
    auto const written = add_report(files, folder / "report", some_report(), {false, false});
    EXPECT_EQ(written.paths, files.paths());
    for (auto const& path : written.paths) EXPECT_FALSE(std::filesystem::exists(path)) << path;
    files.commit();
    for (auto const& path : written.paths) EXPECT_TRUE(std::filesystem::exists(path)) << path;
}

TEST(WrittenReport, KnowsItsPlotsWhenTheyAreOld) {
    test::TemporaryFolder const folder;
    auto const report = some_report();
    auto const paths = write_report(folder.path(), report, {can_convert_svg(), can_convert_svg()}).paths;
    EXPECT_TRUE(remove_old_outputs(folder.path(), plots_of_reports(), paths).empty());
    EXPECT_EQ(remove_old_outputs(folder.path(), plots_of_reports(), {}).size(), paths.size() - 2);  // all but the page
    EXPECT_TRUE(std::filesystem::is_empty(folder / "plots"));
}

TEST(WrittenReport, IsRefusedWhereNoFolderCanBe) {
    test::TemporaryFolder const folder;
    std::ofstream{folder / "file"} << "not a folder";
    EXPECT_TRUE(says(message_of([&] {
                         write_report(folder / "file", some_report(), {false, false});
                     }),
                     {"can't", folder / "file"}));
}

TEST(WrittenReport, HasTheFormatsThatAreAskedFor) {
    auto const svg = plot_formats({"svg"});
    EXPECT_FALSE(svg.pdf || svg.png);
    if (can_convert_svg()) {
        auto const both = plot_formats({"png", "svg", "pdf"});
        EXPECT_TRUE(both.pdf && both.png);
        EXPECT_FALSE(plot_formats({"png"}).pdf);
    } else {
        EXPECT_TRUE(says(message_of([] { plot_formats({"png"}); }), {"librsvg", "Install librsvg2-dev"}));
    }
    EXPECT_TRUE(says(message_of([] { plot_formats({"jpg"}); }), {"no format 'jpg'", "svg, pdf and png"}));
}

/// The anchors in the table of contents of a page.
std::vector<std::string> entries_of(std::string const& page) {
    std::vector<std::string> entries;
    auto const nav = page.substr(page.find("<nav>"), page.find("</nav>") - page.find("<nav>"));
    for (auto at = nav.find("#"); at != nav.npos; at = nav.find("#", at + 1)) {
        entries.push_back(nav.substr(at + 1, nav.find('"', at) - at - 1));
    }
    return entries;
}

TEST(Sections, StandOnThePageInTheOrderOfTheTable) {
    auto const page = report_html(some_report());
    std::size_t before = 0;
    std::vector<std::string> ids;
    for (auto const& section : report_sections()) {
        if (std::string{section.id}.empty()) continue;
        ids.push_back(section.id);
        auto const at = page.find("<h2 id=\"" + ids.back() + "\">" + section.title + "</h2>");
        ASSERT_NE(at, page.npos) << section.id;
        EXPECT_GT(at, before);
        before = at;
        for (auto const& figure : figures_of(section, some_report())) {
            EXPECT_GT(page.find("<figure id=\"" + figure.name + "\">"), at) << figure.name;
        }
    }
    EXPECT_EQ(entries_of(page), ids);
}

TEST(Sections, ThatAreEmptyStandNeitherOnThePageNorInItsTableOfContents) {
    evaluate::ReportInputs inputs;
    auto const page = report_html(make_report(some_events(), inputs));
    EXPECT_FALSE(holds(page, "What it looks at"));
    EXPECT_EQ(entries_of(page), (std::vector<std::string>{"points", "models", "where", "trust", "provenance"}));
}

std::string page_of_gain(evaluate::Measured gain) {
    auto report = some_report();
    report.models[0].vbf_at_cut_based_ggf = {0.5, 0.49, 0.51};
    report.models[0].gain = gain;
    return report_html(report);
}

TEST(Verdict, ComparesTheModelWithTheCuts) {
    EXPECT_TRUE(holds(page_of_gain({1.3, 0.1}), "The model is better than the cuts"));
    EXPECT_TRUE(holds(page_of_gain({0.7, 0.1}), "The model is worse than the cuts"));
    EXPECT_TRUE(holds(page_of_gain({1.1, 0.1}), "The model is not distinguishable from the cuts"));
    EXPECT_TRUE(holds(page_of_gain({1, 0}), "The model is not distinguishable from the cuts"));
}

TEST(Verdict, IsLeftOutWithoutAnError) {
    for (evaluate::Measured const gain : {evaluate::Measured{1.3, NAN}, {1, NAN}, {NAN, 0.1}, {1.3, 0}}) {
        EXPECT_FALSE(holds(page_of_gain(gain), "class=\"verdict\"")) << gain.value << " +- " << gain.error;
    }
}

TEST(TrustJson, HasTheNumbersOfEachPart) {
    auto const json = report_json(some_report())["trust"];
    EXPECT_EQ(json["systematics"][0]["name"], "scale up");
    EXPECT_EQ(json["systematics"][0]["ggf_change"]["value"], -0.005);
    EXPECT_EQ(json["mistakes"][0]["vbf_change"]["value"], -0.4);
    EXPECT_EQ(json["mistakes"][0]["auc_change"]["error"], 0.0001);
    EXPECT_EQ(json["importances"][1]["kind"], "jet exchanged");
    EXPECT_EQ(json["importances"][1]["auc_loss"]["value"], 0.2);
    EXPECT_EQ(json["overtraining"]["n_ggf"], 8);
    EXPECT_EQ(json["overtraining"]["vbf"]["test"]["probability"], 0.375);
    EXPECT_TRUE(json["overtraining"]["train_auc"]["value"].is_null());  // never measured here
    EXPECT_EQ(json["trainings"][1]["auc"]["value"], 0.9);
    EXPECT_EQ(json["recalibrations"][0]["cross_entropy"], 0.45678);
    EXPECT_EQ(json["sculpting"][0]["edges"], (Json{0.0, 0.5, 1.0}));
    EXPECT_EQ(json["sculpting"][0]["selected"]["density"], (Json{0.0, 2.0}));
    EXPECT_EQ(json["chosen_points"][0]["threshold"], 0.625);
    EXPECT_TRUE(json["chosen_points"][0]["test"]["ggf"]["value"].is_null());
}

TEST(TrustPage, ShowsTheSameNumbersInTables) {
    auto const page = report_html(some_report());
    for (auto const* text : {"1. scale up", "2. MeV for &lt;GeV&gt;", "1.25 &plusmn; 0.10", "-0.50 &plusmn; 0.20",
                             "0.0031 &plusmn; 0.0020", "largest distance 0.2500, p = 0.375", "temperature 1.02",
                             "0.0123", "0.45678", "0.6250", "vbf:0.7", "1000.0 &plusmn; 100.0"}) {
        EXPECT_TRUE(holds(page, text)) << text;
    }
}

TEST(TrustPage, SpreadOfTrainingsIsTheirStandardDeviationByHand) {
    auto const page = report_html(some_report());
    auto const row = page.substr(page.find(">mean<"), 400);
    EXPECT_TRUE(holds(row, "0.8500") && holds(row, "70.0") && holds(row, "20.0")) << row;
    auto const spread = page.substr(page.find(">spread<"), 400);  // |a - b| / sqrt 2: 0.1, 20 and 20 over sqrt 2
    EXPECT_TRUE(holds(spread, "0.0707") && holds(spread, "14.1")) << spread;

    evaluate::ReportInputs inputs;
    inputs.trust = some_trust(some_report());
    inputs.trust.trainings.pop_back();
    auto const one = report_html(make_report(some_events(), inputs));
    EXPECT_TRUE(holds(one.substr(one.find(">spread<"), 100), "&ndash;"));  // one alone has none
}

TEST(TrustPlots, RatioOfASculptedVariableByHand) {
    auto const csv = plot_csv(sculpting_figures(some_report()).at(0).plot);
    EXPECT_TRUE(holds(csv, "main,histogram,\"ggF/DY, all\",,0.25,1,0,0.5"));
    EXPECT_TRUE(holds(csv, "main,points,\"ggF/DY, score > 0.6\",,0.75,2,,,1.8,2.2"));
    EXPECT_TRUE(holds(csv, "lower,points,\"\",,0.75,2,,,1.717"));  // 2 -+ 2 sqrt(0.1^2 + 0.1^2)
    EXPECT_FALSE(holds(csv, "lower,points,\"\",,0.25"));           // 0 selected: no ratio is drawn
}

TEST(TrustPlots, TestOverTrainingIsDrawnWhereBothAreThere) {
    auto const plot = overtraining_figures(some_report()).at(0).plot;
    auto const csv = plot_csv(plot);
    EXPECT_TRUE(holds(csv, "\"VBF, test, KS p = 0.38\"") || holds(csv, "\"VBF, test, KS p = 0.37\""));
    ASSERT_TRUE(plot.lower);
    auto const& vbf = std::get<plot::Points>(plot.lower->items.at(1)).points;
    EXPECT_EQ(vbf.size(), 5u);
    for (auto const& point : vbf) EXPECT_NEAR(point.y, 2, 1e-12);
    auto const& ggf = std::get<plot::Points>(plot.lower->items.at(2)).points;
    for (auto const& point : ggf) EXPECT_NEAR(point.y, 1, 1e-12);
}

TEST(TrustPlots, ChangesStandInTheOrderOfTheTables) {
    auto const csv = plot_csv(shifts_figures(some_report()).at(0).plot);
    EXPECT_TRUE(holds(csv, "points,\"VBF\",\"1\",0.42,1.25"));
    EXPECT_TRUE(holds(csv, "points,\"ggF/DY\",\"1\",0.58,-0.5"));
    EXPECT_TRUE(holds(csv, "points,\"VBF\",\"2\",1.42,-40"));
}

TEST(TrustPlots, ImportanceHasOneColumnForEachName) {
    auto const plot = importance_figures(some_report()).at(0).plot;
    EXPECT_EQ(plot.x.categories, (std::vector<std::string>{"pT", "jet 1"}));
    auto const csv = plot_csv(plot);
    EXPECT_TRUE(holds(csv, "points,\"variable exchanged\",\"pT\",0.4,0.1"));
    EXPECT_TRUE(holds(csv, "points,\"jet exchanged\",\"jet 1\",1.5,0.2"));
    auto const& left_out = std::get<plot::Points>(plot.main.items.at(2)).points;
    ASSERT_EQ(left_out.size(), 1u);
    EXPECT_NEAR(left_out[0].x, 1.6, 1e-12);  // beside the other kinds of the same jet
    EXPECT_NEAR(left_out[0].y_low, 0.04, 1e-12);
}

/// A report of a network that reads tracks by names, of the classes light and b, with 15 features.
evaluate::Report report_of_inputs() {
    auto inputs = some_report().inputs;
    inputs.objects = {"tracks"}, inputs.class_names = {"light", "b"}, inputs.cut_based_name = "";
    inputs.labels.vbf = "b", inputs.labels.ggf = "light", inputs.labels.title = "Flavours";
    inputs.comparisons.clear(), inputs.sample_names.clear();
    auto& trust = inputs.trust;
    trust.systematics.clear(), trust.mistakes.clear(),
        trust.importances = {{"sequence exchanged", "tracks", {0.3, 0.01}}};
    for (int k = 0; k < 15; ++k) {
        std::string const name = "f" + std::to_string(k) + " of tracks";
        trust.systematics.push_back(shift_of(name + " +5 %", 0.01, 0.02));
        trust.systematics.push_back(shift_of(name + " -5 %", -0.01, -0.02));
        trust.importances.push_back({"feature exchanged", name, {0.01 * k, 0.001}});
    }
    auto events = some_events();
    std::vector<std::int32_t> tracks(events.size());
    for (std::size_t n = 0; n < tracks.size(); ++n) tracks[n] = static_cast<std::int32_t>(n);
    events.objects = {{"tracks", tracks}}, events.known = {false, false, false, false, false};
    return evaluate::make_report(events, inputs);
}

TEST(ReportOfInputs, DrawsManyInputsInSeveralFigures) {
    std::vector<std::string> names;
    for (auto const& figure : report_figures(report_of_inputs())) names.push_back(figure.name);
    EXPECT_EQ(names, (std::vector<std::string>{"roc", "score", "score-by-sample-1", "score-by-sample-2",
                                               "threshold-by-length_of_tracks", "background-by-length_of_tracks",
                                               "calibration", "overtraining", "shifts", "shifts-2", "sculpting-1",
                                               "importance", "importance-2", "importance-3", "importance-4"}));
    auto const second = shifts_figures(report_of_inputs()).at(1).plot;
    EXPECT_EQ(second.x.categories.front(), "25");  // its number in the table
    EXPECT_EQ(second.x.categories.size(), 6U);
    auto const csv = plot_csv(importance_figures(report_of_inputs()).at(0).plot);
    EXPECT_TRUE(holds(csv, "points,\"sequence exchanged\",\"tracks\",0.4,0.3"));
    EXPECT_TRUE(holds(csv, "points,\"feature exchanged\",\"f0 of tracks\",1.5,0"));
}

TEST(ReportOfInputs, NamesNoOtherClassesAndNoCuts) {
    auto const report = report_of_inputs();
    auto const page = report_html(report);
    for (auto const* other : {"VBF", "ggF", "cuts", "cut-based", "Events without jets"}) {
        EXPECT_FALSE(holds(page, other)) << other;
    }
    EXPECT_TRUE(holds(page, "sensitivities, not uncertainties"));
    EXPECT_TRUE(holds(page, "Number of tracks"));
    auto const json = report_json(report);
    EXPECT_TRUE(json.contains("by_length_of_tracks"));
    EXPECT_FALSE(json.contains("by_n_jets"));
    EXPECT_EQ(json["class_names"]["ggf"], "light");
    EXPECT_FALSE(report_json(some_report()).contains("class_names"));
}

TEST(SamplePlots, AreOneForEachClassWithTheNamesOfSamples) {
    auto const figures = sample_figures(some_report());
    ASSERT_EQ(figures.size(), 2U);
    auto const vbf = plot_csv(figures[0].plot);
    EXPECT_TRUE(holds(vbf, "histogram,\"VBF 1 TeV\""));
    EXPECT_TRUE(holds(vbf, "histogram,\"sample 12\""));  // no name is known
    EXPECT_FALSE(holds(vbf, "sample 21"));
    EXPECT_TRUE(holds(plot_csv(figures[1].plot), "histogram,\"sample 21\""));
}

TEST(TrustPlots, AreNoneWithoutTheirStudies) {
    evaluate::Report const report;
    EXPECT_TRUE(overtraining_figures(report).empty());
    EXPECT_TRUE(shifts_figures(report).empty());
    EXPECT_TRUE(sculpting_figures(report).empty());
    EXPECT_TRUE(importance_figures(report).empty());
}

}  // namespace
}  // namespace jetseq::report
