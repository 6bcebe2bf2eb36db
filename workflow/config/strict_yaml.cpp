#include "workflow/config/strict_yaml.hpp"

#include <fmt/core.h>
#include <yaml-cpp/eventhandler.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <vector>

#include "core/error.hpp"
#include "core/text/utf8.hpp"

namespace jetseq::workflow {
namespace {

/// Receives the parser's events, in which repeated keys are still visible.
class StrictReader : public YAML::EventHandler {
public:
    StrictReader(LineName const& name_of, std::string const& key) : name_of_{name_of}, key_{key} {}

    std::size_t hashes = 0;  ///< signs '#' in keys and values

    void OnDocumentStart(YAML::Mark const& mark) override {
        if (documents_++ > 0) fail(mark.line, "a second YAML document (it would be lost). Move it to its own file");
    }
    void OnDocumentEnd() override {}

    void OnNull(YAML::Mark const& mark, YAML::anchor_t) override {
        if (at_key()) fail(mark.line, "a value without a key. Name its key");
        if (levels_.empty() && key_.empty()) fail(mark.line, "no key at all. Write {} to leave all at the defaults");
        std::string const what = levels_.empty() || levels_.back().is_map ? "key '" + place() + "' has no value"
                                                                          : "an entry of '" + place() + "' is empty";
        fail(last_line_ < 0 ? mark.line : last_line_, what + " (an unset variable?). Give it one, or take it out");
    }

    void OnAlias(YAML::Mark const& mark, YAML::anchor_t) override {
        fail(mark.line, "an alias, '*...' (aliases are not used here). Write out what it stands for");
    }

    void OnScalar(YAML::Mark const& mark, std::string const& tag, YAML::anchor_t anchor,
                  std::string const& text) override {
        check(mark, tag, anchor);
        hashes += static_cast<std::size_t>(std::count(text.begin(), text.end(), '#'));
        at_key() ? begin_entry(mark, tag, text) : end_value();
    }

    void OnSequenceStart(YAML::Mark const& mark, std::string const& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        begin_level(mark, tag, anchor, false);
    }
    void OnSequenceEnd() override { end_level(); }

    void OnMapStart(YAML::Mark const& mark, std::string const& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        begin_level(mark, tag, anchor, true);
    }
    void OnMapEnd() override { end_level(); }

private:
    /// A map or list that is being read.
    struct Level {
        bool is_map;
        std::string key;                  ///< of the entry being read
        bool waits_for_key;               ///< of a map
        std::map<std::string, int> seen;  ///< keys and their lines
    };

    bool at_key() const { return !levels_.empty() && levels_.back().is_map && levels_.back().waits_for_key; }

    [[noreturn]] void fail(int line, std::string const& what) const { throw Error{name_of_(line) + ": " + what}; }

    /// Dotted path of the entry being read.
    std::string place() const {
        std::string path = key_;
        for (auto const& level : levels_) {
            if (level.is_map) path += (path.empty() ? "" : ".") + level.key;
        }
        return path;
    }

    void check(YAML::Mark const& mark, std::string const& tag, YAML::anchor_t anchor) const {
        if (anchor != YAML::NullAnchor) {
            fail(mark.line, "an anchor, '&...' (anchors are not used here). Take it out, write out what it stands for");
        }
        if (tag != "?" && tag != "!") fail(mark.line, "the tag " + tag + " (tags are not used here). Take it out");
    }

    void begin_entry(YAML::Mark const& mark, std::string const& tag, std::string const& key) {
        Level& level = levels_.back();
        level.key = key, level.waits_for_key = false, last_line_ = mark.line;
        if (key == "<<" && tag == "?")
            fail(mark.line, "the merge key '<<' (nothing is merged here). Write the keys out");
        auto const [first, is_new] = level.seen.emplace(key, mark.line);
        if (is_new) return;
        std::string const where = first->second == mark.line ? "" : ", first in line " + line_of(first->second);
        fail(mark.line, "key '" + place() + "' appears twice" + where + " (one of them would be lost). Keep one");
    }

    std::string line_of(int line) const {
        std::string const name = name_of_(line);
        return name.substr(name.rfind(':') + 1);
    }

    void begin_level(YAML::Mark const& mark, std::string const& tag, YAML::anchor_t anchor, bool is_map) {
        check(mark, tag, anchor);
        if (at_key()) fail(mark.line, "a key that is a list or a map (a name expected). Put quotes around a name");
        levels_.push_back({is_map, "", is_map, {}});
        last_line_ = -1;
    }

    void end_level() { levels_.pop_back(), end_value(); }

    void end_value() {
        if (!levels_.empty()) levels_.back().waits_for_key = levels_.back().is_map;
        last_line_ = -1;
    }

    LineName const& name_of_;
    std::string key_;
    std::vector<Level> levels_;
    int documents_ = 0;
    int last_line_ = -1;  ///< of the key whose value comes next
};

/// YAML readers take some control characters for the end of the text, and put U+FFFD in place of what is not UTF-8.
void refuse_other_bytes(std::string const& text, LineName const& name_of) {
    int line = 0;
    char const *at = text.data(), *const end = at + text.size();
    while (at != end) {
        int const length = utf8_length(at, end);
        auto const byte = static_cast<unsigned char>(*at);
        bool const is_control = (byte < 32 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 127;
        if (is_control || length == 0) {
            throw Error{name_of(line) +
                        (is_control ? ": a control character, byte " + std::to_string(byte)
                                    : std::string{": a character that is not UTF-8"}) +
                        " (text as UTF-8 expected). Take it out, or save the file as UTF-8"};
        }
        line += byte == '\n';
        at += length;
    }
}

/// Of a text that is not YAML: what its reader says of a tab in the indentation is a riddle.
void refuse_tabs(std::string const& text, LineName const& name_of) {
    int line = 0;
    for (std::size_t begin = 0; begin < text.size(); ++line) {
        auto const end = std::min(text.find('\n', begin), text.size());
        auto const first = text.find_first_not_of(' ', begin);
        if (first < end && text[first] == '\t') {
            throw Error{name_of(line) + ": a tab in the indentation (YAML takes spaces only). Use spaces"};
        }
        begin = end + 1;
    }
}

/// The first line that is not empty.
int first_line(std::string const& text) {
    return static_cast<int>(std::min(text.find_first_not_of('\n'), text.size()));
}

/// Checks the value of an override, in which '#' is meant as part of the value. `hashes`: those in values.
void refuse_comment(std::string const& text, std::size_t hashes, LineName const& name_of) {
    if (static_cast<std::size_t>(std::count(text.begin(), text.end(), '#')) == hashes) return;
    throw Error{name_of(first_line(text)) +
                ": what follows ' #' is a comment (it would be lost). Put the value in quotes"};
}

}  // namespace

YAML::Node strict_yaml(std::string const& text, LineName const& name_of, std::string const& key) {
    refuse_other_bytes(text, name_of);
    try {
        YAML::Node const document = YAML::Load(text);  // first, for what is not YAML at all
        std::istringstream stream{text};
        YAML::Parser parser{stream};
        StrictReader reader{name_of, key};
        while (parser.HandleNextDocument(reader)) {
        }
        if (!key.empty()) refuse_comment(text, reader.hashes, name_of);
        return document;
    } catch (YAML::Exception const& error) {
        refuse_tabs(text, name_of);
        int const line = error.mark.is_null() ? first_line(text) : error.mark.line;
        throw Error{name_of(line) + ": not YAML (" + error.msg + "). Mend the line"};
    }
}

std::string scalar_in_yaml(std::string const& yaml) {
    auto const node = YAML::Load(yaml);
    return node.IsScalar() ? node.Scalar() : "";
}

std::string quoted_yaml(std::string const& text) {
    std::string quoted = "\"";
    for (char const c : text) {
        auto const byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += byte < 32 || byte == 127 ? fmt::format("\\x{:02x}", byte) : std::string(1, c);
    }
    return quoted + '"';
}

}  // namespace jetseq::workflow
