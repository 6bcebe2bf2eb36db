#include "train/loop/train.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <limits>
#include <memory>
#include <span>
#include <utility>

#include "core/error.hpp"
#include "core/io/read_file.hpp"
#include "core/io/sha256.hpp"
#include "core/math/residuals.hpp"
#include "train/backends/room_for_blas.hpp"
#include "train/export/freeze.hpp"
#include "train/input/read_ahead.hpp"
#include "train/loop/metrics.hpp"
#include "train/loop/schedule.hpp"
#include "train/loop/start.hpp"
#include "train/loop/tensorboard.hpp"
#include "train/loop/training_failure.hpp"
#include "train/torch/checkpoint.hpp"
#include "train/torch/make_backend.hpp"

namespace jetseq::train {
namespace {

constexpr std::size_t validation_batch = 4096;  // [events]
constexpr double checkpoint_interval = 60;      // [s] between checkpoints inside an epoch

/// log(1 + e^z) - y z: binary cross-entropy of a logit.
double cross_entropy(double z, double y) { return std::max(z, 0.0) + std::log1p(std::exp(-std::fabs(z))) - y * z; }

/// The loss of a number that misses by `r`.
double loss_of_residual(double r, Loss loss, double delta) {
    double const size = std::fabs(r), near = std::min(size, delta);
    if (loss == Loss::huber) return near * (size - near / 2);
    return loss == Loss::squared ? r * r : size;
}

/// Loss and score of one event's logits.
struct Judgement {
    double loss;  ///< cross-entropy
    float score;  ///< P(VBF)
};

/// What is measured on the validation part; the numbers that don't apply are NaN.
struct Validation {
    double loss = 0;
    double auc = std::numeric_limits<double>::quiet_NaN();
    double bias = std::numeric_limits<double>::quiet_NaN(), width = std::numeric_limits<double>::quiet_NaN();
};

Judgement judge(float const* logits, std::size_t outputs, float label) {
    double const z = logits[0];
    if (outputs == 1) return {cross_entropy(z, label), static_cast<float>(1 / (1 + std::exp(-z)))};
    double const top = *std::max_element(logits, logits + outputs);
    double sum = 0;
    for (std::size_t k = 0; k < outputs; ++k) sum += std::exp(logits[k] - top);
    return {top + std::log(sum) - logits[static_cast<std::size_t>(label)],
            static_cast<float>(std::exp(logits[1] - top) / sum)};
}

class Stopwatch {
public:
    double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }

private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// One training, from its first batch or its checkpoint to its end.
class Training {
public:
    Training(data::Sequences const& sequences, TrainOptions const& options, std::string const& run_directory,
             std::string const& fingerprint, TrainHooks const& hooks, Ranks& ranks)
        : sequences_{sequences},
          options_{options},
          ranks_{ranks},
          directory_{run_directory},
          fingerprint_{fingerprint},
          hooks_{hooks},
          start_{training_start(sequences, options, run_directory)},
          train_part_{start_.train_part},
          validation_part_{start_.validation_part},
          data_{start_.data} {
        ranks_.require_same("data or options", fingerprint_);
        backend_ = hooks.backend ? hooks.backend(data_, options) : make_backend(data_, options, &ranks_);
        bool const exists = ranks_.writes() && std::filesystem::exists(checkpoint());
        if (ranks_.gather_texts(exists ? "go on" : "begin")[0] == "go on") {
            auto const content = ranks_.gather_texts(exists ? read_file(checkpoint()) : "")[0];
            backend_->restore(read_checkpoint(checkpoint(), content, fingerprint_, state_));
            if (ranks_.writes()) write_metrics(directory_, state_.history);
        } else {
            std::vector<float> const zeros(start_.parameters.size(), 0.0F);
            backend_->restore({start_.parameters, zeros, zeros, 0});
        }
        if (ranks_.writes() && options.tensorboard) write_tensorboard(directory_, state_.history);
    }

    TrainResult run() {
        if (hooks_.on_begin) hooks_.on_begin();
        try {
            return result(train_epochs());
        } catch (TrainingFailure const& failure) {
            auto so_far = result(false);
            so_far.failure = failure.what();
            return so_far;
        }
    }

private:
    /// False if a stop was requested.
    bool train_epochs() {
        try {
            while (!is_over(options_, state_.history)) {
                if (!train_epoch()) return false;
                finish_epoch();
            }
            return true;
        } catch (RankLost const& lost) {
            save();  // at once, because a launcher soon ends the remaining ranks
            throw ranks_.who_is_lost(lost);
        }
    }

    std::string checkpoint() const { return directory_ + "/checkpoint.pt"; }
    /// Throws TrainingFailure, and keeps the last checkpoint, if a parameter is not finite.
    void save() const {
        if (!ranks_.writes()) return;
        auto const state = backend_->state();
        bool const finite =
            std::all_of(state.parameters.begin(), state.parameters.end(), [](float p) { return std::isfinite(p); });
        if (!finite) throw not_finite("a weight of the network");
        write_checkpoint(checkpoint(), fingerprint_, state_, state);
    }

    /// `lost`: the number that is NaN or infinite.
    TrainingFailure not_finite(std::string const& lost) const {
        bool const saved = std::filesystem::exists(checkpoint());
        return TrainingFailure{lost + " is not finite in epoch " + std::to_string(state_.epoch) + ", batch " +
                               std::to_string(state_.batch + 1) + ' ' +
                               likely_cause(data_, learning_rate(options_, state_.history, {1, 1})) +
                               (saved ? "; " + checkpoint() + " is the last checkpoint before" : "")};
    }

    /// False if a stop was requested; the checkpoint then holds all finished batches.
    bool train_epoch() {
        auto const batches =
            data::random_batches(sequences_, train_part_, static_cast<std::size_t>(options_.batch_size), options_.seed,
                                 static_cast<std::uint64_t>(state_.epoch));
        ReadAhead read_ahead{data_, batches};
        Stopwatch const watch;
        double const seconds_before = state_.seconds;
        double next_save = checkpoint_interval;
        for (; state_.batch < batches.size(); ++state_.batch) {
            state_.seconds = seconds_before + watch.seconds();
            if (hooks_.stop_requested && hooks_.stop_requested()) ranks_.ask_to_stop();
            if (ranks_.stop_asked()) return save(), false;
            if (watch.seconds() > next_save) save(), next_save += checkpoint_interval;
            read_ahead.at(state_.batch);
            train_batches(batches);
            state_.seconds = seconds_before + watch.seconds();
            if (hooks_.on_batch) hooks_.on_batch(progress(batches.size()));
        }
        return true;
    }

    /// Learns the next batches, as many as the backend takes at once; `state_.batch` is then the last of them.
    void train_batches(std::vector<data::Batch> const& all) {
        bool const one_by_one = options_.average == Average::ema;  // which needs the weights after each step
        std::size_t const most = one_by_one ? 1 : backend_->batches_at_once();
        std::span const batches{&all[state_.batch], std::min(most, all.size() - state_.batch)};
        std::vector<double> rates;
        for (std::size_t n = 1; n <= batches.size(); ++n) {
            rates.push_back(learning_rate(options_, state_.history, {state_.batch + n, all.size()}));
        }
        state_.loss_sum += backend_->learn_all(batches, rates, state_.epoch);
        if (!std::isfinite(state_.loss_sum)) throw not_finite("the training loss");
        for (auto const& batch : batches) state_.weight_sum += static_cast<double>(batch.size());
        add_step(state_.average, options_, *backend_);
        state_.batch += batches.size() - 1;
    }

    void finish_epoch() {
        if (state_.epoch == 1 && backend_->state().parameters == start_.parameters) {
            throw TrainingFailure{
                "no weight has changed in epoch 1 (single precision can't hold such small steps). Use a larger "
                "train.learning_rate or train.clip, or a shorter warm-up"};
        }
        EpochRecord record{state_.epoch, learning_rate(options_, state_.history, {1, 1}),
                           state_.loss_sum / state_.weight_sum};
        record.seconds = state_.seconds;
        record.events_per_second = static_cast<double>(train_part_.size()) / std::max(record.seconds, 1e-9);
        auto const found = validate();
        record.validation_loss = found.loss, record.validation_auc = found.auc;
        record.validation_bias = found.bias, record.validation_width = found.width;
        if (!std::isfinite(record.validation_loss)) throw not_finite("the validation loss");
        auto average =
            state_.average;  // stored once no rank can be lost any more: otherwise the end of the epoch is repeated
        add_epoch(average, options_, state_.epoch, *backend_);
        if (average.count > 0) {
            auto const of_average = validate_average(average);
            record.average_loss = of_average.loss, record.average_auc = of_average.auc;
        }
        if (average.count > 0 && !std::isfinite(record.average_loss))
            throw not_finite("the averaged network's validation loss");
        state_.average = std::move(average);
        double lowest = std::numeric_limits<double>::infinity();
        for (auto const& earlier : state_.history) lowest = std::min(lowest, loss_that_counts(options_, earlier));
        state_.history.push_back(record);
        if (loss_that_counts(options_, record) < lowest || state_.best_epoch == 0) keep_weights(record);
        ++state_.epoch, state_.batch = 0, state_.loss_sum = 0, state_.weight_sum = 0, state_.seconds = 0;
        save();
        if (ranks_.writes()) write_metrics(directory_, state_.history);
        if (ranks_.writes() && options_.tensorboard) add_to_tensorboard(directory_, record);
        if (hooks_.on_epoch) hooks_.on_epoch(record);
    }

    void keep_weights(EpochRecord const& record) {
        bool const averaged = record.average_loss < record.validation_loss || options_.freeze_average;
        bool const known = state_.average.count > 0;
        state_.best_epoch = state_.epoch;
        state_.best_parameters = averaged && known ? state_.average.as_floats() : backend_->state().parameters;
    }

    /// Logits of `batches`, in order; each rank computes every size-th batch.
    std::vector<float> logits_of(std::vector<data::Batch> const& batches) {
        std::vector<float> own, all;
        for (std::size_t k = ranks_.rank(); k < batches.size(); k += ranks_.size()) {
            auto const logits = backend_->logits(batches[k]);
            own.insert(own.end(), logits.begin(), logits.end());
        }
        if (ranks_.alone()) return own;
        auto const parts = ranks_.gather_lists(own);
        std::vector<std::size_t> at(parts.size(), 0);
        for (std::size_t k = 0; k < batches.size(); ++k) {
            std::size_t const rank = k % ranks_.size();
            std::size_t const numbers = batches[k].size() * options_.outputs();
            for (std::size_t b = 0; b < numbers; ++b) all.push_back(parts[rank][at[rank]++]);
        }
        return all;
    }

    Validation validate_average(AveragedWeights const& average) {
        auto const trained = backend_->state();
        backend_->restore({average.as_floats(), trained.moment1, trained.moment2, trained.steps});
        try {
            auto const result = validate();
            backend_->restore(trained);
            return result;
        } catch (RankLost const&) {
            backend_->restore(trained);  // for the checkpoint
            throw;
        }
    }

    /// Mean loss on the validation part, and the area under the ROC curve (VBF against all others) or the residuals.
    Validation validate() {
        ranks_.require_same("the network they have learnt", parameter_hash());
        return options_.finds_number() ? validate_number() : validate_classes();
    }

    Validation validate_number() {
        Validation result;
        std::vector<double> residuals, weights;
        auto const batches = data::batches_by_length(sequences_, validation_part_, validation_batch);
        auto const numbers = logits_of(batches);
        std::size_t at = 0;
        for (auto const& batch : batches) {
            for (std::size_t const n : batch) {
                double const r = static_cast<double>(numbers[at++]) - static_cast<double>(data_.labels[n]);
                result.loss +=
                    static_cast<double>(data_.weights[n]) * loss_of_residual(r, options_.loss, options_.delta);
                residuals.push_back(r / static_cast<double>(start_.target.scale));
                weights.push_back(options_.weights ? static_cast<double>(sequences_.events[n].weight) : 1.0);
            }
        }
        result.loss /= static_cast<double>(validation_part_.size());
        auto const summary = summary_of_residuals(residuals, weights);
        result.bias = summary.bias, result.width = summary.width;
        return result;
    }

    Validation validate_classes() {
        std::vector<float> scores, weights;
        std::vector<int> labels;
        double loss = 0;
        auto const batches = data::batches_by_length(sequences_, validation_part_, validation_batch);
        auto const logits = logits_of(batches);
        std::size_t at = 0;
        for (auto const& batch : batches) {
            for (std::size_t const n : batch) {
                auto const found = judge(&logits[at], options_.outputs(), data_.labels[n]);
                at += options_.outputs();
                loss += static_cast<double>(data_.weights[n]) * found.loss;
                scores.push_back(found.score);
                labels.push_back(data_.labels[n] == 1);
                weights.push_back(options_.weights ? sequences_.events[n].weight : 1.0F);
            }
        }
        Validation result;
        result.loss = loss / static_cast<double>(validation_part_.size());
        result.auc = hooks_.auc(scores, labels, weights);
        return result;
    }

    /// A hash of the parameters, which all ranks must share.
    std::string parameter_hash() const {
        if (ranks_.alone()) return "";
        auto const parameters = backend_->state().parameters;
        return sha256({reinterpret_cast<char const*>(parameters.data()), parameters.size() * sizeof(float)});
    }

    TrainProgress progress(std::size_t batches) const {
        double const done = state_.weight_sum;
        double const rate = done / std::max(state_.seconds, 1e-9);
        double const epochs_left = options_.max_epochs - state_.epoch;
        double const events_left = static_cast<double>(train_part_.size()) * (1 + epochs_left) - done;
        auto const& history = state_.history;
        double const auc = history.empty() ? std::nan("") : history.back().validation_auc;
        TrainProgress progress{
            state_.epoch, options_.max_epochs, state_.batch + 1, batches, state_.loss_sum / state_.weight_sum, auc,
            rate,         events_left / rate};
        if (!history.empty()) progress.validation_width = history.back().validation_width;
        return progress;
    }

    TrainResult result(bool finished) {
        std::string const processes = ranks_.alone() ? "" : ", " + std::to_string(ranks_.size()) + " processes";
        TrainResult result{finished, {}, state_.history, state_.best_epoch, backend_->name() + processes};
        if (state_.best_epoch > 0) {
            result.model = freeze(state_.best_parameters, options_, start_.normalisation, sequences_, start_.inputs,
                                  start_.joined, start_.target);
        }
        return result;
    }

    data::Sequences const& sequences_;
    TrainOptions options_;
    Ranks& ranks_;
    std::string directory_, fingerprint_;
    TrainHooks const& hooks_;
    TrainingStart const start_;
    std::vector<std::size_t> const &train_part_, &validation_part_;
    TrainingData const& data_;
    std::unique_ptr<Backend> backend_;
    TrainState state_;
};

}  // namespace

TrainResult train(data::Sequences const& sequences, TrainOptions const& options, std::string const& run_directory,
                  std::string const& fingerprint, TrainHooks const& hooks, Ranks* ranks) {
    check(options);
    require_room_for_blas();  // before the training, not when the model is frozen
    Ranks alone;
    return Training{sequences, options, run_directory, fingerprint, hooks, ranks != nullptr ? *ranks : alone}.run();
}

}  // namespace jetseq::train
