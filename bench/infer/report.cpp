#include "bench/infer/report.hpp"

#include <algorithm>
#include <cmath>

#include "bench/page.hpp"

namespace jetseq::bench {
namespace {

bool has(std::string const& text, char const* part) { return text.find(part) != std::string::npos; }

double per_event(Json const& call) { return call["minimum_ns"]; }

/// The smallest time per event [ns] among the calls of `engine`, for single events or for batches.
double fastest(Json const& calls, std::string const& engine, bool single) {
    double best = NAN;
    for (auto const& call : calls) {
        if (call["engine"] == engine && call["single"] == single) best = std::fmin(best, per_event(call));
    }
    return best;
}

/// The limit of one of our engines [ns per event]; 0 if the peak was not measured.
double limit_of(std::string const& engine, Work const& work, Peak const& peak) {
    if (has(engine, "jetseq AVX-512") && peak.gmac_512 > 0) return limit_512(work, peak);
    if (has(engine, "jetseq AVX2") && peak.gmac_256 > 0) return limit_256(work, peak);
    return 0;
}

Json result(Competitor const& one, Competitor const& reference) {
    return {{"engine", one.engine},
            {"call", one.call},
            {"single", one.single},
            {"events", one.events},
            {"minimum_ns", one.minimum_ns()},
            {"median_ns", one.median_ns()},
            {"difference", difference(one.scores, reference.scores)}};
}

/// Adds the time of each call relative to ours, and the time of our calls relative to the limit.
void compare(Json& calls, Work const& work, Peak const& peak) {
    Json const all = calls;
    for (auto& call : calls) {
        std::string const engine = call["engine"];
        bool const single = call["single"];
        call["times_fastest"] = per_event(call) / fastest(all, all[0]["engine"], single);
        call["times_avx2"] = per_event(call) / fastest(all, "jetseq AVX2", single);
        double const limit = limit_of(engine, work, peak);
        if (limit == 0) continue;
        double const peak_gmac = has(engine, "512") ? peak.gmac_512 : peak.gmac_256;
        call["gmac_per_second"] = work.macs / per_event(call);
        call["fraction_of_peak"] = work.macs / per_event(call) / peak_gmac;
        call["times_limit"] = per_event(call) / limit;
    }
}

std::string calls_table(Json const& data) {
    std::string const ours = data["calls"][0]["engine"];
    std::string page = "| engine | call | ns per event, minimum | median | x " + ours.substr(ours.find(' ') + 1) +
                       " | x AVX2 | GMAC/s | of peak | x limit | "
                       "difference "
                       "|\n|---|---|---|---|---|---|---|---|---|---|\n";
    for (auto const& call : data["calls"]) {
        page += "| " + call["engine"].get<std::string>() + " | " + call["call"].get<std::string>() + " | " +
                number(call, "minimum_ns", "%.0f") + " | " + number(call, "median_ns", "%.0f") + " | " +
                number(call, "times_fastest", "%.2f") + " | " + number(call, "times_avx2", "%.2f") + " | " +
                number(call, "gmac_per_second", "%.1f") + " | " + number(call, "fraction_of_peak", "%.2f") + " | " +
                number(call, "times_limit", "%.2f") + " | " + number(call, "difference", "%.1e") + " |\n";
    }
    return page;
}

std::string data_section(Json const& data) {
    std::string page = "### " + data["name"].get<std::string>() + "\n\n";
    page += number(data, "events", "%.0f") + " events, " + number(data, "jets_per_event", "%.2f") +
            " jets each: " + number(data, "macs", "%.0f") + " multiply-adds, " +
            number(data, "transcendentals", "%.0f") + " transcendentals per event.\n";
    for (char const* const width : {"512", "256"}) {
        if (!data.contains(std::string{"limit_ns_"} + width)) continue;
        page += std::string{"Peak, "} + width +
                " bit: " + number(data, (std::string{"gmac_"} + width).c_str(), "%.1f GMAC/s; ") +
                number(data, (std::string{"exp2_ns_"} + width).c_str(), "%.4f ns per 2^x; ") + "limit " +
                number(data, (std::string{"limit_ns_"} + width).c_str(), "%.0f ns per event.\n");
    }
    return page + "\n" + calls_table(data) + "\n";
}

std::string cost_section(Json const& costs) {
    std::string page =
        "### Other resources\n\n| engine | load, ms | library, kB | resident per classifier, kB | allocations per "
        "event |\n|---|---|---|---|---|\n";
    for (auto const& cost : costs) {
        page += "| " + cost["engine"].get<std::string>() + " | " + number(cost, "load_ms", "%.2f") + " | " +
                number(cost, "library_kb", "%.0f") + " | " + number(cost, "resident_kb", "%.0f") + " | " +
                number(cost, "allocations", "%.1f") + " |\n";
    }
    return page + "\n";
}

std::string shapes_section(Json const& shapes) {
    std::string page =
        "### Other sizes (two layers, random weights, toy events)\n\n| cells | call | ns per event | ps per "
        "multiply-add |\n|---|---|---|---|\n";
    for (auto const& shape : shapes) {
        page += "| " + number(shape, "cells", "%.0f") + " | " + shape["call"].get<std::string>() + " | " +
                number(shape, "minimum_ns", "%.0f") + " | " + number(shape, "ps_per_mac", "%.1f") + " |\n";
    }
    return page + "\n";
}

}  // namespace

double difference(std::vector<float> const& scores, std::vector<float> const& reference) {
    double largest = 0;
    for (std::size_t n = 0; n < std::min(scores.size(), reference.size()); ++n) {
        double const here = std::fabs(static_cast<double>(scores[n]) - static_cast<double>(reference[n]));
        largest = here > largest || here != here ? here : largest;  // keeps NaN
        if (largest != largest) break;
    }
    return largest;
}

Json result(std::string const& name, Task const& task, std::vector<Competitor*> const& competitors, Peak const& peak) {
    auto const work = work_of(task.model, task.sequences);
    Json calls = Json::array();
    for (auto const* one : competitors) calls.push_back(result(*one, *competitors.front()));
    compare(calls, work, peak);
    double const events = static_cast<double>(task.sequences.size());
    Json data{{"name", name},
              {"events", task.sequences.size()},
              {"jets_per_event", static_cast<double>(task.sequences.jets.size()) / events},
              {"macs", work.macs},
              {"transcendentals", work.transcendentals}};
    if (peak.gmac_512 > 0) {
        data["gmac_512"] = peak.gmac_512, data["exp2_ns_512"] = peak.exp2_512;
        data["limit_ns_512"] = limit_512(work, peak);
    }
    if (peak.gmac_256 > 0) {
        data["gmac_256"] = peak.gmac_256, data["exp2_ns_256"] = peak.exp2_256;
        data["limit_ns_256"] = limit_256(work, peak);
    }
    data["calls"] = calls;
    return data;
}

Json result(Cost const& cost) {
    return {{"engine", cost.engine},
            {"load_ms", cost.load_ms},
            {"library_kb", cost.library_kb},
            {"resident_kb", cost.resident_kb},
            {"allocations", cost.allocations}};
}

std::string markdown(Json const& report) {
    auto const& around = report["surroundings"];
    std::string page = "`bench_infer`, one thread of " + around["processor"].get<std::string>() + ", compiler " +
                       around["compiler"].get<std::string>() + ", jetseq " + around["revision"].get<std::string>() +
                       ", " + std::to_string(report["rounds"].get<int>()) +
                       " rounds, processor time; load of the machine " + around["load_before"].get<std::string>() +
                       " before, " + report["load_after"].get<std::string>() + " after.\n\n";
    for (auto const& data : report["data"]) page += data_section(data);
    page += cost_section(report["cost"]) + shapes_section(report["shapes"]);
    for (auto const& one : report["two_threads"]) {
        page += "Two threads score " + number(one, "times", "%.2f") + " times as many events as one (" +
                one["call"].get<std::string>() + ").\n";
    }
    return page;
}

}  // namespace jetseq::bench
