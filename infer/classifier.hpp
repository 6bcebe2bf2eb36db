#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "jetseq/event/api.h"
#include "jetseq/event/error.hpp"
#include "jetseq/event/objects.hpp"
#include "jetseq/models/frozen_model.hpp"

namespace jetseq {

class Network;

/// Jets as columns, such as an ntuple holds: jet n has pt[n * stride], eta[n * stride], phi[n * stride], e[n * stride].
/// Owned elsewhere; GeV, rad; the jets of an event in falling pt.
struct JetColumns {
    float const* pt;
    float const* eta;
    float const* phi;
    float const* e;
    std::size_t stride = 1;  ///< floats from one jet to the next
};

/// A frozen network, ready to score: immutable, cheap to copy, shared by any number of threads.
class Classifier {
public:
    /// Reads a frozen file. Throws Error: see read_frozen_model(), and where a canary misses.
    JETSEQ_API static Classifier load(std::string const& path);

    /// Throws Error where a canary's score differs by more than 1e-6 from the one recorded,
    /// or where the model has none.
    JETSEQ_API explicit Classifier(FrozenModel model);

    FrozenModel const& model() const noexcept { return *model_; }

    /// Throws Error where the model has no working point of this name.
    JETSEQ_API WorkingPoint const& working_point(std::string const& name) const;

    /// Largest difference between the canaries' scores here and those recorded by the training.
    float canary_difference() const noexcept { return canary_difference_; }

private:
    friend class Scorer;
    std::shared_ptr<FrozenModel const> model_;
    std::shared_ptr<Network const> network_;
    float canary_difference_ = 0;
};

/// Scores events: make one for each thread. Scoring allocates, locks, prints and throws nothing.
class Scorer {
public:
    JETSEQ_API explicit Scorer(Classifier const& classifier);

    /// P(VBF) in [0, 1] of an event with these jets (GeV, falling pt; any number, none included).
    /// NaN among the inputs gives NaN.
    JETSEQ_API float operator()(JetSequence jets) noexcept;

    /// The same for the first `count` jets of columns: nothing is copied.
    JETSEQ_API float operator()(JetColumns const& jets, std::size_t count) noexcept;

    /// The same for many events, faster and to the same bits: scores[n] is that of the jets offsets[n] ...
    /// offsets[n + 1] - 1, for n = 0 ... count - 1; `offsets` has count + 1 entries, `scores` room for count.
    JETSEQ_API void operator()(Jet const* jets, std::uint64_t const* offsets, std::size_t count,
                               float* scores) noexcept;
    JETSEQ_API void operator()(JetColumns const& jets, std::uint64_t const* offsets, std::size_t count,
                               float* scores) noexcept;

    /// Which instructions it uses: "AVX-512", "AVX2", "NEON" or "baseline". All but the last give the same bits.
    JETSEQ_API char const* kernel() const noexcept;

private:
    std::shared_ptr<Network const> network_;
    std::vector<float> memory_;  ///< states and sums of all layers
};

}  // namespace jetseq
