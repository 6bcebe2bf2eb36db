#pragma once

namespace jetseq::train {

/// Throws Error if there is no memory for OpenBLAS's buffers: OpenBLAS retries forever, and the program would hang. To
/// be called before LibTorch multiplies matrices.
void require_room_for_blas();

}  // namespace jetseq::train
