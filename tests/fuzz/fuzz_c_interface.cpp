#include <bit>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "infer/jetseq.h"
#include "tests/fuzz/bytes_as_file.hpp"

/// A frozen file of any bytes is refused with a message, or scores any jets: the first bytes' own bits among them.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size) {
    jetseq::test::BytesAsFile const file{bytes, size};
    jetseq_classifier* const classifier = jetseq_load(file.path().c_str());
    if (!classifier) {
        if (std::strlen(jetseq_error()) == 0) std::abort();
        return 0;
    }
    ++jetseq::test::taken;
    jetseq_scorer* const scorer = jetseq_new_scorer(classifier);
    std::vector<float> numbers(32, 50.0F);
    std::memcpy(numbers.data(), bytes, std::min(size, numbers.size() * sizeof(float)));
    jetseq_columns const jets{numbers.data(), numbers.data() + 8, numbers.data() + 16, numbers.data() + 24, 1};
    std::uint64_t const offsets[] = {0, 0, 1, 3, 8};
    float many[4];
    jetseq_score_many(scorer, jets, offsets, 4, many);
    float const one = jetseq_score(scorer, jets, 0);
    if (std::bit_cast<std::uint32_t>(one) != std::bit_cast<std::uint32_t>(many[0])) std::abort();
    for (float const score : many) {
        if (score < 0 || score > 1) std::abort();  // NaN may be
    }
    float threshold = 0;
    jetseq_threshold(classifier, "tight", &threshold);
    jetseq_free_scorer(scorer);
    jetseq_free_classifier(classifier);
    return 0;
}
