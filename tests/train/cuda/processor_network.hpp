#pragma once
#include <cstring>
#include <memory>
#include <vector>

#include "train/cuda/adam.hpp"
#include "train/cuda/shard.hpp"
#include "train/fused/layout.hpp"

namespace jetseq::test {

/// Threads of a block as a loop: each phase for one thread after the other, forwards or backwards.
struct Loop {
    int threads = 256;
    bool backwards = false;

    template <class Phase>
    void operator()(Phase const& phase) const {
        for (int n = 0; n < threads; ++n) phase(backwards ? threads - 1 - n : n, threads);
    }
};

/// How a network is trained here.
struct Launch {
    Loop loop;
    int shards = 128;
    int room = 4;  ///< steps of a history that "shared memory" holds
};

/// The training step of the GPU's kernels on the processor.
template <int events, int together>
class ProcessorNetwork {
public:
    explicit ProcessorNetwork(train::NetworkSize const& size, Launch const& launch = {})
        : shape_{static_cast<int>(size.inputs), static_cast<int>(size.layers), static_cast<int>(size.cells),
                 static_cast<int>(size.outputs)},
          launch_{launch},
          layout_{size, static_cast<std::size_t>(shape_.rows())},
          rates_{layout_.rates()} {
        for (auto* list : {&parameters_, &moment1_, &moment2_, &gradient_}) list->assign(floats(), 0.0F);
        squares_.assign(static_cast<std::size_t>(train::cuda::chunks(shape_)), 0.0);
        restore(train::initial_parameters(size, 3));
    }

    void restore(std::vector<float> const& parameters, std::vector<float> const& moment1,
                 std::vector<float> const& moment2, std::int64_t steps) {
        layout_.to_kernel(moment1, moment1_.data()), layout_.to_kernel(moment2, moment2_.data());
        restore(parameters), steps_ = steps;
    }
    std::vector<float> moment1() const { return layout_.from_kernel(moment1_.data()); }
    std::vector<float> moment2() const { return layout_.from_kernel(moment2_.data()); }
    std::int64_t steps() const noexcept { return steps_; }

    void restore(std::vector<float> const& parameters) { layout_.to_kernel(parameters, parameters_.data()); }
    std::vector<float> parameters() const { return layout_.from_kernel(parameters_.data()); }
    train::cuda::Shape const& shape() const { return shape_; }
    std::size_t floats() const { return layout_.floats(); }

    std::vector<float> gradient(train::FusedEvents const& data, std::vector<std::size_t> const& batch,
                                train::FusedStep const& step) {
        add_gradients(data, batch, step);
        add_up(batch.size());
        return layout_.from_kernel(gradient_.data());
    }

    double learn(train::FusedEvents const& data, std::vector<std::size_t> const& batch, train::FusedStep const& step) {
        double const loss = add_gradients(data, batch, step);
        auto const count = static_cast<int>(batch.size());
        double shrink = 1;
        if (step.clip > 0) {
            add_up(batch.size());
            shrink = train::cuda::shrink_of(squares_.data(), train::cuda::chunks(shape_), step.clip, count);
        }
        auto const adam = train::adam_step(step, ++steps_, batch.size(), shrink);
        std::vector<float> sums(train::cuda::strand_floats);
        for (int n = 0; n < train::cuda::chunks(shape_); ++n) {
            train::cuda::adam_chunk(launch_.loop, adam, slots(batch.size()), n, sums.data(),
                                    {parameters_.data(), moment1_.data(), moment2_.data(), rates_.data()});
        }
        return loss;
    }

    std::vector<float> logits(train::FusedEvents const& data, std::vector<std::size_t> const& batch) {
        Block block{*this, data, batch};
        auto const outputs = static_cast<std::size_t>(shape_.outputs);
        std::vector<float> all(batch.size() * outputs);
        for (std::size_t n = 0; n < batch.size(); n += events) {
            int const count = static_cast<int>(std::min<std::size_t>(events, batch.size() - n));
            train::cuda::score_tile<events, together>(launch_.loop, block.memory, data, block.indices.data() + n, count,
                                                      launch_.room, block.spare.data(), all.data() + n * outputs);
        }
        return all;
    }

private:
    /// Memory of a block, initially NaN, to detect reads of what was not written.
    struct Block {
        Block(ProcessorNetwork const& network, train::FusedEvents const& data, std::vector<std::size_t> const& batch)
            : indices{batch.begin(), batch.end()} {
            using Memory = train::cuda::Memory<events>;
            std::size_t most = 0;
            for (auto const n : batch) most = std::max<std::size_t>(most, data.offsets[n + 1] - data.offsets[n]);
            auto const& shape = network.shape_;
            auto const filled = [](auto count) { return std::vector<float>(static_cast<std::size_t>(count), NAN); };
            parameters = filled(shape.floats()), states = filled(Memory::state_floats(shape));
            history = filled(Memory::history_floats(shape, static_cast<std::size_t>(network.launch_.room)));
            spare = filled(Memory::history_floats(shape, most));
            event.resize(events);
            memory = {shape, parameters.data(), event.data(), states.data(), history.data()};
            train::cuda::take_parameters(network.launch_.loop, memory, network.parameters_.data());
        }

        std::vector<std::uint32_t> indices;
        std::vector<float> parameters, states, history, spare;
        std::vector<train::cuda::Event> event;
        train::cuda::Memory<events> memory;
    };

    train::cuda::Batch cut(std::uint32_t const* indices, std::size_t size) const {
        return {indices, static_cast<int>(size), launch_.shards};
    }
    train::cuda::Slots slots(std::size_t size) const {
        return {slots_.data(), cut(nullptr, size).shards(events), static_cast<int>(floats())};
    }

    double add_gradients(train::FusedEvents const& data, std::vector<std::size_t> const& batch,
                         train::FusedStep const& step) {
        Block block{*this, data, batch};
        auto const cuts = cut(block.indices.data(), batch.size());
        int const shards = cuts.shards(events);
        slots_.assign(static_cast<std::size_t>(shards) * floats(), 0.0F);
        double sum = 0;
        for (int shard = 0; shard < shards; ++shard) {
            double loss = 0;
            train::cuda::learn_shard<events, together>(
                launch_.loop, block.memory, data, cuts, shard, train::dropout_of(step), launch_.room,
                block.spare.data(), slots_.data() + static_cast<std::size_t>(shard) * floats(), &loss);
            sum += loss;
        }
        return sum;
    }

    void add_up(std::size_t size) {
        std::vector<float> sums(train::cuda::strand_floats);
        for (int n = 0; n < train::cuda::chunks(shape_); ++n) {
            train::cuda::gradient_chunk(launch_.loop, slots(size), n, sums.data(), rates_.data(), gradient_.data(),
                                        squares_.data());
        }
    }

    train::cuda::Shape shape_;
    Launch launch_;
    train::ParameterLayout layout_;
    std::vector<float> parameters_, moment1_, moment2_, gradient_, rates_, slots_;
    std::vector<double> squares_;
    std::int64_t steps_ = 0;
};

}  // namespace jetseq::test
