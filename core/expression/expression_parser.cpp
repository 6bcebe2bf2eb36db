#include "core/expression/expression_parser.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

#include "core/error.hpp"
#include "core/text/near_match.hpp"

namespace jetseq {
namespace {

using Operation = Expression::Operation;

constexpr std::size_t most_words = 300, most_levels = 40;

struct Function {
    char const* name;
    std::size_t arguments;
    Operation operation;
};

constexpr std::array functions{Function{"abs", 1, Operation::abs},       Function{"sqrt", 1, Operation::sqrt},
                               Function{"exp", 1, Operation::exp},       Function{"log", 1, Operation::log},
                               Function{"sin", 1, Operation::sin},       Function{"cos", 1, Operation::cos},
                               Function{"tanh", 1, Operation::tanh},     Function{"sinh", 1, Operation::sinh},
                               Function{"cosh", 1, Operation::cosh},     Function{"asinh", 1, Operation::asinh},
                               Function{"finite", 1, Operation::finite}, Function{"hypot", 2, Operation::hypot},
                               Function{"min", 2, Operation::min},       Function{"max", 2, Operation::max},
                               Function{"clip", 3, Operation::clip},     Function{"if", 3, Operation::choose}};

struct Sign {
    char const* text;
    Operation operation;
};
constexpr std::array comparisons{Sign{"<", Operation::less},   Sign{"<=", Operation::at_most},
                                 Sign{">", Operation::more},   Sign{">=", Operation::at_least},
                                 Sign{"==", Operation::equal}, Sign{"!=", Operation::differ}};

/// Signs of other languages, and what is written here.
struct ForeignSign {
    char const *text, *advice;
};
constexpr std::array foreign_signs{ForeignSign{"&&", "Write `and`"},
                                   ForeignSign{"||", "Write `or`"},
                                   ForeignSign{"!", "Write `not`"},
                                   ForeignSign{"=", "Write `==`"},
                                   ForeignSign{"**", "Write `x * x`"},
                                   ForeignSign{"^", "Write `x * x`"},
                                   ForeignSign{"?", "Write `if(condition, x, otherwise)`"}};

constexpr char const* see_the_page = "See docs/reference/expressions.md";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool begins_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_of_name(char c) { return begins_name(c) || is_digit(c); }

/// The length of the name that `text` begins with: letters, digits, `_`, and between them `.` or `::`.
std::size_t length_of_name(std::string_view text) {
    std::size_t end = 0;
    while (end < text.size() && is_of_name(text[end])) {
        while (end < text.size() && is_of_name(text[end])) ++end;
        std::size_t const join = text.substr(end, 1) == "." ? 1 : text.substr(end, 2) == "::" ? 2 : 0;
        if (join > 0 && end + join < text.size() && begins_name(text[end + join])) end += join;
    }
    return end;
}

std::vector<std::string> names_of_functions() {
    std::vector<std::string> names;
    for (auto const& function : functions) names.emplace_back(function.name);
    return names;
}

}  // namespace

ExpressionParser::ExpressionParser(std::string const& text) : text_{text} {
    advance();
    auto const whole = disjunction();
    is_flag = whole.kind == Kind::flag;
    if (kind_ == Word::end) return;
    for (auto const& sign : comparisons) {
        if (word_ == sign.text) refuse(place_, "a second comparison", "Write `1 < x and x < 3`");
    }
    for (auto const& sign : foreign_signs) {
        if (word_ == sign.text) refuse(place_, "'" + word_ + "' has no meaning here", sign.advice);
    }
    refuse(place_, "'" + word_ + "' has no meaning here",
           "Put the name of a column into backticks if it has other characters than letters, digits, `_` and `.`");
}

void ExpressionParser::refuse(std::size_t place, std::string const& why, std::string const& remedy) const {
    constexpr std::size_t most_shown = 200;
    std::string const shown = text_.size() > most_shown ? text_.substr(0, most_shown) + "..." : text_;
    throw BadExpression{text_, "the expression '" + shown + "' can't be read (" + why + ", character " +
                                   std::to_string(place) + "). " + remedy};
}

void ExpressionParser::advance() {
    while (next_ < text_.size() && (text_[next_] == ' ' || text_[next_] == '\t' || text_[next_] == '\n')) ++next_;
    place_ = next_ + 1, word_.clear();
    if (next_ == text_.size()) {
        kind_ = Word::end;
        return;
    }
    if (++words_ > most_words) refuse(place_, "more than " + std::to_string(most_words) + " words", "Shorten it");
    read_word();
    next_ = place_ - 1 + word_.size() + (kind_ == Word::quoted ? 2 : 0);
}

void ExpressionParser::read_word() {
    std::string_view const rest = std::string_view{text_}.substr(next_);
    if (is_digit(rest[0]) || (rest.size() > 1 && rest[0] == '.' && is_digit(rest[1]))) {
        double ignored = 0;
        auto const end = std::from_chars(rest.data(), rest.data() + rest.size(), ignored).ptr;
        kind_ = Word::number, word_ = rest.substr(0, static_cast<std::size_t>(end - rest.data()));
        std::size_t const length = word_.size();
        if (length < rest.size() && (is_of_name(rest[length]) || rest[length] == '.'))
            refuse(place_, "a number or a name ends at '" + word_ + "'",
                   "Put a name that begins with a digit into backticks");
        return;
    }
    if (rest[0] == '`') {
        auto const end = rest.find('`', 1);
        if (end == rest.npos || end == 1) refuse(place_, "no name in backticks", "Write `name`");
        kind_ = Word::quoted, word_ = rest.substr(1, end - 1);
        return;
    }
    if (auto const length = length_of_name(rest); length > 0) {
        kind_ = Word::name, word_ = rest.substr(0, length);
        return;
    }
    kind_ = Word::sign;
    for (char const* two : {"<=", ">=", "==", "!=", "&&", "||", "**"}) {
        if (rest.substr(0, 2) == two) word_ = two;
    }
    if (word_.empty()) word_ = rest.substr(0, 1);
    constexpr std::string_view known = "<= >= == != && || ** + - / ( ) , ^ ?";
    if (known.find(word_) != known.npos) return;
    refuse(place_, "'" + word_ + "' has no meaning here",
           "Put the name of a column into backticks if it has other characters than letters, digits, `_` and `.`");
}

bool ExpressionParser::take(char const* token) {
    if ((kind_ != Word::sign && kind_ != Word::name) || word_ != token) return false;
    advance();
    return true;
}

void ExpressionParser::expect(char const* token) {
    if (take(token)) return;
    std::string const where = kind_ == Word::end ? "at the end" : "before '" + word_ + "'";
    refuse(place_, "'" + std::string{token} + "' is missing " + where, see_the_page);
}

void ExpressionParser::require_number(Part const& part) const {
    if (part.kind != Kind::flag) return;
    refuse(part.place, "true or false stands for a number",
           "Write `if(condition, 1, 0)`, or join such results with `and`, `or`, `not`");
}

void ExpressionParser::require_flag(Part const& part) const {
    if (part.kind != Kind::number) return;
    refuse(part.place, "a number stands for true or false", "Compare it, such as `x > 0`");
}

void ExpressionParser::add(Operation operation, std::size_t index, double value) {
    steps.push_back({operation, static_cast<std::uint16_t>(index), value});
}

ExpressionParser::Part ExpressionParser::joined_by(char const* word, Operation operation, Reader part) {
    Part const first = (this->*part)();
    Part whole = first;
    while (take(word)) {
        require_flag(whole);
        require_flag((this->*part)());
        add(operation);
        whole = {Kind::flag, false, first.place};
    }
    return whole;
}

ExpressionParser::Part ExpressionParser::chain_of(char const* first, Operation of_first, char const* second,
                                                  Operation of_second, Reader part) {
    Part whole = (this->*part)();
    for (;;) {
        bool const is_first = take(first);
        if (!is_first && !take(second)) return whole;
        require_number(whole);
        require_number((this->*part)());
        add(is_first ? of_first : of_second);
        whole = {Kind::number, false, whole.place};
    }
}

ExpressionParser::Part ExpressionParser::nested(Reader part) {
    if (++depth_ > most_levels) {
        refuse(place_, "more than " + std::to_string(most_levels) + " levels", "Shorten it");
    }
    Part const whole = (this->*part)();
    --depth_;
    return whole;
}

ExpressionParser::Part ExpressionParser::disjunction() {
    return joined_by("or", Operation::either, &ExpressionParser::conjunction);
}

ExpressionParser::Part ExpressionParser::conjunction() {
    return joined_by("and", Operation::both, &ExpressionParser::negation);
}

ExpressionParser::Part ExpressionParser::negation() {
    std::size_t const place = place_;
    if (!take("not")) return comparison();
    require_flag(nested(&ExpressionParser::negation));
    add(Operation::negation);
    return {Kind::flag, false, place};
}

ExpressionParser::Part ExpressionParser::comparison() {
    Part const left = sum();
    for (auto const& sign : comparisons) {
        if (!take(sign.text)) continue;
        Part const right = sum();
        require_number(left), require_number(right);
        add(sign.operation, (left.is_written ? 1U : 0U) + (right.is_written ? 2U : 0U));
        return {Kind::flag, false, left.place};
    }
    return left;
}

ExpressionParser::Part ExpressionParser::sum() {
    return chain_of("+", Operation::add, "-", Operation::subtract, &ExpressionParser::product);
}

ExpressionParser::Part ExpressionParser::product() {
    return chain_of("*", Operation::multiply, "/", Operation::divide, &ExpressionParser::factor);
}

ExpressionParser::Part ExpressionParser::factor() {
    std::size_t const place = place_;
    if (take("-")) {
        Part const part = nested(&ExpressionParser::factor);
        require_number(part);
        if (part.is_written)
            steps.back().value = -steps.back().value;
        else
            add(Operation::negative);
        return {Kind::number, part.is_written, place};
    }
    if (take("(")) {
        Part part = nested(&ExpressionParser::disjunction);
        expect(")");
        part.place = place;
        return part;
    }
    if (kind_ == Word::number) return written_number();
    bool const is_word = kind_ == Word::name && (word_ == "and" || word_ == "or" || word_ == "not");
    if (kind_ == Word::quoted || (kind_ == Word::name && !is_word)) return column();
    refuse(
        place_,
        kind_ == Word::end ? "it ends before a number or a column" : "'" + word_ + "' stands for a number or a column",
        see_the_page);
}

ExpressionParser::Part ExpressionParser::written_number() {
    std::size_t const place = place_;
    bool const begins_with_zero = word_.size() > 1 && word_[0] == '0' && word_[1] >= '0' && word_[1] <= '9';
    if (begins_with_zero) refuse(place, "a number begins with 0", "Write it without");
    double value = 0;
    auto const read = std::from_chars(word_.data(), word_.data() + word_.size(), value);
    if (read.ec != std::errc{} || !std::isfinite(value))
        refuse(place, "the number is beyond double precision", "Write another");
    advance();
    add(Operation::number, 0, value);
    return {Kind::number, true, place};
}

ExpressionParser::Part ExpressionParser::column() {
    std::string const name = word_;
    std::size_t const place = place_;
    bool const is_quoted = kind_ == Word::quoted;
    advance();
    if (!is_quoted && take("(")) return call(name, place);
    auto const found = std::find(columns.begin(), columns.end(), name);
    add(Operation::column, static_cast<std::size_t>(found - columns.begin()));
    if (found == columns.end()) columns.push_back(name), places.push_back(place);
    return {Kind::any, false, place};
}

ExpressionParser::Part ExpressionParser::call(std::string const& name, std::size_t place) {
    auto const is_it = [&](Function const& function) { return function.name == name; };
    auto const* const function = std::find_if(functions.begin(), functions.end(), is_it);
    if (function == functions.end()) {
        refuse(place, "there is no function '" + name + "'" + did_you_mean(name, names_of_functions()),
               "There are: " + joined(names_of_functions()));
    }
    std::vector<Part> arguments{nested(&ExpressionParser::disjunction)};
    while (take(",")) arguments.push_back(nested(&ExpressionParser::disjunction));
    expect(")");
    if (arguments.size() != function->arguments) {
        refuse(place,
               "'" + name + "' takes " + std::to_string(function->arguments) + " argument(s), not " +
                   std::to_string(arguments.size()),
               see_the_page);
    }
    Kind kind = function->operation == Operation::finite ? Kind::flag : Kind::number;
    if (function->operation == Operation::choose) {
        require_flag(arguments[0]);
        bool const are_flags = arguments[1].kind == Kind::flag || arguments[2].kind == Kind::flag;
        for (std::size_t i : {1, 2}) are_flags ? require_flag(arguments[i]) : require_number(arguments[i]);
        bool const are_columns = arguments[1].kind == Kind::any && arguments[2].kind == Kind::any;
        kind = are_flags ? Kind::flag : are_columns ? Kind::any : Kind::number;
    } else {
        for (auto const& argument : arguments) require_number(argument);
    }
    add(function->operation);
    return {kind, false, place};
}

}  // namespace jetseq
