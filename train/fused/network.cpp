#include "train/fused/network.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <cstring>
#include <functional>
#include <numeric>
#include <utility>

#include "simd/kernels.hpp"

namespace jetseq::train {
namespace {

using fused::lanes, fused::most_shards;

struct AllKernels {
    static constexpr fused::Kernel const *baseline = &fused::baseline, *avx2 = &fused::avx2, *avx512 = &fused::avx512,
                                         *neon = &fused::neon;
};

}  // namespace

/// How a batch is cut: into tiles, which are dealt to shards back and forth, so that each shard gets as much work. The
/// shards depend on the batch only, and are dealt to processes and to threads in turn.
struct FusedNetwork::Parts {
    explicit Parts(std::size_t events)
        : tiles{(events + lanes - 1) / lanes},
          shards{std::min(tiles, most_shards)},
          rounds{shards == 0 ? 0 : (tiles + shards - 1) / shards} {}

    /// Calls work(tile) for each tile of a shard.
    template <class Work>
    void for_tiles(std::size_t shard, Work const& work) const {
        for (std::size_t round = 0; round < rounds; ++round) {
            std::size_t const tile = round * shards + (round % 2 == 0 ? shard : shards - 1 - shard);
            if (tile < tiles) work(tile);
        }
    }

    std::size_t tiles, shards, rounds;
};

std::vector<fused::Kernel const*> fused_kernels_of_this_machine() {
    return simd::kernels_of_this_machine<AllKernels>();
}

/// The memory of one thread.
struct FusedNetwork::Worker {
    explicit Worker(ParameterLayout const& layout)
        : transposed(layout.transposed()), objects(layout.shape().sequence_count), of_sequence(objects.size()) {
        auto const shape = layout.shape();
        std::size_t rows = 0, cells = 0;
        for (auto const& matrix : layout.matrices()) rows = std::max(rows, matrix.rows);
        for (std::size_t s = 0; s < objects.size(); ++s) cells = std::max(cells, shape.sequences[s].cells);
        carried = AlignedFloats{cells * lanes}, gradients = AlignedFloats{rows * lanes};
        steps.resize(objects.size());
        for (std::size_t n = 0; n < shape.hidden_count; ++n) {
            add_values(shape.hidden[n].inputs, shape.hidden[n].matrix.rows);
        }
        add_values(shape.head_inputs(), 0);
        work = {steps.data(), values.data(), nullptr, carried.data(), gradients.data()};
    }

    /// Room for objects of sequence `s` up to `count`.
    void reserve(fused::Sequence const& sequence, std::size_t s, std::size_t count) {
        auto& [memory, states, capacity] = of_sequence[s];
        if (count <= capacity) return;
        capacity = count + 2;
        std::size_t const state = capacity * sequence.cells * lanes;
        std::size_t floats = (capacity + sequence.cells) * lanes;
        for (std::size_t n = 0; n < sequence.layer_count; ++n) {
            auto const& layer = sequence.layers[n];
            floats += ((capacity + 1) * layer.stored() + capacity * layer.gate_rows()) * lanes + 3 * state;
        }
        memory = AlignedFloats{floats};
        float* next = memory.data();
        auto const take = [&next](std::size_t n) { return std::exchange(next, next + n); };
        states.clear();
        for (std::size_t n = 0; n < sequence.layer_count; ++n) {
            auto const& layer = sequence.layers[n];
            std::size_t const step = layer.stored() * lanes;
            states.push_back({take((capacity + 1) * step), take(capacity * layer.gate_rows() * lanes), take(state),
                              take(state), take(state)});
            for (std::size_t t = 0; t < capacity; ++t) std::fill_n(states[n].operands + t * step, lanes, 1.0F);
        }
        steps[s] = {states.data(), take(capacity * lanes), take(sequence.cells * lanes)};
        std::size_t const all = 2 * (capacity + 1) * sequence.cells * lanes;
        if (sent.size() < all) sent = AlignedFloats{all}, work.sent = sent.data();
    }

    float* joined() { return values[0].operands + lanes; }  ///< after the 1

    AlignedFloats transposed;
    std::vector<fused::Objects> objects;  ///< of the tile
    fused::Workspace work{};

private:
    struct OfSequence {
        AlignedFloats memory;
        std::vector<fused::Workspace::States> states;
        std::size_t capacity = 0;
    };

    void add_values(std::size_t inputs, std::size_t rows) {
        float* next = dense_memory.emplace_back((1 + 2 * inputs + 2 * rows) * lanes).data();
        std::fill_n(next, lanes, 1.0F);
        float* const gradients_of_inputs = next + (1 + inputs) * lanes;
        float* const out = gradients_of_inputs + inputs * lanes;
        values.push_back({next, gradients_of_inputs, out, out + rows * lanes});
    }

    std::vector<OfSequence> of_sequence;
    std::vector<fused::Workspace::Steps> steps;
    std::vector<fused::Workspace::Values> values;
    std::vector<AlignedFloats> dense_memory;
    AlignedFloats sent, carried, gradients;
};

FusedNetwork::FusedNetwork(JoinedSize const& size, std::size_t threads, fused::Kernel const& kernel)
    : layout_{size},
      kernel_{&kernel},
      parameters_{layout_.floats() + layout_.slack()},
      moment1_{layout_.floats()},
      moment2_{layout_.floats()},
      rates_{layout_.floats()},
      shards_(most_shards, AlignedFloats{layout_.floats()}),
      workers_{std::max<std::size_t>(threads, 1)} {
    std::copy(layout_.rates().begin(), layout_.rates().end(), rates_.data());
    for (std::size_t n = 0; n < workers_.size(); ++n) worker_.push_back(std::make_unique<Worker>(layout_));
}

FusedNetwork::~FusedNetwork() = default;

void FusedNetwork::restore(std::vector<float> const& parameters, std::vector<float> const& moment1,
                           std::vector<float> const& moment2, std::int64_t steps) {
    layout_.to_kernel(parameters, parameters_.data());
    layout_.to_kernel(moment1, moment1_.data());
    layout_.to_kernel(moment2, moment2_.data());
    steps_ = steps;
}

namespace {

/// Loads a sequence of `width` inputs per object of the events `indices`: the operands of its first layer,
/// `step` floats apart.
void load_objects(FusedObjects const& from, std::size_t width, std::size_t const* indices, std::size_t step,
                  fused::Objects const& objects, float* inputs) {
    for (std::size_t t = 0; t < objects.steps; ++t) std::fill_n(inputs + t * step, width * lanes, 0.0F);
    std::size_t filled = 0;
    for (; filled < lanes && objects.lengths[filled] > 0; ++filled) {  // the events of a batch are scattered
        float const* const object = from.inputs + from.offsets[indices[objects.places[filled]]] * width;
        __builtin_prefetch(object);
        __builtin_prefetch(object + objects.lengths[filled] * width);
    }
    for (std::size_t e = 0; e < filled; ++e) {
        float const* object = from.inputs + from.offsets[indices[objects.places[e]]] * width;
        for (std::size_t t = objects.steps - objects.lengths[e]; t < objects.steps; ++t, object += width) {
            float* const to = inputs + t * step + e;
            for (std::size_t k = 0; k < width; ++k) to[k * lanes] = object[k];
        }
    }
}

/// The lanes of a sequence of the events `indices` [count].
fused::Objects lanes_of(FusedEvents const& events, std::uint64_t const* offsets, std::size_t const* indices,
                        std::size_t count) {
    fused::Objects objects{};
    std::array<std::uint32_t, lanes> lengths{};
    for (std::size_t e = 0; e < count; ++e) {
        lengths[e] = static_cast<std::uint32_t>(offsets[indices[e] + 1] - offsets[indices[e]]);
    }
    std::iota(objects.places, objects.places + lanes, 0U);
    objects.moved = !std::is_sorted(lengths.begin(), lengths.end(), std::greater<>{});
    if (objects.moved) {
        std::stable_sort(objects.places, objects.places + lanes,
                         [&lengths](std::uint32_t a, std::uint32_t b) { return lengths[a] > lengths[b]; });
    }
    for (std::size_t e = 0; e < lanes; ++e) {
        std::uint32_t const place = objects.places[e];
        objects.lengths[e] = lengths[place];
        objects.hashes[e] = place < count ? events.hashes[indices[place]] : 0;
    }
    objects.steps = objects.lengths[0];
    return objects;
}

}  // namespace

/// Loads the events `indices` [count] into a tile.
void FusedNetwork::fill(fused::Tile& tile, Worker& worker, FusedEvents const& events, std::size_t const* indices,
                        std::size_t count) const {
    auto const shape = layout_.shape();
    tile.objects = worker.objects.data(), tile.events = count;
    for (std::size_t e = 0; e < lanes; ++e) {
        bool const used = e < count;
        std::size_t const n = used ? indices[e] : 0;
        tile.hashes[e] = used ? events.hashes[n] : 0;
        tile.labels[e] = used ? events.labels[n] : 0;
        tile.weights[e] = used ? events.weights[n] : 0;
    }
    for (std::size_t s = 0; s < shape.sequence_count; ++s) {
        FusedObjects const from = s == 0 ? FusedObjects{events.inputs, events.offsets} : events.others[s - 1];
        auto const& sequence = shape.sequences[s];
        auto const& objects = worker.objects[s] = lanes_of(events, from.offsets, indices, count);
        if (objects.steps == 0) continue;
        worker.reserve(sequence, s, objects.steps);
        auto const& first = sequence.layers[0];
        load_objects(from, first.inputs, indices, first.stored() * lanes, objects,
                     worker.work.sequences[s].layers[0].operands + lanes);
    }
    for (std::size_t k = 0; k < shape.variables; ++k) {
        float* const to = worker.joined() + (shape.states + k) * lanes;
        for (std::size_t e = 0; e < lanes; ++e) {
            to[e] = e < count ? events.variables[indices[e] * shape.variables + k] : 0;
        }
    }
}

/// Computes gradient and losses of one shard.
void FusedNetwork::add_shard(Worker& worker, FusedEvents const& events, std::vector<std::size_t> const& batch,
                             fused::Dropout const& dropout, Parts const& parts, std::size_t shard) {
    float* const gradient = shards_[shard].data();
    std::memset(gradient, 0, layout_.floats() * sizeof(float));
    fused::Tile tile;
    parts.for_tiles(shard, [&](std::size_t t) {
        fill(tile, worker, events, batch.data() + t * lanes, std::min(lanes, batch.size() - t * lanes));
        kernel_->learn(layout_.shape(), parameters_.data(), worker.transposed.data(), dropout, worker.work, tile,
                       gradient);
        losses_[t] = tile.loss;
    });
}

/// Computes the gradients of the shards in `share`. A thread begins with every n-th of them, which are then in its
/// cache, and adds those up unless another thread took some of them.
fused::Shards FusedNetwork::add_gradients(FusedEvents const& events, std::vector<std::size_t> const& batch,
                                          FusedStep const& step, Parts const& parts, FusedShare const& share) {
    losses_.assign(parts.tiles, 0.0);
    fused::Dropout const dropout = dropout_of(step);
    fused::Shards sums{};
    for (std::size_t s = share.rank; s < parts.shards; s += share.size) sums.gradient[s] = shards_[s].data();
    std::array<std::atomic<bool>, most_shards> taken{};
    std::size_t const threads = workers_.size();
    workers_.run([&](std::size_t n) {
        Worker& worker = *worker_[n];
        for (auto const& matrix : layout_.matrices()) {
            kernel_->transpose(matrix, parameters_.data(), worker.transposed.data());
        }
        bool all = true;
        for (std::size_t other = 0; other < threads; ++other) {
            std::size_t const first = share.rank + share.size * ((n + other) % threads);
            for (std::size_t s = first; s < parts.shards; s += share.size * threads) {
                bool const mine = !taken[s].exchange(true);
                if (mine) add_shard(worker, events, batch, dropout, parts, s);
                all = all && (mine || other > 0);
            }
        }
        if (all && share.size == 1) add_up(sums, n);
    });
    return sums;
}

/// Adds every n-th shard to the first of them, if the sum of all shards does so as well.
void FusedNetwork::add_up(fused::Shards& sums, std::size_t first) {
    std::size_t const threads = workers_.size();
    if (threads == 1 || most_shards % threads != 0) return;  // one thread adds them all later
    fused::Shards mine{};
    for (std::size_t s = first; s < most_shards; s += threads) mine.gradient[s - first] = sums.gradient[s];
    if (mine.gradient[0] == nullptr) return;
    kernel_->sum(mine, layout_.floats(), shards_[first].data());
    for (std::size_t s = first + threads; s < most_shards; s += threads) sums.gradient[s] = nullptr;
}

/// Norm of a gradient that counts both biases of LibTorch's LSTM: `rates_` says how often each parameter counts.
double FusedNetwork::norm(float const* gradient) const {
    double squares = 0;
    for (std::size_t k = 0; k < layout_.floats(); ++k) {
        squares += static_cast<double>(rates_.data()[k]) * gradient[k] * gradient[k];
    }
    return std::sqrt(squares);
}

void FusedNetwork::adam(fused::Shards shards, FusedStep const& step, std::size_t events) {
    ++steps_;
    double shrink = 1;
    if (step.clip > 0) {
        kernel_->sum(shards, layout_.floats(), shards_[0].data());
        shards = {{shards_[0].data()}};
        shrink = shrink_to(step.clip, norm(shards.gradient[0]) / static_cast<double>(events));
    }
    fused::AdamStep const adam = adam_step(step, steps_, events, shrink);
    std::size_t const blocks = layout_.floats() / fused::row_block;
    workers_.run([&](std::size_t n) {
        std::size_t const first = blocks * n / workers_.size() * fused::row_block;
        std::size_t const last = blocks * (n + 1) / workers_.size() * fused::row_block;
        fused::Shards here = shards;
        for (float const*& gradient : here.gradient) gradient = gradient != nullptr ? gradient + first : nullptr;
        kernel_->adam(
            adam, last - first, here,
            {parameters_.data() + first, moment1_.data() + first, moment2_.data() + first, rates_.data() + first});
    });
}

double FusedNetwork::learn(FusedEvents const& events, std::vector<std::size_t> const& batch, FusedStep const& step) {
    if (batch.empty()) return 0;
    adam(add_gradients(events, batch, step, Parts{batch.size()}, {}), step, batch.size());
    double loss = 0;
    for (double const one : losses_) loss += one;
    return loss;
}

/// The message of a share, of the same length on each rank: the gradients of up to the largest number of shards of a
/// rank, then the losses (double) of their tiles.
std::span<float const> FusedNetwork::learn_share(FusedEvents const& events, std::vector<std::size_t> const& batch,
                                                 FusedStep const& step, FusedShare const& share) {
    Parts const parts{batch.size()};
    add_gradients(events, batch, step, parts, share);
    std::size_t const room = (parts.shards + share.size - 1) / share.size, floats = layout_.floats();
    std::size_t const length = room * (floats + 2 * parts.rounds);
    if (message_.size() < length) message_ = AlignedFloats{length};
    float* to = message_.data();
    char* loss = reinterpret_cast<char*>(to + room * floats);
    for (std::size_t s = share.rank; s < parts.shards; s += share.size) {
        to = std::copy_n(shards_[s].data(), floats, to);
        parts.for_tiles(s, [&](std::size_t t) {
            std::memcpy(loss, &losses_[t], sizeof(double));
            loss += sizeof(double);
        });
    }
    return {message_.data(), length};
}

double FusedNetwork::finish_step(std::vector<std::span<float const>> const& shares, std::size_t events,
                                 FusedStep const& step) {
    Parts const parts{events};
    std::size_t const size = shares.size(), room = (parts.shards + size - 1) / size, floats = layout_.floats();
    fused::Shards gradients{};
    losses_.assign(parts.tiles, 0.0);
    for (std::size_t rank = 0; rank < size; ++rank) {
        float const* from = shares[rank].data();
        char const* loss = reinterpret_cast<char const*>(from + room * floats);
        for (std::size_t s = rank; s < parts.shards; s += size, from += floats) {
            gradients.gradient[s] = from;
            parts.for_tiles(s, [&](std::size_t t) {
                std::memcpy(&losses_[t], loss, sizeof(double));
                loss += sizeof(double);
            });
        }
    }
    adam(gradients, step, events);
    double sum = 0;
    for (double const one : losses_) sum += one;
    return sum;
}

std::vector<float> FusedNetwork::gradient(FusedEvents const& events, std::vector<std::size_t> const& batch,
                                          FusedStep const& step) {
    if (batch.empty()) return std::vector<float>(layout_.parameters(), 0.0F);
    kernel_->sum(add_gradients(events, batch, step, Parts{batch.size()}, {}), layout_.floats(), shards_[0].data());
    return layout_.from_kernel(shards_[0].data());
}

std::vector<float> FusedNetwork::logits(FusedEvents const& events, std::vector<std::size_t> const& batch) {
    std::size_t const outputs = layout_.shape().outputs;
    std::vector<float> result(batch.size() * outputs);
    std::size_t const tiles = (batch.size() + lanes - 1) / lanes;
    std::atomic<std::size_t> next{0};
    workers_.run([&](std::size_t n) {
        fused::Tile tile;
        for (std::size_t t; (t = next++) < tiles;) {
            std::size_t const count = std::min(lanes, batch.size() - t * lanes);
            fill(tile, *worker_[n], events, batch.data() + t * lanes, count);
            kernel_->score(layout_.shape(), parameters_.data(), worker_[n]->work, tile);
            for (std::size_t e = 0; e < count; ++e) {
                for (std::size_t k = 0; k < outputs; ++k) {
                    result[(t * lanes + e) * outputs + k] = tile.logits[k * lanes + e];
                }
            }
        }
    });
    return result;
}

}  // namespace jetseq::train
