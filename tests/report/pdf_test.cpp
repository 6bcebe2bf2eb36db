#include "report/plot/pdf.hpp"

#include <gtest/gtest.h>

#include "report/plot/pdf_text.hpp"
#include "report/plot/svg_plot.hpp"
#include "tests/report/page_text.hpp"

namespace jetseq {
namespace {

std::string toy_pdf() {
    plot::Panel main{{"10^{-3} (y)", 1, 100, true, {}}, {}, 0.05, 0.9};
    main.items = {plot::Line{{0, 1}, {1, 50}, {"#3f90da", 2, "6 4"}, "a < b"},
                  plot::Histogram{{0, 0.5, 1}, {5, 20}, {}, plot::Fill::hatched, "|η| ≥ 2"},
                  plot::Points{{{0.5, 10, 5, 20}}, plot::Marker::circle, true, "#bd1f01", "p"}};
    return pdf_of_svg(plot::svg({"id", "a plot", {"x", 0, 1, false, {}}, main, {}}));
}

TEST(Pdf, SaysWhereEachObjectBegins) {
    auto const text = toy_pdf();
    ASSERT_EQ(text.substr(0, 9), "%PDF-1.4\n");
    auto const table = std::stoul(text.substr(text.find("startxref\n") + 10));
    ASSERT_EQ(text.substr(table, 4), "xref");
    for (int object = 1; object <= 7; ++object) {
        auto const line = text.find("0000000000 65535 f \n", table) + 20 * static_cast<std::size_t>(object);
        auto const name = std::to_string(object) + " 0 obj";
        EXPECT_EQ(text.substr(std::stoul(text.substr(line, 10)), name.size()), name);
    }
    auto const stream = text.find("stream\n") + 7;
    auto const length = std::stoul(text.substr(text.find("/Length ") + 8));
    EXPECT_EQ(text.substr(stream + length, 9), "endstream");
}

TEST(Pdf, ShowsTextsInTheFontThatHasThem) {
    auto const text = toy_pdf();
    EXPECT_TRUE(holds(text, "(a < b) Tj"));
    EXPECT_TRUE(holds(text, "/F2 14.00 Tf 0.00 Ts (h) Tj"));     // eta in Symbol
    EXPECT_TRUE(holds(text, "/F2 14.00 Tf 0.00 Ts (\xB3) Tj"));  // >= in Symbol
    EXPECT_TRUE(holds(text, "( \\(y\\)) Tj"));
    EXPECT_TRUE(holds(text, "[6 4] 0 d"));
    EXPECT_FALSE(holds(text, "nan"));
}

TEST(Pdf, MeasuresTextByAdobesWidths) {
    auto const one = pdf::pieces("1/ε", false);
    ASSERT_EQ(one.size(), 2u);
    EXPECT_NEAR(one[0].width, 0.556 + 0.278, 1e-12);
    EXPECT_NEAR(one[1].width, 0.439, 1e-12);
    EXPECT_EQ(pdf::pieces("\xE4\xB8\xAD", false)[0].bytes, "?");
    EXPECT_EQ(pdf::literal("a(b)\\"), "(a\\(b\\)\\\\)");
}

TEST(Pdf, DrawsTheLettersOfTheField) {
    auto const channel = pdf::pieces("H → ℓℓqq", false);
    ASSERT_EQ(channel.size(), 5u);  // "H ", the arrow, " ", two script l, "qq"
    EXPECT_EQ(channel[3].font, pdf::Font::letters);
    EXPECT_EQ(channel[3].bytes.size(), 2u);
    EXPECT_TRUE(holds(toy_pdf(), "<41> <2113>"));  // what a reader that copies text gets
}

TEST(Pdf, HasGreekMathematicsQuotesSmallSignsAndAccents) {
    EXPECT_TRUE(pdf::missing_letters("ΑΩαωϕϑ ±≤≥×√∆−∞∝≈≠∈∑∫ “”‘’–—•… ⁰⁴⁻₀₉₊ ħ∓≪≫ éüß \u200b").empty());
    auto const power = pdf::pieces("10⁻³", false);
    ASSERT_EQ(power.size(), 3u);  // "10", a raised "-", Latin 1's own 3
    EXPECT_GT(power[1].rise, 0);
    auto const quark = pdf::pieces("q\u0304q", false);
    ASSERT_EQ(quark.size(), 3u);
    EXPECT_NEAR(quark[1].back, 0.556 / 2, 1e-12);  // above the middle of the q
    EXPECT_EQ(quark[1].width, 0);
}

TEST(Pdf, NamesTheLettersThatItHasNot) {
    EXPECT_EQ(pdf::missing_letters("a中b😀中?"), (std::vector<std::string>{"中", "😀"}));
    EXPECT_EQ(letters_missing_in_pdf("<svg><text>ℓ</text><text>ł &lt;</text></svg>"), std::vector<std::string>{"ł"});
}

TEST(Pdf, IsTheSameTwice) { EXPECT_EQ(toy_pdf(), toy_pdf()); }

}  // namespace
}  // namespace jetseq
