#include <algorithm>
#include <cmath>

#include "bench/page.hpp"
#include "bench/train/train_bench.hpp"

namespace jetseq::bench {
namespace {

std::string joined(Words const& cells) {
    std::string line = "|";
    for (auto const& cell : cells) line += ' ' + cell + " |";
    return line + '\n';
}

std::string head(Words const& cells) {
    std::string line = joined(cells) + '|';
    for (std::size_t n = 0; n < cells.size(); ++n) line += "---|";
    return line + '\n';
}

std::string best_and_median(Json const& one, std::string const& time) {
    return number(one, time.c_str(), "%.1f") + " (" + number(one, (time + "_median").c_str(), "%.1f") + ")";
}

std::string megabytes(Json const& one, char const* key) { return text("%.0f", one[key].get<double>() / 1024); }

std::string speed_section(Json const& data) {
    std::string page = "### " + data["name"].get<std::string>() + "\n\n" + number(data, "events", "%.0f") +
                       " events, " + number(data, "jets_per_event", "%.2f") + " objects each with " +
                       number(data, "inputs", "%.0f") + " features, LSTM " + number(data, "layers", "%.0f") + " x " +
                       number(data, "cells", "%.0f") + ", " + number(data, "macs", "%.0f") + " multiply-adds; " +
                       megabytes(data, "flat_kb") +
                       " MB of flat data. Peak of one core: " + number(data, "gmac_512", "%.1f GMAC/s (512 bit), ") +
                       number(data, "gmac_256", "%.1f (256 bit).\n\n");
    page += head({"trainer", "threads", "thousand events / s, processor", "clock", "ours is faster, processor", "clock",
                  "GMAC/s", "of peak", "peak MB", "beyond libraries, x flat data"});
    for (auto const& one : data["trainers"]) {
        page += joined({one["trainer"], number(one, "threads", "%.0f"), best_and_median(one, "processor"),
                        best_and_median(one, "clock"), number(one, "ratio_processor", "%.1f"),
                        number(one, "ratio_clock", "%.1f"), number(one, "gmac_per_second", "%.1f"),
                        number(one, "fraction_of_peak", "%.3f"), megabytes(one, "peak_kb"),
                        number(one, "times_flat_data", "%.1f")});
    }
    return page + "\n";
}

std::string whole_job_section(Json const& jobs) {
    std::string page =
        "### The whole job\n\nFrom the command `jetseq train configs/vbf_rnn.yaml` to the frozen model, "
        "60 epochs of the sample. The same job on 2,000 events shows the memory that the libraries need.\n\n" +
        head({"threads", "s, clock", "s, processor", "peak MB", "libraries loaded, MB", "2,000 events, MB",
              "beyond 2,000 events, x flat data"});
    for (auto const& one : jobs) {
        page += joined({number(one, "threads", "%.0f"), number(one, "clock", "%.1f"), number(one, "processor", "%.1f"),
                        megabytes(one, "peak_kb"), megabytes(one, "loaded_kb"), megabytes(one, "footprint_kb"),
                        number(one, "times_flat_data", "%.1f")});
    }
    return page + "\n";
}

/// Numbers of one kind, one per seed.
struct Spread {
    std::vector<double> values;

    double mean() const {
        double sum = 0;
        for (double const value : values) sum += value;
        return sum / static_cast<double>(values.size());
    }
    double deviation() const {  ///< standard deviation of a single number
        double sum = 0;
        for (double const value : values) sum += (value - mean()) * (value - mean());
        return std::sqrt(sum / std::max<double>(1, static_cast<double>(values.size()) - 1));
    }
    std::string told(char const* format) const { return values.empty() ? "" : text(format, mean(), deviation()); }
};

Spread spread(Json const& trainer, std::size_t epoch, char const* what) {
    Spread result;
    for (auto const& epochs : trainer["seeds"]) result.values.push_back(epochs.at(epoch)[what]);
    return result;
}

/// Difference between the trainer and ours with the same seed, that is the same batches and initial parameters.
Spread above(Json const& trainer, Json const& ours, std::size_t epoch, char const* what) {
    Spread result = spread(trainer, epoch, what);
    auto const reference = spread(ours, epoch, what).values;
    for (std::size_t n = 0; n < reference.size(); ++n) result.values[n] -= reference[n];
    return result;
}

std::string curve_table(Json const& curves) {
    auto const& trainers = curves["trainers"];
    Words names{"epoch"};
    for (auto const& one : trainers) names.push_back(one["trainer"]);
    for (std::size_t n = 1; n < trainers.size(); ++n)
        names.push_back(trainers[n]["trainer"].get<std::string>() + ", minus ours with the same seed");
    std::string page = head(names);
    for (std::size_t epoch = 0; epoch < curves["epochs"].get<std::size_t>(); ++epoch) {
        Words row{std::to_string(epoch + 1)};
        for (auto const& one : trainers) row.push_back(spread(one, epoch, "validation_auc").told("%.5f +- %.5f"));
        for (std::size_t n = 1; n < trainers.size(); ++n) {
            row.push_back(above(trainers[n], trainers[0], epoch, "validation_auc").told("%+.5f +- %.5f"));
        }
        page += joined(row);
    }
    return page;
}

/// The first epoch of each seed with a validation loss of at most the threshold. Seeds that don't reach it are left
/// out.
std::vector<Json> arrivals(Json const& trainer, double threshold) {
    std::vector<Json> all;
    for (auto const& epochs : trainer["seeds"]) {
        for (std::size_t n = 0; n < epochs.size(); ++n) {
            if (epochs[n]["validation_loss"].get<double>() > threshold) continue;
            all.push_back(epochs[n]);
            all.back()["epoch"] = n + 1;
            break;
        }
    }
    return all;
}

std::string arrival_table(Json const& curves) {
    std::string page =
        head({"trainer", "seeds that reach it", "epochs", "s, processor", "s, clock", "ours is faster, processor"});
    double ours = 0;
    for (auto const& one : curves["trainers"]) {
        auto const all = arrivals(one, curves["threshold"]);
        auto const of = [&all](char const* what) {
            Spread result;
            for (auto const& arrival : all) result.values.push_back(arrival[what].get<double>());
            return result;
        };
        auto const processor = of("processor");
        if (ours == 0 && !all.empty()) ours = processor.mean();
        page += joined({one["trainer"], std::to_string(all.size()) + " of " + std::to_string(one["seeds"].size()),
                        of("epoch").told("%.1f +- %.1f"), processor.told("%.2f +- %.2f"),
                        of("clock").told("%.2f +- %.2f"), all.empty() ? "" : text("%.1f", processor.mean() / ours)});
    }
    return page;
}

std::string curves_section(Json const& curves) {
    return "### Learning curves\n\nAUC of the validation part, mean and standard deviation of the seeds; one "
           "thread.\n\n" +
           curve_table(curves) + "\nTime until the validation loss is at most " + number(curves, "threshold", "%.3f") +
           ", from data in memory, with validation:\n\n" + arrival_table(curves) + "\n";
}

}  // namespace

std::string training_page(Json const& report) {
    auto const& around = report["surroundings"];
    std::string page = "`bench_train`, " + around["processor"].get<std::string>() + ", compiler " +
                       around["compiler"].get<std::string>() + ", jetseq " + around["revision"].get<std::string>() +
                       ", " + std::to_string(report["rounds"].get<int>()) + " rounds; load of the machine " +
                       around["load_before"].get<std::string>() + " before, " +
                       report["load_after"].get<std::string>() + " after.\n\n";
    for (auto const& data : report["speed"]) page += speed_section(data);
    if (!report["whole_job"].empty()) page += whole_job_section(report["whole_job"]);
    if (!report["curves"].empty()) page += curves_section(report["curves"]);
    return page;
}

}  // namespace jetseq::bench
