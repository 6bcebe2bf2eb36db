#include "core/expression/expression.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.hpp"
#include "core/expression/expression_parser.hpp"
#include "core/text/near_match.hpp"

namespace jetseq {
namespace {

using Operation = Expression::Operation;

constexpr std::size_t block_rows = 128;
constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// The values that an operation takes from the stack.
std::size_t arguments_of(Operation operation) noexcept {
    switch (operation) {
        case Operation::number:
        case Operation::column:
            return 0;
        case Operation::choose:
        case Operation::clip:
            return 3;
        case Operation::add:
        case Operation::subtract:
        case Operation::multiply:
        case Operation::divide:
        case Operation::less:
        case Operation::at_most:
        case Operation::more:
        case Operation::at_least:
        case Operation::equal:
        case Operation::differ:
        case Operation::both:
        case Operation::either:
        case Operation::hypot:
        case Operation::min:
        case Operation::max:
            return 2;
        default:
            return 1;
    }
}

double flag(bool value) noexcept { return value ? 1 : 0; }

/// The result of a comparison, unknown if one of the numbers is.
double compared(bool holds, double a, double b) noexcept {
    return std::isnan(a) || std::isnan(b) ? unknown : flag(holds);
}

double rounded(double value) noexcept { return static_cast<double>(static_cast<float>(value)); }

/// `written`: which sides are numbers of the text, 1 left, 2 right.
bool same(double a, double b, unsigned written) noexcept {
    return a == b || ((written & 1U) != 0 && rounded(a) == b) || ((written & 2U) != 0 && a == rounded(b));
}

double both(double a, double b) noexcept {
    if (a == 0 || b == 0) return 0;
    return std::isnan(a) || std::isnan(b) ? unknown : 1;
}

double either(double a, double b) noexcept {
    bool const is_true = (a != 0 && !std::isnan(a)) || (b != 0 && !std::isnan(b));
    if (is_true) return 1;
    return std::isnan(a) || std::isnan(b) ? unknown : 0;
}

double clipped(double x, double least, double most) noexcept {
    if (std::isnan(least) || std::isnan(most)) return unknown;
    return x < least ? least : x > most ? most : x;
}

double chosen(double condition, double x, double otherwise) noexcept {
    return std::isnan(condition) ? unknown : condition != 0 ? x : otherwise;
}

double smaller(double a, double b) noexcept { return std::isnan(a) || std::isnan(b) ? unknown : std::min(a, b); }
double larger(double a, double b) noexcept { return std::isnan(a) || std::isnan(b) ? unknown : std::max(a, b); }

template <class Function>
void one(double* a, std::size_t rows, Function function) noexcept {
    for (std::size_t n = 0; n < rows; ++n) a[n] = function(a[n]);
}

/// a = function(a, b), with `b` the next block of the stack.
template <class Function>
void two(double* a, std::size_t rows, Function function) noexcept {
    double const* const b = a + block_rows;
    for (std::size_t n = 0; n < rows; ++n) a[n] = function(a[n], b[n]);
}

template <class Function>
void three(double* a, std::size_t rows, Function function) noexcept {
    double const *const b = a + block_rows, *const c = b + block_rows;
    for (std::size_t n = 0; n < rows; ++n) a[n] = function(a[n], b[n], c[n]);
}

/// Applies `step` to the first of its arguments on the stack, `a`, and those after it.
void apply(Expression::Step const& step, double* a, std::size_t rows) noexcept {
    unsigned const written = step.index;
    switch (step.operation) {
        case Operation::number:
            return std::fill_n(a, rows, step.value), void();
        case Operation::column:
            return;
        case Operation::negative:
            return one(a, rows, [](double x) { return -x; });
        case Operation::add:
            return two(a, rows, [](double x, double y) { return x + y; });
        case Operation::subtract:
            return two(a, rows, [](double x, double y) { return x - y; });
        case Operation::multiply:
            return two(a, rows, [](double x, double y) { return x * y; });
        case Operation::divide:
            return two(a, rows, [](double x, double y) { return x / y; });
        case Operation::less:
            return two(a, rows, [](double x, double y) { return compared(x < y, x, y); });
        case Operation::at_most:
            return two(a, rows, [](double x, double y) { return compared(x <= y, x, y); });
        case Operation::more:
            return two(a, rows, [](double x, double y) { return compared(x > y, x, y); });
        case Operation::at_least:
            return two(a, rows, [](double x, double y) { return compared(x >= y, x, y); });
        case Operation::equal:
            return two(a, rows, [=](double x, double y) { return compared(same(x, y, written), x, y); });
        case Operation::differ:
            return two(a, rows, [=](double x, double y) { return compared(!same(x, y, written), x, y); });
        case Operation::both:
            return two(a, rows, both);
        case Operation::either:
            return two(a, rows, either);
        case Operation::negation:
            return one(a, rows, [](double x) { return std::isnan(x) ? unknown : flag(x == 0); });
        case Operation::finite:
            return one(a, rows, [](double x) { return flag(std::isfinite(x)); });
        case Operation::choose:
            return three(a, rows, chosen);
        case Operation::clip:
            return three(a, rows, clipped);
        case Operation::abs:
            return one(a, rows, [](double x) { return std::fabs(x); });
        case Operation::sqrt:
            return one(a, rows, [](double x) { return std::sqrt(x); });
        case Operation::exp:
            return one(a, rows, [](double x) { return std::exp(x); });
        case Operation::log:
            return one(a, rows, [](double x) { return std::log(x); });
        case Operation::sin:
            return one(a, rows, [](double x) { return std::sin(x); });
        case Operation::cos:
            return one(a, rows, [](double x) { return std::cos(x); });
        case Operation::tanh:
            return one(a, rows, [](double x) { return std::tanh(x); });
        case Operation::sinh:
            return one(a, rows, [](double x) { return std::sinh(x); });
        case Operation::cosh:
            return one(a, rows, [](double x) { return std::cosh(x); });
        case Operation::asinh:
            return one(a, rows, [](double x) { return std::asinh(x); });
        case Operation::hypot:
            return two(a, rows, [](double x, double y) { return std::hypot(x, y); });
        case Operation::min:
            return two(a, rows, smaller);
        case Operation::max:
            return two(a, rows, larger);
    }
}

/// The largest number of values on the stack.
std::size_t depth_of(std::vector<Expression::Step> const& steps) {
    std::size_t values = 0, most = 0;
    for (auto const& step : steps) {
        values += 1 - arguments_of(step.operation);  // modulo 2^64
        most = std::max(most, values);
    }
    return most;
}

}  // namespace

Expression::Expression(std::string text) : text_{std::move(text)} {
    ExpressionParser parser{text_};
    columns_ = std::move(parser.columns), places_ = std::move(parser.places), steps_ = std::move(parser.steps);
    is_flag_ = parser.is_flag;
    depth_ = depth_of(steps_);
}

void Expression::require_columns(std::vector<std::string> const& known) const {
    for (std::size_t k = 0; k < columns_.size(); ++k) {
        if (std::find(known.begin(), known.end(), columns_[k]) != known.end()) continue;
        throw Error{"the expression '" + text_ + "' has no column '" + columns_[k] + "' (character " +
                    std::to_string(places_[k]) + "; there are: " + joined(known) + did_you_mean(columns_[k], known) +
                    "). Name one of them"};
    }
}

template <class T>
void Expression::compute(Strided<T> const* columns, std::size_t rows, T* into, std::size_t stride) const {
    std::vector<double> stack(depth_ * block_rows);
    for (std::size_t first = 0; first < rows; first += block_rows) {
        std::size_t const count = std::min(block_rows, rows - first);
        double* end = stack.data();  // of the stack
        for (auto const& step : steps_) {
            double* const a = end - arguments_of(step.operation) * block_rows;
            if (step.operation == Operation::column) {
                auto const& column = columns[step.index];
                for (std::size_t n = 0; n < count; ++n)
                    a[n] = static_cast<double>(column.first[(first + n) * column.stride]);
            } else {
                apply(step, a, count);
            }
            end = a + block_rows;
        }
        for (std::size_t n = 0; n < count; ++n) into[(first + n) * stride] = static_cast<T>(stack[n]);
    }
}

void Expression::evaluate(Strided<double> const* columns, std::size_t rows, double* into, std::size_t stride) const {
    compute(columns, rows, into, stride);
}

void Expression::evaluate(Strided<float> const* columns, std::size_t rows, float* into, std::size_t stride) const {
    compute(columns, rows, into, stride);
}

}  // namespace jetseq
