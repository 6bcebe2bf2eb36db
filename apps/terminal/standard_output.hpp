#pragma once

namespace jetseq {

/// Call first: gives the standard streams that are closed a place, so that no file of ours takes their numbers, and
/// lets a command end its work if nobody reads its output any more (`jetseq train ... | head -1`).
void prepare_standard_streams();

/// `code`, or, if that is 0 and what was printed did not arrive, another: 141 if the reader has gone (`| head -1`;
/// without a word, as other tools do), 1 after a line on standard error if the disk is full.
int checked_standard_output(int code);

}  // namespace jetseq
