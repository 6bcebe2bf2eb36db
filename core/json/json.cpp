#include "core/json/json.hpp"

#include <cmath>

#include "core/io/output_file.hpp"
#include "core/io/read_file.hpp"
#include "core/json/json_document.hpp"
#include "core/text/number_in.hpp"

namespace jetseq {
namespace {

/// The integer that `text` is, if 64 bits hold it; else null.
Json integer_in(std::string_view text) {
    auto const read = [text](auto number) {
        auto const found = number_in<decltype(number)>(text);
        return found ? Json(*found) : Json(nullptr);
    };
    return text.front() == '-' ? read(std::int64_t{0}) : read(std::uint64_t{0});
}

/// The value `number` of `document` with all its members, at most JsonDocument::deepest_nesting levels.
Json json_of(JsonDocument const& document, std::size_t number) {
    JsonValue const& value = document[number];
    switch (value.kind) {
        case JsonValue::Kind::null:
            return nullptr;
        case JsonValue::Kind::boolean:
            return value.text == "true";
        case JsonValue::Kind::text:
            return std::string{value.text};
        case JsonValue::Kind::number: {
            auto const integer = integer_in(value.text);
            return integer.is_null() ? Json(value.number) : integer;
        }
        case JsonValue::Kind::list: {
            Json list = Json::array();
            for (auto n = number + 1; n < value.end; n = document[n].end) list.push_back(json_of(document, n));
            return list;
        }
        case JsonValue::Kind::object: {
            Json::object_t object;
            for (auto n = number + 1; n < value.end; n = document[n + 1].end) {
                object.emplace_back(std::string{document[n].text}, json_of(document, n + 1));
            }
            return object;
        }
    }
    return nullptr;
}

}  // namespace

Json read_json(std::string const& path, std::string const& wanted) {
    return json_of(JsonDocument{path, read_file(path, JsonDocument::largest_file), wanted}, 0);
}

Json parse_json(std::string const& text) { return Json::parse(text); }

Json json_number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

std::string text_of(Json const& json, int indent) {
    return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

void write_json(std::string const& path, Json const& json, int indent) {
    write_file(path, text_of(json, indent) + "\n");
}

}  // namespace jetseq
