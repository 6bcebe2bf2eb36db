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
            last = sigmoid(last @ np.reshape(layer["weights"], (len(rows), -1)).T + rows)
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


class Parity(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.holder = tempfile.TemporaryDirectory()
        cls.model = os.path.join(toy.SOURCE, "models", "reference", "vbf.json")
        run = lambda *arguments: subprocess.run([toy.JETSEQ, *arguments], check=True, capture_output=True)  # noqa: E731
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
    def tearDownClass(cls):
        cls.holder.cleanup()

    @classmethod
    def path(cls, name):
        return os.path.join(cls.holder.name, name)

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


if __name__ == "__main__":
    unittest.main()
