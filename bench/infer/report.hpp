#pragma once
#include "bench/infer/cost.hpp"
#include "bench/infer/engine.hpp"
#include "bench/limit.hpp"
#include "bench/surroundings.hpp"
#include "core/json/json.hpp"

/// The results as JSON, and a Markdown page of it.
namespace jetseq::bench {

/// One set of events: the first competitors are ours, the fastest instruction set first, one event at a time.
Json result(std::string const& name, Task const& task, std::vector<Competitor*> const& competitors, Peak const& peak);

Json result(Cost const& cost);

/// Largest difference of a score from the reference's.
double difference(std::vector<float> const& scores, std::vector<float> const& reference);

std::string markdown(Json const& report);

}  // namespace jetseq::bench
