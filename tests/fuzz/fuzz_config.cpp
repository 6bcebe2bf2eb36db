#include "core/error.hpp"
#include "tests/fuzz/bytes_as_file.hpp"
#include "workflow/events/load.hpp"
#include "workflow/fit/fit_plan.hpp"
#include "workflow/select/selection_config.hpp"
#include "workflow/train/train_config.hpp"

namespace {

template <class Read>
void attempt(std::string const& path, jetseq::workflow::Keys keys, Read const& read) {
    try {
        jetseq::workflow::Config config{path, {}, std::move(keys)};
        read(config);
        ++jetseq::test::taken;
    } catch (jetseq::Error const&) {
    }
}

}  // namespace

/// Any bytes are accepted as a configuration of a selection, a training or a fit, or refused with an Error.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size) {
    using jetseq::workflow::Config;
    jetseq::test::BytesAsFile const file{bytes, size};
    attempt(file.path(), jetseq::workflow::event_keys(),
            [](Config& config) { jetseq::workflow::load_options(config), config.refuse_unread_keys(); });
    attempt(file.path(), jetseq::workflow::selection_keys(),
            [](Config& config) { jetseq::workflow::selection_of(config); });
    attempt(file.path(), jetseq::workflow::training_keys(),
            [](Config& config) { jetseq::workflow::train_options(config); });
    attempt(file.path(), jetseq::workflow::fit_keys(), [](Config& config) { jetseq::workflow::read_fit_plan(config); });
    return 0;
}
