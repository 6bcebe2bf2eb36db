#include <gtest/gtest.h>

#include <cstdlib>
#include <new>

#include "report/plot/svg_conversion.hpp"
#include "tests/support/message_of.hpp"

namespace {
std::size_t largest_allocation = static_cast<std::size_t>(-1);  // of operator new
}

// This binary's operator new refuses large pieces on demand. C libraries don't call it.
void* operator new(std::size_t size) {
    if (size <= largest_allocation) {
        if (void* const memory = std::malloc(size)) return memory;
    }
    throw std::bad_alloc{};
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace jetseq::report {
namespace {

TEST(SvgConversionWithoutMemory, IsRefused) {
    if (!can_convert_svg()) GTEST_SKIP() << "built without librsvg";
    std::string const svg =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"640\" height=\"480\"><text y=\"99\">some text</text></svg>";
    ASSERT_GT(pdf_of_svg(svg).size(), 1000U);
    ASSERT_GT(png_of_svg(svg, 2).size(), 1000U);
    auto const short_of_memory = [](auto const& convert) {
        largest_allocation = 500;
        try {
            convert();
        } catch (Error const& error) {
            largest_allocation = static_cast<std::size_t>(-1);
            return test::says(error.what(), {"can't be converted", "out of memory"});
        }
        largest_allocation = static_cast<std::size_t>(-1);
        return testing::AssertionResult{testing::AssertionFailure() << "no Error"};
    };
    EXPECT_TRUE(short_of_memory([&] { pdf_of_svg(svg); }));
    EXPECT_TRUE(short_of_memory([&] { png_of_svg(svg, 2); }));
}

}  // namespace
}  // namespace jetseq::report
