#pragma once

namespace jetseq {

/// Expected significance of s signal events over a background of b +- sigma: eq. (20) of G. Cowan, Discovery
/// sensitivity for a counting experiment with background uncertainty (2012); for sigma = 0
/// sqrt(2 ((s + b) ln(1 + s/b) - s)) (Cowan et al., EPJC 71 (2011) 1554). 0 if s is not above 0; if b is not above 0,
/// infinity for sigma = 0 and 0 otherwise.
double asimov_significance(double s, double b, double sigma = 0) noexcept;

}  // namespace jetseq
