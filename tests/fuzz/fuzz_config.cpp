#include "jetseq/apps/config.hpp"
#include "jetseq/apps/load.hpp"
#include "jetseq/apps/selection_config.hpp"
#include "jetseq/event/error.hpp"
#include "tests/fuzz/bytes_as_file.hpp"

namespace {

template <class Read>
void read(Read const& read) {
    try {
        read();
    } catch (jetseq::Error const&) {
    }
}

}  // namespace

/// Any bytes are how events are read and selected, or refused with an Error.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size) {
    jetseq::test::BytesAsFile const file{bytes, size};
    read([&] {
        jetseq::Config config{file.path(), {}};
        jetseq::load_options(config);
        config.refuse_unknown_keys();
    });
    read([&] {
        jetseq::Config config{file.path(), {}};
        jetseq::selection_of(config);
    });
    return 0;
}
