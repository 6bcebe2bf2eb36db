#pragma once
#include <gtest/gtest.h>

#include <initializer_list>
#include <string>

#include "core/error.hpp"

namespace jetseq::test {

/// The message of the Error that `action` throws; any other exception propagates and fails the test.
template <class Action>
std::string message_of(Action&& action) {
    try {
        action();
    } catch (Error const& error) {
        return error.what();
    }
    return "(nothing was thrown)";
}

/// EXPECT_TRUE(says(message_of(...), {"pt", "row 3"})): the message contains each of `parts`.
inline testing::AssertionResult says(std::string const& message, std::initializer_list<std::string> parts) {
    for (auto const& part : parts) {
        if (message.find(part) == std::string::npos) {
            return testing::AssertionFailure() << "\"" << message << "\" does not say \"" << part << "\"";
        }
    }
    return testing::AssertionSuccess();
}

}  // namespace jetseq::test
