#include "report/plot/pdf_letters.hpp"

#include <algorithm>
#include <cstdio>
#include <iterator>

namespace jetseq::pdf {
namespace {

constexpr Letter letters[] = {
    {0x2113, 470,
     "50 150 m 200 200 400 480 390 640 c 385 770 290 760 245 600 c 200 430 165 200 195 70 c 215 -30 330 -10 "
     "420 130 c"},                                                                                   // script l
    {0x0127, 556, "95 0 m 95 718 l 95 370 m 130 500 440 580 440 330 c 440 0 l 10 600 m 300 600 l"},  // h with a bar
    {0x210F, 556, "95 0 m 95 718 l 95 370 m 130 500 440 580 440 330 c 440 0 l 10 600 m 300 600 l"},  // h bar
    {0x2213, 549, "40 560 m 510 560 l 40 240 m 510 240 l 275 10 m 275 470 l"},                       // minus or plus
    {0x226A, 940, "460 510 m 60 270 l 460 30 l 870 510 m 470 270 l 870 30 l"},                       // much less
    {0x226B, 940, "60 510 m 460 270 l 60 30 l 470 510 m 870 270 l 470 30 l"},                        // much greater
    {0x2272, 549, "500 620 m 60 400 l 500 180 l 50 40 m 150 160 230 110 275 70 c 320 30 410 -10 500 100 c"},
    {0x2273, 549, "60 620 m 500 400 l 60 180 l 50 40 m 150 160 230 110 275 70 c 320 30 410 -10 500 100 c"},
    {0x2243, 549, "50 370 m 150 500 230 450 275 400 c 320 350 410 310 500 430 c 50 180 m 500 180 l"},  // nearly equal
    {0x2225, 380, "120 -180 m 120 720 l 260 -180 m 260 720 l"},                                        // parallel
    {0x21A6, 987, "60 120 m 60 400 l 60 260 m 900 260 l 760 380 m 900 260 l 760 140 l"},               // maps to
    {0x0300, 0, "-100 740 m 50 610 l"},                                                                // grave
    {0x0301, 0, "100 740 m -50 610 l"},                                                                // acute
    {0x0302, 0, "-140 610 m 0 730 l 140 610 l"},                                                       // circumflex
    {0x0303, 0, "-190 630 m -120 750 -40 710 0 675 c 40 640 120 600 190 720 c"},                       // tilde
    {0x0304, 0, "-200 650 m 200 650 l"},                                                               // macron
    {0x0305, 0, "-220 650 m 220 650 l"},                                                               // overline
    {0x0307, 0, "0 630 m 0 710 l"},                                                                    // dot
    {0x0308, 0, "-110 630 m -110 710 l 110 630 m 110 710 l"},                                          // diaeresis
    {0x030A, 0, "90 670 m 90 790 -90 790 -90 670 c -90 550 90 550 90 670 c"},                          // ring
    {0x030C, 0, "-140 730 m 0 610 l 140 730 l"},                                                       // caron
    {0x0327, 0, "0 0 m 60 -60 40 -200 -110 -190 c"},                                                   // cedilla
    {0x20D7, 0, "-230 680 m 230 680 l 120 760 m 230 680 l 120 600 l"},                                 // vector
};

constexpr int first_byte = 65;  // "A"

std::string glyph(Letter const& letter) {
    std::string const drawn = std::to_string(letter.width) + " 0 d0 62 w 1 j " + letter.strokes + " S";
    return "<< /Length " + std::to_string(drawn.size()) + " >>\nstream\n" + drawn + "\nendstream";
}

std::string name_of(Letter const& letter) { return "/a" + std::to_string(&letter - letters); }

/// What a reader that copies text needs.
std::string to_unicode() {
    std::string map =
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Letters def /CMapType 2 def\n"
        "1 begincodespacerange <00> <ff> endcodespacerange\n" +
        std::to_string(std::size(letters)) + " beginbfchar\n";
    for (auto const& letter : letters) {
        char line[32];
        std::snprintf(line, sizeof line, "<%02x> <%04x>\n", byte_of(letter), letter.code);
        map += line;
    }
    map += "endbfchar endcmap end end";
    return "<< /Length " + std::to_string(map.size()) + " >>\nstream\n" + map + "\nendstream";
}

}  // namespace

Letter const* letter_of(std::uint32_t code) {
    auto const found = std::find_if(std::begin(letters), std::end(letters),
                                    [code](Letter const& letter) { return letter.code == code; });
    return found == std::end(letters) ? nullptr : found;
}

char byte_of(Letter const& letter) { return static_cast<char>(first_byte + (&letter - letters)); }

std::vector<std::string> letter_font(std::size_t first) {
    std::string procedures, differences, widths;
    std::vector<std::string> objects{""};
    for (auto const& letter : letters) {
        objects.push_back(glyph(letter));
        procedures += name_of(letter) + " " + std::to_string(first + objects.size() - 1) + " 0 R ";
        differences += " " + name_of(letter);
        widths += std::to_string(letter.width) + " ";
    }
    objects.push_back(to_unicode());
    objects.front() =
        "<< /Type /Font /Subtype /Type3 /FontBBox [-300 -250 1050 850] /FontMatrix [0.001 0 0 0.001 0 0] "
        "/CharProcs << " +
        procedures + ">> /Encoding << /Type /Encoding /Differences [" + std::to_string(first_byte) + differences +
        "] >> /FirstChar " + std::to_string(first_byte) + " /LastChar " +
        std::to_string(first_byte + std::size(letters) - 1) + " /Widths [" + widths + "] /Resources << >> /ToUnicode " +
        std::to_string(first + objects.size() - 1) + " 0 R >>";
    return objects;
}

}  // namespace jetseq::pdf
