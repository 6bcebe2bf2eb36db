#include <hdf5.h>

#include "jetseq/data/event_file.hpp"
#include "jetseq/data/sequences.hpp"
#include "jetseq/event/error.hpp"
#include "tests/fuzz/bytes_as_file.hpp"

/// Any bytes are read as attributes, events and sequences, or refused with an Error.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size) {
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    jetseq::test::BytesAsFile const file{bytes, size};
    try {
        jetseq::read_attributes(file.path());
    } catch (jetseq::Error const&) {
    }
    try {
        jetseq::read_events(file.path());
    } catch (jetseq::Error const&) {
    }
    try {
        jetseq::read_sequences(file.path());
    } catch (jetseq::Error const&) {
    }
    return 0;
}
