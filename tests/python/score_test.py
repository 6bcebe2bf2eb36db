"""The Python package scores as the command and the C interface do, bit for bit, and refuses what doesn't fit."""

import concurrent.futures
import ctypes
import json
import math
import multiprocessing
import os
import pickle
import re
import subprocess
import tempfile
import threading
import time
import tracemalloc
import unittest
import warnings

import h5py
import jetseq
import numpy as np
from support import MODEL, NAMES, SAMPLE, SOURCE, classifier, event_hash, sequences


class Scores(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.classifier = classifier()
        *cls.columns, cls.offsets = sequences()
        cls.scores = cls.classifier.score(*cls.columns, cls.offsets)

    def test_are_those_of_the_command(self):
        with tempfile.TemporaryDirectory() as folder:
            out = os.path.join(folder, "scores.h5")
            subprocess.run([os.environ["JETSEQ"], "score", MODEL, SAMPLE, "--out", out], check=True, stdout=subprocess.DEVNULL)
            with h5py.File(out) as file:
                np.testing.assert_array_equal(file["events"]["vbf_pVBF"], self.scores)

    def test_are_those_of_the_c_interface(self):
        class Columns(ctypes.Structure):
            _fields_ = [(name, ctypes.c_void_p) for name in NAMES] + [("stride", ctypes.c_size_t)]

        c = ctypes.CDLL(jetseq.library)
        c.jetseq_load.restype = c.jetseq_new_scorer.restype = ctypes.c_void_p
        scorer = ctypes.c_void_p(c.jetseq_new_scorer(ctypes.c_void_p(c.jetseq_load(MODEL.encode()))))
        columns = Columns(*(column.ctypes.data for column in self.columns), 1)
        scores = np.empty_like(self.scores)
        c.jetseq_score_many(scorer, columns, ctypes.c_void_p(self.offsets.ctypes.data), ctypes.c_size_t(len(scores)),
                            ctypes.c_void_p(scores.ctypes.data))
        np.testing.assert_array_equal(scores, self.scores)

    def test_separate_the_classes(self):
        with h5py.File(SAMPLE) as file:
            vbf = file["events"]["signalType"] == 1
        self.assertGreater(self.scores[vbf].mean(), self.scores[~vbf].mean() + 0.3)

    def test_are_the_same_one_by_one(self):
        for n in range(2000):
            jets = slice(*self.offsets[n:n + 2])
            self.assertEqual(self.classifier(*(column[jets] for column in self.columns)), self.scores[n])

    def test_of_one_event_from_lists(self):
        one = [column[self.offsets[3]:self.offsets[4]].tolist() for column in self.columns]
        self.assertEqual(self.classifier(*one), self.scores[3])
        empty = self.classifier([], [], [], [])
        self.assertEqual(empty, self.scores[np.flatnonzero(np.diff(self.offsets) == 0)[0]])

    def test_do_not_depend_on_threads(self):
        for threads in (2, 3, 8, 1000):
            scores = self.classifier.score(*self.columns, self.offsets, threads=threads)
            np.testing.assert_array_equal(scores, self.scores)
        for events in (0, 1, 255, 513):
            scores = self.classifier.score(*self.columns, self.offsets[:events + 1], threads=2)
            np.testing.assert_array_equal(scores, self.scores[:events])

    def test_are_the_same_from_eight_threads_at_once(self):
        with concurrent.futures.ThreadPoolExecutor(8) as threads:
            found = list(threads.map(lambda _: self.classifier.score(*self.columns, self.offsets), range(16)))
        for scores in found:
            self.assertEqual(scores.tobytes(), self.scores.tobytes())

    def test_others_run_meanwhile(self):
        """The interpreter's lock is released: this thread continues while another scores."""
        spans, ticks = [], []
        many = np.concatenate([[0], np.cumsum(np.tile(np.diff(self.offsets), 5))]).astype(np.int64)
        columns = [np.tile(column, 5) for column in self.columns]

        def work():
            begin = time.perf_counter()
            self.classifier.score(*columns, many)
            spans.append((begin, time.perf_counter()))

        thread = threading.Thread(target=work)
        thread.start()
        while thread.is_alive():
            ticks.append(time.perf_counter())
            time.sleep(0.001)
        [(begin, end)] = spans
        self.assertGreater(sum(begin < tick < end for tick in ticks), 3)

    def test_begin_anywhere_in_the_columns(self):
        scores = self.classifier.score(*self.columns, self.offsets[1000:2001])
        np.testing.assert_array_equal(scores, self.scores[1000:2000])

    def test_from_records_with_any_fields_beside(self):
        for more in ([], [("mass", "f4")], [("valid", "?"), ("btag", "i1"), ("n_trk", "i2")]):
            records = np.zeros(len(self.columns[0]), [*more, *((name, "f4") for name in NAMES)])
            for name, column in zip(NAMES, self.columns):
                records[name] = column
            scores = self.classifier.score(*(records[name] for name in NAMES), self.offsets)
            np.testing.assert_array_equal(scores, self.scores)

    def test_unsigned_offsets_and_read_only_columns(self):
        columns = [column.copy() for column in self.columns]
        for column in columns:
            column.flags.writeable = False
        np.testing.assert_array_equal(self.classifier.score(*columns, self.offsets.astype(np.uint64)), self.scores)

    def test_copy_nothing(self):
        records = np.zeros(len(self.columns[0]), [(name, "f4") for name in NAMES])
        for name, column in zip(NAMES, self.columns):
            records[name] = column
        columns, out = [records[name] for name in NAMES], np.empty(len(self.scores), np.float32)
        tracemalloc.start()
        result = self.classifier.score(*columns, self.offsets, out=out)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        self.assertIs(result, out)
        self.assertLess(peak, 10_000)

    def test_nan_gives_nan_to_its_event_only(self):
        columns = [column.copy() for column in self.columns]
        event = int(np.flatnonzero(np.diff(self.offsets) > 1)[77])
        for column in columns:
            kept = column[self.offsets[event]]
            column[self.offsets[event]] = np.nan
            scores = self.classifier.score(*columns, self.offsets)
            self.assertEqual(np.flatnonzero(np.isnan(scores)).tolist(), [event])
            np.testing.assert_array_equal(np.delete(scores, event), np.delete(self.scores, event))
            column[self.offsets[event]] = kept


class Refused(unittest.TestCase):
    """Wrong arguments raise jetseq.Error with the reason and never crash."""

    def setUp(self):
        self.classifier = classifier()
        *self.columns, self.offsets = sequences(100)

    def refused(self, says, *arguments, **options):
        with self.assertRaisesRegex(jetseq.Error, says):
            self.classifier.score(*(arguments or (*self.columns, self.offsets)), **options)

    def with_column(self, place, column):
        columns = list(self.columns)
        columns[place] = column
        return *columns, self.offsets

    def test_columns(self):
        pt, eta = self.columns[:2]
        self.refused(r"pt is of type float64 .*Try pt.astype", *self.with_column(0, pt.astype(np.float64)))
        self.refused("eta is of type >f4", *self.with_column(1, eta.astype(">f4")))
        self.refused("eta is of type object", *self.with_column(1, eta.astype(object)))
        self.refused("phi has 2 dimensions", *self.with_column(2, np.zeros((10, 10), np.float32)))
        self.refused(f"pt has {len(pt)} jets, another column {len(pt) - 1}", *self.with_column(3, pt[:-1]))
        self.refused("different strides", *self.with_column(1, np.repeat(eta, 2)[::2]))
        self.refused("whole floats", *self.with_column(0, pt[::-1]))
        packed = np.zeros(len(pt), [("valid", "?"), ("pt", "f4")])
        self.refused("5 bytes apart", *self.with_column(0, packed["pt"]))
        shifted = np.frombuffer(b"?" + pt.tobytes(), np.uint8)[1:].view(np.float32)
        self.refused("whole floats", *self.with_column(0, shifted))
        self.refused("not an Awkward Array|Awkward Array will do", pt)
        self.refused("Awkward Array will do", {"pt": pt})

    def test_offsets(self):
        n = len(self.columns[0])
        for offsets, says in (
            ([0, 5, 3, n], r"offsets\[2\] is below"), ([0, n + 1], f"end at {n + 1}, the columns at {n}"), ([-1, 3], r"offsets\[1\]"),
            ([-5, -3], "end at -3"), ([0, 2**62], "end at"), ([], "not a list"), ([[0, 1]], "not a list"),
        ):
            self.refused(says, *self.columns, np.array(offsets, np.int64))
        self.refused("offsets are of type float64", *self.columns, self.offsets.astype(float))
        self.refused("offsets are of type int32", *self.columns, self.offsets.astype(np.int32))
        self.refused("without gaps", *self.columns, self.offsets[::2])

    def test_random_offsets_never_crash(self):
        random = np.random.default_rng(1)
        n, taken = len(self.columns[0]), 0
        for _ in range(3000):
            offsets = random.integers(-3, n + 3, random.integers(0, 6))
            if random.random() < 0.5:
                offsets = np.sort(offsets)
            good = len(offsets) > 0 and offsets[0] >= 0 and offsets[-1] <= n and (np.diff(offsets) >= 0).all()
            try:
                self.assertTrue(np.isfinite(self.classifier.score(*self.columns, offsets)).all())
                self.assertTrue(good)
                taken += 1
            except jetseq.Error:
                self.assertFalse(good)
        self.assertGreater(taken, 100)

    def test_out_and_threads(self):
        events = len(self.offsets) - 1
        self.refused("float32 array", out=np.empty(events))
        self.refused("of the length 100", out=np.empty(events + 1, np.float32))
        self.refused("float32 array", out=np.empty(2 * events, np.float32)[::2])
        self.refused("float32 array", out=[0.0] * events)
        read_only = np.empty(events, np.float32)
        read_only.flags.writeable = False
        self.refused("read-only", out=read_only)
        self.refused("threads is 0", threads=0)
        self.refused("threads is -1", threads=-1)

    def test_one_event(self):
        for arguments, says in ((([1], [1], [1], ["a"]), "e is not a list"), (([1, 2], [1], [1], [1]), "pt has 2"),
                                ((1, 1, 1, 1), "0 dimensions")):
            with self.assertRaisesRegex(jetseq.Error, says):
                self.classifier(*arguments)

    def test_models(self):
        with self.assertRaisesRegex(jetseq.Error, "none.json.*Check the path"):
            jetseq.load("none.json")
        with tempfile.TemporaryDirectory() as folder, open(MODEL) as file:
            path = os.path.join(folder, "cut.json")
            with open(path, "w") as cut:
                cut.write(file.read(1000))
            with self.assertRaisesRegex(jetseq.Error, "cut.json"):
                jetseq.load(path)
        self.assertTrue(issubclass(jetseq.Error, ValueError))


class Warned(unittest.TestCase):
    def test_once_of_mev(self):
        *columns, offsets = sequences(100)
        columns[0] = columns[0] * 1000
        ours = classifier()
        with self.assertWarnsRegex(UserWarning, "these look like MeV") as caught:
            ours.score(*columns, offsets)
        self.assertEqual(caught.filename, __file__)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            ours.score(*columns, offsets)
            with self.assertRaisesRegex(UserWarning, "MeV"):
                classifier()([120e3], [1], [1], [500e3])

    def test_jets_out_of_order_and_degrees(self):
        pt, eta, phi, e, offsets = sequences(100)
        backwards = np.concatenate([np.arange(end, begin, -1) - 1 for begin, end in zip(offsets[:-1], offsets[1:])]).astype(int)
        with self.assertWarnsRegex(UserWarning, "falling pt"):
            classifier().score(pt[backwards], eta[backwards], phi[backwards], e[backwards], offsets)
        with self.assertWarnsRegex(UserWarning, "degrees"):
            classifier().score(pt, eta, np.float32(180 / np.pi) * phi, e, offsets)

    def test_not_of_the_sample(self):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            classifier().score(*sequences())


def score_in_another_process(ours):
    return ours.score(*sequences(1000))


class Model(unittest.TestCase):
    def test_travels_in_a_pickle(self):
        ours = classifier()
        twin = pickle.loads(pickle.dumps(ours))
        expected = ours.score(*sequences(1000)).tobytes()
        self.assertEqual(twin.score(*sequences(1000)).tobytes(), expected)
        self.assertEqual(twin.sha256, ours.sha256)
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            self.assertEqual(pool.apply(score_in_another_process, [ours]).tobytes(), expected)

    def test_is_checked_where_it_arrives(self):
        function, [text] = classifier().__reduce__()
        first = re.search(rb'"bias" *: *\[\s*(-?[0-9.e-]+)', text)
        spoilt = text[:first.start(1)] + b"9.0" + text[first.end(1):]
        with self.assertRaisesRegex(jetseq.Error, "canaries"):
            function(spoilt)

    def test_tells_of_itself(self):
        ours = classifier()
        self.assertEqual(list(ours.working_points), ["loose", "medium", "tight"])
        self.assertAlmostEqual(ours.threshold("tight"), 0.8, places=6)
        tight = ours.working_points["tight"]
        self.assertEqual(tight.threshold, ours.threshold("tight"))
        self.assertTrue(tight.ggf.low < tight.ggf.value < tight.ggf.high < tight.vbf.low < tight.vbf.value < tight.vbf.high)
        self.assertEqual((ours.contract.frame, ours.contract.jet_pt_min, ours.contract.jet_abs_eta_max), ("detector", 30, 4.5))
        self.assertLess(ours.canary_difference, 1e-6)
        self.assertIn(ours.kernel, ("AVX-512", "AVX2", "NEON", "baseline"))
        self.assertEqual(repr(ours), f"<jetseq.Classifier 'vbf', {ours.kernel}>")
        self.assertIn("best_epoch", ours.training)
        with self.assertRaisesRegex(jetseq.Error, "did you mean 'tight'"):
            ours.threshold("tigt")
        with open(os.path.join(SOURCE, "CMakeLists.txt")) as file:
            self.assertIn(f"VERSION {jetseq.version} ", file.read())


def shifted(model, shift, fold):
    """The model with `shift` added to its logit, as member `fold` of an ensemble."""
    twin = json.loads(json.dumps(model))
    twin["layers"][-1]["bias"][0] += shift
    for canary in twin["jetseq"]["canaries"]:
        odds = canary["score"] / (1 - canary["score"]) * math.exp(shift)
        canary["score"] = odds / (1 + odds)
    twin["jetseq"]["empty_sequence_score"] = twin["jetseq"]["canaries"][0]["score"]
    twin["jetseq"]["fold"] = {"index": fold, "of": 3}
    return twin


class Ensemble(unittest.TestCase):
    def setUp(self):
        with open(MODEL) as file:
            model = json.load(file)
        document = {"kind": "jetseq_ensemble", "format_version": 1, "folds": 3,
                    "networks": [shifted(model, fold - 1, fold) for fold in range(3)],
                    "working_points": model["jetseq"]["working_points"]}
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "ensemble.json")
            with open(path, "w") as file:
                json.dump(document, file)
            self.ensemble = jetseq.load(path)
        self.jets = sequences(2000)
        with h5py.File(SAMPLE) as file:
            events = file["events"][:2000]
        self.ids = {"sample_id": events["sampleId"], "event_number": events["eventNumber"]}
        odds = (lambda p: p / (1 - p))(classifier().score(*self.jets).astype(float))
        self.by_fold = [odds * math.exp(fold - 1) / (1 + odds * math.exp(fold - 1)) for fold in range(3)]

    def test_picks_the_network_that_has_not_seen_the_event(self):
        folds = [event_hash(*pair) % 3 for pair in zip(*self.ids.values())]
        expected = np.choose(folds, self.by_fold)
        found = self.ensemble.score(*self.jets, **self.ids)
        np.testing.assert_allclose(found, expected, atol=2e-6)
        for threads in (2, 7):
            np.testing.assert_array_equal(self.ensemble.score(*self.jets, **self.ids, threads=threads), found)
        self.assertEqual(self.ensemble.folds, 3)

    def test_takes_the_mean_of_events_that_nobody_has_seen(self):
        np.testing.assert_allclose(self.ensemble.score(*self.jets), np.mean(self.by_fold, axis=0), atol=2e-6)

    def test_one_sample_for_all(self):
        numbers = self.ids["event_number"]
        one = self.ensemble.score(*self.jets, sample_id=7, event_number=numbers)
        many = self.ensemble.score(*self.jets, sample_id=np.full(2000, 7), event_number=numbers)
        np.testing.assert_array_equal(one, many)

    def test_a_single_network_is_the_same_for_all(self):
        np.testing.assert_array_equal(classifier().score(*self.jets, **self.ids), classifier().score(*self.jets))

    def test_refuses_half_an_identity(self):
        with self.assertRaisesRegex(jetseq.Error, "Give both"):
            self.ensemble.score(*self.jets, sample_id=1)
        with self.assertRaisesRegex(jetseq.Error, "event_number is not one number for each of 2000"):
            self.ensemble.score(*self.jets, sample_id=1, event_number=[1, 2])


def three_classes(path):
    """A frozen network of two variables and one layer, written by hand: logits 0, a and b."""
    weights = [0, 0, 1, 0, 0, 1]
    json.dump({
        "inputs": [{"name": "event", "variables": [{"name": name, "offset": 0, "scale": 1} for name in "ab"]}],
        "input_sequences": [],
        "nodes": [{"type": "input", "sources": [0], "size": 2}, {"type": "feed_forward", "sources": [0], "layer_index": 0}],
        "layers": [{"architecture": "dense", "activation": "softmax", "weights": weights, "bias": [0, 0, 0]}],
        "outputs": {"three": {"labels": ["pggF", "pVBF", "pbackground"], "node_index": 1}},
        "jetseq": {"kind": "jetseq_model", "format_version": 1, "name": "three", "classes": ["ggF", "VBF", "background"],
                   "contract": {"unit": "GeV, rad", "frame": "detector", "jet_pt_min": 30, "jet_abs_eta_max": 4.5, "max_length": 0},
                   "canaries": [{"variables": [math.log(2), math.log(5)], "probabilities": [1 / 8, 2 / 8, 5 / 8]}],
                   "working_points": [], "training": {}}}, path)
    path.flush()
    return jetseq.load(path.name)


class Outputs(unittest.TestCase):
    def test_are_two_of_a_model_of_two_classes(self):
        *columns, offsets = sequences(2000)
        model = classifier()
        self.assertEqual(model.classes, ("ggF", "VBF"))
        self.assertEqual(model.variables, ())
        found, scores = model.probabilities(*columns, offsets), model.score(*columns, offsets)
        np.testing.assert_array_equal(found[:, 1], scores)
        np.testing.assert_array_equal(found[:, 0], np.float32(1) - scores)
        with self.assertRaisesRegex(jetseq.Error, "reads jets"):
            model.score_variables(np.zeros((3, 2)))

    def test_of_variables_are_the_softmax(self):
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            model = three_classes(file)
        self.assertEqual((model.classes, model.variables), (("ggF", "VBF", "background"), ("a", "b")))
        table = np.random.default_rng(1).normal(0, 2, (300, 2)).astype(np.float32)
        logits = np.column_stack([np.zeros(300), table])
        expected = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
        found = model.probabilities_of_variables({"b": table[:, 1], "a": table[:, 0]})
        np.testing.assert_allclose(found, expected, atol=2e-7)
        np.testing.assert_array_equal(model.probabilities_of_variables(table), found)
        np.testing.assert_array_equal(model.score_variables(table), found[:, 1])  # [events], as C and C++ give it
        with self.assertRaisesRegex(jetseq.Error, "b missing"):
            model.score_variables({"a": table[:, 0]})
        with self.assertRaisesRegex(jetseq.Error, "2 columns"):
            model.score_variables(table[:, :1])


if __name__ == "__main__":
    unittest.main()
