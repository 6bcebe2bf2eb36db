// The extension module jetseq._core: checks the arguments from Python and scores arrays in place.
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <algorithm>
#include <atomic>

#include "core/expression/expression.hpp"
#include "core/parallel/parallel_for.hpp"
#include "core/version.hpp"
#include "event/unknown_number.hpp"
#include "infer/scorer.hpp"

namespace py = pybind11;
using namespace jetseq;

namespace {

constexpr std::size_t jets_looked_at = 1000;    // per call, up to the end of an event
constexpr std::size_t events_per_thread = 256;  // below, starting a thread takes longer than scoring them

struct PythonClassifier {
    Classifier classifier;
    std::atomic<bool> warned = false;

    explicit PythonClassifier(std::string const& path) : classifier{Classifier::load(path)} {}
};

template <class T>
bool holds(py::array const& array) {
    return py::isinstance<py::array_t<T>>(array);
}

std::string type_of(py::array const& array) { return py::str(array.dtype()); }

[[noreturn]] void refuse(std::string const& what) { throw Error{what}; }

/// A column in place: its first float and the distance between jets in floats.
struct FloatColumn {
    float const* data;
    std::size_t size, stride;
};

FloatColumn column(py::array const& array, char const* name) {
    if (!holds<float>(array)) {
        refuse(std::string{name} + " is of type " + type_of(array) +
               " (a column is read where it lies, as float32). Try " + name + ".astype(numpy.float32)");
    }
    if (array.ndim() != 1) {
        refuse(std::string{name} + " has " + std::to_string(array.ndim()) +
               " dimensions (a column holds the jets of all events, one after the other). Try jets[valid] and offsets");
    }
    auto const* data = static_cast<float const*>(array.data());
    auto const size = static_cast<std::size_t>(array.size());
    auto const bytes = size > 1 ? array.strides(0) : static_cast<py::ssize_t>(sizeof(float));
    bool const fits =
        bytes > 0 && bytes % sizeof(float) == 0 && reinterpret_cast<std::uintptr_t>(data) % sizeof(float) == 0;
    if (!fits) {
        refuse(std::string{name} + " does not lie on whole floats (its jets are " + std::to_string(bytes) +
               " bytes apart). Try numpy.ascontiguousarray(" + name + ")");
    }
    return {data, size, static_cast<std::size_t>(bytes) / sizeof(float)};
}

struct FloatColumns {
    JetColumns jets;
    std::size_t size;
};

FloatColumns columns(py::array const& pt, py::array const& eta, py::array const& phi, py::array const& e) {
    FloatColumn const all[] = {column(pt, "pt"), column(eta, "eta"), column(phi, "phi"), column(e, "e")};
    for (FloatColumn const& other : all) {
        if (other.size != all[0].size) {
            refuse("pt has " + std::to_string(all[0].size) + " jets, another column " + std::to_string(other.size) +
                   " (jet n is entry n of all four). Give columns of the same selection");
        }
        if (other.stride != all[0].stride) {
            refuse(
                "the columns have different strides (jet n must be found alike in all four). "
                "Try numpy.ascontiguousarray of each");
        }
    }
    return {{all[0].data, all[1].data, all[2].data, all[3].data, all[0].stride}, all[0].size};
}

/// The offsets in place; a negative signed one exceeds any number of jets.
View<std::uint64_t> offsets_into(std::size_t jets, py::array const& array) {
    if (!holds<std::uint64_t>(array) && !holds<std::int64_t>(array)) {
        refuse("offsets are of type " + type_of(array) +
               " (read where they lie, as uint64 or int64). Try "
               "offsets.astype(numpy.int64)");
    }
    if (array.ndim() != 1 || array.size() == 0 || !(array.flags() & py::array::c_style)) {
        refuse(
            "offsets are not a list without gaps of the first jet of each event and the end of the last "
            "(one entry more than events). Try numpy.concatenate([[0], numpy.cumsum(counts)])");
    }
    View<std::uint64_t> const offsets{static_cast<std::uint64_t const*>(array.data()),
                                      static_cast<std::size_t>(array.size())};
    auto const wrong = std::is_sorted_until(offsets.begin(), offsets.end()) - offsets.begin();
    if (static_cast<std::size_t>(wrong) < offsets.size()) {
        refuse("offsets[" + std::to_string(wrong) +
               "] is below the one before (events follow each other). Try "
               "numpy.concatenate([[0], numpy.cumsum(counts)])");
    }
    auto const end = offsets[offsets.size() - 1];
    if (end > jets) {
        refuse("offsets end at " + std::to_string(static_cast<std::int64_t>(end)) + ", the columns at " +
               std::to_string(jets) + " (an offset is the number of a jet). Look how both were made");
    }
    return offsets;
}

py::array_t<float> room_for(std::size_t events, py::object const& out) {
    if (out.is_none()) return py::array_t<float>(static_cast<py::ssize_t>(events));
    bool const fits = py::isinstance<py::array_t<float, py::array::c_style>>(out);
    if (!fits) refuse("out is not a float32 array without gaps. Try numpy.empty(events, numpy.float32)");
    auto scores = py::reinterpret_borrow<py::array_t<float>>(out);
    if (scores.ndim() != 1 || static_cast<std::size_t>(scores.size()) != events || !scores.writeable()) {
        refuse("out is read-only or not of the length " + std::to_string(events) +
               ". Try numpy.empty(events, numpy.float32)");
    }
    return scores;
}

/// Warns, once for each classifier, if the jets of the first events don't look like those of its training.
void look_at(PythonClassifier& classifier, JetColumns const& jets, std::uint64_t const* offsets, std::size_t events) {
    if (classifier.warned) return;
    std::size_t seen = 0;
    while (seen < events && offsets[seen] - offsets[0] < jets_looked_at) ++seen;
    std::vector<Jet> some;
    some.reserve(offsets[seen] - offsets[0]);
    for (std::size_t n = offsets[0]; n < offsets[seen]; ++n) {
        std::size_t const i = n * jets.stride;
        some.push_back({jets.pt[i], jets.eta[i], jets.phi[i], jets.e[i]});
    }
    std::string const text = broken_contract(classifier.classifier.model().contract, some, offsets, seen);
    if (text.empty() || classifier.warned.exchange(true)) return;
    constexpr py::ssize_t caller = 2;  // of the Python function that called us
    if (PyErr_WarnEx(PyExc_UserWarning, text.c_str(), caller)) throw py::error_already_set{};
}

/// The column of ids, 32- or 64-bit numbers, one per event.
template <class T>
T const* numbers(py::array const& array, std::size_t events, char const* name) {
    bool const fits = holds<T>(array) && array.ndim() == 1 && (array.flags() & py::array::c_style) &&
                      static_cast<std::size_t>(array.size()) == events;
    if (!fits) refuse(std::string{name} + " is not one number for each of " + std::to_string(events) + " events");
    return static_cast<T const*>(array.data());
}

/// The ids of the events; null if they are not given.
EventIds ids_of(py::object const& sample_id, py::object const& event_number, std::size_t events) {
    if (sample_id.is_none() && event_number.is_none()) return {nullptr, nullptr};
    if (sample_id.is_none() || event_number.is_none()) {
        refuse(
            "sample_id or event_number is missing (together they tell an event from all others). Give both, or none");
    }
    return {numbers<std::int32_t>(sample_id, events, "sample_id"),
            numbers<std::uint64_t>(event_number, events, "event_number")};
}

/// Events first ... first + count - 1, whose jets begin at offsets[first].
EventBatch part_of(JetColumns const& jets, View<std::uint64_t> offsets, EventIds ids, std::size_t first,
                   std::size_t count) {
    if (ids.sample_id) ids = {ids.sample_id + first, ids.event_number + first};
    return {jets, offsets.data() + first, count, ids};
}

/// Scores events on `threads` threads, each with about as many jets; the bits don't depend on the number of threads.
void score_in_parts(Classifier const& classifier, JetColumns const& jets, View<std::uint64_t> offsets, EventIds ids,
                    float* scores, std::size_t threads) {
    std::size_t const events = offsets.size() - 1;
    threads = std::clamp<std::size_t>(events / events_per_thread, 1, threads);
    Scorer const score{classifier};
    std::vector<ScorerMemory> memories;
    for (std::size_t part = 0; part < threads; ++part) memories.emplace_back(classifier);
    auto const first_event = [&](std::size_t part) {
        if (part == 0 || part == threads) return part == 0 ? 0 : events;
        auto const jet = offsets[0] + (offsets[events] - offsets[0]) * part / threads;
        auto const found = std::lower_bound(offsets.begin(), offsets.begin() + events, jet) - offsets.begin();
        return static_cast<std::size_t>(found);
    };
    parallel_for(threads, threads, [&](std::size_t part) {
        std::size_t const begin = first_event(part), end = first_event(part + 1);
        score(part_of(jets, offsets, ids, begin, end - begin), scores + begin, memories[part]);
    });
}

py::array_t<float> score(PythonClassifier& self, py::array const& pt, py::array const& eta, py::array const& phi,
                         py::array const& e, py::array const& offsets, py::object const& sample_id,
                         py::object const& event_number, py::ssize_t threads, py::object const& out) {
    auto const [jets, size] = columns(pt, eta, phi, e);
    auto const events = offsets_into(size, offsets);
    if (threads < 1) refuse("threads is " + std::to_string(threads) + " (it counts them). Try 1");
    auto const ids = ids_of(sample_id, event_number, events.size() - 1);
    auto scores = room_for(events.size() - 1, out);
    look_at(self, jets, events.data(), events.size() - 1);
    float* const data = scores.mutable_data();
    py::gil_scoped_release const others_may_run;
    score_in_parts(self.classifier, jets, events, ids, data, static_cast<std::size_t>(threads));
    return scores;
}

py::tuple names(std::vector<std::string> const& all) {
    py::list list;
    for (auto const& name : all) list.append(name);
    return py::tuple(list);
}

py::tuple variables(PythonClassifier const& self) {
    std::vector<std::string> found;
    for (auto const& input : self.classifier.variables()) found.push_back(input.name);
    return names(found);
}

py::array_t<float> table(std::size_t events, std::size_t columns) {
    return py::array_t<float>({static_cast<py::ssize_t>(events), static_cast<py::ssize_t>(columns)});
}

py::array_t<float> probabilities(PythonClassifier& self, py::array const& pt, py::array const& eta,
                                 py::array const& phi, py::array const& e, py::array const& offsets,
                                 py::object const& sample_id, py::object const& event_number) {
    auto const [jets, size] = columns(pt, eta, phi, e);
    auto const all = offsets_into(size, offsets);
    std::size_t const events = all.size() - 1;
    auto const ids = ids_of(sample_id, event_number, events);
    auto result = table(events, self.classifier.classes().size());
    look_at(self, jets, all.data(), events);
    float* const data = result.mutable_data();
    JetColumns const seen = jets;
    py::gil_scoped_release const others_may_run;
    Scorer{self.classifier}(EventBatch{seen, all.data(), events, ids}, data, Scorer::probabilities);
    return result;
}

/// Throws Error for a network that finds a number.
void require_classes(PythonClassifier const& self) {
    if (!self.classifier.finds_number()) return;
    refuse("the network finds a number, " + self.classifier.classes()[0] +
           " (it has no classes, and no probabilities). Call score");
}

/// `rows`: float32 [events, variables], in the order of the model.
py::array_t<float> probabilities_of_variables(PythonClassifier& self,
                                              py::array_t<float, py::array::c_style> const& rows,
                                              py::object const& sample_id, py::object const& event_number) {
    bool const alone = self.classifier.model().takes_variables();
    std::size_t const wanted = alone ? py::len(variables(self)) : 0;
    if (!alone) refuse("the network reads jets (it has no variables of the event). Call score or probabilities");
    if (rows.ndim() != 2 || static_cast<std::size_t>(rows.shape(1)) != wanted) {
        refuse("the variables are not a table of " + std::to_string(wanted) + " columns. See Classifier.variables");
    }
    auto const events = static_cast<std::size_t>(rows.shape(0));
    auto const ids = ids_of(sample_id, event_number, events);
    auto result = table(events, self.classifier.classes().size());
    std::vector<float const*> columns;
    for (std::size_t k = 0; k < wanted; ++k) columns.push_back(rows.data() + k);
    float* const data = result.mutable_data();
    py::gil_scoped_release const others_may_run;
    Scorer{self.classifier}(EventBatch{VariableColumns{columns.data(), wanted}, events, ids}, data,
                            Scorer::probabilities);
    return result;
}

/// The inputs of a network of named sequences, which lie in arrays that the caller keeps.
struct NamedInputs {
    std::vector<std::vector<float const*>> columns;  ///< of each sequence
    std::vector<std::uint64_t const*> offsets;
    std::vector<float const*> variables;
    std::size_t events;

    /// Events first ... first + count - 1 of `sequences`, which the caller provides.
    EventBatch part(std::vector<SequenceColumns>& sequences, std::vector<float const*>& of_event, EventIds ids,
                    std::size_t first, std::size_t count) const {
        for (std::size_t s = 0; s < columns.size(); ++s) {
            sequences.push_back({{columns[s].data()}, offsets[s] + first});
        }
        for (float const* const column : variables) of_event.push_back(column + first);
        if (ids.sample_id) ids = {ids.sample_id + first, ids.event_number + first};
        return {sequences.data(), {of_event.data()}, count, ids};
    }
};

/// A float32 column without gaps, of `size` numbers.
float const* column_of(py::handle array, std::size_t size) {
    bool const fits = py::isinstance<py::array_t<float, py::array::c_style>>(array);
    auto const column = fits ? py::reinterpret_borrow<py::array>(array) : py::array{};
    if (!fits || column.ndim() != 1 || static_cast<std::size_t>(column.size()) != size) {
        refuse("a column is not " + std::to_string(size) + " numbers of type float32 without gaps");
    }
    return static_cast<float const*>(column.data());
}

/// `sequences`: for each the columns of its features and the offsets; `variables`: the columns.
NamedInputs named_inputs(PythonClassifier const& self, py::list const& sequences, py::list const& variables,
                         std::size_t events) {
    auto const wanted = self.classifier.sequences();
    if (sequences.size() != wanted.size() || variables.size() != self.classifier.variables().size()) {
        refuse("the network reads other sequences or variables. See Classifier.inputs");
    }
    NamedInputs inputs;
    inputs.events = events;
    for (std::size_t s = 0; s < wanted.size(); ++s) {
        auto const pair = py::cast<py::tuple>(sequences[s]);
        auto const columns = py::cast<py::list>(pair[0]);
        if (columns.size() != wanted[s].features.size()) refuse(wanted[s].name + " has another number of features");
        std::size_t const size = columns.empty() ? 0 : py::len(columns[0]);
        auto const offsets = offsets_into(size, py::cast<py::array>(pair[1]));
        if (offsets.size() != events + 1) refuse(wanted[s].name + " has another number of events");
        inputs.columns.emplace_back();
        for (auto const& column : columns) inputs.columns.back().push_back(column_of(column, size));
        inputs.offsets.push_back(offsets.data());
    }
    for (auto const& column : variables) inputs.variables.push_back(column_of(column, events));
    return inputs;
}

/// Scores [events], or probabilities [events, classes], of a network of named sequences, on `threads` threads; the bits
/// don't depend on the number of threads.
py::array_t<float> score_inputs(PythonClassifier& self, py::list const& sequences, py::list const& variables,
                                std::size_t events, py::object const& sample_id, py::object const& event_number,
                                py::ssize_t threads, py::object const& out, bool all_classes) {
    if (all_classes) require_classes(self);
    auto const inputs = named_inputs(self, sequences, variables, events);
    if (threads < 1) refuse("threads is " + std::to_string(threads) + " (it counts them). Try 1");
    auto const ids = ids_of(sample_id, event_number, events);
    std::size_t const width = all_classes ? self.classifier.classes().size() : 1;
    auto result = all_classes ? table(events, width) : room_for(events, out);
    float* const data = result.mutable_data();
    py::gil_scoped_release const others_may_run;
    Scorer const score{self.classifier};
    auto const parts = std::clamp<std::size_t>(events / events_per_thread, 1, static_cast<std::size_t>(threads));
    std::vector<ScorerMemory> memories;
    for (std::size_t part = 0; part < parts; ++part) memories.emplace_back(self.classifier);
    parallel_for(parts, parts, [&](std::size_t part) {
        std::size_t const first = events * part / parts, last = events * (part + 1) / parts;
        std::vector<SequenceColumns> of_sequences;
        std::vector<float const*> of_event;
        score(inputs.part(of_sequences, of_event, ids, first, last - first), data + first * width, memories[part],
              all_classes ? Scorer::probabilities : Scorer::score);
    });
    return result;
}

/// (name, features, sort, most, where) of each sequence that the network reads by names.
py::list sequences(PythonClassifier const& self) {
    py::list all;
    for (auto const& sequence : self.classifier.sequences()) {
        std::vector<std::string> features;
        for (auto const& feature : sequence.features) features.push_back(feature.name);
        all.append(py::make_tuple(sequence.name, names(features), sequence.sort, sequence.most, sequence.where));
    }
    return all;
}

/// Anything that NumPy converts to floats.
py::array floats(py::handle values, char const* name) {
    auto array = py::array_t<float, py::array::c_style | py::array::forcecast>::ensure(values);
    if (!array) refuse(std::string{name} + " is not a list of numbers");
    return array;
}

float score_event(PythonClassifier& self, py::handle pt, py::handle eta, py::handle phi, py::handle e) {
    py::array const all[] = {floats(pt, "pt"), floats(eta, "eta"), floats(phi, "phi"), floats(e, "e")};
    auto const [jets, size] = columns(all[0], all[1], all[2], all[3]);
    std::uint64_t const offsets[] = {0, size};
    look_at(self, jets, offsets, 1);
    return Scorer{self.classifier}(jets, size);
}

py::tuple interval(Interval const& share) { return py::make_tuple(share.value, share.low, share.high); }

py::list working_points(PythonClassifier const& self) {
    py::list points;
    for (auto const& point : self.classifier.working_points()) {
        points.append(py::make_tuple(point.name, point.threshold, interval(point.vbf), interval(point.ggf)));
    }
    return points;
}

py::tuple contract(PythonClassifier const& self) {
    InputContract const& jets = self.classifier.model().contract;
    return py::make_tuple(jets.frame == Frame::detector ? "detector" : "canonical", jets.jet_pt_min,
                          jets.jet_abs_eta_max, jets.max_length);
}

}  // namespace

/// The results of an expression for the rows of columns, float64 of one length, in the order of Expression::columns().
py::array_t<double> evaluated(
    Expression const& self, std::vector<py::array_t<double, py::array::c_style | py::array::forcecast>> const& columns,
    std::size_t rows) {
    if (columns.size() != self.columns().size()) refuse("an expression needs a column for each of its names");
    std::vector<Strided<double>> first;
    for (auto const& column : columns) {
        if (static_cast<std::size_t>(column.size()) != rows) refuse("the columns of an expression differ in length");
        first.push_back({column.data()});
    }
    py::array_t<double> result(static_cast<py::ssize_t>(rows));
    self.evaluate(first.data(), rows, result.mutable_data());
    return result;
}

PYBIND11_MODULE(_core, module) {
    module.attr("version") = version();
    module.attr("git_revision") = git_revision();
    module.attr("unknown_numbers") = py::tuple(py::cast(unknown_numbers));
    py::register_exception<Error>(module, "Error", PyExc_ValueError);
    py::class_<Expression>(module, "Expression")
        .def(py::init<std::string>())
        .def_property_readonly("columns", [](Expression const& self) { return names(self.columns()); })
        .def("evaluate", &evaluated);
    py::class_<PythonClassifier>(module, "Classifier")
        .def(py::init<std::string const&>())
        .def("score", &score)
        .def("score_event", &score_event)
        .def("probabilities", &probabilities)
        .def("probabilities_of_variables", &probabilities_of_variables)
        .def("score_inputs", &score_inputs)
        .def_property_readonly("sequences", &sequences)
        .def_property_readonly("takes_jets",
                               [](PythonClassifier const& self) { return self.classifier.model().takes_jets(); })
        .def_property_readonly("finds_number",
                               [](PythonClassifier const& self) { return self.classifier.finds_number(); })
        .def_property_readonly("classes", [](PythonClassifier const& self) { return names(self.classifier.classes()); })
        .def_property_readonly("variables", &variables)
        .def("threshold", [](PythonClassifier const& self,
                             std::string const& name) { return self.classifier.working_point(name).threshold; })
        .def_property_readonly("name", [](PythonClassifier const& self) { return self.classifier.model().name; })
        .def_property_readonly("folds", [](PythonClassifier const& self) { return self.classifier.folds(); })
        .def_property_readonly("kernel", [](PythonClassifier const& self) { return Scorer{self.classifier}.kernel(); })
        .def_property_readonly("canary_difference",
                               [](PythonClassifier const& self) { return self.classifier.canary_difference(); })
        .def_property_readonly("training",
                               [](PythonClassifier const& self) { return self.classifier.model().training; })
        .def_property_readonly("contract", &contract)
        .def_property_readonly("working_points", &working_points);
}
