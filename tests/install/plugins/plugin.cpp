/// A plugin that contains the static library. It tells which release it runs, and the address of its load().
#include <cstring>

#include "jetseq/core/version.hpp"
#include "jetseq/infer/classifier.hpp"

extern "C" char const* release_of_plugin() { return jetseq::version(); }

extern "C" void const* place_of_load() {
    auto const load = &jetseq::Classifier::load;
    void const* place = nullptr;
    static_assert(sizeof place == sizeof load);
    std::memcpy(&place, &load, sizeof place);
    return place;
}
