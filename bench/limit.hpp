#pragma once
#include "data/sequences/sequences.hpp"
#include "models/frozen/frozen_model.hpp"

namespace jetseq::bench {

/// Peak speed of a core, measured together with the engines: each call of measure() keeps the best values. 0 if the
/// core does not have the instructions.
struct Peak {
    double gmac_512 = 0, gmac_256 = 0;        ///< fused multiply-adds on registers [1e9 lanes / s]
    double exp2_512 = 1e30, exp2_256 = 1e30;  ///< ns per 2^x of a list in the L1 cache
    void measure();
};

/// Average number of operations per event.
struct Work {
    double macs = 0;             ///< multiply-adds; the first jet of an event needs no recurrent product
    double transcendentals = 0;  ///< five per cell and jet, one for the output
};
Work work_of(FrozenModel const& model, data::Sequences const& sequences);

/// ns per event of a core that does all multiply-adds at its peak and then all transcendentals at the speed measured
/// for the list; divisions, loads and the change of frame are not included.
inline double limit_512(Work const& work, Peak const& peak) {
    return work.macs / peak.gmac_512 + work.transcendentals * peak.exp2_512;
}
inline double limit_256(Work const& work, Peak const& peak) {
    return work.macs / peak.gmac_256 + work.transcendentals * peak.exp2_256;
}

}  // namespace jetseq::bench
