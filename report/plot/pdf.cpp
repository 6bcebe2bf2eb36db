#include "report/plot/pdf.hpp"

#include <charconv>
#include <cmath>
#include <cstdio>
#include <utility>

#include "core/text/number_text.hpp"
#include "report/plot/pdf_letters.hpp"
#include "report/plot/pdf_text.hpp"
#include "report/plot/svg_tags.hpp"

namespace jetseq {
namespace {

using namespace pdf;

std::string px(double value) { return fixed(value, 2) + " "; }
std::string px(double x, double y) { return px(x) + px(y); }

/// "#3f90da" as three numbers.
std::string colour(std::string const& hex) {
    unsigned value = 0;
    if (hex.size() == 7) std::from_chars(hex.data() + 1, hex.data() + 7, value, 16);
    auto const part = [&](int shift) { return fixed(((value >> shift) & 0xff) / 255.0, 3) + " "; };
    return part(16) + part(8) + part(0);
}

/// Path data of SVG (M, L, H, V, h, v, Z) as operators of PDF.
std::string path_of(std::string const& data) {
    std::string text;
    double x = 0, y = 0;
    char const *at = data.data(), *end = at + data.size();
    auto const number = [&] {
        while (at < end && (*at == ' ' || *at == ',')) ++at;
        double value = 0;
        at = std::from_chars(at, end, value).ptr;
        return value;
    };
    while (at < end) {
        char const command = *at++;
        if (command == 'M' || command == 'L')
            x = number(), y = number();
        else if (command == 'h')
            x += number();
        else if (command == 'v')
            y += number();
        else if (command == 'H')
            x = number();
        else if (command == 'V')
            y = number();
        else if (command == 'Z')
            text += "h ";
        if (command != 'Z' && command != ' ') text += px(x, y) + (command == 'M' ? "m " : "l ");
    }
    return text;
}

/// Four curves of Bezier.
std::string circle_of(double x, double y, double r) {
    double const k = 0.5523 * r;
    auto const curve = [](double x1, double y1, double x2, double y2, double x3, double y3) {
        return px(x1, y1) + px(x2, y2) + px(x3, y3) + "c ";
    };
    return px(x + r, y) + "m " + curve(x + r, y + k, x + k, y + r, x, y + r) +
           curve(x - k, y + r, x - r, y + k, x - r, y) + curve(x - r, y - k, x - k, y - r, x, y - r) +
           curve(x + k, y - r, x + r, y - k, x + r, y) + "h ";
}

std::string shape_of(Tag const& tag) {
    if (tag.name == "path") return path_of(tag.get("d"));
    if (tag.name == "circle") return circle_of(tag.number("cx"), tag.number("cy"), tag.number("r"));
    return px(tag.number("x"), tag.number("y")) + px(tag.number("width"), tag.number("height")) + "re ";
}

/// Writes the operators of a page, tag by tag.
class Page {
public:
    void add(Tag const& tag) {
        if (tag.name == "clipPath")
            clip_ = tag.get("id");
        else if (tag.name == "pattern")
            in_pattern_ = true;
        else if (tag.name == "/pattern")
            in_pattern_ = false;
        else if (tag.name == "rect" && !clip_.empty())
            clips_[std::exchange(clip_, "")] = shape_of(tag);
        else if (tag.name == "g")
            open_group(tag);
        else if (tag.name == "/g")
            text_ += "Q\n";
        else if (tag.name == "text")
            start_text(tag);
        else if (tag.name == "tspan")
            rise_ -= tag.number("dy"), add_text(tag.text, tag.number("font-size", size_));
        else if (tag.name == "/tspan")
            add_text(tag.text, size_);
        else if (tag.name == "/text")
            end_text();
        else if (!in_pattern_ && (tag.name == "rect" || tag.name == "path" || tag.name == "circle"))
            paint(tag);
    }
    std::string const& text() const noexcept { return text_; }

private:
    struct Run {
        Piece piece;
        double size, rise;
    };

    void open_group(Tag const& tag) {
        auto const reference = tag.get("clip-path");  // url(#id)
        text_ += "q\n";
        if (reference.size() > 6) text_ += clips_[reference.substr(5, reference.size() - 6)] + "W n\n";
    }

    void paint(Tag const& tag) {
        auto const shape = shape_of(tag), fill = tag.get("fill", "#000000"), stroke = tag.get("stroke", "none");
        if (fill.rfind("url(", 0) == 0)
            hatch(shape, fill);
        else if (fill != "none") {
            bool const see_through = tag.number("fill-opacity", 1) < 1;
            text_ += "q " + std::string{see_through ? "/Thin gs " : ""} + colour(fill) + "rg " + shape + "f Q\n";
        }
        if (stroke == "none" || stroke.empty()) return;
        text_ += "q " + colour(stroke) + "RG " + px(tag.number("stroke-width", 1)) + "w [" +
                 tag.get("stroke-dasharray") + "] 0 d 1 j " + shape + "S Q\n";
    }

    /// Lines at 45 degrees, 7 px apart, over the page; the shape cuts them.
    void hatch(std::string const& shape, std::string const& reference) {
        auto const hex = "#" + reference.substr(reference.size() - 7, 6);  // url(#...-hatch-RRGGBB)
        text_ += "q " + shape + "W n " + colour(hex) + "RG 1.1 w ";
        for (double sum = 0; sum < 1400; sum += 7 * std::sqrt(2.0))
            text_ += px(sum, 0) + "m " + px(sum - 700, 700) + "l ";
        text_ += "S Q\n";
    }

    void start_text(Tag const& tag) {
        runs_.clear();
        size_ = tag.number("font-size", 14), rise_ = 0, is_bold_ = tag.get("font-weight") == "bold";
        anchor_ = tag.get("text-anchor");
        x_ = tag.number("x"), y_ = tag.number("y");
        auto const transform = tag.get("transform");  // translate(x y) rotate(-90)
        is_rotated_ = !transform.empty();
        // NOLINTNEXTLINE(cert-err34-c): our own SVG
        if (is_rotated_) std::sscanf(transform.c_str(), "translate(%lf %lf)", &x_, &y_);
        add_text(tag.text, size_);
    }

    void add_text(std::string const& text, double size) {
        for (auto const& piece : pieces(text, is_bold_)) runs_.push_back({piece, size, rise_});
    }

    void end_text() {
        double width = 0;
        for (auto const& run : runs_) width += run.piece.width * run.size;
        double const start = anchor_ == "end" ? -width : anchor_ == "middle" ? -width / 2 : 0;
        text_ += "BT 0 g " + std::string{is_rotated_ ? "0 -1 -1 0 " : "1 0 0 -1 "} + px(x_, y_) + "Tm " + px(start, 0) +
                 "Td ";
        for (auto const& run : runs_) show(run);
        text_ += "ET\n";
    }

    void show(Run const& run) {
        auto const& piece = run.piece;
        text_ += "/F" + std::to_string(static_cast<int>(piece.font)) + " " + px(run.size * piece.scale) + "Tf " +
                 px(run.rise + run.size * piece.rise) + "Ts ";
        auto const back = std::to_string(std::lround(1000 * piece.back));
        text_ += piece.back == 0 ? literal(piece.bytes) + " Tj "
                                 : "[" + back + " " + literal(piece.bytes) + " -" + back + "] TJ ";
    }

    std::string text_, clip_, anchor_;
    std::map<std::string, std::string> clips_;  ///< id -> shape
    std::vector<Run> runs_;
    double size_ = 14, rise_ = 0, x_ = 0, y_ = 0;
    bool in_pattern_ = false, is_bold_ = false, is_rotated_ = false;
};

/// Objects numbered from 1, with the table that says where each begins.
std::string document(std::vector<std::string> const& objects) {
    std::string text = "%PDF-1.4\n";  // pdf_begins, with the first object
    std::string table = "xref\n0 " + std::to_string(objects.size() + 1) + "\n0000000000 65535 f \n";
    for (std::size_t i = 0; i < objects.size(); ++i) {
        char entry[24];
        std::snprintf(entry, sizeof entry, "%010zu 00000 n \n", text.size());
        table += entry;
        text += std::to_string(i + 1) + " 0 obj\n" + objects[i] + "\nendobj\n";
    }
    auto const start = std::to_string(text.size());
    return text + table + "trailer\n<< /Size " + std::to_string(objects.size() + 1) + " /Root 1 0 R >>\nstartxref\n" +
           start + "\n%%EOF\n";
}

}  // namespace

std::string pdf_of_svg(std::string const& svg) {
    constexpr double points = 0.75;  // [pt/px]
    auto const tags = tags_of(svg);
    double const width = tags.front().number("width"), height = tags.front().number("height");
    Page page;
    for (auto const& tag : tags) page.add(tag);
    auto const content = px(points, 0) + px(0, -points) + px(0, points * height) + "cm\n" + page.text();
    auto const font = [](char const* name, bool latin) {
        return std::string{"<< /Type /Font /Subtype /Type1 /BaseFont /"} + name +
               (latin ? " /Encoding /WinAnsiEncoding >>" : " >>");
    };
    std::vector<std::string> objects{
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 " + px(points * width, points * height) +
            "] /Contents 4 0 R /Resources << /Font << /F0 5 0 R /F1 6 0 R /F2 7 0 R /F3 8 0 R >> /ExtGState << /Thin "
            "<< /ca 0.3 >> >> >> >>",
        "<< /Length " + std::to_string(content.size()) + " >>\nstream\n" + content + "endstream",
        font("Helvetica", true),
        font("Helvetica-Bold", true),
        font("Symbol", false)};
    auto const letters = letter_font(objects.size() + 1);
    objects.insert(objects.end(), letters.begin(), letters.end());
    return document(objects);
}

std::vector<std::string> letters_missing_in_pdf(std::string const& svg) {
    std::string text;
    for (auto const& tag : tags_of(svg)) text += tag.text;
    return missing_letters(text);
}

}  // namespace jetseq
