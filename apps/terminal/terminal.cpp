#include "apps/terminal/terminal.hpp"

#include <iostream>

#include "apps/terminal/interrupt.hpp"
#include "apps/terminal/remedies.hpp"
#include "core/text/near_match.hpp"

namespace jetseq::apps {

void Terminal::note(std::string const& text) {
    std::cerr << "jetseq: note: " << in_words_of_command(Error{text}) << '\n';
}

void Terminal::warning(std::string const& text) {
    std::cerr << "jetseq: warning: " << in_words_of_command(Error{text}) << '\n';
}

bool Terminal::stop() const noexcept { return interrupted(); }

void Terminal::notes(std::vector<std::string> const& texts) {
    for (auto const& text : texts) note(text);
}

void remove_leftovers(std::string const& folder, std::vector<OwnFiles> const& own,
                      std::vector<std::string> const& written) {
    auto const removed = remove_old_outputs(folder, own, written);
    if (!removed.empty()) Terminal{}.note("removed " + joined(removed) + ", of an earlier run");
}

OutputFolder folder_when_free(std::string const& path) {
    return {path, OutputFolder::Busy::wait, [&path](std::string const& holder) {
                Terminal{}.note(path + " is in use (" + holder + " writes to it); waiting for its end");
            }};
}

}  // namespace jetseq::apps
