#pragma once
#include "kinematics.hpp"

namespace jetseq {

/// The frame of the jets that a network reads.
enum class Frame {
    detector,   ///< as measured
    canonical,  ///< leading jet at phi = 0 and eta >= 0: rotated and mirrored, pt and e untouched
};

/// Transforms the jets of one event from the detector's frame to another.
class FrameChange {
public:
    /// `leading`: the jet of largest pt; unused if `frame` is Frame::detector.
    FrameChange(Frame frame, Jet const& leading) noexcept
        : canonical_{frame == Frame::canonical}, sign_{leading.eta < 0 ? -1.0F : 1.0F}, phi_{leading.phi} {}

    Jet operator()(Jet const& jet) const noexcept {
        if (!canonical_) return jet;
        return {jet.pt, sign_ * jet.eta, wrapped_phi(jet.phi - phi_), jet.e};
    }

private:
    bool canonical_;
    float sign_, phi_;
};

}  // namespace jetseq
