#include "train/loop/metrics.hpp"

#include <algorithm>
#include <cmath>

#include "core/io/output_file.hpp"
#include "core/text/number_text.hpp"

namespace jetseq::train {

namespace {

/// Writes the table of a network that finds a number.
void write_metrics_of_number(std::string const& run_directory, std::vector<EpochRecord> const& history, bool averages) {
    std::string table = std::string{metrics_of_number_begin} + "seconds,events_per_second";
    table += averages ? ",average_loss\n" : "\n";
    for (auto const& record : history) {
        table += std::to_string(record.epoch);
        for (double const value :
             {record.learning_rate, record.train_loss, record.validation_loss, record.validation_bias,
              record.validation_width, record.seconds, record.events_per_second}) {
            table += ',' + significant(value, 9);
        }
        if (averages) table += ',' + significant(record.average_loss, 9);
        table += '\n';
    }
    write_file(run_directory + "/metrics.csv", table);
}

}  // namespace

void write_metrics(std::string const& run_directory, std::vector<EpochRecord> const& history) {
    bool const averages = std::any_of(history.begin(), history.end(),
                                      [](EpochRecord const& record) { return std::isfinite(record.average_loss); });
    bool const numbers =
        std::any_of(history.begin(), history.end(), [](auto const& one) { return one.has_residuals(); });
    if (numbers) return write_metrics_of_number(run_directory, history, averages);
    std::string table = metrics_begin;
    table += averages ? "seconds,events_per_second,average_loss,average_auc\n" : "seconds,events_per_second\n";
    for (auto const& record : history) {
        table += std::to_string(record.epoch);
        for (double const value : {record.learning_rate, record.train_loss, record.validation_loss,
                                   record.validation_auc, record.seconds, record.events_per_second}) {
            table += ',' + significant(value, 9);
        }
        if (averages) table += ',' + significant(record.average_loss, 9) + ',' + significant(record.average_auc, 9);
        table += '\n';
    }
    write_file(run_directory + "/metrics.csv", table);
}

}  // namespace jetseq::train
