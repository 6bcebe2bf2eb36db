#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/json/json_document.hpp"

namespace jetseq {

/// A part of a frozen file. Errors name file, layer and key. Cheap to copy.
class FrozenNode {
public:
    explicit FrozenNode(JsonDocument const& document) : document_{&document}, number_{0} {}

    FrozenNode operator[](std::string_view key) const;
    FrozenNode operator[](std::size_t index) const;
    class Elements;
    Elements elements() const;  ///< of a list
    std::size_t size() const;   ///< of a list
    bool has(std::string_view key) const;

    std::string text() const;
    bool truth() const;
    double exact_number() const;
    float number() const;                                  ///< finite
    std::size_t count() const;                             ///< a whole number >= 0
    std::vector<float> numbers(std::size_t wanted) const;  ///< a list of `wanted` numbers
    std::string json() const;                              ///< an object, as the file has it

    // The same for the part `key`.
    std::string text(std::string_view key) const;
    double exact_number(std::string_view key) const;
    float number(std::string_view key) const;
    std::size_t count(std::string_view key) const;
    std::vector<float> numbers(std::string_view key, std::size_t wanted) const;
    void require_word(std::string_view key, std::string_view word) const;  ///< throws Error unless its text is `word`

    /// The index of its text in `words`. Throws Error for another text.
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
    FrozenNode(JsonDocument const& document, std::size_t number) : document_{&document}, number_{number} {}
    JsonValue const& value() const noexcept { return (*document_)[number_]; }
    std::string where() const;  ///< file and path of keys

    JsonDocument const* document_;
    std::size_t number_;
};

/// The elements of a list, in their order.
class FrozenNode::Elements {
public:
    struct Iterator {
        JsonDocument const* document;
        std::size_t number;
        FrozenNode operator*() const { return {*document, number}; }
        Iterator& operator++() { return number = (*document)[number].end, *this; }
        bool operator!=(Iterator const& other) const { return number != other.number; }
    };
    Iterator begin() const { return {document_, list_ + 1}; }
    Iterator end() const { return {document_, (*document_)[list_].end}; }

private:
    friend class FrozenNode;
    Elements(JsonDocument const* document, std::size_t list) : document_{document}, list_{list} {}
    JsonDocument const* document_;
    std::size_t list_;
};

}  // namespace jetseq
