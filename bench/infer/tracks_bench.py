"""Scores of a network that reads tracks by names: jetseq against ONNX Runtime, in one run, on one core.

    PYTHONPATH=SITE_PACKAGES taskset -c 0 python bench/infer/tracks_bench.py [--cell lstm] [--rounds 9] [--json FILE]

SITE_PACKAGES holds the Python package `jetseq` (pip install .); needs numpy, onnx and onnxruntime. Each event has 0 to 40
tracks of 15 features; two recurrent layers of 64 cells read them, then dense layers of 32 outputs and 1. Both engines have
the same weights and take turns in each round; times are processor time. jetseq is called through its C interface on
columns in memory, in the order of the events; ONNX Runtime gets its arrays ready-made: standardised, one event alone, and
in batches of events of the same length. "Minimum" is the best round, "median" that of whole rounds.
"""
import argparse
import ctypes
import json
import os
import tempfile
import time

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

import jetseq

FEATURES, CELLS, HIDDEN, LONGEST = 15, 64, 32, 40
GATES = {"lstm": "ifco", "gru": "zrh"}
IN_ONNX = {"lstm": "iofc", "gru": "zrh"}  # ONNX's order of the gates


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


class Network:
    """Weights at random, the same for both engines."""

    def __init__(self, cell, seed=1):
        random = np.random.default_rng(seed)
        draw = lambda *shape: random.uniform(-1.5, 1.5, shape).astype(np.float32) / np.float32(np.sqrt(shape[-1]))
        self.cell = cell
        self.offset, self.scale = draw(FEATURES), 1 + draw(FEATURES)
        self.layers = [{gate: (draw(CELLS, width), draw(CELLS, CELLS), draw(CELLS)) for gate in GATES[cell]}
                       for width in (FEATURES, CELLS)]
        self.hidden, self.head = (draw(HIDDEN, CELLS), draw(HIDDEN)), (3 * draw(1, HIDDEN), draw(1))

    def score(self, tracks):
        """In double precision, from the formulas."""
        x = (tracks.astype(np.float64) + self.offset) * self.scale
        for layer in self.layers:
            h = c = np.zeros(CELLS)
            states = []
            for one in x:
                sums = {gate: w @ one + b for gate, (w, _, b) in layer.items()}
                u = {gate: parts[1] for gate, parts in layer.items()}
                if self.cell == "lstm":
                    i, f, g, o = (sums[gate] + u[gate] @ h for gate in "ifco")
                    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
                    h = sigmoid(o) * np.tanh(c)
                else:
                    z, r = (sigmoid(sums[gate] + u[gate] @ h) for gate in "zr")
                    h = z * h + (1 - z) * np.tanh(sums["h"] + u["h"] @ (r * h))
                states.append(h)
            x = states
        last = states[-1] if len(tracks) else np.zeros(CELLS)
        hidden = np.maximum(self.hidden[0] @ last + self.hidden[1], 0)
        return float(sigmoid(self.head[0] @ hidden + self.head[1])[0])

    def frozen(self):
        """The frozen file."""
        names = [f"x{k}" for k in range(FEATURES)]
        variables = [{"name": name, "offset": float(offset), "scale": float(scale)}
                     for name, offset, scale in zip(names, self.offset, self.scale)]
        layers = [{"architecture": self.cell, "activation": "tanh", "inner_activation": "sigmoid",
                   "components": {gate: {"weights": w.ravel().tolist(), "U": u.ravel().tolist(), "bias": b.tolist()}
                                  for gate, (w, u, b) in layer.items()}} for layer in self.layers]
        layers += [{"architecture": "dense", "activation": activation, "weights": w.ravel().tolist(), "bias": b.tolist()}
                   for activation, (w, b) in (("rectified", self.hidden), ("sigmoid", self.head))]
        nodes = [{"type": "input_sequence", "sources": [0], "size": FEATURES}]
        nodes += [{"type": "sequence", "sources": [n], "layer_index": n} for n in range(2)]
        nodes += [{"type": "concatenate", "sources": [2]}]
        nodes += [{"type": "feed_forward", "sources": [n + 3], "layer_index": n + 2} for n in range(2)]
        random = np.random.default_rng(2)
        events = [random.normal(size=(length, FEATURES)).astype(np.float32) for length in (0, 1, 2, 10, 40)]
        canaries = [{"sequences": [tracks.tolist()], "variables": [], "score": self.score(tracks)} for tracks in events]
        return {"inputs": [], "input_sequences": [{"name": "tracks", "variables": variables}], "nodes": nodes, "layers": layers,
                "outputs": {"bench": {"labels": ["pb"], "node_index": 5}},
                "jetseq": {"kind": "jetseq_model", "format_version": 2, "name": "bench",
                           "contract": {"jet_pt_min": 0, "jet_abs_eta_max": 4.5, "max_length": LONGEST},
                           "canaries": canaries, "working_points": [],
                           "sequences": [{"name": "tracks", "sort": "", "most": 0}], "classes": ["light", "b"], "training": {}}}

    def onnx(self):
        """The graph from standardised tracks [T, B, 15] to scores [B, 1]."""
        tensors, nodes, x = [], [], "tracks"

        def tensor(name, values):
            tensors.append(numpy_helper.from_array(np.ascontiguousarray(values, np.float32), name))
            return name

        for n, layer in enumerate(self.layers):
            w, u, b = (np.concatenate([layer[gate][part] for gate in IN_ONNX[self.cell]])[None] for part in range(3))
            inputs = [x, tensor(f"w{n}", w), tensor(f"u{n}", u), tensor(f"b{n}", np.concatenate([b, 0 * b], axis=1))]
            nodes.append(helper.make_node(self.cell.upper(), inputs, [f"y{n}", f"h{n}"], hidden_size=CELLS))
            nodes.append(helper.make_node("Squeeze", [f"y{n}", "axis"], [f"x{n}"]))
            x = f"x{n}"
        tensors.append(numpy_helper.from_array(np.array([1], np.int64), "axis"))
        tensors.append(numpy_helper.from_array(np.array([0], np.int64), "first"))
        nodes = nodes[:-1] + [helper.make_node("Squeeze", ["h1", "first"], ["last"])]
        for name, (w, b), x, y in (("hidden", self.hidden, "last", "z"), ("head", self.head, "a", "logit")):
            inputs = [x, tensor(f"{name}_w", w), tensor(f"{name}_b", b)]
            nodes.append(helper.make_node("Gemm", inputs, [y], transB=1))
            nodes.append(helper.make_node("Relu" if name == "hidden" else "Sigmoid", [y], ["a" if name == "hidden" else "score"]))
        values = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
                  for name, shape in (("tracks", ["T", "B", FEATURES]), ("score", ["B", 1]))]
        graph = helper.make_graph(nodes, "bench", values[:1], values[1:], tensors)
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)


class Objects(ctypes.Structure):
    _fields_ = [("columns", ctypes.c_void_p), ("stride", ctypes.c_size_t), ("offsets", ctypes.c_void_p)]


class Inputs(ctypes.Structure):
    _fields_ = [("sequences", ctypes.c_void_p), ("variables", ctypes.c_void_p), ("stride", ctypes.c_size_t),
                ("sample_ids", ctypes.c_void_p), ("event_numbers", ctypes.c_void_p)]


class Ours:
    """jetseq's C interface."""

    def __init__(self, path, columns, offsets):
        self.library = ctypes.CDLL(jetseq.library)
        for name in ("jetseq_load", "jetseq_new_scorer"):
            getattr(self.library, name).restype = ctypes.c_void_p
        self.library.jetseq_error.restype = ctypes.c_char_p
        classifier = self.library.jetseq_load(path.encode())
        if not classifier:
            raise SystemExit(self.library.jetseq_error().decode())
        self.scorer = ctypes.c_void_p(self.library.jetseq_new_scorer(ctypes.c_void_p(classifier)))
        self.kept = columns, offsets
        self.columns = (ctypes.c_void_p * FEATURES)(*(column.ctypes.data for column in columns))
        self.offsets = offsets.ctypes.data
        self.scores = np.empty(len(offsets) - 1, np.float32)
        self.call = self.library.jetseq_score_inputs
        self.call.restype, self.call.argtypes = None, [ctypes.c_void_p, Inputs, ctypes.c_size_t, ctypes.c_void_p]

    def run(self, first, count):
        objects = Objects(ctypes.addressof(self.columns), 1, self.offsets + 8 * first)
        self.call(self.scorer, Inputs(ctypes.addressof(objects), None, 1, None, None), count,
                  self.scores.ctypes.data + 4 * first)


def timed(work):
    begin = time.process_time()
    work()
    return time.process_time() - begin


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cell", choices=("lstm", "gru"), default="lstm")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--events", type=int, default=8192)
    parser.add_argument("--single", type=int, default=500, help="events that are scored one by one")
    parser.add_argument("--json")
    given = parser.parse_args()
    random = np.random.default_rng(3)
    lengths = random.integers(0, LONGEST + 1, given.events)
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.uint64)
    columns = random.normal(size=(FEATURES, int(offsets[-1]))).astype(np.float32)
    network = Network(given.cell)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "bench.json")
        with open(path, "w") as file:
            json.dump(network.frozen(), file)
        ours = Ours(path, columns, offsets)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(network.onnx().SerializeToString(), options, ["CPUExecutionProvider"])
    standardised = ((columns.T + network.offset) * network.scale).astype(np.float32)
    event = lambda n: standardised[int(offsets[n]):int(offsets[n + 1])]
    alone = [(n, np.ascontiguousarray(event(n)[:, None])) for n in range(given.single) if lengths[n]]
    groups = [np.flatnonzero(lengths == length) for length in range(1, LONGEST + 1)]
    batches = [(group, np.ascontiguousarray(np.stack([event(n) for n in group], axis=1))) for group in groups if len(group)]
    theirs = np.full(given.events, network.score(columns[:, :0].T), np.float32)

    def ours_alone():
        for n in range(given.single):
            ours.run(n, 1)

    def theirs_alone():
        for n, x in alone:
            theirs[n] = session.run(None, {"tracks": x})[0][0, 0]

    def theirs_batched():
        for group, x in batches:
            theirs[group] = session.run(None, {"tracks": x})[0][:, 0]

    work = {"jetseq, one event": (ours_alone, given.single), "ONNX Runtime, one event": (theirs_alone, given.single),
            "jetseq, all at once": (lambda: ours.run(0, given.events), given.events),
            "ONNX Runtime, batches of one length": (theirs_batched, given.events)}
    times = {name: [] for name in work}
    differences = []
    for turn in range(given.rounds + 1):
        for name, (call, events) in work.items():
            seconds = timed(call)
            if turn:
                times[name].append(1e6 * seconds / events)
        differences.append(float(np.abs(ours.scores - theirs).max()))
    steps, macs = float(lengths.mean()), sum(len(GATES[given.cell]) * CELLS * (width + CELLS) for width in (FEATURES, CELLS))
    print(f"{given.cell}, {FEATURES} features, {steps:.1f} tracks on average, {macs} multiply-adds per track; onnxruntime "
          f"{onnxruntime.__version__}; load {os.getloadavg()[0]:.1f}")
    print(f"largest difference: {max(differences):.1e}")
    for name, all_rounds in times.items():
        print(f"{name:40} minimum {min(all_rounds):8.2f} us, median {np.median(all_rounds):8.2f} us per event")
    for kind, one, other in (("one event", "jetseq, one event", "ONNX Runtime, one event"),
                             ("batch", "jetseq, all at once", "ONNX Runtime, batches of one length")):
        print(f"{kind}: {min(times[other]) / min(times[one]):.2f} times as fast as ONNX Runtime")
    if given.json:
        with open(given.json, "w") as file:
            json.dump({"kind": "jetseq benchmark of tracks", "cell": given.cell, "microseconds": times,
                       "difference": max(differences)}, file, indent=1)
    if max(differences) > 1e-5:
        raise SystemExit("the scores differ by more than 1e-5")


if __name__ == "__main__":
    main()
