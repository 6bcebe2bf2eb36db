#pragma once
#include <stdexcept>
#include <string>

#include "api.h"

namespace jetseq {

/// What a user can mend: a missing file, a wrong column, a value out of range.
/// Its text reads "problem (why). What to try" and names the file, dataset, key or line at fault.
/// A programmer's mistake is an `assert` instead.
class JETSEQ_API Error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

}  // namespace jetseq
