#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>

#include "fit/likelihood/twice_nll.hpp"
#include "tests/fit/toy_workspaces.hpp"

#if defined(__SANITIZE_ADDRESS__) || !defined(__GLIBC__)
#define JETSEQ_COUNTS_ALLOCATIONS 0  // the sanitizer has its own malloc
#else
#define JETSEQ_COUNTS_ALLOCATIONS 1

namespace {
std::atomic<std::size_t> allocations{0};
}

// This binary's malloc counts; operator new calls it.
extern "C" {
void* __libc_malloc(std::size_t);  // NOLINT(bugprone-reserved-identifier): what glibc calls its own
void* malloc(std::size_t size) noexcept {
    ++allocations;
    return __libc_malloc(size);
}
}
#endif

namespace jetseq::fit {
namespace {

#if JETSEQ_COUNTS_ALLOCATIONS
TEST(Likelihood, AllocatesNothingWhileItIsEvaluated) {
    auto const workspace = test::everything();
    Likelihood const likelihood{workspace, workspace.measurements[0]};
    std::size_t const at_first = allocations;
    TwiceNll nll{likelihood, likelihood.observed()};
    EXPECT_GT(allocations, at_first);  // else the test could not fail
    auto const x = likelihood.starts();
    std::vector<double> gradient(x.size()), hessian(x.size() * x.size());
    std::size_t const before = allocations;
    nll.value(x);
    nll.gradient(x, gradient);
    nll.hessian(x, HessianKind::exact, hessian);
    EXPECT_EQ(allocations, before);
}
#else
TEST(Likelihood, AllocatesNothingWhileItIsEvaluated) { GTEST_SKIP() << "malloc can't be counted in this build"; }
#endif

}  // namespace
}  // namespace jetseq::fit
