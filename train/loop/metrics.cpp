#include "train/loop/metrics.hpp"

#include <algorithm>
#include <cmath>

#include "core/io/output_file.hpp"
#include "core/text/number_text.hpp"

namespace jetseq::train {

void write_metrics(std::string const& run_directory, std::vector<EpochRecord> const& history) {
    bool const averages = std::any_of(history.begin(), history.end(),
                                      [](EpochRecord const& record) { return std::isfinite(record.average_loss); });
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
