#include "core/expression/expression.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <limits>
#include <map>
#include <random>

#include "core/expression/expression_parser.hpp"
#include "tests/support/message_of.hpp"

namespace jetseq {
namespace {

using test::message_of, test::says;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// The result for x = 2, y = -3, z = 0, d0 = NaN.
double value_of(std::string const& text) {
    Expression const expression{text};
    std::vector<Strided<double>> columns;
    double const x = 2, y = -3, z = 0;
    for (auto const& name : expression.columns())
        columns.push_back({name == "x" ? &x : name == "y" ? &y : name == "z" ? &z : &nan});
    double result = 0;
    expression.evaluate(columns.data(), 1, &result);
    return result;
}

std::string refusal_of(std::string const& text) {
    return message_of([&] { Expression{text}; });
}

TEST(Expression, ComputesAsByHand) {
    struct Case {
        char const* text;
        double value;
    };
    for (auto const& [text, value] : {Case{"1", 1},
                                      {"x", 2},
                                      {"-x", -2},
                                      {"1 + 2 * 3", 7},
                                      {"(1 + 2) * 3", 9},
                                      {"8 - 4 - 2", 2},
                                      {"8 / 4 / 2", 1},
                                      {"2 - -3", 5},
                                      {"-(x + y)", 1},
                                      {"x * y + z", -6},
                                      {"1e3 + .5", 1000.5},
                                      {"`x` + x", 4},
                                      {"abs(y)", 3},
                                      {"sqrt(x * 8)", 4},
                                      {"log(exp(x))", 2},
                                      {"hypot(y, x * x)", 5},
                                      {"min(x, y)", -3},
                                      {"max(x, y)", 2},
                                      {"clip(y, -1, 1)", -1},
                                      {"clip(x, -1, 1)", 1},
                                      {"clip(z, -1, 1)", 0},
                                      {"if(x > 1, y, z)", -3},
                                      {"if(x < 1, y, z)", 0},
                                      {"if(z, 5, 6)", 6},
                                      {"x > 1", 1},
                                      {"x > 2", 0},
                                      {"x >= 2", 1},
                                      {"x < 2", 0},
                                      {"x <= 2", 1},
                                      {"x == 2", 1},
                                      {"x != 2", 0},
                                      {"x and y", 1},
                                      {"x and z", 0},
                                      {"x or z", 1},
                                      {"z or z", 0},
                                      {"not z", 1},
                                      {"not x", 0},
                                      {"not z and x > 1 or y > 0", 1},
                                      {"z and z or x", 1},
                                      {"finite(x)", 1},
                                      {"finite(1 / z)", 0}}) {
        EXPECT_DOUBLE_EQ(value_of(text), value) << text;
    }
}

TEST(Expression, HasTheFunctionsOfTheMathematicsLibrary) {
    EXPECT_DOUBLE_EQ(value_of("sin(x)"), std::sin(2.0));
    EXPECT_DOUBLE_EQ(value_of("cos(x)"), std::cos(2.0));
    EXPECT_DOUBLE_EQ(value_of("tanh(x)"), std::tanh(2.0));
    EXPECT_DOUBLE_EQ(value_of("sinh(x)"), std::sinh(2.0));
    EXPECT_DOUBLE_EQ(value_of("cosh(x)"), std::cosh(2.0));
    EXPECT_DOUBLE_EQ(value_of("asinh(y)"), std::asinh(-3.0));
    EXPECT_DOUBLE_EQ(value_of("exp(x)"), std::exp(2.0));
    EXPECT_DOUBLE_EQ(value_of("log(x)"), std::log(2.0));
}

TEST(Expression, LeavesUnknownWhatIsUnknown) {  // d0 is NaN
    for (auto const* text : {"d0 > 3", "d0 == -999", "d0 != -999", "not (d0 > 3)", "x and d0", "z or d0", "d0 + 1",
                             "min(d0, x)", "max(x, d0)", "clip(d0, 0, 1)", "clip(x, 0, d0)", "if(d0, 1, 2)",
                             "if(x > 1, d0, 0)", "log(y)", "sqrt(y)", "not d0"}) {
        EXPECT_TRUE(std::isnan(value_of(text))) << text;
    }
    EXPECT_EQ(value_of("z and d0"), 0);
    EXPECT_EQ(value_of("d0 or x"), 1);
    EXPECT_EQ(value_of("if(finite(d0), d0, -1)"), -1);
    EXPECT_EQ(value_of("finite(d0) and d0 > 3"), 0);
    EXPECT_EQ(value_of("if(x > 1, 7, d0)"), 7);
    EXPECT_EQ(value_of("log(z)"), -std::numeric_limits<double>::infinity());
}

TEST(Expression, TakesAWrittenNumberAsFilesOfFloatsHoldIt) {
    auto const single = static_cast<double>(-999.9F);
    ASSERT_NE(single, -999.9);
    for (double const x : {single, -999.9}) {
        for (auto const* text : {"x == -999.9", "-999.9 == x"}) {
            Strided<double> const column{&x};
            double result = 0;
            Expression{text}.evaluate(&column, 1, &result);
            EXPECT_EQ(result, 1) << text;
        }
        Strided<double> const column{&x};
        double result = 1;
        Expression{"x != -999.9"}.evaluate(&column, 1, &result);
        EXPECT_EQ(result, 0);
    }
    double const near = -999.9 + 1e-9;
    double const two[] = {near, -999.9};
    Strided<double> const columns[] = {{two}, {two + 1}};
    double result = 1;
    Expression{"x == y"}.evaluate(columns, 1, &result);
    EXPECT_EQ(result, 0);  // columns are compared as they are
}

TEST(Expression, ComputesManyRowsOfFloatsAndDoublesAlike) {
    Expression const expression{"log(pt) + if(btag > 0.6, 1, pt / 2)"};
    EXPECT_EQ(expression.columns(), (std::vector<std::string>{"pt", "btag"}));
    constexpr std::size_t rows = 1000, width = 3;  // more than a block
    std::mt19937 random{1};
    std::vector<float> values(rows * width);
    for (auto& value : values) value = static_cast<float>(random() % 1000 + 1) / 800;
    std::vector<double> const doubles(values.begin(), values.end());
    std::vector<float> results(2 * rows);
    std::vector<double> double_results(rows);
    Strided<float> const columns[] = {{values.data(), width}, {values.data() + 2, width}};
    Strided<double> const double_columns[] = {{doubles.data(), width}, {doubles.data() + 2, width}};
    expression.evaluate(columns, rows, results.data() + 1, 2);
    expression.evaluate(double_columns, rows, double_results.data());
    for (std::size_t n = 0; n < rows; ++n) {
        double const pt = doubles[n * width], btag = doubles[n * width + 2];
        EXPECT_EQ(double_results[n], std::log(pt) + (btag > 0.6 ? 1 : pt / 2));
        EXPECT_EQ(results[2 * n + 1], static_cast<float>(double_results[n]));
        EXPECT_EQ(results[2 * n], 0);
    }
}

TEST(Expression, KnowsFlagsFromNumbers) {
    EXPECT_TRUE(Expression{"pt > 1"}.is_flag());
    EXPECT_TRUE(Expression{"finite(pt)"}.is_flag());
    EXPECT_TRUE(Expression{"if(a, b > 1, c)"}.is_flag());
    EXPECT_FALSE(Expression{"pt"}.is_flag());
    EXPECT_FALSE(Expression{"if(a, b, 1)"}.is_flag());
    EXPECT_EQ(Expression{"pt > 1"}.text(), "pt > 1");
    EXPECT_TRUE(says(refusal_of("(a > 1) * b"), {"true or false stands for a number, character 1)"}));
    EXPECT_TRUE(says(refusal_of("a and 1"), {"a number stands for true or false, character 7", "x > 0"}));
    EXPECT_TRUE(says(refusal_of("if(1, a, b)"), {"a number stands for true or false, character 4"}));
    EXPECT_TRUE(says(refusal_of("if(a, b > 1, 0)"), {"a number stands for true or false, character 14"}));
    EXPECT_TRUE(says(refusal_of("log(a > 1)"), {"true or false stands for a number, character 5"}));
}

TEST(Expression, ReadsNamesWithDotsAndNamesInBackticks) {
    EXPECT_EQ((Expression{"event.pt + a::b.c + `jet pt-1` * 2"}.columns()),
              (std::vector<std::string>{"event.pt", "a::b.c", "jet pt-1"}));
    EXPECT_EQ((Expression{"if + not_ + order"}.columns()), (std::vector<std::string>{"if", "not_", "order"}));
}

TEST(Expression, SaysWhatIsWrongAndAtWhichCharacter) {
    EXPECT_TRUE(says(refusal_of("lgo(pt)"), {"'lgo(pt)' can't be read", "no function 'lgo'; did you mean 'log'?",
                                             "character 1)", "There are"}));
    EXPECT_TRUE(says(refusal_of("log(pt"), {"')' is missing at the end, character 7)"}));
    EXPECT_TRUE(says(refusal_of("(pt, eta)"), {"')' is missing before ','", "character 4)"}));
    EXPECT_TRUE(says(refusal_of("pt +"), {"it ends before a number or a column, character 5)"}));
    EXPECT_TRUE(says(refusal_of(""), {"it ends before a number or a column, character 1)"}));
    EXPECT_TRUE(says(refusal_of("pt * and"), {"'and' stands for a number or a column, character 6)"}));
    EXPECT_TRUE(says(refusal_of("pt eta"), {"'eta' has no meaning here, character 4)", "backticks"}));
    EXPECT_TRUE(says(refusal_of("a && b"), {"'&&' has no meaning here", "Write `and`"}));
    EXPECT_TRUE(says(refusal_of("pt ** 2"), {"'**' has no meaning here", "Write `x * x`"}));
    EXPECT_TRUE(says(refusal_of("1 < x < 3"), {"a second comparison, character 7)", "1 < x and x < 3"}));
    EXPECT_TRUE(says(refusal_of("pt # 2"), {"'#' has no meaning here, character 4)"}));
    EXPECT_TRUE(says(refusal_of("2x"), {"ends at '2', character 1)", "backticks"}));
    EXPECT_TRUE(says(refusal_of("`"), {"no name in backticks, character 1)"}));
    EXPECT_TRUE(says(refusal_of("1e999"), {"beyond double precision, character 1)"}));
    EXPECT_TRUE(says(refusal_of("min(1)"), {"'min' takes 2 argument(s), not 1, character 1)"}));
}

TEST(Expression, LimitsLengthAndDepth) {
    std::string sum = "1", nested = "x";
    for (int i = 0; i < 149; ++i) sum += "+1";
    EXPECT_EQ(value_of(sum), 150);
    EXPECT_TRUE(says(refusal_of(sum + "+1"), {"more than 300 words"}));
    for (int i = 0; i < 40; ++i) nested = "(" + nested + ")";
    EXPECT_EQ(value_of(nested), 2);
    EXPECT_TRUE(says(refusal_of("(" + nested + ")"), {"more than 40 levels"}));
    EXPECT_TRUE(says(refusal_of(std::string(41, '-') + "x"), {"more than 40 levels"}));
    std::string deep = "x";
    for (int i = 0; i < 40; ++i) deep = "x+(" + deep + ")";
    EXPECT_EQ(value_of(deep), 82);  // a stack of 41 values
}

TEST(Expression, NamesTheColumnThatIsMissing) {
    Expression const expression{"log(pt) + d1"};
    expression.require_columns({"d1", "pt", "eta"});
    EXPECT_TRUE(says(message_of([&] {
                         expression.require_columns({"pt", "d0"});
                     }),
                     {"'log(pt) + d1' has no column 'd1' (character 11", "there are: pt, d0", "did you mean 'd0'?"}));
}

TEST(ExpressionParser, GivesTheStepsOfAStack) {
    std::string const text = "pt * 2 - pt";
    ExpressionParser const parser{text};
    EXPECT_EQ(parser.columns, std::vector<std::string>{"pt"});
    EXPECT_EQ(parser.places, std::vector<std::size_t>{1});
    ASSERT_EQ(parser.steps.size(), 5U);
    EXPECT_EQ(parser.steps[2].operation, Expression::Operation::multiply);
    EXPECT_EQ(parser.steps[4].operation, Expression::Operation::subtract);
    EXPECT_FALSE(parser.is_flag);
}

TEST(Expression, RefusesAnotherTextByAnErrorThatHoldsIt) {
    try {
        Expression{"log(pt"};
        FAIL();
    } catch (BadExpression const& bad) {
        EXPECT_EQ(bad.text(), "log(pt");
    }
}

TEST(Expression, ReadsTheCasesThatAllReadersShare) {
    std::ifstream file{std::string{JETSEQ_SOURCE_DIR} + "/tests/core/expression/cases.txt"};
    std::string line;
    std::size_t cases = 0;
    while (std::getline(file, line)) {
        if (line.empty() || line[0] == '#') continue;
        ++cases;
        auto const bar = line.rfind(" | ");
        std::string const text = line.substr(0, bar), expected = line.substr(bar + 3);
        if (expected == "refused") {
            EXPECT_THROW(Expression{text}, BadExpression) << text;
            continue;
        }
        double const of_float = static_cast<double>(-999.9F);
        std::map<std::string, double> const values{{"x", 2}, {"y", -3}, {"z", 0}, {"n", nan}, {"f", of_float}};
        Expression const expression{text};
        std::vector<Strided<double>> columns;
        for (auto const& name : expression.columns()) columns.push_back({&values.at(name)});
        double found = 0;
        expression.evaluate(columns.data(), 1, &found);
        double const value = std::stod(expected);
        if (std::isfinite(value))
            EXPECT_NEAR(found, value, 1e-15 * std::abs(value)) << text;
        else
            EXPECT_TRUE(std::isnan(value) ? std::isnan(found) : found == value) << text << ": " << found;
    }
    EXPECT_GT(cases, 60U);
}

}  // namespace
}  // namespace jetseq
