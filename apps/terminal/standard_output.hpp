#pragma once

namespace jetseq::apps {

/// Opens standard streams that are closed, so that no file takes their descriptors, and ignores SIGPIPE, so that a
/// command completes its work if nobody reads its output any more (`jetseq train ... | head -1`). To be called first.
void prepare_standard_streams();

/// The exit code of the program: `code`, but if that is 0 and the output could not be written, 141 if its reader has
/// gone (`| head -1`; without a message, as in other tools), or 1 with a message on standard error if the disk is full.
int checked_standard_output(int code);

}  // namespace jetseq::apps
