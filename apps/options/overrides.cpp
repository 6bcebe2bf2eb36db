#include "apps/options/overrides.hpp"

#include "workflow/config/config.hpp"

namespace jetseq::apps {

void add_overrides(cxxopts::Options& syntax) {
    syntax.add_options()("set", "override a key of the configuration: key=value", cxxopts::value<WholeTexts>());
}

Strings given_overrides(CommandLine const& line) {
    auto overrides = line.get<WholeTexts>("set", {}).texts;
    workflow::refuse_repeated(overrides);
    return overrides;
}

}  // namespace jetseq::apps
