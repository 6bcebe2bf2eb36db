#include "jetseq/apps/overrides.hpp"

namespace jetseq {

void add_overrides(cxxopts::Options& syntax) {
    syntax.add_options()("set", "override a key of the configuration: key=value", cxxopts::value<WholeTexts>());
}

Strings given_overrides(CommandLine const& line) { return line.get<WholeTexts>("set", {}).texts; }

}  // namespace jetseq
