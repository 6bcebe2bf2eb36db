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


class FeatureParity(toy.folders.WithOneFolder):
    """A network of five features of each jet, two of them columns of the user's file: all engines give the same."""

    FEATURES = ("btag", "pt", "eta", "n_tracks", "e")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        run = lambda *arguments: subprocess.run([toy.JETSEQ, *map(str, arguments)], check=True, capture_output=True)  # noqa: E731
        info, jets = toy.tables(3000)
        random = np.random.default_rng(5)
        cls.table = np.zeros(jets.shape, jets.dtype.descr + [("btag", "f4"), ("n_tracks", "i2")])
        for name in jets.dtype.names:
            cls.table[name] = jets[name]
        cls.table["btag"] = random.normal(0.4 * info["signalType"][:, None], 1, jets.shape)
        cls.table["n_tracks"] = random.poisson(9, jets.shape)
        cls.table["btag"][~jets["valid"]] = np.nan  # padding must not matter
        # In rising pt: the command sorts the jets, and their features with them.
        toy.write(cls.path("toy.h5"), info, cls.table[:, ::-1])
        config = toy.SMALL_CONFIG + f"inputs: {{jets: {{features: [{', '.join(cls.FEATURES)}]}}}}\n"
        run("train", toy.write_text(cls.path("toy.yaml"), config), "--data", cls.path("toy.h5"), "--out", cls.path("run"))
        run("score", cls.path("run"), cls.path("toy.h5"), "--out", cls.path("scores.h5"))
        run("export", cls.path("run"), "--format", "onnx", "--out", cls.path("toy.onnx"))
        run("export", cls.path("run"), "--format", "lwtnn", "--out", cls.path("toy.json"))
        run("evaluate", cls.path("run"), cls.path("toy.h5"), "--out", cls.path("report"))
        cls.lengths = jets["valid"].sum(1)
        cls.x = np.stack([cls.table[name].astype("f4") for name in cls.FEATURES], -1)
        cls.x[~jets["valid"]] = 0
        with h5py.File(cls.path("scores.h5")) as file:
            cls.scores = file["events"]["toy_pVBF"]

    def test_names_are_frozen_in_their_order(self):
        with open(self.path("toy.json")) as file:
            graph = json.load(file)
        self.assertEqual([one["name"] for one in graph["input_sequences"][0]["variables"]], list(self.FEATURES))

    def test_lwtnn_equations(self):
        with open(self.path("toy.json")) as file:
            expected = lwtnn_scores(json.load(file), self.x.astype("f8"), self.lengths)
        self.assertLess(np.abs(self.scores - expected).max(), TOLERANCE)

    def test_onnx_runtime(self):
        session = onnxruntime.InferenceSession(self.path("toy.onnx"), providers=["CPUExecutionProvider"])
        vbf = session.run(["toy_pVBF"], {"jets": self.x, "lengths": self.lengths.astype("i4")})[0]
        self.assertLess(np.abs(self.scores - vbf).max(), TOLERANCE)

    def test_libtorch_and_the_report(self):
        with open(self.path("report/report.json")) as file:
            report = json.load(file)
        self.assertLess(report["parity"]["LibTorch"], TOLERANCE)
        self.assertGreater(report["auc"]["value"] if isinstance(report["auc"], dict) else report["auc"], 0.7)

    def test_the_standardisation_is_that_of_the_training_part(self):
        with open(self.path("toy.json")) as file:
            inputs = json.load(file)["input_sequences"][0]["variables"]
        all_jets = self.x[self.table["valid"]].astype("f8")
        for one, values in zip(inputs, all_jets.T):  # the part has 56 % of the events
            self.assertAlmostEqual((one["offset"] + values.mean()) / values.std(), 0, delta=0.1)
            self.assertAlmostEqual(1 / one["scale"] / values.std(), 1, delta=0.1)

    def test_what_does_not_fit_is_refused(self):
        def refused(*arguments):
            code, _, error = toy.jetseq(*arguments)
            self.assertEqual(code, 1)
            return error.strip().splitlines()[-1]
        train = lambda features: refused("train", toy.write_text(self.path("wrong.yaml"), toy.SMALL_CONFIG + "inputs: {jets: "  # noqa: E731
                                         f"{{features: [{features}]}}}}\n"), "--data", self.path("toy.h5"), "--out", self.path("wrong"))
        self.assertIn("/jets has no column 'btak'", train("pt, btak"))
        self.assertIn("did you mean 'btag'?", train("pt, btak"))
        self.assertIn("inputs.jets.features", train("pt, pt"))
        self.assertIn("inputs.jets.features", train(""))
        sample = os.path.join(toy.SOURCE, "data", "sample", "vbf_500_2lep.h5")
        self.assertIn("holds full events", refused("score", self.path("run"), sample, "--out", self.path("no.h5")))
        selection = os.path.join(toy.SOURCE, "configs", "two_lepton.yaml")
        self.assertIn("reads features of jets", refused("select", selection, sample, "--model", self.path("run"), "--out", self.path("no")))
        toy.write(self.path("bare.h5"), *toy.tables(100))
        self.assertIn("has no column 'btag'", refused("score", self.path("run"), self.path("bare.h5"), "--out", self.path("no.h5")))


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
