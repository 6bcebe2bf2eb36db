#include "simulate/generator/event_source.hpp"

#include "core/error.hpp"
#include "simulate/generator/generator.hpp"
#ifdef JETSEQ_WITH_HEPMC3
#include "simulate/generator/hepmc_reader.hpp"
#endif

namespace jetseq::simulate {

std::unique_ptr<EventSource> event_source(Recipe const& recipe, int seed, InputRange const& range) {
    if (recipe.input_kind != InputKind::hepmc) return std::make_unique<Generator>(recipe, seed, range);
#ifdef JETSEQ_WITH_HEPMC3
    return std::make_unique<HepmcReader>(recipe.input, range);
#else
    throw Error("This jetseq can't read " + recipe.input +
                " (it was built without HepMC3). Install libhepmc3-dev, or set HEPMC3 to the folder where it is, and "
                "build again");
#endif
}

}  // namespace jetseq::simulate
