#include "infer/input_binding.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "core/text/near_match.hpp"

namespace jetseq {
namespace {

constexpr char of_event[] = "event";

using Names = std::vector<std::string>;

Names names_of(View<InputVariable> inputs) {
    Names names;
    for (auto const& input : inputs) names.push_back(input.name);
    return names;
}

/// The place of `name`; `reads`: "the network reads of 'tracks'", for the error without one.
std::size_t place_of(std::string const& name, Names const& names, std::string const& reads) {
    auto const found = std::find(names.begin(), names.end(), name);
    if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
    throw Error{reads + " no '" + name + "' (it reads: " + joined(names) + "). Name one of these" +
                did_you_mean(name, names)};
}

}  // namespace

struct InputBinding::Content {
    struct Table {
        std::string name;
        Names names;
        std::vector<NumberColumn> columns;
    };

    explicit Content(Classifier const& classifier) {
        for (auto const& sequence : classifier.sequences()) {
            add(sequence.name, names_of({sequence.features.data(), sequence.features.size()}));
        }
        objects.resize(tables.size());
        if (auto const variables = names_of(classifier.variables()); !variables.empty()) add(of_event, variables);
        for (std::size_t s = 0; s < objects.size(); ++s) {
            objects[s] = {{nullptr, 1, tables[s].columns.data()}, nullptr};
        }
    }
    Content(Content const&) = delete;  // the columns point into it
    Content& operator=(Content const&) = delete;

    void add(std::string const& name, Names const& names) {
        tables.push_back({name, names, std::vector<NumberColumn>(names.size())});
    }
    std::size_t table_of(std::string const& name) const {
        Names names;
        for (auto const& table : tables) names.push_back(table.name);
        return place_of(name, names, "the network has");
    }
    /// Null if there are none.
    NumberColumn const* variables() const noexcept {
        return tables.size() > objects.size() ? tables.back().columns.data() : nullptr;
    }

    std::vector<Table> tables;  ///< of each sequence, then of the event
    std::vector<SequenceColumns> objects;
};

InputBinding::InputBinding(Classifier const& classifier) : content_{new Content{classifier}} {
    if (!content_->tables.empty()) return;
    delete content_;
    throw Error{"model '" + classifier.model().name +
                "' reads jets, no inputs by names. Give it the columns pt, eta, phi, e"};
}

InputBinding::InputBinding(InputBinding&& other) noexcept : content_{std::exchange(other.content_, nullptr)} {}

InputBinding::~InputBinding() { delete content_; }

InputBinding& InputBinding::bind(std::string const& sequence, std::string const& name, NumberColumn const& column) {
    auto& table = content_->tables[content_->table_of(sequence)];
    table.columns[place_of(name, table.names, "the network reads of '" + sequence + "'")] = column;
    return *this;
}

InputBinding& InputBinding::bind_offsets(std::string const& sequence, std::uint64_t const* offsets) {
    std::size_t const n = content_->table_of(sequence);
    if (n >= content_->objects.size()) throw Error{"'event' has one number per event, no offsets. Bind its variables"};
    content_->objects[n].offsets = offsets;
    return *this;
}

EventBatch InputBinding::batch(std::size_t events, EventIds ids) const {
    for (auto const& table : content_->tables) {
        for (std::size_t k = 0; k < table.columns.size(); ++k) {
            if (table.columns[k].is_bound()) continue;
            throw Error{"'" + table.names[k] + "' of '" + table.name + "' is not bound to a column. Bind it"};
        }
    }
    for (std::size_t s = 0; s < content_->objects.size(); ++s) {
        if (content_->objects[s].offsets) continue;
        throw Error{"the offsets of '" + content_->tables[s].name + "' are not bound. Bind them"};
    }
    VariableColumns const variables{nullptr, 1, content_->variables()};
    if (content_->objects.empty()) return {variables, events, ids};
    return {content_->objects.data(), variables, events, ids};
}

}  // namespace jetseq
