#include "core/error.hpp"
#include "fit/workspace/workspace_read.hpp"
#include "tests/fuzz/bytes_as_file.hpp"

/// Any bytes are read, or refused with an Error; nothing else is thrown.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size) {
    jetseq::test::BytesAsFile const file{bytes, size};
    try {
        jetseq::fit::read_workspace(file.path());
        ++jetseq::test::taken;
    } catch (jetseq::Error const&) {
    }
    return 0;
}
