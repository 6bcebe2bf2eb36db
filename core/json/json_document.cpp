#include "core/json/json_document.hpp"

#include "core/error.hpp"
#include "core/io/read_file.hpp"
#include "core/json/json_parser.hpp"

namespace jetseq {

JsonDocument::JsonDocument(std::string const& path) : JsonDocument{path, read_file(path, largest_file)} {}

JsonDocument::JsonDocument(std::string name, std::string text, std::string const& wanted)
    : path_{std::move(name)}, text_{std::move(text)} {
    if (text_.size() > largest_file) {
        throw Error{path_ + " has " + std::to_string(text_.size()) + " bytes, more than the " +
                    std::to_string(largest_file) + " that are read. Name another file, or make it smaller"};
    }
    if (text_.empty()) throw Error{"can't read " + path_ + " (the file is empty). Make it again"};
    if (text_.find_first_not_of(" \t\r\n") != text_.find('{')) {
        if (auto const other = foreign_file(path_, "a JSON object"); !other.empty()) throw Error{other};
        throw Error{"can't read " + path_ + " (not a JSON object). Name " + wanted};
    }
    JsonParser{*this}.read_document();
}

std::size_t JsonDocument::find(std::size_t number, std::string_view key) const noexcept {
    for (std::size_t n = number + 1; n < values_[number].end; n = values_[n + 1].end) {
        if (values_[n].text == key) return n + 1;
    }
    return none;
}

}  // namespace jetseq
