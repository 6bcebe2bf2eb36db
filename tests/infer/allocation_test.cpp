#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <utility>

#include "infer/input_binding.hpp"
#include "infer/scorer.hpp"
#include "tests/support/joined_models.hpp"
#include "tests/support/toy_events.hpp"
#include "tests/support/toy_models.hpp"

#if defined(__SANITIZE_ADDRESS__) || !defined(__GLIBC__)
#define JETSEQ_COUNTS_ALLOCATIONS 0  // the sanitizer has its own malloc
#else
#define JETSEQ_COUNTS_ALLOCATIONS 1

namespace {
std::atomic<std::size_t> allocations{0};
}

// malloc and calloc of this binary count their calls; operator new calls malloc.
extern "C" {
// NOLINTBEGIN(bugprone-reserved-identifier): the names of glibc's own functions
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
// NOLINTEND(bugprone-reserved-identifier)
void* malloc(std::size_t size) noexcept {
    ++allocations;
    return __libc_malloc(size);
}
void* calloc(std::size_t count, std::size_t size) noexcept {
    ++allocations;
    return __libc_calloc(count, size);
}
void* realloc(void* old, std::size_t size) noexcept {
    ++allocations;
    return __libc_realloc(old, size);
}
}
#endif

namespace jetseq {
namespace {

#if JETSEQ_COUNTS_ALLOCATIONS
TEST(Allocation, IsCounted) {  // else the next test could not fail
    std::size_t const before = allocations;
    std::vector<int> const numbers(100, 1);
    EXPECT_EQ(allocations - before, 1);
    EXPECT_EQ(numbers[99], 1);
}

TEST(Scorer, DoesNotAllocate) {
    for (Frame const frame : {Frame::detector, Frame::canonical}) {
        Scorer score{Classifier{test::random_model(2, 25, 1, frame, {16})}};
        auto const sequences = test::toy_sequences(1000, 1);
        float sum = 0;
        std::size_t const before = allocations;
        for (std::size_t n = 0; n < sequences.size(); ++n) sum += score(sequences[n]);
        std::vector<float> scores(sequences.size());  // one more allocation, of the test's own
        score({sequences.jets.data(), sequences.offsets.data(), sequences.size()}, scores.data());
        std::size_t const after = allocations;
        EXPECT_EQ(after - before, 1);
        EXPECT_GT(sum, 0);
    }
}

TEST(Scorer, OfAnEnsembleDoesNotAllocate) {
    Scorer score{Classifier{test::random_ensemble(3, 2, 25)}};
    auto const sequences = test::toy_sequences(3000, 1);
    std::vector<float> scores(sequences.size());
    std::vector<std::int32_t> samples(sequences.size(), 1);
    std::vector<std::uint64_t> numbers(sequences.size());
    for (std::size_t n = 0; n < numbers.size(); ++n) numbers[n] = n;
    EventIds const events{samples.data(), numbers.data()};
    Jet const* const jets = sequences.jets.data();
    std::uint64_t const* const offsets = sequences.offsets.data();
    std::size_t const before = allocations;
    score({jets, offsets, sequences.size()}, scores.data());
    score({jets, offsets, sequences.size(), events}, scores.data());
    for (std::size_t n = 0; n < 100; ++n) scores[n] = score(sequences[n]) + score(sequences[n], events[n]);
    EXPECT_EQ(allocations - before, 0);
    EXPECT_GT(scores[0], 0);
}

TEST(Scorer, OfMoreClassesAndOfVariablesDoesNotAllocate) {
    Scorer of_jets{Classifier{test::three_class_model(test::random_model(2, 25, 1))}},
        of_variables{Classifier{test::three_class_model(test::variables_model(4, {16}, 1))}};
    auto const sequences = test::toy_sequences(1000, 1);
    std::vector<float> found(3 * sequences.size());
    ScorerMemory memory{Classifier{test::three_class_model(test::random_model(2, 25, 1))}};
    float const* const columns[] = {found.data(), found.data() + 1, found.data() + 2, found.data() + 3};
    std::size_t const before = allocations;
    EventBatch const batch{sequences.jets.data(), sequences.offsets.data(), sequences.size()};
    of_jets(batch, found.data(), Scorer::probabilities);
    std::as_const(of_jets)(batch, found.data(), memory, Scorer::probabilities);
    for (std::size_t n = 0; n < 100; ++n) {
        of_jets({sequences.jets.data(), sequences.offsets.data() + n, 1}, found.data(), Scorer::probabilities);
    }
    std::array<float, 300> other;
    of_variables({VariableColumns{columns}, 100}, other.data());
    of_variables({VariableColumns{columns}, 100}, other.data(), Scorer::probabilities);
    EXPECT_EQ(allocations - before, 0);
    EXPECT_GT(other[0], 0);
}
TEST(Scorer, OfNamedSequencesDoesNotAllocate) {
    for (auto const& shape : {test::two_sequences(), test::two_sets()}) {
        auto const ensemble = test::joined_ensemble(shape, 3);
        test::JoinedEvents const events{ensemble.networks[0], 2500, 300, 1};
        Scorer one{Classifier{ensemble.networks[0]}}, three{Classifier{ensemble}};
        std::vector<std::int32_t> const samples(events.size(), 1);
        std::vector<std::uint64_t> const numbers(events.size(), 7);
        auto const batch = events.batch({samples.data(), numbers.data()});
        std::vector<float> found(2 * events.size());
        std::size_t const before = allocations;
        one(batch, found.data(), Scorer::probabilities);
        one({batch.sequences, batch.variables, 1}, found.data());
        three(batch, found.data(), Scorer::probabilities);
        three({batch.sequences, batch.variables, events.size()}, found.data());
        EXPECT_EQ(allocations - before, 0);
        EXPECT_GT(found[0], 0);
    }
}

TEST(Scorer, OfBoundColumnsDoesNotAllocate) {
    auto const model = test::joined_model({{{"jets", 2, 1, 3}}, 1}, 1);
    Classifier const classifier{model};
    Scorer score{classifier};
    InputBinding inputs{classifier};
    double const numbers[] = {1, 2, 3};
    std::uint64_t const offsets[] = {0, 2, 3};
    inputs.bind("jets", "j0", numbers).bind("jets", "j1", numbers).bind("event", "v0", numbers);
    inputs.bind_offsets("jets", offsets);
    float scores[2];
    std::size_t const before = allocations;
    score(inputs.batch(2), scores);
    score(inputs.batch(1), scores);
    EXPECT_EQ(allocations - before, 0);
    EXPECT_GT(scores[0], 0);
}
#else
TEST(Scorer, DoesNotAllocate) { GTEST_SKIP() << "malloc can't be counted in this build"; }
#endif

}  // namespace
}  // namespace jetseq
