#pragma once
#include <cstddef>
#include <stdexcept>
#include <string>

#include "api.h"

namespace jetseq {

/// An error that a user can fix: a missing file, a wrong column, a value out of range.
/// Its text reads "problem (why). What to try" and names the file, dataset, key or line at fault.
/// A library gives general advice; a command replaces it with its options.
/// A programmer's mistake is an `assert` instead.
class JETSEQ_API Error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;

    /// Its parts: "problem (why)" and what to try, without the full stop between; "" if it does not say.
    std::string problem() const { return std::string{what()}.substr(0, end_of_problem()); }
    std::string remedy() const {
        auto const end = end_of_problem();
        return end == std::string::npos ? "" : std::string{what()}.substr(end + 2);
    }

private:
    std::size_t end_of_problem() const {
        std::string const text = what();
        auto const why = text.find("). ");
        return why != std::string::npos ? why + 1 : text.find(". ");
    }
};

}  // namespace jetseq
