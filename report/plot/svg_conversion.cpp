#include "report/plot/svg_conversion.hpp"

#include "core/error.hpp"

#ifdef JETSEQ_WITH_RSVG
#include <cairo-pdf.h>
#include <cairo.h>
#include <fontconfig/fontconfig.h>
#include <librsvg/rsvg.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <memory>

#include "core/text/utf8.hpp"
#include "report/plot/fonts.hpp"

#ifdef __SANITIZE_ADDRESS__
/// Pango keeps its fonts until the process ends. The name is the leak sanitizer's:
/// NOLINTNEXTLINE(bugprone-reserved-identifier)
extern "C" char const* __lsan_default_suppressions() { return "leak:libfontconfig\nleak:libpango"; }
#endif

namespace jetseq::report {
namespace {

template <auto free>
struct Freed {
    template <class T>
    void operator()(T* owned) const noexcept {
        free(owned);
    }
};
using Document = std::unique_ptr<RsvgHandle, Freed<g_object_unref>>;
using Surface = std::unique_ptr<cairo_surface_t, Freed<cairo_surface_destroy>>;
using Context = std::unique_ptr<cairo_t, Freed<cairo_destroy>>;
using Fonts = std::unique_ptr<FcFontSet, Freed<FcFontSetDestroy>>;

[[noreturn]] void fail(std::string const& why) { throw Error{"a plot can't be converted (" + why + "). Use its SVG"}; }

[[noreturn]] void fail(GError* error) {
    std::string const why = error ? error->message : "librsvg says no reason";
    g_clear_error(&error);
    fail(why);
}

void check(cairo_status_t status) {
    if (status != CAIRO_STATUS_SUCCESS) fail(cairo_status_to_string(status));
}

/// An SVG with its size [px].
struct Drawing {
    Document document;
    double width = 0, height = 0;
};

Drawing drawing_of(std::string const& svg) {
    complaint_about_fonts();  // before librsvg starts fontconfig, which would print it
    GError* error = nullptr;
    auto const* const bytes = reinterpret_cast<guint8 const*>(svg.data());
    Drawing drawing{Document{rsvg_handle_new_from_data(bytes, svg.size(), &error)}};
    if (!drawing.document) fail(error);
    if (!rsvg_handle_get_intrinsic_size_in_pixels(drawing.document.get(), &drawing.width, &drawing.height)) {
        fail("it has no size in pixels");
    }
    return drawing;
}

/// Draws it with `scale` units of the surface for each pixel.
void draw(Drawing const& drawing, Surface const& surface, double scale) {
    check(cairo_surface_status(surface.get()));
    Context const context{cairo_create(surface.get())};
    RsvgRectangle const page{0, 0, drawing.width * scale, drawing.height * scale};
    GError* error = nullptr;
    if (!rsvg_handle_render_document(drawing.document.get(), context.get(), &page, &error)) fail(error);
    check(cairo_status(context.get()));
}

/// Of cairo: adds bytes to the std::string `text`. Throws nothing, because cairo is C.
cairo_status_t append(void* text, unsigned char const* bytes, unsigned length) noexcept {
    try {
        static_cast<std::string*>(text)->append(reinterpret_cast<char const*>(bytes), length);
        return CAIRO_STATUS_SUCCESS;
    } catch (std::exception const&) {
        return CAIRO_STATUS_NO_MEMORY;
    }
}

/// The code point of one character of well-formed UTF-8.
FcChar32 code_point_of(std::string const& character) {
    FcChar32 code = 0;
    FcUtf8ToUcs4(reinterpret_cast<FcChar8 const*>(character.data()), &code, static_cast<int>(character.size()));
    return code;
}

/// The characters beyond ASCII of `text`, each once in their order.
std::vector<std::string> characters_beyond_ascii(std::string const& text) {
    std::vector<std::string> found;
    char const* const end = text.data() + text.size();
    for (char const* at = text.data(); at != end;) {
        auto const length = std::max<std::ptrdiff_t>(1, static_cast<std::ptrdiff_t>(utf8_length(at, end)));
        std::string character{at, at + length};
        at += length;
        bool const is_new = length > 1 && std::find(found.begin(), found.end(), character) == found.end();
        if (is_new) found.push_back(std::move(character));
    }
    return found;
}

/// Every installed font with the characters that it has.
Fonts installed_fonts() {
    complaint_about_fonts();
    std::unique_ptr<FcPattern, Freed<FcPatternDestroy>> const any{FcPatternCreate()};
    std::unique_ptr<FcObjectSet, Freed<FcObjectSetDestroy>> const wanted{FcObjectSetCreate()};
    if (!any || !wanted || !FcObjectSetAdd(wanted.get(), FC_CHARSET)) fail("fontconfig has no memory");
    Fonts fonts{FcFontList(nullptr, any.get(), wanted.get())};
    if (!fonts) fail("fontconfig can't list the fonts");
    return fonts;
}

bool has(FcPattern* font, FcChar32 code) {
    FcCharSet* characters = nullptr;
    return FcPatternGetCharSet(font, FC_CHARSET, 0, &characters) == FcResultMatch && FcCharSetHasChar(characters, code);
}

}  // namespace

bool can_convert_svg() noexcept { return true; }
void require_svg_conversion() {}

std::string pdf_of_svg(std::string const& svg) {
    constexpr double points = 0.75;  // [pt/px]
    auto const drawing = drawing_of(svg);
    std::string pdf;
    Surface const surface{
        cairo_pdf_surface_create_for_stream(append, &pdf, drawing.width * points, drawing.height * points)};
    cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_CREATE_DATE, nullptr);
    draw(drawing, surface, points);
    cairo_surface_finish(surface.get());
    check(cairo_surface_status(surface.get()));
    return pdf;
}

std::string png_of_svg(std::string const& svg, double scale) {
    auto const drawing = drawing_of(svg);
    auto const pixels = [&](double length) { return static_cast<int>(std::lround(length * scale)); };
    Surface const surface{
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, pixels(drawing.width), pixels(drawing.height))};
    draw(drawing, surface, scale);
    std::string png;
    check(cairo_surface_write_to_png_stream(surface.get(), append, &png));
    return png;
}

std::vector<std::string> characters_without_font(std::string const& svg) {
    auto characters = characters_beyond_ascii(svg);
    auto const fonts = installed_fonts();
    std::erase_if(characters, [&](std::string const& character) {
        auto const code = code_point_of(character);
        return std::any_of(fonts->fonts, fonts->fonts + fonts->nfont, [=](FcPattern* font) { return has(font, code); });
    });
    return characters;
}

}  // namespace jetseq::report

#else

namespace jetseq::report {

bool can_convert_svg() noexcept { return false; }

void require_svg_conversion() {
    throw Error{
        "this build makes no PDF and PNG of plots (librsvg was missing when it was built). Install librsvg2-dev "
        "(Homebrew, conda: librsvg) and build again"};
}

std::string pdf_of_svg(std::string const&) { return require_svg_conversion(), std::string{}; }
std::string png_of_svg(std::string const&, double) { return require_svg_conversion(), std::string{}; }
std::vector<std::string> characters_without_font(std::string const&) {
    return require_svg_conversion(), std::vector<std::string>{};
}

}  // namespace jetseq::report

#endif
