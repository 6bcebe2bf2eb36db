#pragma once
#include <limits>
#include <string>
#include <vector>

#include "core/json/json.hpp"

namespace jetseq::evaluate {

/// A number that two reports have.
struct Change {
    std::string where;  ///< "by_n_jets / 1 / auc"
    double before, after;
    double error = std::numeric_limits<double>::quiet_NaN();  ///< those of both added in quadrature; NaN: the numbers
                                                              ///< have no errors
    int better = 0;                                           ///< 1: more is better, -1: less is better, 0: neither

    double difference() const noexcept { return after - before; }
    bool has_error() const noexcept;
    bool is_significant() const noexcept;  ///< if they differ by more than two standard deviations
    std::string verdict() const;           ///< "better", "worse", "changed"; "" if the difference is not significant
};

/// A text that differs between two reports, such as the name of the data.
struct TextChange {
    std::string where, before, after;
};

struct ReportComparison {  // NOLINT(bugprone-exception-escape): ordered_json's move is not marked, and throws nothing
    std::string before, after;    ///< the names of the reports
    std::vector<Change> numbers;  ///< that differ
    std::vector<TextChange> texts;
    std::vector<std::string> only_before, only_after;  ///< keys that only one of them has
    std::size_t same = 0;                              ///< numbers that are equal
    Json roc_before, roc_after;                        ///< the curves, for the plot
    std::string vbf = "VBF", ggf = "ggF/DY";           ///< names of the classes 1 and 0 in the plot
};

/// Compares two report.json. Errors are taken as independent; they are smaller for the same events, so a change that is
/// called significant is. Curves and distributions are not compared.
ReportComparison compare_reports(std::string const& before_name, Json const& before, std::string const& after_name,
                                 Json const& after);

/// "3 numbers changed by more than two standard deviations, ...", without a full stop.
std::string comparison_summary(ReportComparison const& comparison);

Json comparison_json(ReportComparison const& comparison);

}  // namespace jetseq::evaluate
