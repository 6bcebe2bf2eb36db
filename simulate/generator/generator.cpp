#include "simulate/generator/generator.hpp"

#include <Pythia8/Pythia.h>

#include <cstdlib>

#include "core/error.hpp"
#include "core/text/near_match.hpp"
#include "core/text/number_text.hpp"
#include "simulate/generator/pythia_particles.hpp"

namespace jetseq::simulate {
namespace {

/// Failures in a row before a recipe is given up; single failures of Pythia are normal.
constexpr int max_failures = 100;

/// Hard processes of other channels in a row before a recipe is given up; about one in six is kept.
constexpr int max_vetoes = 100000;

constexpr double pb_per_mb = 1e9;

std::string const try_without_settings =
    " (the recipe doesn't lead there). Check the mass, and try without `pythia_settings` of your own.";

/// Vetoes hard processes without the requested decays, before the showers.
class DecayFilter : public Pythia8::UserHooks {
public:
    explicit DecayFilter(int wanted) : wanted_{wanted} {}

    bool canVetoProcessLevel() override { return true; }
    bool doVetoProcessLevel(Pythia8::Event& process) override {
        ++tried_;
        bool const veto = hadronic_bosons(process) != wanted_;
        vetoes_ = veto ? vetoes_ + 1 : 0;
        if (vetoes_ == max_vetoes) throw Error("No event has the decays asked for" + try_without_settings);
        return veto;
    }
    std::int64_t tried() const noexcept { return tried_; }

private:
    int wanted_;
    std::int64_t tried_ = 0;
    int vetoes_ = 0;  ///< in a row
};

void read_settings(Pythia8::Pythia& pythia, std::vector<std::string> const& settings) {
    for (auto const& setting : settings) {
        if (pythia.readString(setting, false)) continue;
        throw Error("Pythia doesn't take the setting `" + setting +
                    "` (no such name, or its value is out of range). Look it up in Pythia's manual, chapter by "
                    "chapter at https://pythia.org/manuals.");
    }
}

/// Pythia's messages, the most severe first.
std::string complaints(Pythia8::Pythia const& pythia) {
    std::vector<std::string> messages;
    for (auto const& [message, count] : pythia.logger) messages.push_back(message);
    return messages.empty() ? "without giving a reason" : joined(messages);
}

}  // namespace

struct Generator::Engine {
    Pythia8::Pythia pythia{data_folder_of_pythia(), false};
    std::shared_ptr<DecayFilter> filter;  // null for an LHE file, whose decays are given
    InputRange range;
    std::int64_t looked_at = 0;  ///< events of the range
    std::int64_t made = 0;
    int failures = 0;  ///< in a row
};

Generator::Generator(Recipe const& recipe, int seed, InputRange const& range) : engine_{std::make_unique<Engine>()} {
    auto& pythia = engine_->pythia;
    engine_->range = range;
    require_data_of(pythia);
    pythia.logger.setVerbosity(0);  // errors in settings come before init() reads Print:quiet
    read_settings(pythia, {"Print:quiet = on"});
    read_settings(pythia, recipe.pythia_settings);
    // the seed comes last: whatever the recipe says, chunks must differ
    read_settings(pythia, {"Random:setSeed = on", "Random:seed = " + std::to_string(seed)});
    if (recipe.input_kind == InputKind::lhe) {
        pythia.settings.word("Beams:LHEF", recipe.input);
        pythia.settings.mode("Beams:nSkipLHEFatInit", static_cast<int>(range.first));
    } else {
        engine_->filter = std::make_shared<DecayFilter>(recipe.hadronic_bosons);
        pythia.setUserHooksPtr(engine_->filter);
    }
    if (!pythia.init()) {
        char const* const data = std::getenv("PYTHIA8DATA");
        throw Error("Pythia can't start: " + complaints(pythia) + try_without_settings +
                    (data && *data != '\0'
                         ? " Its data are those of PYTHIA8DATA, '" + std::string{data} + "': look at them, too"
                         : ""));
    }
}

Generator::~Generator() = default;

std::optional<ParticleEvent> Generator::next() {
    auto& engine = *engine_;
    while (engine.filter || engine.looked_at < engine.range.count) {
        bool const is_made = engine.pythia.next();
        if (!is_made && !engine.filter && engine.pythia.info.atEndOfFile()) return std::nullopt;
        auto const place = engine.looked_at++;
        if (is_made) {
            engine.failures = 0;
            auto event = particle_event(engine.pythia);
            event.number = engine.filter ? engine.made++ : place;
            return event;
        }
        if (++engine.failures < max_failures) continue;
        throw Error("Pythia failed " + std::to_string(max_failures) + " times in a row: " + complaints(engine.pythia) +
                    try_without_settings);
    }
    return std::nullopt;
}

std::int64_t Generator::tried() const noexcept {
    return engine_->filter ? engine_->filter->tried() : engine_->looked_at;
}

CrossSection Generator::cross_section() const {
    auto const& info = engine_->pythia.info;
    return {pb_per_mb * info.sigmaGen(), pb_per_mb * info.sigmaErr()};
}

std::string pythia_version() { return fixed(PYTHIA_VERSION, 3); }

}  // namespace jetseq::simulate
