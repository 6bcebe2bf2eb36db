#pragma once
#include "data/sequences/sequences.hpp"
#include "models/frozen/frozen_model.hpp"

namespace jetseq::bench {

/// What a core does at best, measured beside the engines: call measure() again and again, the best stays. 0 where the
/// core lacks the instructions.
struct Peak {
    double gmac_512 = 0, gmac_256 = 0;        ///< fused multiply-adds on registers [1e9 lanes / s]
    double exp2_512 = 1e30, exp2_256 = 1e30;  ///< ns for each 2^x of a list in the L1 cache
    void measure();
};

/// Arithmetic that an event needs on average.
struct Work {
    double macs = 0;             ///< multiply-adds; the first jet of an event needs no recurrent product
    double transcendentals = 0;  ///< five for each cell and jet, one for the output
};
Work work_of(FrozenModel const& model, Sequences const& sequences);

/// ns per event of a core that does all multiply-adds at its peak and then all transcendentals as fast as the list of
/// them; divisions, loads and frames are not in it.
inline double limit_512(Work const& work, Peak const& peak) {
    return work.macs / peak.gmac_512 + work.transcendentals * peak.exp2_512;
}
inline double limit_256(Work const& work, Peak const& peak) {
    return work.macs / peak.gmac_256 + work.transcendentals * peak.exp2_256;
}

}  // namespace jetseq::bench
