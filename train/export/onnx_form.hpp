#pragma once
#include <cstddef>

namespace jetseq::train {

/// How an ONNX graph takes the objects of events.
struct OnnxForm {
    enum Kind {
        /// Sequences of any length: `NAME` float [B, T, F] and its lengths, int32 [B].
        padded,
        /// Sequences of `objects` places, in one float input each: `NAME` [B, objects, F] of four-vectors, whose pt is
        /// 0 in the padding; of other objects [B, objects, F + 1], the last number being 1, or 0 in the padding.
        fixed,
        /// One event without padding, as ONNX files of salt (version 1) take it: `NAME` without a last s, followed by
        /// "_features", float [T, F], of variables [1, V]. Outputs have no dimensions.
        salt,
    };
    Kind kind = padded;
    std::size_t objects = 0;  ///< of fixed
};

}  // namespace jetseq::train
