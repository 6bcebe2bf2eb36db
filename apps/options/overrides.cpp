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

Strings given_overrides(CommandLine const& line, OptionsWithKeys const& options) {
    auto overrides = given_overrides(line);
    for (auto const& option : options) overrides.push_back(option.override);
    workflow::refuse_repeated(overrides);
    return overrides;
}

std::string with_names_of_options(std::string text, OptionsWithKeys const& options) {
    for (auto const& [option, override] : options) {
        std::string const both = " and ";  // those of --set come first, so that an option is the second of two
        if (auto const at = text.find(both + override + " ("); at != text.npos) {
            text.replace(at + both.size(), override.size(), option);
            continue;
        }
        for (std::string const end : {":", " "}) {
            auto const whole = "override " + override + end;
            if (text.rfind(whole, 0) == 0) text.replace(0, whole.size(), option + end);
        }
    }
    return text;
}

}  // namespace jetseq::apps
