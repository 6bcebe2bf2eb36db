#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "../error.hpp"

namespace jetseq {

/// The numbers of a column, owned elsewhere: that of row n is first[n * stride].
template <class T>
struct Strided {
    T const* first;
    std::size_t stride = 1;
};

/// Thrown for a text that is no expression.
class BadExpression : public Error {
public:
    BadExpression(std::string text, std::string const& what) : Error{what}, text_{std::move(text)} {}

    std::string const& text() const noexcept { return text_; }

private:
    std::string text_;
};

/// An expression of columns of numbers, such as `log(pt)` or `if(finite(d0), d0, 0)`, read once and computed for many
/// rows:
///
///     expression  = conjunction { "or" conjunction }
///     conjunction = negation { "and" negation }
///     negation    = "not" negation | comparison
///     comparison  = sum [ ( "<" | "<=" | ">" | ">=" | "==" | "!=" ) sum ]
///     sum         = product { ( "+" | "-" ) product }
///     product     = factor { ( "*" | "/" ) factor }
///     factor      = "-" factor | number | column | function "(" expression { "," expression } ")"
///                 | "(" expression ")"
///
/// A column is a name of letters, digits, `_`, `.` and `::`, or any text in backticks. Functions: abs, sqrt, exp, log,
/// sin, cos, tanh, sinh, cosh, asinh (of one number), hypot, min, max (of two), clip(x, least, most),
/// if(condition, x, otherwise) and finite(x), which is true unless x is NaN or infinite.
///
/// A comparison gives true or false, as a result 1 or 0. A column is true if it is not 0. Numbers are those of double
/// precision. Without a result, as of log(-1) or 1 / 0, a number is not finite; NaN means unknown: comparisons with it
/// are unknown (NaN), `and` and `or` are unknown unless the other side decides. `==` and `!=` take a number that is
/// written in the expression as equal to itself rounded to single precision, as files may hold it.
class Expression {
public:
    /// Throws BadExpression, with the position in the text: no expression, an unknown function, true or false where a
    /// number is expected or the reverse, more than 300 words, more than 40 levels of parentheses.
    explicit Expression(std::string text);

    std::string const& text() const noexcept { return text_; }
    /// The names of its columns, each once, in the order of their first use.
    std::vector<std::string> const& columns() const noexcept { return columns_; }
    /// True if the result is certainly true or false; that of a column may be, too.
    bool is_flag() const noexcept { return is_flag_; }

    /// Throws Error for the first column that is not among `known`.
    void require_columns(std::vector<std::string> const& known) const;

    /// Computes rows 0 ... rows - 1: `columns` are those of columns(), `into` gets the result of row n at n * stride.
    void evaluate(Strided<double> const* columns, std::size_t rows, double* into, std::size_t stride = 1) const;
    void evaluate(Strided<float> const* columns, std::size_t rows, float* into, std::size_t stride = 1) const;

    /// An operation on the last values of a stack.
    enum class Operation : std::uint8_t {
        number,
        column,
        negative,
        add,
        subtract,
        multiply,
        divide,
        less,
        at_most,
        more,
        at_least,
        equal,
        differ,
        both,
        either,
        negation,
        finite,
        choose,
        clip,
        abs,
        sqrt,
        exp,
        log,
        sin,
        cos,
        tanh,
        sinh,
        cosh,
        asinh,
        hypot,
        min,
        max
    };
    struct Step {
        Operation operation;
        std::uint16_t index = 0;  ///< of a column; of equal and differ which sides are written numbers: 1 left, 2 right
        double value = 0;         ///< of a number
    };

private:
    template <class T>
    void compute(Strided<T> const* columns, std::size_t rows, T* into, std::size_t stride) const;

    std::string text_;
    std::vector<std::string> columns_;
    std::vector<std::size_t> places_;  ///< of the first use of each column, characters from 1
    std::vector<Step> steps_;          ///< in the order of their computation
    std::size_t depth_ = 0;            ///< of the stack
    bool is_flag_ = false;
};

}  // namespace jetseq
