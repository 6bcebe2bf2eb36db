#include "jetseq/train/train.hpp"

#include <chrono>
#include <cmath>
#include <filesystem>
#include <limits>
#include <memory>
#include <tuple>
#include <utility>

#include "jetseq/train/backend.hpp"
#include "jetseq/train/checkpoint.hpp"
#include "jetseq/train/freeze.hpp"
#include "jetseq/train/metrics.hpp"
#include "jetseq/train/read_ahead.hpp"
#include "jetseq/train/schedule.hpp"
#include "jetseq/train/start.hpp"
#include "jetseq/train/tensorboard.hpp"

namespace jetseq {
namespace {

constexpr std::size_t validation_batch = 4096;  // [events]
constexpr double checkpoint_interval = 60;      // [s] between checkpoints inside an epoch

/// log(1 + e^z) - y z: binary cross-entropy of a logit.
double cross_entropy(double z, double y) { return std::max(z, 0.0) + std::log1p(std::exp(-std::fabs(z))) - y * z; }

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
          start_{training_start(sequences, options, run_directory)},
          train_part_{start_.train_part},
          validation_part_{start_.validation_part},
          data_{start_.data} {
        backend_ = make_backend(data_, options);
        if (std::filesystem::exists(checkpoint())) {
            backend_->restore(read_checkpoint(checkpoint(), fingerprint_, state_));
            write_metrics(directory_, state_.history);
        } else {
            std::vector<float> const zeros(start_.parameters.size(), 0.0F);
            backend_->restore({start_.parameters, zeros, zeros, 0});
        }
        if (options.tensorboard) write_tensorboard(directory_, state_.history);
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
    void save() const { write_checkpoint(checkpoint(), fingerprint_, state_, backend_->state()); }

    /// False where it was asked to stop; the checkpoint then holds all batches done.
    bool train_epoch() {
        auto const batches = random_batches(sequences_, train_part_, static_cast<std::size_t>(options_.batch_size),
                                            options_.seed, static_cast<std::uint64_t>(state_.epoch));
        ReadAhead read_ahead{data_, batches};
        Stopwatch const watch;
        double const seconds_before = state_.seconds;
        double next_save = checkpoint_interval;
        for (; state_.batch < batches.size(); ++state_.batch) {
            state_.seconds = seconds_before + watch.seconds();
            if (hooks_.stop_requested && hooks_.stop_requested()) return save(), false;
            if (watch.seconds() > next_save) save(), next_save += checkpoint_interval;
            read_ahead.at(state_.batch);
            double const share = static_cast<double>(state_.batch + 1) / static_cast<double>(batches.size());
            train_batch(batches[state_.batch], learning_rate(options_, state_.history, share));
            state_.seconds = seconds_before + watch.seconds();
            if (hooks_.on_batch) hooks_.on_batch(progress(batches.size()));
        }
        return true;
    }

    void train_batch(Batch const& batch, double rate) {
        state_.loss_sum += backend_->learn(batch, rate, state_.epoch);
        state_.weight_sum += static_cast<double>(batch.size());
        add_step(state_.average, options_, *backend_);
    }

    void finish_epoch() {
        EpochRecord record{state_.epoch, learning_rate(options_, state_.history, 1),
                           state_.loss_sum / state_.weight_sum};
        record.seconds = state_.seconds;
        record.events_per_second = static_cast<double>(train_part_.size()) / std::max(record.seconds, 1e-9);
        std::tie(record.validation_loss, record.validation_auc) = validate();
        add_epoch(state_.average, options_, state_.epoch, *backend_);
        if (state_.average.count > 0) std::tie(record.average_loss, record.average_auc) = validate_average();
        double lowest = std::numeric_limits<double>::infinity();
        for (auto const& earlier : state_.history) lowest = std::min(lowest, loss_that_counts(options_, earlier));
        state_.history.push_back(record);
        if (loss_that_counts(options_, record) < lowest || state_.best_epoch == 0) keep_weights(record);
        ++state_.epoch, state_.batch = 0, state_.loss_sum = 0, state_.weight_sum = 0, state_.seconds = 0;
        save();
        write_metrics(directory_, state_.history);
        if (options_.tensorboard) add_to_tensorboard(directory_, record);
        if (hooks_.on_epoch) hooks_.on_epoch(record);
    }

    void keep_weights(EpochRecord const& record) {
        bool const averaged = record.average_loss < record.validation_loss || options_.freeze_average;
        bool const known = state_.average.count > 0;
        state_.best_epoch = state_.epoch;
        state_.best_parameters = averaged && known ? state_.average.values : backend_->state().parameters;
    }

    std::pair<double, double> validate_average() {
        auto const trained = backend_->state();
        backend_->restore({state_.average.values, trained.moment1, trained.moment2, trained.steps});
        auto const result = validate();
        backend_->restore(trained);
        return result;
    }

    /// Mean loss and area under the ROC curve of the validation part.
    std::pair<double, double> validate() {
        std::vector<float> scores, weights;
        std::vector<int> labels;
        double loss = 0;
        for (auto const& batch : batches_by_length(sequences_, validation_part_, validation_batch)) {
            auto const logits = backend_->logits(batch);
            for (std::size_t b = 0; b < batch.size(); ++b) {
                std::size_t const n = batch[b];
                double const z = logits[b], y = data_.labels[n];
                loss += static_cast<double>(data_.weights[n]) * cross_entropy(z, y);
                scores.push_back(static_cast<float>(1 / (1 + std::exp(-z))));
                labels.push_back(y > 0);
                weights.push_back(options_.weights ? sequences_.events[n].weight : 1.0F);
            }
        }
        return {loss / static_cast<double>(validation_part_.size()), hooks_.auc(scores, labels, weights)};
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
        TrainResult result{finished, {}, state_.history, state_.best_epoch, backend_->name()};
        if (state_.best_epoch > 0) {
            result.model = freeze(state_.best_parameters, options_, start_.normalisation, sequences_);
        }
        return result;
    }

    Sequences const& sequences_;
    TrainOptions options_;
    std::string directory_, fingerprint_;
    TrainHooks const& hooks_;
    TrainingStart const start_;
    std::vector<std::size_t> const &train_part_, &validation_part_;
    TrainingData const& data_;
    std::unique_ptr<Backend> backend_;
    TrainState state_;
};

}  // namespace

TrainResult train(Sequences const& sequences, TrainOptions const& options, std::string const& run_directory,
                  std::string const& fingerprint, TrainHooks const& hooks) {
    check(options);
    return Training{sequences, options, run_directory, fingerprint, hooks}.run();
}

}  // namespace jetseq
