#include "jetseq/apps/overrides.hpp"

#include <iterator>

namespace jetseq {
namespace {

/// An option of this type takes all that is given, one time after another, and cuts nothing.
struct WholeTexts {
    Strings texts;
};

std::istream& operator>>(std::istream& in, WholeTexts& list) {
    list.texts.emplace_back(std::istreambuf_iterator<char>{in}, std::istreambuf_iterator<char>{});
    return in;
}

}  // namespace

void add_overrides(cxxopts::Options& syntax) {
    syntax.add_options()("set", "override a key of the configuration: key=value", cxxopts::value<WholeTexts>());
}

Strings given_overrides(CommandLine const& line) { return line.get<WholeTexts>("set", {}).texts; }

}  // namespace jetseq
