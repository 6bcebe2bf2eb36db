#include "apps/overrides.hpp"

#include <iostream>

#include "apps/config.hpp"
#include "core/error.hpp"

namespace jetseq {

void add_overrides(cxxopts::Options& syntax) {
    syntax.add_options()("set", "override a key of the configuration: key=value", cxxopts::value<WholeTexts>());
}

Strings given_overrides(CommandLine const& line) {
    auto overrides = line.get<WholeTexts>("set", {}).texts;
    refuse_repeated(overrides);
    return overrides;
}

void refuse_repeated(Strings const& overrides) {
    for (auto const& override : overrides) static_cast<void>(override_key(override));
    for (std::size_t n = 0; n < overrides.size(); ++n) {
        std::string const key = override_key(overrides[n]);
        for (std::size_t m = 0; m < overrides.size(); ++m) {
            std::string const other = override_key(overrides[m]);
            if (m == n || (other + '.').rfind(key + '.', 0) != 0) continue;
            throw Error{"--set " + overrides[n] + " and " + overrides[m] + " (one of them would be lost). Keep one"};
        }
    }
}

void print_notes(Strings const& notes) {
    for (auto const& note : notes) std::cerr << "jetseq: note: " << note << '\n';
}

}  // namespace jetseq
