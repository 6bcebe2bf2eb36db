#include "jetseq/models/frozen_node.hpp"

#include <charconv>
#include <cmath>
#include <limits>

#include "jetseq/event/error.hpp"

namespace jetseq {
namespace {

using Kind = JsonValue::Kind;

bool is_finite_float(JsonValue const& value) {
    return value.kind == Kind::number && std::fabs(value.number) <= std::numeric_limits<float>::max();
}

}  // namespace

FrozenNode::FrozenNode(FrozenNode&&) noexcept = default;
FrozenNode::~FrozenNode() = default;

FrozenNode FrozenNode::operator[](std::string_view key) const {
    require(value().kind == Kind::object, "is not an object");
    std::size_t const found = document_.find(number_, key);
    if (found == JsonDocument::none) fail("has no key '" + std::string{key} + "'");
    return {document_, found, where_ + (where_.back() == ' ' ? "" : ".") + std::string{key}};
}

FrozenNode FrozenNode::operator[](std::size_t index) const {
    if (index >= size()) fail("has no element " + std::to_string(index));
    std::size_t number = number_ + 1;
    for (std::size_t n = 0; n < index; ++n) number = document_[number].end;
    return element(number, index);
}

std::vector<FrozenNode> FrozenNode::elements() const {
    std::vector<FrozenNode> elements;
    elements.reserve(size());
    for (std::size_t number = number_ + 1; number < value().end; number = document_[number].end) {
        elements.push_back(element(number, elements.size()));
    }
    return elements;
}

FrozenNode FrozenNode::element(std::size_t number, std::size_t index) const {
    return {document_, number, where_ + "[" + std::to_string(index) + "]"};
}

std::size_t FrozenNode::size() const {
    require(value().kind == Kind::list, "is not a list");
    return value().size;
}

bool FrozenNode::has(std::string_view key) const {
    return value().kind == Kind::object && document_.find(number_, key) != JsonDocument::none;
}

std::string FrozenNode::text() const {
    require(value().kind == Kind::text, "is not a text");
    return std::string{value().text};
}

double FrozenNode::exact_number() const {
    require(value().kind == Kind::number, "is not a number");
    return value().number;
}

float FrozenNode::number() const {
    exact_number();
    require(is_finite_float(value()), "is not a finite 32-bit number");
    return static_cast<float>(value().number);
}

std::size_t FrozenNode::count() const {
    std::size_t count = 0;
    auto const digits = value().text;
    bool const whole = value().kind == Kind::number && value().whole;
    bool const fits = whole && std::from_chars(digits.data(), digits.data() + digits.size(), count).ec == std::errc{};
    require(fits, "is not a whole number >= 0");
    return count;
}

std::string FrozenNode::json() const {
    require(value().kind == Kind::object, "is not an object");
    return std::string{value().text};
}

std::vector<float> FrozenNode::numbers(std::size_t wanted) const {
    if (size() != wanted) fail("has " + std::to_string(size()) + " numbers, not " + std::to_string(wanted));
    std::vector<float> values;
    values.reserve(wanted);
    for (std::size_t number = number_ + 1; number < value().end; number = document_[number].end) {
        JsonValue const& one = document_[number];
        values.push_back(is_finite_float(one) ? static_cast<float>(one.number) : (*this)[values.size()].number());
    }
    return values;
}

void FrozenNode::fail_on_word(std::string const& word) const { fail("is '" + word + "', which jetseq doesn't know"); }

void FrozenNode::fail(std::string_view why) const {
    throw Error{where_ + (where_.back() == ' ' ? "" : " ") + std::string{why} +
                ". Freeze the model again, or name a file made by `jetseq train` or `export`"};
}

}  // namespace jetseq
