#include "report/plot/markup.hpp"

#include <algorithm>
#include <vector>

#include "core/text/number_text.hpp"
#include "core/text/utf8.hpp"

namespace jetseq::report {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

bool is_continuation(unsigned char c) { return (c & 0xC0) == 0x80; }

/// Bytes of the UTF-8 character that starts `text`; 0 if they are none that XML allows.
std::size_t character_length(std::string_view text) {
    char const first = text[0];
    bool const is_control = (first >= 0 && first < 0x20 && first != '\n' && first != '\t') || first == 0x7F;
    bool const is_none = text.substr(0, 3) == "\xEF\xBF\xBE" || text.substr(0, 3) == "\xEF\xBF\xBF";  // U+FFFE, U+FFFF
    if (is_control || is_none) return 0;
    return static_cast<std::size_t>(utf8_length(text.data(), text.data() + text.size()));
}

std::string_view entity(char c) {
    switch (c) {
        case '&':
            return "&amp;";
        case '<':
            return "&lt;";
        case '>':
            return "&gt;";
        case '"':
            return "&quot;";
        case '\'':
            return "&#39;";
        default:
            return {};
    }
}

/// Text at one height: 0 on the line, 1 superscript, -1 subscript.
struct Run {
    std::string text;
    int height = 0;
};

std::vector<Run> runs(std::string_view text) {
    std::vector<Run> result{{}};
    while (!text.empty()) {
        bool const raised = text.substr(0, 2) == "^{", lowered = text.substr(0, 2) == "_{";
        auto const end = text.find('}');
        if ((raised || lowered) && end != text.npos) {
            result.push_back({std::string{text.substr(2, end - 2)}, raised ? 1 : -1});
            result.push_back({});
            text.remove_prefix(end + 1);
        } else {
            result.back().text += text[0];
            text.remove_prefix(1);
        }
    }
    return result;
}

std::string with_minus_sign(std::string text) {
    if (text.size() > 1 && text[0] == '-' && text[1] >= '0' && text[1] <= '9') text.replace(0, 1, "\xE2\x88\x92");
    return text;
}

}  // namespace

std::string escaped(std::string_view text) {
    std::string result;
    while (!text.empty()) {
        std::size_t const length = character_length(text);
        auto const replaced = length == 0 ? replacement : entity(text[0]);
        result += replaced.empty() ? text.substr(0, length) : replaced;
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return result;
}

std::string svg_text(std::string_view text, double size) {
    std::string result;
    double offset = 0;  // of the baseline before this run [px], downwards
    for (auto const& run : runs(text)) {
        if (run.text.empty()) continue;
        double const wanted = run.height > 0 ? -0.38 * size : run.height < 0 ? 0.2 * size : 0;
        if (wanted == offset) {
            result += escaped(run.text);
            continue;
        }
        result += "<tspan dy=\"" + fixed(wanted - offset, 2) + "\"";
        if (run.height != 0) result += " font-size=\"" + fixed(0.72 * size, 2) + "\"";
        result += ">" + escaped(run.height != 0 ? with_minus_sign(run.text) : run.text) + "</tspan>";
        offset = wanted;
    }
    return result;
}

std::string without_marks(std::string_view text) {
    std::string result;
    for (auto const& run : runs(text)) result += run.text;
    return result;
}

std::string plain_text(std::string_view text) { return escaped(without_marks(text)); }

std::string shortened(std::string const& text, std::size_t length) {
    std::size_t characters = 0, keep = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (is_continuation(static_cast<unsigned char>(text[i]))) continue;
        if (++characters == length) keep = i;  // where the last allowed character starts
    }
    return characters <= length ? text : text.substr(0, keep) + "\xE2\x80\xA6";
}

}  // namespace jetseq::report
