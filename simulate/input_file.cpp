#include "jetseq/simulate/input_file.hpp"

#include <zlib.h>

#include <array>
#include <cstring>
#include <memory>

#include "jetseq/event/error.hpp"

namespace jetseq {
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

/// What the first lines of a file must hold.
char const* mark(InputKind kind) { return kind == InputKind::hepmc ? "HepMC::Asciiv3" : "<LesHouchesEvents"; }

constexpr int lines_before_mark = 20;

Error wrong_format(std::string const& path, InputKind kind) {
    return Error{path +
                 (kind == InputKind::hepmc
                      ? " isn't a text file of HepMC3 (no `HepMC::Asciiv3` in its first lines). Convert it, such "
                        "as by HepMC3's convert_example, or gunzip it"
                      : " isn't a Les Houches event file (no `<LesHouchesEvents` in its first lines). Check the "
                        "path")};
}

}  // namespace

std::int64_t events_in(std::string const& path, InputKind kind, std::int64_t most) {
    std::unique_ptr<gzFile_s, Close> const file{gzopen(path.c_str(), "rb")};  // reads what isn't gzipped as it stands
    if (!file) throw Error{"can't open " + path + " (" + std::strerror(errno) + "). Check the path"};
    std::array<char, 1 << 14> line{};
    std::int64_t events = 0;
    bool is_marked = false;
    bool at_begin_of_line = true;
    for (int n = 0; events < most && gzgets(file.get(), line.data(), line.size()); ++n) {
        is_marked = is_marked || std::strstr(line.data(), mark(kind));
        if (!is_marked && n == lines_before_mark) break;
        if (at_begin_of_line && begins_event(line.data(), kind)) ++events;
        at_begin_of_line = std::strchr(line.data(), '\n') != nullptr;
    }
    if (!is_marked || (kind == InputKind::hepmc && !gzdirect(file.get()))) throw wrong_format(path, kind);
    if (events == 0) throw Error{path + " has no events (nothing to simulate). Name another file"};
    return events;
}

}  // namespace jetseq
