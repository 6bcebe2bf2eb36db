#include "report/plot/svg_plot.hpp"

#include <gtest/gtest.h>

#include <clocale>
#include <limits>

#include "core/text/number_text.hpp"
#include "report/page/html_parts.hpp"
#include "report/plot/markup.hpp"
#include "report/plot/ticks.hpp"
#include "tests/report/page_text.hpp"

namespace jetseq::report {
namespace {

using namespace plot;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// One of each item, with values that must not be drawn.
Plot busy_plot() {
    Panel main{{"p_{T} < 10^{-3} & more", 1e-2, 1e2, true, {}}, {}};
    main.items = {Line{{0, 0.5, nan, 1}, {1, 0, 2, 3}, {}, "a <line>"},
                  Band{{0, 1}, {1, 2}, {2, 3}, petroff[0], ""},
                  Histogram{{0, 0.5, 1}, {0, 3}, {petroff[1], 2, ""}, Fill::hatched, "steps"},
                  Points{{{0.5, 1, 0, std::numeric_limits<double>::infinity()}, {nan, 1}, {5, 1}},
                         Marker::diamond,
                         true,
                         black,
                         "points"},
                  Guide{true, 0.6, {}},
                  Note{0.1, 0.9, "\"note\""}};
    return {"busy", "A <busy> plot", {"x", 0, 1, false, {}}, main, Panel{{"ratio", 0, 2, false, {}}, {}}};
}

std::vector<std::string> texts(std::vector<Tick> const& ticks) {
    std::vector<std::string> result;
    for (auto const& tick : ticks) {
        if (!tick.text.empty()) result.push_back(tick.text);
    }
    return result;
}

TEST(SvgPlot, IsWellFormed) { EXPECT_EQ(xml_problem(svg(busy_plot())), ""); }

TEST(SvgPlot, GivesTheSameBytesTwiceAndInAnyLocale) {
    auto const first = svg(busy_plot());
    auto* const changed = std::setlocale(LC_ALL, "de_DE.UTF-8");
    EXPECT_EQ(svg(busy_plot()), first) << (changed ? "locale de_DE" : "locale unchanged");
    std::setlocale(LC_ALL, "C");
}

TEST(SvgPlot, HoldsNoNumberThatIsNotFinite) {
    auto const text = svg(busy_plot());
    EXPECT_EQ(text.find("nan"), text.npos);
    EXPECT_EQ(text.find("inf"), text.npos);
    EXPECT_EQ(text.find("n/a"), text.npos);
}

TEST(SvgPlot, SetsSuperscriptsAndEscapesTheRest) {
    EXPECT_EQ(svg_text("10^{-3}", 10),
              "10<tspan dy=\"-3.80\" font-size=\"7.20\">\xE2\x88\x92"
              "3</tspan>");
    EXPECT_EQ(svg_text("p_{T} > 1", 10),
              "p<tspan dy=\"2.00\" font-size=\"7.20\">T</tspan><tspan dy=\"-2.00\"> &gt; 1</tspan>");
    EXPECT_EQ(svg_text("open^{end", 10), "open^{end");
    EXPECT_EQ(plain_text("p_{T} < 1"), "pT &lt; 1");
    EXPECT_EQ(without_marks("p_{T} < 10^{3}"), "pT < 103");
}

TEST(SvgPlot, ReplacesBytesThatXmlDoesNotAllow) {
    EXPECT_EQ(escaped("a\x01"
                      "b\xFF"
                      "c"),
              "a\xEF\xBF\xBD"
              "b\xEF\xBF\xBD"
              "c");
    EXPECT_EQ(escaped("\xC3\xA9 \xE2\x89\xA5"), "\xC3\xA9 \xE2\x89\xA5");  // é ≥
    EXPECT_EQ(escaped("\xE2\x89"), "\xEF\xBF\xBD\xEF\xBF\xBD");            // cut short
}

TEST(SvgPlot, ShortensByCharacters) {
    EXPECT_EQ(shortened("\xC3\xA9\xC3\xA9\xC3\xA9", 3), "\xC3\xA9\xC3\xA9\xC3\xA9");
    EXPECT_EQ(shortened("\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9", 3), "\xC3\xA9\xC3\xA9\xE2\x80\xA6");
}

TEST(Ticks, AreRoundNumbersInsideTheAxis) {
    EXPECT_EQ(texts(linear_ticks(0, 1, 6)), (std::vector<std::string>{"0.0", "0.2", "0.4", "0.6", "0.8", "1.0"}));
    EXPECT_EQ(texts(linear_ticks(0.33, 0.71, 4)), (std::vector<std::string>{"0.4", "0.5", "0.6", "0.7"}));
    std::string const minus = "\xE2\x88\x92";
    EXPECT_EQ(texts(linear_ticks(-120, 130, 5)),
              (std::vector<std::string>{minus + "100", minus + "50", "0", "50", "100"}));
}

TEST(Ticks, OfALogAxisArePowersOfTen) {
    EXPECT_EQ(texts(log_ticks(0.05, 2000)), (std::vector<std::string>{"10^{-1}", "1", "10", "10^{2}", "10^{3}"}));
    EXPECT_EQ(texts(log_ticks(1, 20)), (std::vector<std::string>{"1", "2", "5", "10", "20"}));
}

TEST(NumberText, IsFixedAndWithoutNegativeZero) {
    EXPECT_EQ(fixed(-0.001, 2), "0.00");
    EXPECT_EQ(fixed(-0.006, 2), "-0.01");
    EXPECT_EQ(fixed(nan, 2), "n/a");
    EXPECT_EQ(shortest(0.1F), "0.1");
    EXPECT_EQ(shortest(1000), "1000");
    EXPECT_EQ(significant(0.25, 3) + " " + significant(1.0 / 3, 3) + " " + significant(1.8e-7, 4),
              "0.25 0.333 1.8e-07");
    EXPECT_EQ(significant(std::numeric_limits<double>::infinity(), 3), "inf");
    EXPECT_EQ(count_text(9999), "9999");
    EXPECT_EQ(count_text(1234567),
              "1\xE2\x80\x89"
              "234\xE2\x80\x89"
              "567");
}

TEST(NumberText, GivesBothSidesOfAnUnevenInterval) {
    EXPECT_EQ(html::percent_html({0.707, 0.704, 0.710}), "70.7 &plusmn; 0.3");
    EXPECT_EQ(html::percent_html({0, 0, 0.004}),
              "0.0<span class=\"interval\"><span>+0.4</span><span>&minus;0.0</span></span>");
    EXPECT_EQ(html::percent_html({}), "&ndash;");
}

}  // namespace
}  // namespace jetseq::report
