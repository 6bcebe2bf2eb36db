"""Networks that join tracks, jets and variables: train, freeze and score; lwtnn's equations, ONNX Runtime and LibTorch
agree with `jetseq score`, for LSTM and GRU layers, deep sets and attention, and for two and three classes."""

import json
import os
import shutil
import subprocess
import sys
import unittest

import h5py
import numpy as np
import onnxruntime

sys.path.insert(0, os.path.join(os.environ["JETSEQ_SOURCE_DIR"], "tests", "apps"))
import toy  # noqa: E402

TOLERANCE = 1e-6  # 32-bit arithmetic in another order of summation
EVENTS, TRACKS, JETS = 3000, 12, 5
KEPT = 6  # tracks that the network reads


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def matrix(component, key, rows):
    return np.reshape(component[key], (rows, -1)).T


def states_of(layer, x, lengths):
    """The states of a recurrent layer of lwtnn's graph after each object [B, T, cells]."""
    gates = layer["components"]
    names = "ifco" if layer["architecture"] == "lstm" else "zrh"
    cells = len(gates[names[0]]["bias"])
    w = {g: matrix(gates[g], "weights", cells) for g in names}
    u = {g: matrix(gates[g], "U", cells) for g in names}
    h, c, states = np.zeros((len(x), cells)), np.zeros((len(x), cells)), []
    for t in range(x.shape[1]):
        z = {g: x[:, t] @ w[g] + gates[g]["bias"] for g in names}
        if names == "ifco":
            z = {g: z[g] + h @ u[g] for g in names}
            c_next = sigmoid(z["f"]) * c + sigmoid(z["i"]) * np.tanh(z["c"])
            h_next = sigmoid(z["o"]) * np.tanh(c_next)
        else:
            update, reset = sigmoid(z["z"] + h @ u["z"]), sigmoid(z["r"] + h @ u["r"])
            c_next, h_next = c, update * h + (1 - update) * np.tanh(z["h"] + (reset * h) @ u["h"])
        real = (t < lengths)[:, None]
        c, h = np.where(real, c_next, c), np.where(real, h_next, h)
        states.append(h)
    return np.stack(states, 1)


def dense(layer, x):
    rows = np.array(layer["bias"])
    return ACTIVATIONS[layer["activation"]](x @ matrix(layer, "weights", len(rows)) + rows)


def normed(x, factors, biases):
    shifted = x - x.mean(-1, keepdims=True)
    return shifted / np.sqrt((shifted ** 2).mean(-1, keepdims=True) + 1e-5) * factors + biases


def attended(layer, x, lengths):
    """What the blocks of attention make of each object [B, T, width]; see docs/reference/frozen-format.md."""
    lists, width, heads = layer["parameters"], layer["width"], layer["heads"]
    linear = lambda name, y: y @ np.reshape(lists[name + "_w"], (len(lists[name + "_b"]), -1)).T + lists[name + "_b"]  # noqa: E731
    norm = lambda name, y: normed(y, lists[name + "_w"], lists[name + "_b"])  # noqa: E731
    x = linear("embedding", x)
    for n in range(layer["blocks"]):
        name, y, mixed = f"block{n}", norm(f"block{n}_norm0", x), np.zeros_like(x)
        query, key, value = (linear(name + part, y) for part in ("_query", "_key", "_value"))
        for event in range(len(x)):
            real = lengths[event]
            for first in range(0, width if real else 0, width // heads):
                head = slice(first, first + width // heads)
                scores = query[event, :real, head] @ key[event, :real, head].T / np.sqrt(width / heads)
                mixed[event, :real, head] = softmax(scores) @ value[event, :real, head]
        x = x + linear(name + "_mix", mixed)
        x = x + linear(name + "_narrow", np.maximum(linear(name + "_wide", norm(name + "_norm1", x)), 0))
    return norm("norm", x)


def standardised(variables, x):
    return (x + [v["offset"] for v in variables]) * [v["scale"] for v in variables]


def softmax(z):
    exponents = np.exp(z - z.max(1, keepdims=True))
    return exponents / exponents.sum(1, keepdims=True)


ACTIVATIONS = {"sigmoid": sigmoid, "linear": lambda z: z, "rectified": lambda z: np.maximum(z, 0), "tanh": np.tanh,
               "softmax": softmax}


def lwtnn_outputs(graph, sequences, variables):
    """What lwtnn computes, in double precision, node by node. `sequences`: of each name (x [B, T, F], lengths [B])."""
    values = []
    for node in graph["nodes"]:
        sources = [values[n] for n in node["sources"]] if node["type"] not in ("input", "input_sequence") else []
        if node["type"] == "input_sequence":
            inputs = graph["input_sequences"][node["sources"][0]]
            x, lengths = sequences[inputs["name"]]
            value = standardised(inputs["variables"], x), lengths
        elif node["type"] == "input":
            value = standardised(graph["inputs"][node["sources"][0]]["variables"], variables)
        elif node["type"] in ("time_distributed", "sequence", "attention"):
            (x, lengths), layer = sources[0], graph["layers"][node["layer_index"]]
            value = {"time_distributed": lambda: dense(layer, x), "sequence": lambda: states_of(layer, x, lengths),
                     "attention": lambda: attended(layer, x, lengths)}[node["type"]](), lengths
        elif node["type"] == "sum":
            x, lengths = sources[0]
            value = np.where((np.arange(x.shape[1]) < lengths[:, None])[..., None], x, 0).sum(1)
        elif node["type"] == "concatenate":
            value = np.concatenate([last_of(source) for source in sources], 1)
        else:
            value = dense(graph["layers"][node["layer_index"]], last_of(sources[0]))
        values.append(value)
    return values[graph["outputs"]["toy"]["node_index"]]


def last_of(value):
    """The last state of a sequence; its states stay the same after the last object."""
    return value[0][:, -1] if isinstance(value, tuple) else value


def tables(seed=5):
    random = np.random.default_rng(seed)
    flavour = random.choice([0, 4, 5], EVENTS)
    events = np.zeros(EVENTS, [("eventNumber", "u8"), ("flavour", "i4"), ("met", "f4")])
    events["eventNumber"], events["flavour"], events["met"] = np.arange(EVENTS), flavour, random.exponential(50, EVENTS)
    tracks = np.zeros((EVENTS, TRACKS), [("valid", "?"), ("pt", "f4"), ("d0", "f8"), ("hits", "i2")])
    tracks["valid"] = np.arange(TRACKS) < random.integers(0, TRACKS + 1, (EVENTS, 1))
    tracks["pt"] = random.exponential(5, tracks.shape) + 0.5
    tracks["d0"] = random.normal(0, 0.1 + 0.1 * flavour[:, None], tracks.shape)
    tracks["hits"] = random.poisson(9, tracks.shape)
    tracks["d0"][~tracks["valid"]] = np.nan  # padding does not matter
    jets = np.zeros((EVENTS, JETS), [("valid", "?"), ("pt", "f4"), ("btag", "f4")])
    jets["valid"] = np.arange(JETS) < random.integers(0, JETS + 1, (EVENTS, 1))
    jets["pt"] = random.exponential(60, jets.shape) + 20
    jets["btag"] = random.normal(0.2 * flavour[:, None], 1, jets.shape)
    return events, tracks, jets


class WithJoinedNetwork(toy.folders.WithOneFolder):
    KIND, SIZE, CLASSES, HIDDEN = "lstm", "layers: 2, cells: 6", "{light: [0, 4], b: [5]}", "[8]"
    INFO = "LSTM, 3 inputs, 6 cells"
    NATIVE = True  # run by the inference library
    NAMES = ("light", "b")
    TARGET = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        run = lambda *arguments: subprocess.run([toy.JETSEQ, *map(str, arguments)], check=True, capture_output=True,  # noqa: E731
                                                text=True)
        cls.events, cls.tracks, cls.jets = tables()
        with h5py.File(cls.path("toy.h5"), "w") as file:
            file["events"], file["tracks"], file["boxes"] = cls.events, cls.tracks, cls.jets
        cls.config = f"""name: toy
network: {{kind: {cls.KIND}, {cls.SIZE}, hidden: {cls.HIDDEN}, dropout: 0.1}}
inputs:
  tracks: {{features: ["log(pt)", d0, hits], sort: -pt, first: {KEPT}}}
  boxes: {{features: [btag, pt]}}
  event: [met]
{cls.TARGET or f"labels: {{column: flavour, classes: {cls.CLASSES}}}"}
train: {{batch_size: 128, learning_rate: 0.01, max_epochs: 4, device: cpu}}
"""
        run("train", toy.write_text(cls.path("toy.yaml"), cls.config), "--data", cls.path("toy.h5"), "--out", cls.path("run"))
        run("score", cls.path("run"), cls.path("toy.h5"), "--config", cls.path("toy.yaml"), "--out", cls.path("scores.h5"))
        run("export", cls.path("run"), "--format", "onnx", "--out", cls.path("toy.onnx"))
        if cls.NATIVE:
            run("export", cls.path("run"), "--format", "lwtnn", "--out", cls.path("toy.json"))
            run("evaluate", cls.path("run"), cls.path("toy.h5"), "--config", cls.path("toy.yaml"), "--out", cls.path("report"))
        else:
            shutil.copy(cls.path("run/toy.json"), cls.path("toy.json"))
        cls.info = run("info", cls.path("run")).stdout
        order = np.argsort(np.where(cls.tracks["valid"], -cls.tracks["pt"], np.inf), 1, kind="stable")[:, :KEPT]
        kept = np.take_along_axis(cls.tracks, order, 1)
        x = np.stack([np.log(kept["pt"].astype("f8")), kept["d0"], kept["hits"]], -1)
        cls.sequences = {"tracks": (np.where(kept["valid"][..., None], x, 0), kept["valid"].sum(1)),
                         "boxes": (np.stack([cls.jets["btag"], cls.jets["pt"]], -1).astype("f8"), cls.jets["valid"].sum(1))}
        cls.variables = cls.events["met"][:, None].astype("f8")
        with h5py.File(cls.path("scores.h5")) as file:
            cls.columns = file["events"].dtype.names
            cls.scores = {name: file["events"]["toy_p" + name] for name in cls.NAMES if not cls.TARGET}
            cls.numbers = file["events"]["toy_met / 2"].astype("f8") if cls.TARGET else None
            cls.labels = file["events"]["signalType"]


class JoinedParity(WithJoinedNetwork):
    def test_lwtnn_equations(self):
        with open(self.path("toy.json")) as file:
            found = lwtnn_outputs(json.load(file), self.sequences, self.variables)
        for k, name in enumerate(self.NAMES):
            expected = found[:, k] if found.shape[1] > 1 else found[:, 0] if k == 1 else 1 - found[:, 0]
            self.assertLess(np.abs(self.scores[name] - expected).max(), TOLERANCE)

    def test_onnx_runtime(self):
        session = onnxruntime.InferenceSession(self.path("toy.onnx"), providers=["CPUExecutionProvider"])
        inputs = {"event": self.variables.astype("f4")}
        for name, (x, lengths) in self.sequences.items():
            inputs[name], inputs[name + "_lengths"] = x.astype("f4"), lengths.astype("i4")
        for name in self.NAMES:
            found = session.run(["toy_p" + name], inputs)[0]
            self.assertLess(np.abs(self.scores[name] - found).max(), TOLERANCE)

    def test_onnx_of_places_and_of_salt(self):
        for name, options in (("places", ("--format", "onnx", "--jets", str(TRACKS))), ("salt", ("--format", "salt"))):
            code, _, error = toy.jetseq("export", self.path("run"), *options, "--out", self.path(name + ".onnx"))
            self.assertEqual(code, 0, error)
        places, salt = (onnxruntime.InferenceSession(self.path(name + ".onnx"), providers=["CPUExecutionProvider"])
                        for name in ("places", "salt"))
        inputs = {"event": self.variables.astype("f4")}
        for name, (x, lengths) in self.sequences.items():
            inputs[name] = np.zeros((EVENTS, TRACKS, x.shape[2] + 1), "f4")
            inputs[name][:, :x.shape[1], :-1] = x
            inputs[name][..., -1] = np.arange(TRACKS) < lengths[:, None]
        for name, found in zip(self.NAMES, places.run(["toy_p" + name for name in self.NAMES], inputs)):
            self.assertLess(np.abs(self.scores[name] - found).max(), TOLERANCE)
        for n in range(50):
            one = {"event_features": self.variables[n:n + 1].astype("f4")}
            for name, (x, lengths) in self.sequences.items():
                one[{"tracks": "track", "boxes": "boxe"}[name] + "_features"] = x[n, :lengths[n]].astype("f4")
            for name, found in zip(self.NAMES, salt.run(["toy_p" + name for name in self.NAMES], one)):
                self.assertAlmostEqual(self.scores[name][n], float(found), delta=TOLERANCE)

    def test_libtorch_and_the_report(self):
        with open(self.path("report/report.json")) as file:
            report = json.load(file)
        self.assertLess(report["parity"]["LibTorch"], TOLERANCE)
        self.assertGreater(report["auc"]["value"] if isinstance(report["auc"], dict) else report["auc"], 0.6)
        with open(self.path("report/report.html")) as file:
            page = file.read()
        for word in ("VBF", "ggF"):
            self.assertNotIn(word, page)
        self.assertIn(self.NAMES[1], page)

    def test_labels_are_those_of_the_configuration(self):
        expected = np.searchsorted([0, 4, 5], self.events["flavour"]) if len(self.NAMES) == 3 else self.events["flavour"] == 5
        np.testing.assert_array_equal(self.labels, expected)

    def test_info_names_the_inputs(self):
        for text in ("log(pt), d0, hits; sorted by -pt; the first 6", "btag, pt", "met"):
            self.assertIn(text, self.info)
        self.assertIn(self.INFO, self.info)
        self.assertNotIn("VBF", self.info.split("configuration")[0])

    def test_the_standardisation_is_that_of_the_training_part(self):
        with open(self.path("toy.json")) as file:
            graph = json.load(file)
        x, lengths = self.sequences["tracks"]
        real = np.arange(x.shape[1]) < lengths[:, None]
        for k, one in enumerate(graph["input_sequences"][0]["variables"]):  # the part has 56 % of the events
            values = x[..., k][real]
            self.assertAlmostEqual((one["offset"] + values.mean()) / values.std(), 0, delta=0.1)
            self.assertAlmostEqual(1 / one["scale"] / values.std(), 1, delta=0.1)


class JoinedGruParity(JoinedParity):
    KIND, INFO = "gru", "GRU, 3 inputs, 6 cells"


class JoinedSetsParity(JoinedParity):
    KIND, SIZE, INFO = "deep_sets", "embedding: [7, 6]", "deep sets, 3 inputs, layers of 7, 6 outputs"


class JoinedSetsClassesParity(JoinedSetsParity):
    CLASSES, HIDDEN = "{light: [0], c: [4], b: [5]}", "[]"
    NAMES = ("light", "c", "b")


class JoinedAttentionParity(JoinedParity):
    KIND, SIZE, NATIVE = "attention", "width: 8, heads: 2, blocks: 2", False
    INFO = "attention, 3 inputs, 8 numbers, 2 heads, 2 blocks; not for the inference library"
    test_libtorch_and_the_report = None  # LibTorch gives the scores

    def test_what_lacks_attention_refuses_it(self):
        for arguments in (["export", self.path("run"), "--format", "lwtnn", "--out", self.path("no.json")],
                          ["evaluate", self.path("run"), self.path("toy.h5"), "--config", self.path("toy.yaml"), "--out",
                           self.path("no")],
                          ["train", self.path("toy.yaml"), "--data", self.path("toy.h5"), "--folds", "2", "--out",
                           self.path("no")]):
            code, _, error = toy.jetseq(*arguments)
            self.assertEqual(code, 1, error)
            self.assertIn("attention", error)


class JoinedAttentionClassesParity(JoinedAttentionParity):
    CLASSES, HIDDEN = "{light: [0], c: [4], b: [5]}", "[]"
    NAMES = ("light", "c", "b")


class JoinedClassesParity(JoinedParity):
    CLASSES, HIDDEN = "{light: [0], c: [4], b: [5]}", "[]"
    NAMES = ("light", "c", "b")


class JoinedNumberParity(WithJoinedNetwork):
    """A network that finds a number."""
    KIND, HIDDEN, TARGET = "gru", "[8]", "target: {column: met / 2, loss: huber, delta: 0.5}"

    def test_lwtnn_equations(self):
        with open(self.path("toy.json")) as file:
            graph = json.load(file)
        self.assertEqual(graph["outputs"]["toy"]["labels"], ["met / 2"])
        self.assertEqual(graph["layers"][-1]["activation"], "linear")
        found = lwtnn_outputs(graph, self.sequences, self.variables)[:, 0]
        self.assertLess(np.abs(self.numbers - found).max(), 100 * TOLERANCE)  # of numbers up to 200
        self.assertGreater(self.numbers.std(), 10)

    def test_onnx_runtime(self):
        session = onnxruntime.InferenceSession(self.path("toy.onnx"), providers=["CPUExecutionProvider"])
        inputs = {"event": self.variables.astype("f4")}
        for name, (x, lengths) in self.sequences.items():
            inputs[name], inputs[name + "_lengths"] = x.astype("f4"), lengths.astype("i4")
        self.assertEqual([output.name for output in session.get_outputs()], ["toy_met / 2"])
        found = session.run(["toy_met / 2"], inputs)[0]
        self.assertLess(np.abs(self.numbers - found).max(), 100 * TOLERANCE)

    def test_the_report_by_numpy(self):
        with open(self.path("report/report.json")) as file:
            report = json.load(file)
        self.assertEqual((report["kind"], report["target"]), ("jetseq_regression_report", "met / 2"))
        self.assertLess(report["parity"]["LibTorch"], 100 * TOLERANCE)
        self.assertEqual(report["leakage"], {"training": 0, "validation": 0})
        test = toy.event_hash(0, self.events["eventNumber"]) % np.uint64(100) >= 70
        found, true = self.numbers[test], (self.events["met"][test] / np.float32(2)).astype("f8")
        residuals = found - true
        low, median, high = np.quantile(residuals, [0.15865525, 0.5, 0.84134475], method="inverted_cdf")
        row = report["models"][0]["all"]
        self.assertEqual(row["n"], test.sum())
        for key, expected in {"bias": median, "width": (high - low) / 2, "rms": np.sqrt((residuals ** 2).mean()),
                              "mean_absolute": np.abs(residuals).mean(), "ratio": np.quantile(found / true, 0.5, method="inverted_cdf")}.items():
            self.assertAlmostEqual(row[key]["value"], expected, delta=1e-4 * max(1, abs(expected)), msg=key)
        self.assertEqual(sum(row["n"] for row in report["models"][0]["by_true"]), test.sum())

    def test_info_and_scores_name_the_number(self):
        self.assertIn("met / 2, a number in the unit of the data", self.info)
        self.assertEqual(self.columns[-1], "toy_met / 2")
        self.assertNotIn("VBF", self.info.split("configuration")[0])

    def test_what_takes_classes_refuses(self):
        for options, word in ((["--point", "a=vbf:0.5"], "a working point"), (["--calibrate", "isotonic"], "a calibration")):
            code, _, error = toy.jetseq("evaluate", self.path("run"), self.path("toy.h5"), "--config", self.path("toy.yaml"), "--out",
                                        self.path("no"), *options)
            self.assertEqual(code, 1)
            self.assertIn(word, error.strip().splitlines()[-1])
        code, _, error = toy.jetseq("compare", self.path("report"), self.path("report"))
        self.assertEqual(code, 1)
        self.assertIn("a report of a regression", error)
        code, output, _ = toy.jetseq("info", self.path("report/report.json"))
        self.assertEqual(code, 0)
        self.assertIn("met / 2", output)


class Refusals(WithJoinedNetwork):
    """One line for what does not fit."""

    def refused(self, *arguments):
        code, _, error = toy.jetseq(*map(str, arguments))
        self.assertEqual(code, 1, error)
        return error.strip().splitlines()[-1]

    def trained(self, old, new):
        self.assertIn(old, self.config)
        path = toy.write_text(self.path("wrong.yaml"), self.config.replace(old, new))
        return self.refused("train", path, "--data", self.path("toy.h5"), "--out", self.path("wrong"))

    def test_wrong_names(self):
        self.assertIn("did you mean 'hits'?", self.trained("hits", "hitz"))
        self.assertIn("did you mean 'boxes'?", self.trained("boxes:", "boxed:"))
        self.assertIn("did you mean 'met'?", self.trained("[met]", "[mett]"))
        self.assertIn("did you mean 'flavour'?", self.trained("column: flavour", "column: flavor"))
        self.assertIn("ptt", self.trained("sort: -pt", "sort: -ptt"))

    def test_wrong_values(self):
        self.assertIn("inputs.boxes.features", self.trained("[btag, pt]", "[pt, pt]"))
        self.assertIn("inputs.boxes.features", self.trained("[btag, pt]", "[]"))
        self.assertIn("5", self.trained("b: [5]", "b: [6]"))
        self.assertIn("first", self.trained("first: 6", "first: 0"))
        self.assertIn("network.frame", self.trained("layers: 2", "frame: canonical, layers: 2"))
        self.assertIn("device", self.trained("device: cpu", "device: cuda"))

    def test_files_that_lack_what_the_model_reads(self):
        with h5py.File(self.path("bare.h5"), "w") as file:
            file["events"], file["boxes"] = self.events, self.jets
        self.assertIn("no dataset /tracks", self.refused("score", self.path("run"), self.path("bare.h5"), "--config", self.path("toy.yaml"),
                                               "--out", self.path("no.h5")))
        self.assertFalse(os.path.exists(self.path("no.h5")))


if __name__ == "__main__":
    unittest.main()
