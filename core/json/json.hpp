#pragma once
#include <nlohmann/json.hpp>
#include <string>

namespace jetseq {

/// JSON whose keys keep the order in which they were written.
using Json = nlohmann::ordered_json;

/// The JSON document in the file at `path`. `wanted`: what the error advises if the file is no object. Throws Error as
/// JsonDocument does.
Json read_json(std::string const& path, std::string const& wanted = "a file that jetseq made");

/// The JSON document `text`, written by this program or of a frozen model that has been checked. Throws Json::exception.
/// (Compiled once: each source that instantiates the parser takes seconds of the build.)
Json parse_json(std::string const& text);

/// `value`, or null if it is not finite: JSON has neither NaN nor infinity.
Json json_number(double value);

/// The document as UTF-8, indented by `indent` spaces (-1: one line). Bytes that are not UTF-8, as file names may have,
/// become U+FFFD.
std::string text_of(Json const& json, int indent = -1);

/// Writes `json`, indented by `indent` spaces (-1: one line), as one OutputFile. Throws Error.
void write_json(std::string const& path, Json const& json, int indent = 1);

}  // namespace jetseq
