#pragma once

namespace jetseq {

/// Throws Error where there is no room for OpenBLAS's buffers: when it can't have them, it asks for them without end,
/// and the program would hang. To be called before LibTorch multiplies matrices.
void require_room_for_blas();

}  // namespace jetseq
