#include "jetseq/train/train.hpp"

#include <torch/version.h>

#include <chrono>
#include <cmath>
#include <filesystem>
#include <limits>

#include "jetseq/data/split.hpp"
#include "jetseq/event/error.hpp"
#include "jetseq/train/checkpoint.hpp"
#include "jetseq/train/freeze.hpp"
#include "jetseq/train/metrics.hpp"
#include "jetseq/train/schedule.hpp"
#include "jetseq/train/training_data.hpp"

namespace jetseq {
namespace {

constexpr std::size_t validation_batch = 4096;  // [events]
constexpr double checkpoint_interval = 60;      // [s] between checkpoints inside an epoch

torch::Device device_of(TrainOptions const& options) {
    bool const has_cuda = torch::cuda::is_available();
    if (options.device == "cuda" && !has_cuda) {
        throw Error{"device cuda is not there (this LibTorch sees no GPU). Use --device cpu, or a LibTorch with CUDA"};
    }
    return options.device != "cpu" && has_cuda ? torch::kCUDA : torch::kCPU;
}

/// Throws Error unless the events `part` hold both VBF and ggF/DY.
void require_both_classes(Sequences const& sequences, std::vector<std::size_t> const& part, std::string const& name) {
    std::size_t vbf = 0, ggf = 0;
    for (std::size_t const n : part) {
        vbf += sequences.events[n].production == Production::vbf;
        ggf += sequences.events[n].production == Production::ggf_dy;
    }
    if (vbf > 0 && ggf > 0) return;
    throw Error{"the " + name + " part has " + std::to_string(vbf) + " VBF and " + std::to_string(ggf) +
                " ggF/DY events (a classifier needs both). Add files of the other kind"};
}

/// The events of `part` whose production is known.
std::vector<std::size_t> labelled(Sequences const& sequences, std::vector<std::size_t> const& part) {
    std::vector<std::size_t> known;
    for (std::size_t const n : part) {
        if (sequences.events[n].production != Production::unknown) known.push_back(n);
    }
    return known;
}

double mean_weight(Sequences const& sequences, std::vector<std::size_t> const& part) {
    double sum = 0;
    for (std::size_t const n : part) sum += sequences.events[n].weight;
    if (!(sum > 0)) {
        throw Error{"the weights of the training part add up to " + std::to_string(sum) +
                    " (more than 0 expected). Set train.weights: false, or mend mcEventWeight"};
    }
    return sum / static_cast<double>(part.size());
}

/// Binary cross-entropy, each event times its weight, averaged over the events of the batch.
torch::Tensor batch_loss(LstmClassifier& network, TrainingBatch const& batch) {
    auto const each = torch::binary_cross_entropy_with_logits(network->forward(batch.jets), batch.labels, batch.weights,
                                                              {}, at::Reduction::None);
    return each.mean();
}

class Stopwatch {
public:
    double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }

private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// One training from its first batch, or its checkpoint, to its end.
class Training {
public:
    Training(Sequences const& sequences, TrainOptions const& options, std::string const& run_directory,
             std::string const& fingerprint, TrainHooks const& hooks)
        : sequences_{sequences},
          options_{options},
          directory_{run_directory},
          fingerprint_{fingerprint},
          hooks_{hooks},
          device_{device_of(options)},
          train_part_{labelled(sequences, split(sequences)[0])},
          validation_part_{labelled(sequences, split(sequences)[1])} {
        require_both_classes(sequences, train_part_, "training");
        require_both_classes(sequences, validation_part_, "validation");
        normalisation_ = normalisation_of(sequences, train_part_, options.frame);
        data_ = std::make_unique<TrainingData>(sequences, normalisation_, options.frame,
                                               options.weights ? mean_weight(sequences, train_part_) : 0, device_);
        torch::manual_seed(options.seed);
        network_ = LstmClassifier{4, options.layers, options.cells, options.dropout};
        network_->to(device_);
        optimizer_ = std::make_unique<torch::optim::Adam>(
            network_->parameters(),
            torch::optim::AdamOptions(options.learning_rate).betas({options.beta1, options.beta2}));
        if (std::filesystem::exists(checkpoint())) {
            read_checkpoint(checkpoint(), fingerprint_, state_, network_, *optimizer_);
            write_metrics(directory_, state_.history);
        }
    }

    TrainResult run() {
        while (!is_over(options_, state_.history)) {
            if (!train_epoch()) return result(false);
            finish_epoch();
        }
        return result(true);
    }

private:
    std::string checkpoint() const { return directory_ + "/checkpoint.pt"; }
    void save() const { write_checkpoint(checkpoint(), fingerprint_, state_, network_, *optimizer_); }

    /// False where it was asked to stop; the checkpoint then holds all batches done.
    bool train_epoch() {
        network_->train();
        set_learning_rate();
        auto const batches = random_batches(sequences_, train_part_, static_cast<std::size_t>(options_.batch_size),
                                            options_.seed, static_cast<std::uint64_t>(state_.epoch));
        Stopwatch const watch;
        double const seconds_before = state_.seconds;
        double next_save = checkpoint_interval;
        for (; state_.batch < batches.size(); ++state_.batch) {
            state_.seconds = seconds_before + watch.seconds();
            if (hooks_.stop_requested && hooks_.stop_requested()) return save(), false;
            if (watch.seconds() > next_save) save(), next_save += checkpoint_interval;
            train_batch(batches[state_.batch]);
            state_.seconds = seconds_before + watch.seconds();
            if (hooks_.on_batch) hooks_.on_batch(progress(batches.size()));
        }
        return true;
    }

    void train_batch(Batch const& indices) {
        auto const step = static_cast<std::uint64_t>(state_.epoch) << 32 | state_.batch;
        torch::manual_seed(scrambled(options_.seed ^ scrambled(step)));  // dropout depends on the step, not the past
        auto const loss = batch_loss(network_, (*data_)(indices));
        optimizer_->zero_grad();
        loss.backward();
        optimizer_->step();
        state_.loss_sum += loss.item<double>() * static_cast<double>(indices.size());
        state_.weight_sum += static_cast<double>(indices.size());
    }

    void finish_epoch() {
        EpochRecord record{state_.epoch, learning_rate(options_, state_.history), state_.loss_sum / state_.weight_sum};
        record.seconds = state_.seconds;
        record.events_per_second = static_cast<double>(train_part_.size()) / std::max(record.seconds, 1e-9);
        validate(record);
        double lowest = std::numeric_limits<double>::infinity();
        for (auto const& earlier : state_.history) lowest = std::min(lowest, earlier.validation_loss);
        state_.history.push_back(record);
        if (record.validation_loss < lowest || state_.best_epoch == 0) keep_weights();
        ++state_.epoch, state_.batch = 0, state_.loss_sum = 0, state_.weight_sum = 0, state_.seconds = 0;
        save();
        write_metrics(directory_, state_.history);
        if (hooks_.on_epoch) hooks_.on_epoch(record);
    }

    void keep_weights() {
        state_.best_epoch = state_.epoch;
        state_.best_weights.clear();
        for (auto const& weights : network_->parameters()) state_.best_weights.push_back(weights.detach().clone());
    }

    void validate(EpochRecord& record) {
        torch::NoGradGuard const no_gradient;
        network_->eval();
        std::vector<float> scores, weights;
        std::vector<int> labels;
        double loss = 0;
        for (auto const& indices : batches_by_length(sequences_, validation_part_, validation_batch)) {
            auto const batch = (*data_)(indices);
            auto const logits = network_->forward(batch.jets);
            loss += torch::binary_cross_entropy_with_logits(logits, batch.labels, batch.weights, {}, at::Reduction::Sum)
                        .item<double>();
            auto const probabilities = torch::sigmoid(logits).to(torch::kCPU).contiguous();
            scores.insert(scores.end(), probabilities.data_ptr<float>(),
                          probabilities.data_ptr<float>() + probabilities.numel());
            for (std::size_t const n : indices) {
                labels.push_back(sequences_.events[n].production == Production::vbf);
                weights.push_back(options_.weights ? sequences_.events[n].weight : 1.0F);
            }
        }
        record.validation_loss = loss / static_cast<double>(validation_part_.size());
        record.validation_auc = hooks_.auc(scores, labels, weights);
    }

    void set_learning_rate() {
        double const rate = learning_rate(options_, state_.history);
        for (auto& group : optimizer_->param_groups()) {
            static_cast<torch::optim::AdamOptions&>(group.options()).lr(rate);
        }
    }

    TrainProgress progress(std::size_t batches) const {
        double const done = state_.weight_sum;
        double const rate = done / std::max(state_.seconds, 1e-9);
        double const epochs_left = options_.max_epochs - state_.epoch;
        double const events_left = static_cast<double>(train_part_.size()) * (1 + epochs_left) - done;
        auto const& history = state_.history;
        double const auc = history.empty() ? std::nan("") : history.back().validation_auc;
        return {state_.epoch, options_.max_epochs, state_.batch + 1, batches, state_.loss_sum / state_.weight_sum, auc,
                rate,         events_left / rate};
    }

    TrainResult result(bool finished) {
        TrainResult result{finished, {}, state_.history, state_.best_epoch, device_.str()};
        if (state_.best_epoch == 0) return result;
        torch::NoGradGuard const no_gradient;
        auto const parameters = network_->parameters();
        for (std::size_t n = 0; n < parameters.size(); ++n) parameters[n].copy_(state_.best_weights[n]);
        result.model = freeze(network_, options_, normalisation_, sequences_);
        return result;
    }

    Sequences const& sequences_;
    TrainOptions options_;
    std::string directory_, fingerprint_;
    TrainHooks const& hooks_;
    torch::Device device_;
    std::vector<std::size_t> train_part_, validation_part_;
    Normalisation normalisation_;
    std::unique_ptr<TrainingData> data_;
    LstmClassifier network_{nullptr};
    std::unique_ptr<torch::optim::Adam> optimizer_;
    TrainState state_;
};

}  // namespace

TrainResult train(Sequences const& sequences, TrainOptions const& options, std::string const& run_directory,
                  std::string const& fingerprint, TrainHooks const& hooks) {
    check(options);
    if (options.threads > 0) torch::set_num_threads(options.threads);
    return Training{sequences, options, run_directory, fingerprint, hooks}.run();
}

std::string libtorch_version() { return TORCH_VERSION; }

}  // namespace jetseq
