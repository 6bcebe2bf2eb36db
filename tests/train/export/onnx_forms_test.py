"""ONNX files of fixed length, and those in the form of salt: they give what the file of any length gives, and the scores
that the frozen file itself holds."""

import json
import os
import sys
import tempfile
import unittest

import numpy as np
import onnx
import onnxruntime

SOURCE = os.environ["JETSEQ_SOURCE_DIR"]
sys.path.insert(0, os.path.join(SOURCE, "tests", "apps"))
import toy  # noqa: E402

TOLERANCE = 1e-6  # 32-bit arithmetic in another order of summation
JETS = os.path.join(SOURCE, "models", "reference", "vbf.json")
JOINED = os.path.join(SOURCE, "tests", "infer", "joined.json")
PLACES, PADDING = 11, 77.0  # numbers in the padding must not matter


def session_of(path):
    onnx.checker.check_model(onnx.load(path), full_check=True)
    return onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])


def padded(objects, width, valid):
    """[1, PLACES, width]; with `valid`, a further number that is 1 for objects."""
    x = np.full((1, PLACES, width + valid), PADDING if valid else 0, np.float32)
    x[0, :len(objects), :width] = objects
    if valid:
        x[0, :, width] = np.arange(PLACES) < len(objects)
    return x


class OnnxForms(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = lambda name: os.path.join(folder.name, name)

    def exported(self, model, *options):
        code, _, error = toy.jetseq("export", model, *options, "--out", self.path("x.onnx"))
        self.assertEqual((code, error), (0, ""))
        return session_of(self.path("x.onnx"))

    def refusal(self, *options):
        code, _, error = toy.jetseq("export", *options, "--out", self.path("x.onnx"))
        self.assertNotEqual(code, 0)
        self.assertFalse(os.path.exists(self.path("x.onnx")))
        self.assertEqual(error.count("\n"), 1)
        return error

    def check(self, model, names, widths, variables, events):
        """`events`: for each the objects of each sequence, the variables and the score."""
        fixed = self.exported(model, "--format", "onnx", "--jets", str(PLACES))
        self.assertTrue(all(value.type == "tensor(float)" for value in fixed.get_inputs()))
        self.assertEqual({value.shape[0] for value in fixed.get_inputs()}, {"batch"})
        self.assertTrue(all(isinstance(size, int) for value in fixed.get_inputs() for size in value.shape[1:]))
        salt = self.exported(model, "--format", "salt")
        self.assertTrue(all(value.shape == [] for value in salt.get_outputs()))
        valid = model == JOINED
        for objects, numbers, score in events:
            lists = [np.reshape(np.asarray(x, np.float32), (-1, width)) for x, width in zip(objects, widths)]
            of_event = {"event": np.asarray([numbers], np.float32)} if variables else {}
            inputs = {name: padded(x, width, valid) for name, x, width in zip(names, lists, widths)}
            self.assertAlmostEqual(fixed.run(None, {**inputs, **of_event})[0][0], score, delta=TOLERANCE)
            inputs = {name[:-1] + "_features": x for name, x in zip(names, lists)}
            of_event = {"event_features": x for x in of_event.values()}
            found = salt.run(None, {**inputs, **of_event})
            self.assertAlmostEqual(float(found[0]), score, delta=TOLERANCE)
            self.assertAlmostEqual(float(found[1]), 1 - score, delta=TOLERANCE)

    def test_jets(self):
        with open(JETS) as file:
            canaries = json.load(file)["jetseq"]["canaries"]
        events = [([c["jets"]], [], c["score"]) for c in canaries if len(c["jets"]) <= PLACES]
        self.assertIn(0, [len(jets[0]) for jets, _, _ in events])
        self.check(JETS, ["jets"], [4], False, events)

    def test_inputs_by_names(self):
        with open(JOINED) as file:
            canaries = json.load(file)["jetseq"]["canaries"]
        events = [(c["sequences"], c["variables"], c["score"]) for c in canaries]
        # One track is read, the first.
        tracks, jets = canaries[2]["sequences"]
        events.append(([tracks + [[-3.0], [2.0]], jets], canaries[2]["variables"], canaries[2]["score"]))
        self.check(JOINED, ["tracks", "jets"], [1, 2], True, events)

    def test_metadata_of_salt(self):
        self.exported(JOINED, "--format", "salt")
        properties = {p.key: p.value for p in onnx.load(self.path("x.onnx")).metadata_props}
        found = json.loads(properties["gnn_config"])
        self.assertEqual(found, {
            "onnx_model_version": "v1", "model_name": "flavour", "output_names": ["flavour_pb", "flavour_plight"],
            "nodes": [], "layers": [],
            "inputs": [{"name": "event", "variables": [{"name": "met", "offset": 0, "scale": 1}]}],
            "input_sequences": [
                {"name": "tracks", "variables": [{"name": "d0", "offset": 0, "scale": 1}]},
                {"name": "jets", "variables": [{"name": "e", "offset": 0, "scale": 1},
                                               {"name": "eta", "offset": 0, "scale": 1}]}]})

    def test_refusals(self):
        self.assertIn("--jets is of --format onnx", self.refusal(JETS, "--format", "lwtnn", "--jets", "5"))
        self.assertIn("--jets is of --format onnx", self.refusal(JETS, "--format", "salt", "--jets", "5"))
        self.assertIn("--jets is 0", self.refusal(JETS, "--format", "onnx", "--jets", "0"))
        self.assertIn("--jets", self.refusal(JETS, "--format", "onnx", "--jets", "-1"))
        with open(JOINED) as file:
            model = json.load(file)
        for names in (model["input_sequences"], model["jetseq"]["sequences"]):
            names[0]["name"] = "jet"
        with open(self.path("alike.json"), "w") as file:
            json.dump(model, file)
        error = self.refusal(self.path("alike.json"), "--format", "salt")
        self.assertIn("two inputs are called 'jet_features'", error)

    def test_long_events_are_told_of(self):
        code, _, error = toy.jetseq("export", JETS, "--format", "onnx", "--jets", "3", "--out", self.path("x.onnx"))
        self.assertEqual(code, 0)
        self.assertRegex(error, r"note: an event of the training has \d+ jets .* more than 3, give the first ones")


if __name__ == "__main__":
    unittest.main()
