#include "report/page/html_parts.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace jetseq::report::html {
namespace {

constexpr char dash[] = "&ndash;";
double const undefined = std::nan("");

TEST(HtmlParts, NameTheClassesWithoutMarkUp) {
    evaluate::Report report;
    report.inputs.labels.vbf = "VBF^{H}", report.inputs.labels.ggf = "g<W>_{2}";
    EXPECT_EQ(vbf_name(report), "VBFH");
    EXPECT_EQ(ggf_name(report), "g&lt;W&gt;2");
}

TEST(HtmlParts, WritePercentagesWithTheirErrorsAndDashesForWhatIsUndefined) {
    EXPECT_EQ(percent_html({0.707, 0.704, 0.71}), "70.7 &plusmn; 0.3");
    EXPECT_EQ(with_percent_sign({0.707, 0.704, 0.71}), "70.7 &plusmn; 0.3 %");
    EXPECT_EQ(with_percent_sign({}), dash);
    EXPECT_EQ(without_error(0.7071), "70.7");
    EXPECT_EQ(without_error(undefined), dash);
}

TEST(HtmlParts, WriteNumbersWithTheDigitsAskedFor) {
    EXPECT_EQ(with_error(1.388, 0.0162, 2), "1.39 &plusmn; 0.02");
    EXPECT_EQ(with_error(1.388, undefined, 2), "1.39");
    EXPECT_EQ(with_error(undefined, 0.1, 2), dash);
    EXPECT_EQ(or_dash(0.98765, 3), "0.988");
    EXPECT_EQ(or_dash(INFINITY, 3), dash);
}

TEST(HtmlParts, WriteSmallNumbersWithAPowerOfTen) {
    EXPECT_EQ(small_number(1.23e-7), "1.2 &times; 10<sup>&minus;7</sup>");
    EXPECT_EQ(small_number(-250), "-2.5 &times; 10<sup>2</sup>");
    EXPECT_EQ(small_number(0), "0");
    EXPECT_EQ(small_number(undefined), dash);
}

}  // namespace
}  // namespace jetseq::report::html
