#pragma once
#include "evaluate/studies/regression.hpp"
#include "workflow/evaluate/evaluation.hpp"

namespace jetseq::workflow {

/// True if the model of `options` finds a number.
bool is_regression(EvaluationOptions const& options);

/// Measures a model that finds a number. Throws Error, also for an option that only has a meaning for classes.
evaluate::Regression run_regression(EvaluationOptions const& options, Listener& listener);

}  // namespace jetseq::workflow
