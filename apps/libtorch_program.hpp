#pragma once

namespace jetseq::apps {

/// Thrown in the program `jetseq` by what needs LibTorch, before anything is printed or written.
struct NeedsLibtorch {};

/// Replaces this process by `jetseq-libtorch`, in the same folder, with the same command line. Throws Error
/// if it can't be started.
[[noreturn]] void go_on_with_libtorch();

}  // namespace jetseq::apps
