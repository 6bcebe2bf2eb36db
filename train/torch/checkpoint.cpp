#include "train/torch/checkpoint.hpp"

#include <algorithm>
#include <sstream>

#include "core/error.hpp"
#include "core/io/output_file.hpp"
#include "core/io/read_file.hpp"
#include "core/io/sha256.hpp"
#include "models/networks/libtorch.hpp"

namespace jetseq::train {
namespace {

using torch::serialize::InputArchive, torch::serialize::OutputArchive;

constexpr std::size_t sha256_digits = 64;

std::string first_line(c10::Error const& error) {
    std::string const text = error.what_without_backtrace();
    return text.substr(0, text.find('\n'));
}

torch::Tensor as_tensor(TrainState const& state) {
    return torch::tensor(
        {static_cast<double>(state.epoch), static_cast<double>(state.batch), state.loss_sum, state.weight_sum,
         state.seconds, static_cast<double>(state.best_epoch), static_cast<double>(state.average.count)},
        torch::kFloat64);
}

torch::Tensor as_tensor(std::vector<EpochRecord> const& history) {
    bool const numbers =
        std::any_of(history.begin(), history.end(), [](auto const& one) { return one.has_residuals(); });
    int const columns = numbers ? 11 : 9;
    auto table = torch::zeros({static_cast<std::int64_t>(history.size()), columns}, torch::kFloat64);
    auto rows = table.accessor<double, 2>();
    for (std::size_t n = 0; n < history.size(); ++n) {
        EpochRecord const& record = history[n];
        double const values[] = {static_cast<double>(record.epoch),
                                 record.learning_rate,
                                 record.train_loss,
                                 record.validation_loss,
                                 record.validation_auc,
                                 record.seconds,
                                 record.events_per_second,
                                 record.average_loss,
                                 record.average_auc,
                                 record.validation_bias,
                                 record.validation_width};
        for (int k = 0; k < columns; ++k) rows[static_cast<std::int64_t>(n)][k] = values[k];
    }
    return table;
}

std::vector<EpochRecord> history_from(torch::Tensor const& table) {
    std::vector<EpochRecord> history;
    auto const rows = table.accessor<double, 2>();
    for (std::int64_t n = 0; n < table.size(0); ++n) {
        auto const row = rows[n];
        history.push_back({static_cast<int>(row[0]), row[1], row[2], row[3], row[4], row[5], row[6], row[7], row[8]});
        if (table.size(1) < 11) continue;  // of classes
        history.back().validation_bias = row[9], history.back().validation_width = row[10];
    }
    return history;
}

torch::Tensor as_tensor(std::vector<float> const& values) { return torch::tensor(values, torch::kFloat32); }
torch::Tensor as_tensor(std::vector<double> const& values) { return torch::tensor(values, torch::kFloat64); }

std::vector<float> floats_from(InputArchive& archive, std::string const& name) {
    torch::Tensor tensor;
    archive.read(name, tensor, true);
    return {tensor.data_ptr<float>(), tensor.data_ptr<float>() + tensor.numel()};
}

/// Single precision in checkpoints of older versions.
std::vector<double> doubles_from(InputArchive& archive, std::string const& name) {
    torch::Tensor tensor;
    archive.read(name, tensor, true);
    auto const doubles = tensor.to(torch::kFloat64).contiguous();
    return {doubles.data_ptr<double>(), doubles.data_ptr<double>() + doubles.numel()};
}

/// Empty in checkpoints of older versions.
std::vector<float> bias_pairs_from(InputArchive& archive) {
    torch::Tensor tensor;
    if (!archive.try_read("bias_pairs", tensor, true)) return {};
    return floats_from(archive, "bias_pairs");
}

void restore(InputArchive& archive, TrainState& state) {
    torch::Tensor place, history;
    archive.read("state", place, true);
    archive.read("history", history, true);
    auto const values = place.accessor<double, 1>();
    state.epoch = static_cast<int>(values[0]);
    state.batch = static_cast<std::size_t>(values[1]);
    state.loss_sum = values[2], state.weight_sum = values[3], state.seconds = values[4];
    state.best_epoch = static_cast<int>(values[5]);
    state.average.count = static_cast<std::int64_t>(values[6]);
    state.history = history_from(history);
    state.best_parameters = floats_from(archive, "best");
    state.average.values = doubles_from(archive, "average");
}

/// The archive followed by its SHA-256, because LibTorch ignores the checksums inside. Programs that read zip files
/// ignore what follows.
std::string sealed(std::string const& archive) { return archive + sha256(archive); }

/// The inverse of sealed(). Throws Error if the checksum does not match.
std::string unsealed(std::string const& path, std::string const& content) {
    std::size_t const size = content.size() - std::min(content.size(), sha256_digits);
    std::string archive = content.substr(0, size);
    if (sha256(archive) == content.substr(size)) return archive;
    throw Error{"can't read " + path +
                " (damaged, or not a checkpoint: its checksum is not that of its content). "
                "Train again into another folder"};
}

void require_fingerprint(InputArchive& archive, std::string const& path, std::string const& fingerprint) {
    torch::IValue written;
    archive.read("fingerprint", written);
    if (written.toStringRef() == fingerprint) return;
    throw Error{path +
                " belongs to another training (its data or options differ). "
                "Resume with the configuration it began with, or train into another folder"};
}

Error damaged(std::string const& path, c10::Error const& error) {
    return Error{"can't read " + path + " (damaged, or not a checkpoint: " + first_line(error) +
                 "). Train again into another folder"};
}

}  // namespace

void write_checkpoint(std::string const& path, std::string const& fingerprint, TrainState const& state,
                      OptimiserState const& optimiser) {
    OutputArchive archive;
    archive.write("fingerprint", torch::IValue{fingerprint});
    archive.write("state", as_tensor(state), true);
    archive.write("history", as_tensor(state.history), true);
    archive.write("best", as_tensor(state.best_parameters), true);
    archive.write("average", as_tensor(state.average.values), true);
    archive.write("parameters", as_tensor(optimiser.parameters), true);
    archive.write("moment1", as_tensor(optimiser.moment1), true);
    archive.write("moment2", as_tensor(optimiser.moment2), true);
    archive.write("bias_pairs", as_tensor(optimiser.bias_pairs), true);
    archive.write("steps", torch::IValue{optimiser.steps});
    std::ostringstream bytes;  // LibTorch itself would end the program on a full disk
    archive.save_to(bytes);
    write_file(path, sealed(bytes.str()));
}

void require_checkpoint_of(std::string const& path, std::string const& fingerprint) {
    auto const whole = unsealed(path, read_file(path));
    try {
        InputArchive archive;
        archive.load_from(whole.data(), whole.size(), torch::kCPU);
        require_fingerprint(archive, path, fingerprint);
    } catch (c10::Error const& error) {
        throw damaged(path, error);
    }
}

OptimiserState read_checkpoint(std::string const& path, std::string const& content, std::string const& fingerprint,
                               TrainState& state) {
    auto const whole = unsealed(path, content);
    try {
        InputArchive archive;
        archive.load_from(whole.data(), whole.size(), torch::kCPU);
        require_fingerprint(archive, path, fingerprint);
        restore(archive, state);
        torch::IValue steps;
        archive.read("steps", steps);
        return {floats_from(archive, "parameters"), floats_from(archive, "moment1"), floats_from(archive, "moment2"),
                steps.toInt(), bias_pairs_from(archive)};
    } catch (c10::Error const& error) {
        throw damaged(path, error);
    }
}

}  // namespace jetseq::train
