#pragma once
#include <nlohmann/json.hpp>
#include <string>

namespace jetseq {

/// JSON whose keys keep the order in which they were written.
using Json = nlohmann::ordered_json;

/// The JSON document in the file at `path`. `wanted`: what to name in place of a file that is no object. Throws Error:
/// what JsonDocument refuses.
Json read_json(std::string const& path, std::string const& wanted = "a file that jetseq made");

/// The JSON document `text`, made by this program or of a frozen model that has been checked. (To parse it in each
/// source that needs it would take seconds of the build.) Throws Json::exception.
Json parse_json(std::string const& text);

/// The document as UTF-8, indented by `indent` blanks (-1: one line). Bytes that are not UTF-8, as names of files may
/// have, become U+FFFD.
std::string text_of(Json const& json, int indent = -1);

/// Writes `json`, indented by `indent` blanks (-1: one line), as one OutputFile. Throws Error.
void write_json(std::string const& path, Json const& json, int indent = 1);

}  // namespace jetseq
