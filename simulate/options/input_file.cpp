#include "simulate/options/input_file.hpp"

#include <zlib.h>

#include <array>
#include <cstring>
#include <memory>

#include "core/error.hpp"

namespace jetseq::simulate {
namespace {

struct Close {
    void operator()(gzFile_s* file) const noexcept { gzclose(file); }
};

bool begins_with(char const* line, char const* text) { return std::strncmp(line, text, std::strlen(text)) == 0; }

bool begins_event(char const* line, InputKind kind) {
    if (kind == InputKind::hepmc) return begins_with(line, "E ");
    while (*line == ' ') ++line;
    return begins_with(line, "<event>") || begins_with(line, "<event ");
}

/// A text that the first lines of a file must contain.
char const* mark(InputKind kind) { return kind == InputKind::hepmc ? "HepMC::Asciiv3" : "<LesHouchesEvents"; }

/// The text after the last event.
char const* end_mark(InputKind kind) {
    return kind == InputKind::hepmc ? "HepMC::Asciiv3-END_EVENT_LISTING" : "</LesHouchesEvents>";
}

constexpr int lines_before_mark = 20;

Error wrong_format(std::string const& path, InputKind kind) {
    return Error{path +
                 (kind == InputKind::hepmc
                      ? " isn't a text file of HepMC3 (no `HepMC::Asciiv3` in its first lines). Convert it, such "
                        "as by HepMC3's convert_example, or gunzip it"
                      : " isn't a Les Houches event file (no `<LesHouchesEvents` in its first lines). Check the "
                        "path")};
}

/// The state after some lines of a file.
struct InputCount {
    explicit InputCount(InputKind of) : kind{of} {}

    void look(char const* line, bool at_begin_of_line) {
        bool const begins = at_begin_of_line && begins_event(line, kind);
        bool const ends_file = std::strstr(line, end_mark(kind)) != nullptr;
        bool const ends_event =
            kind == InputKind::hepmc ? begins || ends_file : std::strstr(line, "</event>") != nullptr;
        is_marked = is_marked || std::strstr(line, mark(kind)) != nullptr;
        if (is_open && ends_event) ++events, is_open = false;
        if (begins) is_open = true;
        if (begins || ends_file) is_whole = ends_file;
    }

    InputKind kind;
    std::int64_t events = 0;  ///< complete ones
    bool is_marked = false;   ///< the file is of this kind
    bool is_open = false;     ///< an event has begun
    bool is_whole = false;    ///< the file's end mark was read
};

/// Throws Error for a file without its end mark.
void require_whole(std::string const& path, gzFile_s* file, InputCount const& count) {
    int error = Z_OK;
    std::string const message = gzerror(file, &error);
    bool const is_readable = error == Z_OK || error == Z_STREAM_END;
    if (is_readable && count.is_whole) return;
    auto const why = is_readable ? std::string{"no `"} + end_mark(count.kind) + "` at its end" : message;
    auto const number = std::to_string(count.events);
    throw Error{path + " is cut short or damaged after " + number + " whole events (" + why +
                "). Copy it or make it again" +
                (count.events > 0 ? ", or set `events` to " + number + " or less" : "")};
}

}  // namespace

std::int64_t events_in(std::string const& path, InputKind kind, std::int64_t most) {
    std::unique_ptr<gzFile_s, Close> const file{gzopen(path.c_str(), "rb")};  // reads uncompressed files as they are
    if (!file) throw Error{"can't open " + path + " (" + std::strerror(errno) + "). Check the path"};
    std::array<char, 1 << 14> line{};
    InputCount count{kind};
    bool at_begin_of_line = true, at_end = false;
    for (int n = 0; count.events < most; ++n) {
        at_end = gzgets(file.get(), line.data(), line.size()) == nullptr;
        if (at_end) break;
        count.look(line.data(), at_begin_of_line);
        if (!count.is_marked && n == lines_before_mark) break;
        at_begin_of_line = std::strchr(line.data(), '\n') != nullptr;
    }
    if (!count.is_marked || (kind == InputKind::hepmc && !gzdirect(file.get()))) throw wrong_format(path, kind);
    if (at_end) require_whole(path, file.get(), count);
    if (count.events == 0) throw Error{path + " has no events (nothing to simulate). Name another file"};
    return count.events;
}

}  // namespace jetseq::simulate
