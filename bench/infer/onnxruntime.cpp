#include <dlfcn.h>
#include <onnxruntime_c_api.h>

#include <algorithm>
#include <array>
#include <numeric>

#include "bench/infer/engine.hpp"
#include "core/error.hpp"
#include "train/export/export_onnx.hpp"

namespace jetseq::bench {
namespace {

constexpr std::size_t batch_size = 4096;
constexpr std::size_t slower = 10, slice = 512;  // for single events, slower than ours by about this factor

OrtApi const* api = nullptr;
OrtEnv* environment = nullptr;
OrtMemoryInfo* memory = nullptr;

void check(OrtStatus* status) {
    if (!status) return;
    std::string const text = api->GetErrorMessage(status);
    api->ReleaseStatus(status);
    throw Error{"ONNX Runtime failed (" + text + "). Benchmark without it"};
}

/// Opens the library, once. Returns its version.
std::string opened() {
    void* const library = dlopen(JETSEQ_ONNXRUNTIME_LIBRARY, RTLD_NOW | RTLD_LOCAL);
    if (!library) throw Error{"ONNX Runtime can't be opened (" + std::string{dlerror()} + "). Check ONNXRUNTIME_DIR"};
    auto const base = reinterpret_cast<OrtApiBase const* (*)()>(dlsym(library, "OrtGetApiBase"))();
    if (!api) {
        api = base->GetApi(ORT_API_VERSION);
        check(api->CreateEnv(ORT_LOGGING_LEVEL_ERROR, "bench", &environment));
        check(api->CreateCpuMemoryInfo(OrtArenaAllocator, OrtMemTypeDefault, &memory));
    }
    return base->GetVersionString();
}

/// A session with one thread and all optimisations.
std::shared_ptr<OrtSession> session(std::string const& file) {
    OrtSessionOptions* options = nullptr;
    check(api->CreateSessionOptions(&options));
    check(api->SetIntraOpNumThreads(options, 1));
    check(api->SetInterOpNumThreads(options, 1));
    check(api->SetSessionExecutionMode(options, ORT_SEQUENTIAL));
    check(api->SetSessionGraphOptimizationLevel(options, ORT_ENABLE_ALL));
    OrtSession* result = nullptr;
    check(api->CreateSession(environment, file.c_str(), options, &result));
    api->ReleaseSessionOptions(options);
    return {result, [](OrtSession* one) { api->ReleaseSession(one); }};
}

template <class T>
OrtValue* tensor(T* data, std::vector<std::int64_t> const& shape, ONNXTensorElementDataType type) {
    auto const count = std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>{});
    OrtValue* result = nullptr;
    check(api->CreateTensorWithDataAsOrtValue(memory, data, static_cast<std::size_t>(count) * sizeof(T), shape.data(),
                                              shape.size(), type, &result));
    return result;
}

/// `jets` [count, longest, 4], `lengths` [count] -> `scores` [count], without copies.
void score(OrtSession* session, std::string const& output, float const* jets, std::int32_t const* lengths,
           std::size_t count, std::size_t longest, float* scores) {
    auto const events = static_cast<std::int64_t>(count), length = static_cast<std::int64_t>(longest);
    std::array<OrtValue*, 2> const inputs{
        tensor(const_cast<float*>(jets), {events, length, 4}, ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT),
        tensor(const_cast<std::int32_t*>(lengths), {events}, ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32)};
    OrtValue* result = tensor(scores, {events}, ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT);
    std::array<char const*, 2> const names{"jets", "lengths"};
    char const* const output_name = output.c_str();
    check(api->Run(session, nullptr, names.data(), inputs.data(), 2, &output_name, 1, &result));
    for (OrtValue* const value : {inputs[0], inputs[1], result}) api->ReleaseValue(value);
}

/// The events order[first] ... order[last - 1], padded to the longest of them.
struct Batches {
    std::shared_ptr<OrtSession> session;
    std::string output;
    std::vector<float> jets = {}, some = {};
    std::vector<std::int32_t> lengths = {};

    void operator()(Sequences const& sequences, std::vector<std::uint32_t> const& order, std::size_t first,
                    std::size_t last, float* scores) {
        std::size_t longest = 1;
        for (std::size_t n = first; n < last; ++n) longest = std::max(longest, sequences.length(order[n]));
        jets.assign((last - first) * longest * 4, 0.0F);
        lengths.clear();
        for (std::size_t n = first; n < last; ++n) {
            auto const sequence = sequences[order[n]];
            lengths.push_back(static_cast<std::int32_t>(sequence.size()));
            auto* const row = jets.data() + (n - first) * longest * 4;
            if (!sequence.empty()) std::copy_n(&sequence.data()->pt, 4 * sequence.size(), row);
        }
        some.resize(last - first);
        score(session.get(), output, jets.data(), lengths.data(), last - first, longest, some.data());
        for (std::size_t n = first; n < last; ++n) scores[order[n]] = some[n - first];
    }
};

void score_padded(Batches& batch, Sequences const& sequences, std::size_t first, std::size_t last, float* scores) {
    std::vector<std::uint32_t> order(last - first);
    std::iota(order.begin(), order.end(), static_cast<std::uint32_t>(first));
    batch(sequences, order, 0, order.size(), scores);
}

/// Batches of events of the same length; the time includes grouping the events.
void score_grouped(Batches& batch, Sequences const& sequences, float* scores) {
    std::vector<std::vector<std::uint32_t>> of_length(sequences.longest() + 1);
    for (std::uint32_t n = 0; n < sequences.size(); ++n) of_length[sequences.length(n)].push_back(n);
    for (auto const& order : of_length) {
        for (std::size_t n = 0; n < order.size(); n += batch_size) {
            batch(sequences, order, n, std::min(order.size(), n + batch_size), scores);
        }
    }
}

void score_one_by_one(OrtSession* session, std::string const& output, Sequences const& sequences, std::size_t first,
                      std::size_t last, float* scores) {
    std::array<float, 4> const nothing{};
    for (std::size_t n = first; n < last; ++n) {
        auto const sequence = sequences[n];
        auto const length = static_cast<std::int32_t>(sequence.size());
        score(session, output, sequence.empty() ? nothing.data() : &sequence.data()->pt, &length, 1,
              std::max<std::size_t>(1, sequence.size()), &scores[n]);
    }
}

}  // namespace

std::vector<Engine> onnxruntime_engines(Task const& task) {
    std::string const name = "ONNX Runtime " + opened(), file = task.folder + "/bench.onnx";
    std::string const output = task.model.name + "_pVBF";
    export_onnx(task.model, file);
    auto const load = [file] { return session(file); };
    auto const ready = load();
    auto const& sequences = task.sequences;
    auto const one = [=, &sequences](std::size_t first, std::size_t last, float* scores) {
        score_one_by_one(ready.get(), output, sequences, first, last, scores);
    };
    auto const padded = [=, batch = Batches{ready, output}, &sequences](std::size_t first, std::size_t last,
                                                                        float* scores) mutable {
        score_padded(batch, sequences, first, last, scores);
    };
    auto const grouped = [=, batch = Batches{ready, output}, &sequences](std::size_t, std::size_t,
                                                                         float* scores) mutable {
        score_grouped(batch, sequences, scores);
    };
    std::size_t const events = sequences.size();
    return {{name,
             "libonnxruntime",
             load,
             {{name, "one event", true, events / slower, slice, one},
              {name, "batch of 4096, padded", false, events, batch_size, padded},
              {name, "batch of 4096, grouped by length", false, events, events, grouped}}}};
}

}  // namespace jetseq::bench
