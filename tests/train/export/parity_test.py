"""One model, four engines: the scores of `jetseq score`, ONNX Runtime and the written equations of lwtnn's graph agree.

LibTorch is compared by `jetseq evaluate` (report.json, parity). Events: the test part of the sample in the box.
"""

import json
import os
import subprocess
import sys
import tempfile
import unittest

import h5py
import numpy as np
import onnx
import onnxruntime

sys.path.insert(0, os.path.join(os.environ["JETSEQ_SOURCE_DIR"], "tests", "apps"))
import toy  # noqa: E402

SAMPLE = os.path.join(toy.SOURCE, "data", "sample", "sequences_1000_2lep.h5")
MODEL = os.path.join(toy.SOURCE, "models", "reference", "vbf.json")
TOLERANCE = 1e-6  # 32-bit arithmetic in another order of summation


def lwtnn_scores(graph, jets, lengths):
    """What lwtnn computes (LSTM as in its documentation), in double precision, for padded jets [B, T, 4]."""
    variables = graph["input_sequences"][0]["variables"]
    x = (jets + [v["offset"] for v in variables]) * [v["scale"] for v in variables]
    sigmoid = lambda z: 1 / (1 + np.exp(-z))  # noqa: E731
    last = x
    for layer in graph["layers"]:
        if layer["architecture"] == "dense":
            rows = np.array(layer["bias"])
            activated = {"sigmoid": sigmoid, "linear": lambda z: z, "rectified": lambda z: np.maximum(z, 0)}[layer["activation"]]
            last = activated(last @ np.reshape(layer["weights"], (len(rows), -1)).T + rows)
            continue
        gates = layer["components"]
        cells = len(gates["i"]["bias"])
        h, c, states = np.zeros((len(x), cells)), np.zeros((len(x), cells)), []
        for t in range(x.shape[1]):
            z = {g: x[:, t] @ np.reshape(gates[g]["weights"], (cells, -1)).T + h @ np.reshape(gates[g]["U"], (cells, -1)).T
                 + gates[g]["bias"] for g in "ifco"}
            real = (t < lengths)[:, None]
            c_next = sigmoid(z["f"]) * c + sigmoid(z["i"]) * np.tanh(z["c"])
            h_next = sigmoid(z["o"]) * np.tanh(c_next)
            c, h = np.where(real, c_next, c), np.where(real, h_next, h)
            states.append(h)
        x, last = np.stack(states, 1), h
    return last[:, 0]


class Parity(toy.folders.WithOneFolder):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        run = lambda *arguments: subprocess.run([toy.JETSEQ, *arguments], check=True, capture_output=True)  # noqa: E731
        cls.model = cls.frozen(run)
        run("score", cls.model, SAMPLE, "--out", cls.path("scores.h5"))
        run("export", cls.model, "--format", "onnx", "--out", cls.path("model.onnx"))
        run("export", cls.model, "--format", "lwtnn", "--out", cls.path("lwtnn.json"))
        run("evaluate", cls.model, SAMPLE, "--out", cls.path("report"))
        with h5py.File(SAMPLE) as file:
            jets = file["jets"][:]
        cls.lengths = jets["valid"].sum(1)
        cls.jets = np.stack([jets[name] for name in ("pt", "eta", "phi", "e")], -1)
        cls.jets[~jets["valid"]] = 1e3  # padding must not matter
        with h5py.File(cls.path("scores.h5")) as file:
            cls.scores = file["events"]["vbf_pVBF"]

    @classmethod
    def frozen(cls, run):
        return MODEL

    def test_lengths_from_none_to_the_longest_are_there(self):
        self.assertEqual(self.lengths.min(), 0)
        self.assertEqual(self.lengths.max(), self.jets.shape[1])

    def test_lwtnn_equations(self):
        with open(self.path("lwtnn.json")) as file:
            graph = json.load(file)
        self.assertNotIn("jetseq", graph)
        expected = lwtnn_scores(graph, self.jets.astype("f8"), self.lengths)
        self.assertLess(np.abs(self.scores - expected).max(), TOLERANCE)

    def test_onnx_runtime(self):
        onnx.checker.check_model(onnx.load(self.path("model.onnx")), full_check=True)
        session = onnxruntime.InferenceSession(self.path("model.onnx"), providers=["CPUExecutionProvider"])
        vbf, ggf = session.run(["vbf_pVBF", "vbf_pggF"], {"jets": self.jets, "lengths": self.lengths.astype("i4")})
        self.assertLess(np.abs(self.scores - vbf).max(), TOLERANCE)
        np.testing.assert_allclose(vbf + ggf, 1, atol=1e-7)

    def test_libtorch(self):
        with open(self.path("report/report.json")) as file:
            self.assertLess(json.load(file)["parity"]["LibTorch"], TOLERANCE)


class IsotonicParity(Parity):
    """The same of a model whose last layers are an isotonic calibration."""

    @classmethod
    def frozen(cls, run):
        run("evaluate", MODEL, SAMPLE, "--calibrate", "isotonic", "--freeze", cls.path("isotonic.json"), "--out", cls.path("before"))
        return cls.path("isotonic.json")

    def test_order_is_that_of_the_model_before(self):
        subprocess.run([toy.JETSEQ, "score", MODEL, SAMPLE, "--out", self.path("scores_before.h5")], check=True, capture_output=True)
        with h5py.File(self.path("scores_before.h5")) as file:
            before = file["events"]["vbf_pVBF"]
        self.assertGreater(np.abs(self.scores - before).max(), 0.005)
        ordered = self.scores[np.argsort(before, kind="stable")]
        self.assertGreater(np.diff(ordered).min(), -TOLERANCE)
        print(f"largest step back: {np.diff(ordered).min():.1e}")


class SetParity(unittest.TestCase):
    """Networks over sets of jets, briefly trained: ONNX Runtime scores as LibTorch does, in any order of the jets."""

    def check(self, kind, classes):
        with tempfile.TemporaryDirectory() as folder:
            path = lambda name: os.path.join(folder, name)  # noqa: E731
            run = lambda *arguments: self.assertEqual(toy.jetseq(*arguments)[0], 0)  # noqa: E731
            config = f"name: set\nnetwork: {{kind: {kind}, classes: [{', '.join(classes)}]}}\ntrain: {{max_epochs: 5}}\n"
            events = path("toy.h5")
            info, jets = toy.tables(2000)
            if len(classes) > 2:
                central = np.abs(jets["eta"][:, 0]) < 0.8
                info["signalType"] = np.where((info["signalType"] == 0) & central, 2, info["signalType"])
            toy.write(events, info, jets)
            config += f"data: {{files: [{events}]}}\n"
            run("train", toy.write_text(path("set.yaml"), config), "--out", path("run"))
            run("score", path("run"), events, "--out", path("scores.h5"))
            run("export", path("run"), "--format", "onnx", "--out", path("set.onnx"))
            code, _, error = toy.jetseq("export", path("run"), "--format", "lwtnn", "--out", path("set.json"))
            self.assertEqual(code, 1)
            self.assertIn("lwtnn's format has LSTM and dense layers only", error)
            onnx.checker.check_model(onnx.load(path("set.onnx")), full_check=True)
            with h5py.File(events) as file:
                jets = file["jets"][:]
            lengths = jets["valid"].sum(1).astype("i4")
            self.assertEqual(lengths.min(), 0)
            inputs = np.stack([jets[name] for name in ("pt", "eta", "phi", "e")], -1)
            inputs[~jets["valid"]] = 1e3  # padding must not matter
            session = onnxruntime.InferenceSession(path("set.onnx"), providers=["CPUExecutionProvider"])
            outputs = [f"set_p{name}" for name in classes]
            found = session.run(outputs, {"jets": inputs, "lengths": lengths})
            with h5py.File(path("scores.h5")) as file:
                scores = file["events"][:]
            for name, values in zip(outputs, found):
                self.assertLess(np.abs(values - scores[name]).max(), 5 * TOLERANCE)
            self.assertGreater(scores[outputs[1]].std(), 0.05)
            longest = inputs.shape[1]
            run("export", path("run"), "--format", "onnx", "--jets", str(longest), "--out", path("fixed.onnx"))
            zeros_in_padding = np.where(jets["valid"][..., None], inputs, 0)
            fixed = onnxruntime.InferenceSession(path("fixed.onnx"), providers=["CPUExecutionProvider"])
            for values, others in zip(fixed.run(outputs, {"jets": zeros_in_padding}), found):
                np.testing.assert_allclose(values, others, atol=TOLERANCE)
            three = lengths == 3
            turned = session.run(outputs, {"jets": inputs[three][:, [2, 0, 1]], "lengths": lengths[three]})
            np.testing.assert_allclose(turned[1], found[1][three], atol=5 * TOLERANCE)

    def test_deep_sets(self):
        self.check("deep_sets", ["ggF", "VBF"])
        self.check("deep_sets", ["ggF", "VBF", "background"])

    def test_attention(self):
        self.check("attention", ["ggF", "VBF"])
        self.check("attention", ["ggF", "VBF", "background"])


if __name__ == "__main__":
    unittest.main()
