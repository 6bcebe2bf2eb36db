#include "apps/terminal.hpp"

#include <iostream>

#include "apps/interrupt.hpp"

namespace jetseq {

void Terminal::note(std::string const& text) { std::cerr << "jetseq: note: " << text << '\n'; }

void Terminal::warning(std::string const& text) { std::cerr << "jetseq: warning: " << text << '\n'; }

bool Terminal::stop() const noexcept { return interrupted(); }

void Terminal::notes(std::vector<std::string> const& texts) {
    for (auto const& text : texts) note(text);
}

OutputFolder folder_when_free(std::string const& path) {
    return {path, OutputFolder::Busy::wait, [&path](std::string const& holder) {
                Terminal{}.note(path + " is in use (" + holder + " writes to it); waiting for its end");
            }};
}

}  // namespace jetseq
