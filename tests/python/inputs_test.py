"""Networks that read sequences of objects and variables of the event by names, from every kind of array."""

import json
import os
import pickle
import unittest

import jetseq
import numpy as np
from support import MODEL, SOURCE, WithOneFolder, classifier, sequences

FILE = os.path.join(SOURCE, "tests", "infer", "joined.json")


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def matrices(layer, gates):
    """W, U and b [gates, cells, ...] of a recurrent layer of the file."""
    parts = [layer["components"][gate] for gate in gates]
    cells = len(parts[0]["bias"])
    return (np.array([part["weights"] for part in parts]).reshape(len(gates), cells, -1),
            np.array([part["U"] for part in parts]).reshape(len(gates), cells, cells),
            np.array([part["bias"] for part in parts]))


def last_state(layer, objects):
    """In double precision, from the formulas."""
    if layer["architecture"] == "lstm":
        w, u, b = matrices(layer, "ifco")
        h = c = np.zeros(len(b[0]))
        for x in objects:
            i, f, g, o = w @ x + u @ h + b
            c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
            h = sigmoid(o) * np.tanh(c)
        return h
    w, u, b = matrices(layer, "zrh")
    h = np.zeros(len(b[0]))
    for x in objects:
        z, r = sigmoid((w @ x + b + u @ h)[:2])
        n = np.tanh(w[2] @ x + b[2] + u[2] @ (r * h))
        h = z * h + (1 - z) * n
    return h


def expected(document, tracks, jets, met):
    """The score of one event; tracks and jets in the order of the network."""
    def standardised(values, variables):
        offset, scale = (np.array([variable[key] for variable in variables]) for key in ("offset", "scale"))
        return (np.asarray(values, np.float64).reshape(-1, len(variables)) + offset) * scale

    inputs = [one["variables"] for one in document["input_sequences"]]
    x = np.concatenate([last_state(document["layers"][0], standardised(tracks, inputs[0])),
                        last_state(document["layers"][1], standardised(jets, inputs[1])),
                        standardised([met], document["inputs"][0]["variables"])[0]])
    head = document["layers"][2]
    return sigmoid(np.dot(head["weights"], x) + head["bias"][0])


class NamedInputs(WithOneFolder):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        random = np.random.default_rng(1)
        cls.classifier = jetseq.load(FILE)
        cls.met = random.normal(size=200)
        cls.counts = random.integers(0, 5, (2, 200))
        cls.tracks = {"d0": random.normal(size=cls.counts[0].sum())}
        cls.jets = {"e": random.normal(size=cls.counts[1].sum()), "eta": random.normal(size=cls.counts[1].sum()),
                    "phi": random.normal(size=cls.counts[1].sum())}
        cls.offsets = [np.concatenate([[0], np.cumsum(counts)]) for counts in cls.counts]
        cls.scores = cls.classifier.score(tracks=cls.flat(0), jets=cls.flat(1), event={"met": cls.met})

    @classmethod
    def flat(cls, n):
        return {**(cls.tracks, cls.jets)[n], "offsets": cls.offsets[n]}

    @classmethod
    def records(cls, n):
        """An array of records [events, 5] with `valid`, the objects of an event anywhere in its row."""
        columns = (cls.tracks, cls.jets)[n]
        rows = np.zeros((200, 5), [(name, np.float64) for name in columns] + [("valid", bool)])
        for event in range(200):
            places = np.sort(np.random.default_rng(event).permutation(5)[:cls.counts[n][event]])
            rows["valid"][event, places] = True
            for name, column in columns.items():
                rows[name][event] = 1e6
                rows[name][event, places] = column[cls.offsets[n][event]:cls.offsets[n][event + 1]]
        return rows

    def assert_same(self, tracks, jets, event):
        np.testing.assert_array_equal(self.classifier.score(tracks=tracks, jets=jets, event=event), self.scores)

    def refused(self, says, **changes):
        inputs = {"tracks": self.flat(0), "jets": self.flat(1), "event": {"met": self.met}, **changes}
        with self.assertRaisesRegex(jetseq.Error, says) as caught:
            self.classifier.score(**{name: value for name, value in inputs.items() if value is not None})
        self.assertNotIn("\n", str(caught.exception))

    def test_scores_by_the_formulas(self):
        with open(FILE) as file:
            document = json.load(file)
        for event in range(200):
            tracks, jets = (slice(*offsets[event:event + 2]) for offsets in self.offsets)
            d0 = np.sort(self.tracks["d0"][tracks])[::-1][:1]  # sort -d0, most 1
            order = np.argsort(-self.jets["e"][jets])  # sort -e
            of_jets = np.stack([self.jets["e"][jets][order], self.jets["eta"][jets][order]], axis=-1)
            self.assertAlmostEqual(self.scores[event], expected(document, d0, of_jets, self.met[event]), delta=1e-6)

    def test_a_number_is_the_score_and_has_no_probabilities(self):
        with open(FILE) as file:
            document = json.load(file)
        document["layers"][-1]["activation"] = "linear"
        document["outputs"] = {name: {**one, "labels": ["m"]} for name, one in document["outputs"].items()}
        about = document["jetseq"]
        about["target"], about["working_points"] = "m", []
        del about["classes"]
        for canary in about["canaries"]:
            tracks, jets = canary["sequences"]
            p = expected(document, tracks[:1], jets, canary["variables"][0])
            canary["score"] = float(np.log(p / (1 - p)))
        with open(self.path("number.json"), "w") as file:
            json.dump(document, file)
        network = jetseq.load(self.path("number.json"))
        self.assertTrue(network.finds_number)
        self.assertFalse(self.classifier.finds_number)
        self.assertEqual(network.classes, ("m",))
        inputs = {"tracks": self.flat(0), "jets": self.flat(1), "event": {"met": self.met}}
        np.testing.assert_allclose(network.score(**inputs), np.log(self.scores / (1 - self.scores.astype("f8"))), rtol=2e-5, atol=2e-5)
        with self.assertRaisesRegex(jetseq.Error, "finds a number, m .it has no classes.*Call score"):
            network.probabilities(**inputs)
        with self.assertRaisesRegex(jetseq.Error, "no working point"):
            network.threshold("tight")

    def test_inputs_are_told(self):
        self.assertEqual(self.classifier.inputs, jetseq.Inputs(
            {"tracks": jetseq.Sequence(("d0",), "-d0", 1), "jets": jetseq.Sequence(("e", "eta"), "-e", None)}, ("met",)))
        self.assertEqual((self.classifier.variables, self.classifier.classes), (("met",), ("light", "b")))
        self.assertEqual(classifier().inputs, jetseq.Inputs({"jets": jetseq.Sequence(("pt", "eta", "phi", "e"), "-pt", None)}, ()))

    def test_expressions_are_computed_from_fields(self):
        with open(FILE) as file:
            document = json.load(file)
        document["input_sequences"][1]["variables"][0]["name"] = "log(x)"
        document["input_sequences"][0]["variables"][0]["name"] = "d0 * event.unit"
        document["inputs"][0]["variables"][0]["name"] = "met / unit"
        document["jetseq"]["sequences"] = [{"name": "tracks", "sort": "-d0", "most": 1},
                                           {"name": "jets", "sort": "-log(x)", "most": 0}]
        with open(self.path("formulas.json"), "w") as file:
            json.dump(document, file)
        network = jetseq.load(self.path("formulas.json"))
        unit = np.full(200, 2.0)
        tracks = {**self.flat(0), "d0": self.tracks["d0"] / 2}
        jets = {**self.flat(1), "x": np.exp(self.jets["e"])}
        found = network.score(tracks=tracks, jets=jets, event={"met": 2 * self.met, "unit": unit})
        np.testing.assert_allclose(found, self.scores, atol=1e-6)  # rounding of log(exp(e))
        with self.assertRaisesRegex(jetseq.Error, "event has no field 'unit'"):
            network.score(tracks=tracks, jets=jets, event={"met": self.met})
        with self.assertRaisesRegex(jetseq.Error, "jets has no field 'x'"):
            network.score(tracks=tracks, jets=self.flat(1), event={"met": self.met, "unit": unit})
        tracks["d0"] = np.full(len(tracks["d0"]), np.nan)
        with self.assertRaisesRegex(jetseq.Error, "d0 is not a number"):
            network.score(tracks=tracks, jets=jets, event={"met": self.met, "unit": unit})

    def test_objects_are_chosen(self):
        with open(FILE) as file:
            document = json.load(file)
        document["jetseq"]["sequences"][1]["where"] = "charge != 0"
        with open(self.path("chosen.json"), "w") as file:
            json.dump(document, file)
        chosen, all_read = jetseq.load(self.path("chosen.json")), jetseq.load(FILE)
        self.assertEqual(chosen.inputs.sequences["jets"].where, "charge != 0")
        jets = {"e": np.array([3.0, 2.0, 1.0]), "eta": np.array([0.5, 9.0, -0.5]), "charge": np.array([1, 0, -1]),
                "offsets": np.array([0, 3, 3])}
        tracks = {"d0": np.array([0.5]), "offsets": np.array([0, 1, 1])}
        found = chosen.score(tracks=tracks, jets=jets, event={"met": [1.0, 2.0]})
        kept = {"e": jets["e"][[0, 2]], "eta": jets["eta"][[0, 2]], "offsets": np.array([0, 2, 2])}
        np.testing.assert_array_equal(found, all_read.score(tracks=tracks, jets=kept, event={"met": [1.0, 2.0]}))
        with self.assertRaisesRegex(jetseq.Error, "jets has no field 'charge'"):
            chosen.score(tracks=tracks, jets={name: jets[name] for name in ("e", "eta", "offsets")},
                         event={"met": [1.0, 2.0]})

    def test_padded_records_and_masks(self):
        tracks, jets = self.records(0), self.records(1)
        self.assert_same(tracks, jets, {"met": self.met})
        masked = {name: np.ma.array(jets[name], mask=~jets["valid"]) for name in ("e", "eta")}
        self.assert_same(tracks, masked, np.array(self.met, [("met", np.float32)]))
        self.assert_same(tracks, {name: jets[name] for name in ("e", "eta", "valid")}, {"met": list(self.met)})

    def test_awkward_arrays(self):
        try:
            import awkward as ak
        except ImportError:
            self.skipTest("awkward is not installed")
        tracks = ak.zip({name: ak.unflatten(column, self.counts[0]) for name, column in self.tracks.items()})
        jets = ak.zip({name: ak.unflatten(column, self.counts[1]) for name, column in self.jets.items()})
        events = ak.zip({"tracks": tracks, "jets": jets, "met": self.met}, depth_limit=1)
        self.assert_same(events.tracks, events.jets, {"met": events.met})
        self.assert_same(events.tracks, {"e": events.jets.e, "eta": events.jets.eta}, events)
        some = events[100:150]
        found = self.classifier.score(tracks=some.tracks, jets=some.jets, event=some)
        np.testing.assert_array_equal(found, self.scores[100:150])
        self.assertEqual(len(self.classifier.score(tracks=tracks[:0], jets=jets[:0], event={"met": []})), 0)
        self.refused("jets.e is of type .*Try ak.drop_none", jets=ak.mask(jets, jets.e > 0))
        self.refused("tracks.d0 is of type", tracks={"d0": ak.Array([1.0, 2.0])})
        self.refused("jets.eta has other numbers of objects than e", jets={"e": jets.e, "eta": jets.eta[:, :1]})

    def test_probabilities_threads_ids_and_out(self):
        inputs = {"tracks": self.flat(0), "jets": self.flat(1), "event": {"met": self.met}}
        both = self.classifier.probabilities(**inputs)
        np.testing.assert_array_equal(both[:, 1], self.scores)
        np.testing.assert_array_equal(both[:, 0], 1 - self.scores)
        out = np.empty(200, np.float32)
        self.assertIs(self.classifier.score(**inputs, threads=2, out=out), out)
        np.testing.assert_array_equal(out, self.scores)
        np.testing.assert_array_equal(self.classifier.score(**inputs, sample_id=1, event_number=np.arange(200)), self.scores)
        many = {name: {key: np.tile(column, 10) for key, column in value.items() if key != "offsets"}
                for name, value in inputs.items()}
        for n, name in enumerate(("tracks", "jets")):
            many[name]["offsets"] = np.concatenate([[0], np.cumsum(np.tile(self.counts[n], 10))])
        np.testing.assert_array_equal(self.classifier.score(**many, threads=4), np.tile(self.scores, 10))
        again = pickle.loads(pickle.dumps(self.classifier))
        np.testing.assert_array_equal(again.score(**inputs), self.scores)

    def test_parts_of_flat_columns(self):
        first, last = 50, 120
        tracks, jets = ({**self.flat(n), "offsets": self.offsets[n][first:last + 1]} for n in range(2))
        found = self.classifier.score(tracks=tracks, jets=jets, event={"met": self.met[first:last]})
        np.testing.assert_array_equal(found, self.scores[first:last])

    def test_wrong_inputs_are_refused_in_one_line(self):
        flat = self.flat(1)
        self.refused("jets has no field 'eta' .*it has e, etas.*did you mean 'etas'", jets={"e": flat["e"], "etas": flat["eta"]})
        self.refused("event has no field 'met' .*did you mean 'met_'", event={"met_": self.met})
        self.refused("jets missing .the network reads tracks, jets, event", jets=None)
        self.refused("reads no 'jet' .*did you mean 'jets'", jet=flat)
        self.refused("event has 199 events, tracks 200", event={"met": self.met[1:]})
        self.refused("event.met has the shape", event={"met": self.met.reshape(2, 100)})
        self.refused("one dimension without 'offsets'", jets={"e": flat["e"], "eta": flat["eta"]})
        self.refused("jets.eta has 3 objects, the offsets end at", jets={**flat, "eta": flat["eta"][:3]})
        self.refused("jets.offsets are not rising", jets={**flat, "offsets": flat["offsets"][::-1]})
        rows = self.records(1)
        self.refused("jets is padded, but has no field 'valid'", jets=rows[["e", "eta"]])
        self.refused("jets.eta has the shape", jets={"e": rows["e"], "eta": rows["eta"][:, 1:], "valid": rows["valid"]})
        with self.assertRaisesRegex(jetseq.Error, "reads inputs by their names"):
            self.classifier.score(self.met)
        with self.assertRaisesRegex(jetseq.Error, "reads jets"):
            self.classifier.score_variables({"met": self.met})
        with self.assertRaisesRegex(jetseq.Error, "out is"):
            self.classifier.score(tracks=self.flat(0), jets=flat, event={"met": self.met}, out=np.empty(3, np.float32))

    def test_networks_of_jets_take_their_sequence_by_name(self):
        try:
            import awkward as ak
        except ImportError:
            self.skipTest("awkward is not installed")
        *columns, offsets = sequences(100)
        jets = ak.zip(dict(zip(("pt", "eta", "phi", "e"), (ak.unflatten(column, np.diff(offsets)) for column in columns))))
        model = jetseq.load(MODEL)
        np.testing.assert_array_equal(model.score(jets=jets), model.score(jets))
        np.testing.assert_array_equal(model.probabilities(jets=jets), model.probabilities(jets))
        with self.assertRaisesRegex(jetseq.Error, "reads no 'tracks' .it reads jets"):
            model.score(tracks=jets)


if __name__ == "__main__":
    unittest.main()
