#include "workflow/models/model_inputs.hpp"

#include <algorithm>

#include "core/error.hpp"
#include "core/text/near_match.hpp"
#include "data/sequences/variables.hpp"
#include "train/input/joined_inputs.hpp"

namespace jetseq::workflow {
namespace {

/// Adds the names that are not there.
void add_names(Strings& to, Strings const& more) {
    for (auto const& name : more) {
        if (std::find(to.begin(), to.end(), name) == to.end()) to.push_back(name);
    }
}

void add_meanings(std::vector<Meaning>& to, std::vector<Meaning> const& more) {
    for (auto const& meaning : more) {
        if (std::find(to.begin(), to.end(), meaning) == to.end()) to.push_back(meaning);
    }
}

/// Sets `columns` to those of the row that begins at `row`.
void point_to(float const* row, std::vector<std::size_t> const& places, std::vector<float const*>& columns) {
    columns.clear();
    for (std::size_t const place : places) columns.push_back(row + place);
}

}  // namespace

Strings variables_of(FrozenModel const& model) {
    return model.takes_variables() ? train::names_of(model.inputs) : Strings{};
}

data::EventChoice choice_of(FrozenModel const& model) {
    auto const* const network = std::get_if<JoinedNetwork>(&model.network);
    return network ? train::choice_of(*network) : data::EventChoice{};
}

data::EventChoice joined_choice(std::vector<FrozenModel> const& models) {
    data::EventChoice all;
    for (auto const& model : models) {
        auto const choice = choice_of(model);
        add_names(all.variables, choice.variables);
        add_meanings(all.meanings, choice.meanings);
        for (auto const& objects : choice.objects) {
            auto const same = [&](data::ObjectChoice const& one) { return data::are_alike(one, objects); };
            auto const found = std::find_if(all.objects.begin(), all.objects.end(), same);
            if (found == all.objects.end())
                all.objects.push_back(objects);
            else
                add_names(found->features, objects.features), add_meanings(found->meanings, objects.meanings);
        }
    }
    return all;
}

ModelInputs::ModelInputs(FrozenModel const& model, data::Sequences const& sequences)
    : model_{model}, sequences_{sequences} {
    auto const choice = choice_of(model);
    for (auto const& objects : choice.objects) {
        auto const& list = data::list_for(objects, sequences);
        lists_.push_back({&list, data::places_of(objects.features, list), {}, {}});
    }
    places_ = data::places_of(model.takes_variables() ? variables_of(model) : choice.variables, sequences.variables);
}

EventBatch ModelInputs::event(std::size_t n, EventIds who) {
    point_to(sequences_.variables.row(n), places_, variables_);
    if (model_.takes_variables()) return {VariableColumns{variables_.data()}, 1, who};
    if (!model_.takes_sequences()) {
        jets_[1] = sequences_.length(n);
        return {sequences_[n].data(), jets_, 1, who};
    }
    of_lists_.clear();
    for (auto& list : lists_) {
        point_to(list.from->row(n), list.places, list.columns);
        list.offsets[0] = 0, list.offsets[1] = list.from->length(n);
        of_lists_.push_back({{list.columns.data(), list.from->width()}, list.offsets});
    }
    return {of_lists_.data(), {variables_.data()}, 1, who};
}

data::Sequences read_by(FrozenModel const& model, data::Sequences const& sequences) {
    data::Sequences own = sequences;
    own.objects.clear();
    if (!model.takes_sequences()) return own;
    auto const choice = choice_of(model);
    for (auto const& objects : choice.objects) own.objects.emplace_back().choice = objects;
    own.variables = {choice.variables, {}};
    ModelInputs inputs{model, sequences};
    std::vector<float> numbers;
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        auto const batch = inputs.event(n, {nullptr, nullptr});
        for (std::size_t s = 0; s < own.objects.size(); ++s) {
            auto const& [objects, offsets] = batch.sequences[s];
            std::size_t const count = offsets[1] - offsets[0];
            numbers.clear();
            for (std::size_t i = 0; i < count; ++i) {
                for (std::size_t k = 0; k < own.objects[s].width(); ++k)
                    numbers.push_back(objects.columns[k][i * objects.stride]);
            }
            own.objects[s].add(numbers.data(), count);
        }
        for (std::size_t k = 0; k < choice.variables.size(); ++k) {
            own.variables.values.push_back(batch.variables.columns[k][0]);
        }
    }
    return own;
}

}  // namespace jetseq::workflow
