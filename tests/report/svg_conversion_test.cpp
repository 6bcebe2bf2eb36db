#include "report/plot/svg_conversion.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "report/plot/fonts.hpp"
#include "report/plot/svg_plot.hpp"
#include "tests/report/page_text.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"

namespace jetseq::report {
namespace {

using test::message_of, test::says, test::TemporaryFolder;

std::string toy_svg(std::string const& label = "|η| ≥ 2, H → ℓℓqq") {
    plot::Panel main{{"10^{-3} (y)", 1, 100, true, {}}, {}, 0.05, 0.9};
    main.items = {plot::Line{{0, 1}, {1, 50}, {"#3f90da", 2, "6 4"}, "cuts < model"},
                  plot::Histogram{{0, 0.5, 1}, {5, 20}, {}, plot::Fill::hatched, label},
                  plot::Points{{{0.5, 10, 5, 20}}, plot::Marker::circle, true, "#bd1f01", "p"}};
    return plot::svg({"id", "a plot", {"x", 0, 1, false, {}}, main, {}});
}

/// What a command prints.
std::string printed_by(std::string const& command) {
    std::string text;
    auto* const pipe = ::popen(command.c_str(), "r");
    for (int c; pipe && (c = std::fgetc(pipe)) != EOF;) text += static_cast<char>(c);
    if (pipe) ::pclose(pipe);
    return text;
}

bool is_installed(std::string const& program) { return std::system((program + " -v >/dev/null 2>&1").c_str()) == 0; }

/// The four bytes of a number in a PNG.
unsigned number_at(std::string const& png, std::size_t at) {
    unsigned value = 0;
    for (std::size_t i = at; i < at + 4; ++i) value = value << 8 | static_cast<unsigned char>(png[i]);
    return value;
}

class SvgConversion : public testing::Test {
protected:
    void SetUp() override {
        if (!can_convert_svg()) GTEST_SKIP() << "built without librsvg";
    }
};

TEST_F(SvgConversion, OfAPdfIsTheSameTwiceAndHasNoDate) {
    auto const pdf = pdf_of_svg(toy_svg());
    EXPECT_EQ(pdf.rfind(pdf_begins, 0), 0u);
    EXPECT_EQ(pdf_of_svg(toy_svg()), pdf);
    EXPECT_FALSE(holds(pdf, "CreationDate"));
    EXPECT_FALSE(holds(pdf, "ModDate"));
}

TEST_F(SvgConversion, OfAPdfEmbedsItsFonts) {
    auto const pdf = pdf_of_svg(toy_svg());
    EXPECT_TRUE(holds(pdf, "/FontFile"));
    EXPECT_TRUE(holds(pdf, "/MediaBox [ 0 0 480 "));  // 640 px
}

TEST_F(SvgConversion, OfAPdfKeepsItsTextAsText) {
    if (!is_installed("pdftotext") || !is_installed("pdffonts")) GTEST_SKIP() << "poppler-utils is not installed";
    TemporaryFolder const folder;
    std::ofstream{folder / "plot.pdf", std::ios::binary} << pdf_of_svg(toy_svg());
    auto const text = printed_by("pdftotext '" + folder / "plot.pdf" + "' -");
    for (auto const* part : {"|η| ≥ 2", "H → ℓℓqq", "cuts < model", "(y)", "−3"})
        EXPECT_TRUE(holds(text, part)) << text;
    auto const fonts = printed_by("pdffonts '" + folder / "plot.pdf" + "'");
    EXPECT_TRUE(holds(fonts, " yes yes yes ")) << fonts;  // embedded, a part of it, with its Unicode
    EXPECT_FALSE(holds(fonts, " no  ")) << fonts;
}

TEST_F(SvgConversion, OfAPngHasTwiceThePixels) {
    auto const svg = toy_svg(), png = png_of_svg(svg);
    EXPECT_EQ(png.rfind(png_begins, 0), 0u);
    EXPECT_EQ(number_at(png, 16), 1280u);
    EXPECT_EQ(number_at(png_of_svg(svg, 0.5), 16), 320u);
    EXPECT_EQ(png_of_svg(svg), png);
}

TEST_F(SvgConversion, NamesTheCharactersThatNoFontHas) {
    EXPECT_TRUE(characters_without_font(toy_svg()).empty());
    auto const none = "\xCD\xB8";  // U+0378, which Unicode leaves empty
    EXPECT_EQ(characters_without_font(toy_svg(none + std::string{"η"} + none)), std::vector<std::string>{none});
}

TEST_F(SvgConversion, HasNoComplaintAboutFontsThatAreSetUp) {
    EXPECT_EQ(complaint_about_fonts(), "");  // tests/report/page_test.py breaks them
    EXPECT_EQ(&complaint_about_fonts(), &complaint_about_fonts());
}

TEST_F(SvgConversion, RefusesWhatIsNoSvg) {
    EXPECT_TRUE(says(message_of([] { pdf_of_svg("no XML"); }), {"can't be converted", "Use its SVG"}));
    EXPECT_TRUE(says(message_of([] { png_of_svg(""); }), {"can't be converted"}));
}

TEST(SvgConversionWithoutLibrsvg, SaysWhatToInstall) {
    if (can_convert_svg()) GTEST_SKIP() << "built with librsvg";
    for (auto const& message :
         {message_of([] { require_svg_conversion(); }), message_of([] { pdf_of_svg(toy_svg()); }),
          message_of([] { png_of_svg(toy_svg()); }), message_of([] { characters_without_font(toy_svg()); })}) {
        EXPECT_TRUE(says(message, {"no PDF and PNG", "Install librsvg2-dev"}));
    }
}

}  // namespace
}  // namespace jetseq::report
