// Elements of which plots and pages are made, by their text.
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "report/figures/plot_parts.hpp"
#include "report/page/html_table.hpp"
#include "report/plot/svg_shapes.hpp"

namespace jetseq::report {
namespace {

using Values = std::vector<double>;

/// A panel of 100 x 50 pixels at (10, 20): x from 0 to 10, y from 0 to 5, upwards.
plot::PlotFrame small_frame() { return {10, 110, 20, 70, {0, 10, 10, 110, false}, {0, 5, 70, 20, false}}; }

TEST(Shapes, AreAtPartsOfTheirPanel) {
    auto const frame = small_frame();
    EXPECT_EQ(frame.part_x(0.25), 35);
    EXPECT_EQ(frame.part_y(0), 70);  // y grows downwards
    EXPECT_EQ(frame.part_y(1), 20);
    plot::Scale const logarithmic{1, 100, 0, 200, true};
    EXPECT_DOUBLE_EQ(logarithmic(10), 100);
    EXPECT_DOUBLE_EQ(logarithmic(0), -200);  // a length of the axis below it
}

TEST(Shapes, OfTextHaveSizeAnchorAndWeight) {
    EXPECT_EQ(plot::text_at(1, 2.5, "a", {14, "end", true}),
              "<text x=\"1.00\" y=\"2.50\" font-size=\"14.00\" text-anchor=\"end\" font-weight=\"bold\">a</text>\n");
    EXPECT_EQ(
        plot::rotated_text(1, 2, "a", {}),
        "<text transform=\"translate(1.00 2.00) rotate(-90)\" font-size=\"14.00\" text-anchor=\"start\">a</text>\n");
}

TEST(Shapes, HaveStrokes) {
    EXPECT_EQ(plot::stroke_attributes({"#ff0000", 2, ""}), " stroke=\"#ff0000\" stroke-width=\"2.00\"");
    EXPECT_EQ(plot::stroke_attributes({"#ff0000", 2, "6 4"}),
              " stroke=\"#ff0000\" stroke-width=\"2.00\" stroke-dasharray=\"6 4\"");
    EXPECT_EQ(plot::segment(0, 1, 2, 3, {"#000", 1, ""}),
              "<path d=\"M0.00 1.00L2.00 3.00\" fill=\"none\" stroke=\"#000\" stroke-width=\"1.00\"/>\n");
}

TEST(Shapes, AreBoxesOfTheirPanel) {
    std::string const panel = "<rect x=\"10.00\" y=\"20.00\" width=\"100.00\" height=\"50.00\" ";
    EXPECT_EQ(plot::box(10, 20, 100, 50, "fill=\"none\""), panel + "fill=\"none\"/>\n");
    EXPECT_EQ(plot::outline(small_frame()).rfind(panel, 0), 0U);
    EXPECT_EQ(plot::clip_path("c", small_frame()), "<clipPath id=\"c\">" + panel + "/>\n</clipPath>\n");
    auto const hatch = plot::hatch_pattern("h", "#123456");
    EXPECT_NE(hatch.find("<pattern id=\"h\""), std::string::npos);
    EXPECT_NE(hatch.find("stroke=\"#123456\""), std::string::npos);
}

TEST(Shapes, OfTicksPointInwardsFromBothSides) {
    EXPECT_EQ(plot::vertical_ticks(small_frame(), 60, 5), "M60.00 70.00v-5.00M60.00 20.00v5.00");
    EXPECT_EQ(plot::horizontal_ticks(small_frame(), 45, 5), "M10.00 45.00h5.00M110.00 45.00h-5.00");
}

TEST(Shapes, OfLinesBreakAtWhatIsNotFinite) {
    auto const line = plot::polyline(small_frame(), {0, 5, 6, 10}, {0, 5, NAN, 2.5}, {"#000", 1, ""});
    EXPECT_NE(line.find("d=\"M10.00 70.00L60.00 20.00M110.00 45.00\""), std::string::npos) << line;
    EXPECT_EQ(plot::polyline(small_frame(), {0}, {NAN}, {}), "");
    auto const band = plot::area(small_frame(), {0, 5, 10}, {0, NAN, 1}, {5, 5, 2}, "#00ff00");
    EXPECT_NE(band.find("d=\"M10.00 70.00L110.00 60.00L110.00 50.00L10.00 20.00Z\""), std::string::npos) << band;
    EXPECT_EQ(plot::area(small_frame(), {0}, {NAN}, {1}, ""), "");
}

TEST(Shapes, OfMarkersHaveErrorBarsCutAtTheAxis) {
    plot::Points points;
    points.points = {{5, 2.5, -1, 4}, {20, 1}};  // the second is outside
    points.colour = "#112233";
    auto const drawn = plot::markers(small_frame(), points);
    EXPECT_NE(drawn.find("M60.00 70.00L60.00 30.00"), std::string::npos) << drawn;  // from 0, not from -1, to 4
    EXPECT_NE(drawn.find(plot::marker(points, 60, 45)), std::string::npos);
    EXPECT_EQ(drawn.find("210.00"), std::string::npos);
    points.is_open = true;
    EXPECT_NE(plot::marker(points, 60, 45).find("fill=\"#ffffff\""), std::string::npos);
    points.marker = plot::Marker::none;
    EXPECT_EQ(plot::marker(points, 60, 45), "");
}

TEST(HtmlTable, HasACaptionAHeaderAndRowsThatBeginWithTheirName) {
    HtmlTable table{"caption", {"name", "number"}};
    table.add_row({"a", "1"});
    auto const html = table.html();
    EXPECT_EQ(html,
              "<table>\n<caption>caption</caption>\n<thead><tr><th>name</th><th>number</th></tr>\n</thead>\n<tbody>\n"
              "<tr><th>a</th><td>1</td></tr>\n</tbody>\n</table>\n");
    EXPECT_EQ(wide(table), "<div class=\"wide\">" + html + "</div>\n");
    EXPECT_EQ(definition_table({{"a", "b"}}),
              "<table class=\"facts\">\n<tbody>\n<tr><th>a</th><td>b</td></tr>\n</tbody>\n</table>\n");
}

TEST(PlotParts, HaveTheRangeOfWhatIsFinite) {
    auto const range = plot_parts::range_of({{3, NAN}, {-1, INFINITY, 2}});
    EXPECT_EQ(range.low, -1);
    EXPECT_EQ(range.high, 3);
    EXPECT_EQ(plot_parts::range_of({{NAN}, {}}).high, 1);
    EXPECT_EQ(plot_parts::range_of({}).low, 0);
}

TEST(PlotParts, TellModelsApartByColourMarkerAndDashes) {
    std::set<std::string> colours, dashes;
    std::set<plot::Marker> markers;
    for (std::size_t m = 0; m < 4; ++m) {
        colours.insert(plot_parts::colour_of(m)), dashes.insert(plot_parts::dash_of(m));
        markers.insert(plot_parts::marker_of(m));
    }
    EXPECT_EQ(colours.size(), 4U);
    EXPECT_EQ(dashes.size(), 4U);
    EXPECT_EQ(markers.size(), 4U);
    EXPECT_EQ(plot_parts::dash_of(0), "");  // the first is solid
}

TEST(PlotParts, PutTheHeadingAboveTheLegend) {
    plot::Panel panel;
    evaluate::ReportLabels labels;
    labels.experiment = "Private work", labels.title = "Simulation";
    plot_parts::add_heading(panel, labels, 0.05, false);
    ASSERT_EQ(panel.items.size(), 2U);
    auto const &experiment = std::get<plot::Note>(panel.items[0]), &title = std::get<plot::Note>(panel.items[1]);
    EXPECT_EQ(experiment.text, "Private work");
    EXPECT_TRUE(experiment.is_bold);
    EXPECT_EQ(title.text, "Simulation");
    EXPECT_GT(experiment.y, title.y);
    std::vector<plot::Item> items;
    plot_parts::append(items, panel.items), plot_parts::append(items, panel.items);
    EXPECT_EQ(items.size(), 4U);
}

TEST(PlotParts, ShortenNamesForLegends) {
    evaluate::Report report;
    report.models.resize(3);
    report.models[1].model = "vbf";
    report.models[2].model = std::string(60, 'x');
    EXPECT_EQ(plot_parts::model_name(report, 0), "model");
    EXPECT_EQ(plot_parts::model_name(report, 1), "vbf");
    EXPECT_LT(plot_parts::model_name(report, 2).size(), 30U);
}

}  // namespace
}  // namespace jetseq::report
