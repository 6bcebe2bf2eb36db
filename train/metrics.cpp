#include "jetseq/train/metrics.hpp"

#include <iomanip>
#include <sstream>

#include "jetseq/event/output_file.hpp"

namespace jetseq {

void write_metrics(std::string const& run_directory, std::vector<EpochRecord> const& history) {
    std::ostringstream table;
    table << "epoch,learning_rate,train_loss,validation_loss,validation_auc,seconds,events_per_second\n";
    table << std::setprecision(9);
    for (auto const& record : history) {
        table << record.epoch << ',' << record.learning_rate << ',' << record.train_loss << ','
              << record.validation_loss << ',' << record.validation_auc << ',' << record.seconds << ','
              << record.events_per_second << '\n';
    }
    write_file(run_directory + "/metrics.csv", table.str());
}

}  // namespace jetseq
