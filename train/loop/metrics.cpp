#include "train/loop/metrics.hpp"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <sstream>

#include "core/io/output_file.hpp"

namespace jetseq::train {

void write_metrics(std::string const& run_directory, std::vector<EpochRecord> const& history) {
    bool const averages = std::any_of(history.begin(), history.end(),
                                      [](EpochRecord const& record) { return std::isfinite(record.average_loss); });
    std::ostringstream table;
    table << metrics_begin << "seconds,events_per_second" << (averages ? ",average_loss,average_auc\n" : "\n");
    table << std::setprecision(9);
    for (auto const& record : history) {
        table << record.epoch << ',' << record.learning_rate << ',' << record.train_loss << ','
              << record.validation_loss << ',' << record.validation_auc << ',' << record.seconds << ','
              << record.events_per_second;
        if (averages) table << ',' << record.average_loss << ',' << record.average_auc;
        table << '\n';
    }
    write_file(run_directory + "/metrics.csv", table.str());
}

}  // namespace jetseq::train
