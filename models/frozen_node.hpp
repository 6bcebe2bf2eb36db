#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "jetseq/models/json_document.hpp"

namespace jetseq {

/// A part of a frozen file that knows where it stands, so that each error names file, layer and key.
class FrozenNode {
public:
    explicit FrozenNode(JsonDocument const& document)
        : document_{document}, number_{0}, where_{document.path() + ": "} {}
    FrozenNode(FrozenNode&&) noexcept;
    ~FrozenNode();  // not inline: it is called from everywhere and the library is to stay small

    FrozenNode operator[](std::string_view key) const;
    FrozenNode operator[](std::size_t index) const;
    std::vector<FrozenNode> elements() const;  ///< of a list
    std::size_t size() const;                  ///< of a list
    bool has(std::string_view key) const;

    std::string text() const;
    double exact_number() const;
    float number() const;                                  ///< finite
    std::size_t count() const;                             ///< a whole number >= 0
    std::vector<float> numbers(std::size_t wanted) const;  ///< a list of so many
    std::string json() const;                              ///< an object, as it stands in the file

    /// The place of its text among `words`.
    template <class Words>
    std::size_t one_of(Words const& words) const {
        std::string const word = text();
        for (std::size_t n = 0; n < words.size(); ++n) {
            if (word == words[n]) return n;
        }
        fail_on_word(word);
    }

    void require(bool holds, char const* otherwise) const {
        if (!holds) fail(otherwise);
    }
    [[noreturn]] void fail(std::string_view why) const;

private:
    [[noreturn]] void fail_on_word(std::string const& word) const;
    FrozenNode(JsonDocument const& document, std::size_t number, std::string where)
        : document_{document}, number_{number}, where_{std::move(where)} {}

    JsonValue const& value() const noexcept { return document_[number_]; }
    FrozenNode element(std::size_t number, std::size_t index) const;

    JsonDocument const& document_;
    std::size_t number_;
    std::string where_;
};

}  // namespace jetseq
