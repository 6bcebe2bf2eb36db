#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "core/expression/expression.hpp"

namespace jetseq {

/// Reads the text of an Expression into steps.
class ExpressionParser {
public:
    /// Throws Error as Expression does.
    explicit ExpressionParser(std::string const& text);

    std::vector<Expression::Step> steps;
    std::vector<std::string> columns;
    std::vector<std::size_t> places;  ///< of the first use of each column, characters from 1
    bool is_flag = false;

private:
    enum class Kind { number, flag, any };  ///< of a result; `any`: of a column
    enum class Word { number, name, quoted, sign, end };
    struct Part {
        Kind kind = Kind::number;
        bool is_written = false;  ///< a number of the text
        std::size_t place = 0;    ///< of its first character
    };
    using Reader = Part (ExpressionParser::*)();

    void advance();
    void read_word();
    bool take(char const* token);
    void expect(char const* token);
    [[noreturn]] void refuse(std::size_t place, std::string const& why, std::string const& remedy) const;
    void require_number(Part const& part) const;
    void require_flag(Part const& part) const;
    void add(Expression::Operation operation, std::size_t index = 0, double value = 0);

    Part joined_by(char const* word, Expression::Operation operation, Reader part);
    Part chain_of(char const* first, Expression::Operation of_first, char const* second,
                  Expression::Operation of_second, Reader part);
    Part nested(Reader part);
    Part disjunction();
    Part conjunction();
    Part negation();
    Part comparison();
    Part sum();
    Part product();
    Part factor();
    Part written_number();
    Part column();
    Part call(std::string const& name, std::size_t place);

    std::string const& text_;
    std::size_t next_ = 0;   ///< character after the word
    std::size_t place_ = 0;  ///< of the word, from 1
    std::size_t words_ = 0, depth_ = 0;
    Word kind_ = Word::end;
    std::string word_;
};

}  // namespace jetseq
