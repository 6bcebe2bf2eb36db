#pragma once
#include "bench/infer/cost.hpp"
#include "bench/infer/engine.hpp"
#include "bench/limit.hpp"
#include "bench/surroundings.hpp"
#include "core/json/json.hpp"

/// The results as JSON, and as a page in Markdown.
namespace jetseq::bench {

/// The results for one set of events. The first competitor must be our fastest instruction set with single events.
Json result(std::string const& name, Task const& task, std::vector<Competitor*> const& competitors, Peak const& peak);

Json result(Cost const& cost);

/// Largest difference between a score and that of the reference.
double difference(std::vector<float> const& scores, std::vector<float> const& reference);

std::string markdown(Json const& report);

}  // namespace jetseq::bench
