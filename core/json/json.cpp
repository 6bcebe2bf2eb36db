#include "core/json/json.hpp"

#include <set>
#include <vector>

#include "core/error.hpp"
#include "core/io/file_kind.hpp"
#include "core/io/output_file.hpp"

namespace jetseq {
namespace {

constexpr int deepest_nesting = 32;

/// Watches a document while it is parsed: no key twice in an object, no bottomless nesting.
class Watcher {
public:
    explicit Watcher(std::string const& path) : path_{path} {}

    bool operator()(int depth, Json::parse_event_t event, Json& parsed) {
        if (depth > deepest_nesting) {
            throw Error{path_ + ": nested more than " + std::to_string(deepest_nesting) +
                        " levels deep (no file of ours is). Name another file"};
        }
        if (event == Json::parse_event_t::object_start) keys_.emplace_back();
        if (event == Json::parse_event_t::object_end) keys_.pop_back();
        if (event == Json::parse_event_t::key && !keys_.back().insert(parsed.get<std::string>()).second) {
            throw Error{path_ + ": key '" + parsed.get<std::string>() +
                        "' stands twice in one object (which of them is meant?). Remove one"};
        }
        return true;
    }

private:
    std::string const& path_;
    std::vector<std::set<std::string>> keys_;
};

}  // namespace

Json read_json(std::string const& path, std::string const& wanted) {
    std::string const text = read_file(path);
    if (text.empty()) throw Error{"can't read " + path + " (the file is empty). Make it again"};
    if (text.find_first_not_of(" \t\r\n") != text.find('{')) {
        if (auto const other = not_what_is_wanted(path, "a JSON object"); !other.empty()) throw Error{other};
        throw Error{"can't read " + path + " (not a JSON object). Name " + wanted};
    }
    try {
        return Json::parse(text, Watcher{path});
    } catch (Json::exception const& error) {
        std::string why = error.what();
        why = why.substr(why.find("] ") == std::string::npos ? 0 : why.find("] ") + 2);
        throw Error{"can't read " + path + " (not a whole JSON document: " + why + "). Copy or make it again"};
    }
}

std::string text_of(Json const& json, int indent) {
    return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

void write_json(std::string const& path, Json const& json, int indent) {
    write_file(path, text_of(json, indent) + "\n");
}

}  // namespace jetseq
