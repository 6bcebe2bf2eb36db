#include "models/frozen/frozen_node.hpp"

#include <cmath>
#include <limits>

#include "core/error.hpp"
#include "core/text/number_in.hpp"

namespace jetseq {
namespace {

using Kind = JsonValue::Kind;

bool is_finite_float(JsonValue const& value) {
    return value.kind == Kind::number && std::fabs(value.number) <= std::numeric_limits<float>::max();
}

}  // namespace

FrozenNode FrozenNode::operator[](std::string_view key) const {
    require(value().kind == Kind::object, "is not an object");
    std::size_t const found = document_->find(number_, key);
    if (found == JsonDocument::none) fail("has no key '" + std::string{key} + "'");
    return {*document_, found};
}

FrozenNode FrozenNode::operator[](std::size_t index) const {
    if (index >= size()) fail("has no element " + std::to_string(index));
    std::size_t number = number_ + 1;
    for (std::size_t n = 0; n < index; ++n) number = (*document_)[number].end;
    return {*document_, number};
}

FrozenNode::Elements FrozenNode::elements() const {
    require(value().kind == Kind::list, "is not a list");
    return {document_, number_};
}

std::size_t FrozenNode::size() const {
    require(value().kind == Kind::list, "is not a list");
    return value().size;
}

bool FrozenNode::has(std::string_view key) const {
    return value().kind == Kind::object && document_->find(number_, key) != JsonDocument::none;
}

std::string FrozenNode::text() const {
    require(value().kind == Kind::text, "is not a text");
    return std::string{value().text};
}

bool FrozenNode::truth() const {
    require(value().kind == Kind::boolean, "is not true or false");
    return value().text == "true";
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
    bool const whole = value().kind == Kind::number && value().whole;
    auto const count = whole ? number_in<std::size_t>(value().text) : std::nullopt;
    require(count.has_value(), "is not a whole number >= 0");
    return *count;
}

std::string FrozenNode::json() const {
    require(value().kind == Kind::object, "is not an object");
    return std::string{value().text};
}

std::vector<float> FrozenNode::numbers(std::size_t wanted) const {
    if (size() != wanted) fail("has " + std::to_string(size()) + " numbers, not " + std::to_string(wanted));
    std::vector<float> values(wanted);
    float* to = values.data();
    for (FrozenNode const element : elements()) {
        JsonValue const& one = element.value();
        *to++ = is_finite_float(one) ? static_cast<float>(one.number) : element.number();
    }
    return values;
}

std::string FrozenNode::text(std::string_view key) const { return (*this)[key].text(); }
double FrozenNode::exact_number(std::string_view key) const { return (*this)[key].exact_number(); }
float FrozenNode::number(std::string_view key) const { return (*this)[key].number(); }
std::size_t FrozenNode::count(std::string_view key) const { return (*this)[key].count(); }
std::vector<float> FrozenNode::numbers(std::string_view key, std::size_t wanted) const {
    return (*this)[key].numbers(wanted);
}

void FrozenNode::require_word(std::string_view key, std::string_view word) const {
    FrozenNode const node = (*this)[key];
    if (node.text() == word) return;
    char const* const quote = word.find(' ') == word.npos ? "" : "'";
    node.fail(std::string{"is not "}.append(quote).append(word).append(quote));
}

void FrozenNode::fail_on_word(std::string const& word) const { fail("is '" + word + "', which jetseq doesn't know"); }

std::string FrozenNode::where() const {
    std::string path = document_->path() + ": ";
    for (std::size_t at = 0; at != number_;) {
        bool const in_object = (*document_)[at].kind == Kind::object;
        std::size_t index = 0, child = at + (in_object ? 2 : 1);
        for (; (*document_)[child].end <= number_; ++index) child = (*document_)[child].end + (in_object ? 1 : 0);
        if (in_object) {
            if (path.back() != ' ') path += '.';
            path += (*document_)[child - 1].text;
        } else {
            path += '[' + std::to_string(index) + ']';
        }
        at = child;
    }
    return path;
}

void FrozenNode::fail(std::string_view why) const {
    std::string const place = where();
    throw Error{place + (place.back() == ' ' ? "" : " ") + std::string{why} +
                ". Freeze it again, or name a file that jetseq made"};
}

}  // namespace jetseq
