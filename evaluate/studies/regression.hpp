#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/json/json.hpp"
#include "evaluate/metrics/leakage.hpp"
#include "evaluate/metrics/measured.hpp"
#include "evaluate/studies/importance.hpp"

namespace jetseq::evaluate {

/// A number of each event: as it is, and as a model finds it.
struct FoundNumbers {
    std::vector<float> truth, found, weight;

    std::size_t size() const noexcept { return truth.size(); }
};

/// The residuals found - true of some events, in the unit of the number, and the ratios found / true, which are NaN if
/// a true number is not above 0. Weighted; errors by bootstrap.
struct Residuals {
    std::uint64_t events = 0;
    double mean_truth = 0;
    Measured bias;   ///< median of the residuals
    Measured width;  ///< half of the central 68 % interval of the residuals
    Measured rms;    ///< root of their mean square
    Measured mean_absolute;
    Measured ratio;        ///< median of the ratios
    Measured ratio_width;  ///< half of their central 68 % interval
};

Residuals residuals_of(FoundNumbers const& numbers);

/// Events with low <= true number < high; the last bin includes its upper edge.
struct ResidualBin {
    double low = 0, high = 0;
    Residuals residuals;
};

/// At most `bins` bins of the true number that hold about the same number of events.
std::vector<double> truth_edges(std::vector<float> const& truth, std::size_t bins = 10);
std::vector<ResidualBin> residuals_in_bins(FoundNumbers const& numbers, std::vector<double> const& edges);

/// Results of one model.
struct RegressionModel {
    std::string name;
    FoundNumbers numbers;
    Residuals all = {};
    std::vector<ResidualBin> bins = {};
};

/// One epoch of the training; an unknown number is NaN.
struct RegressionEpoch {
    int epoch = 0;
    double train_loss, validation_loss, validation_bias, validation_width, learning_rate;
};

/// The evaluation of a network that finds a number.
struct Regression {
    std::string target;                   ///< name of the number
    std::string title, experiment;        ///< texts of the page; the latter may be empty
    std::vector<std::string> data;        ///< evaluated files
    std::string part;                     ///< which events of them
    std::vector<RegressionModel> models;  ///< the first one is evaluated, the others are compared with it
    std::vector<Importance> importances;  ///< what the mean absolute residual gains
    std::vector<RegressionEpoch> history;
    std::map<std::string, double> parity;  ///< largest abs(number - LibTorch's) of each backend
    std::optional<Leakage> leakage;        ///< absent: unknown
    std::vector<std::string> warnings;
    std::vector<std::pair<std::string, std::string>> provenance;
};

/// Sets the residuals of all models, in the same bins.
void measure(Regression& regression);

/// Gain of the mean absolute residual if an input is permuted among the events: see importances().
std::vector<Importance> residual_importances(EventInputs const& inputs, FoundNumbers const& nominal,
                                             ScoreInputs const& score, int repeats = 3);

/// The content of report.json.
Json regression_json(Regression const& regression);

}  // namespace jetseq::evaluate
