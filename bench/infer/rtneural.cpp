#include <dlfcn.h>

#include <sstream>

#include "bench/infer/engine.hpp"
#include "bench/infer/rtneural_engine.h"
#include "core/error.hpp"

namespace jetseq::bench {
namespace {

constexpr std::size_t slower = 2, slice = 1024;  // slower than ours by about this factor: gets fewer events

void* symbol(void* library, char const* name) {
    if (void* const found = dlsym(library, name)) return found;
    throw Error{std::string{"RTNeural's library has no "} + name + " (partly rebuilt?). Build it again"};
}

std::shared_ptr<void> model(void* library, FrozenModel const& frozen) {
    RtneuralWeights weights{};
    for (std::size_t n = 0; n < 2; ++n) {
        weights.w[n] = frozen.lstm_layers()[n].w.data(), weights.u[n] = frozen.lstm_layers()[n].u.data();
        weights.b[n] = frozen.lstm_layers()[n].b.data();
    }
    weights.dense_w = frozen.dense_layers()[0].w.data(), weights.dense_b = frozen.dense_layers()[0].b.data();
    std::vector<float> offset, scale;
    for (auto const& input : frozen.inputs) offset.push_back(input.offset), scale.push_back(input.scale);
    weights.offset = offset.data(), weights.scale = scale.data();
    auto const make = reinterpret_cast<decltype(&rtneural_make)>(symbol(library, "rtneural_make"));
    auto const destroy = reinterpret_cast<decltype(&rtneural_delete)>(symbol(library, "rtneural_delete"));
    return {make(&weights), destroy};
}

Engine engine(Task const& task, std::string const& path) {
    void* const library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!library) throw Error{"RTNeural can't be opened (" + std::string{dlerror()} + "). Build it again"};
    std::size_t const begin = path.rfind("rtneural_") + 9;
    std::string const variant = path.substr(begin, path.rfind('.') - begin);  // rtneural_eigen_native.so
    std::string const name = "RTNeural, " + variant;
    auto const score = reinterpret_cast<decltype(&rtneural_score)>(symbol(library, "rtneural_score"));
    auto const one = [ready = model(library, task.model), score, &sequences = task.sequences](
                         std::size_t first, std::size_t last, float* scores) {
        for (std::size_t n = first; n < last; ++n) {
            auto const jets = sequences[n];
            scores[n] = score(ready.get(), reinterpret_cast<float const*>(jets.data()), jets.size());
        }
    };
    auto const load = [library, file = task.file] { return model(library, read_frozen_model(file)); };
    return {name, "rtneural_" + variant, load, {{name, "one event", true, task.sequences.size() / slower, slice, one}}};
}

/// True if the network has the shape for which rtneural_engine.cpp is compiled.
bool fits(FrozenModel const& model) {
    auto const lstm = model.lstm_layers();
    return lstm.size() == 2 && lstm[0].cells == 25 && lstm[1].cells == 25 && model.dense_layers().size() == 1;
}

}  // namespace

std::vector<Engine> rtneural_engines(Task const& task) {
    std::vector<Engine> all;
    if (!fits(task.model)) return all;
    std::istringstream paths{JETSEQ_RTNEURAL_LIBRARIES};
    for (std::string path; std::getline(paths, path, ':');) all.push_back(engine(task, path));
    return all;
}

}  // namespace jetseq::bench
