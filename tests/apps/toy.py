"""Toy files and the command `jetseq`, for the tests of the command line."""

import atexit
import contextlib
import fcntl
import functools
import json
import os
import subprocess
import sys

import h5py
import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import folders  # noqa: E402
from event_hash import event_hash  # noqa: E402, F401
from prestarted import Prestarted  # noqa: E402

JETSEQ = os.environ["JETSEQ"]
SOURCE = os.environ["JETSEQ_SOURCE_DIR"]

EVENT = np.dtype([("eventNumber", "u8"), ("sampleId", "i4"), ("signalType", "i4"), ("mcEventWeight", "f4")])
JET = np.dtype([("valid", "?"), ("pt", "f4"), ("eta", "f4"), ("phi", "f4"), ("e", "f4")])

SMALL_CONFIG = """
name: toy
network: {cells: 5}
train: {max_epochs: 3, batch_size: 128, learning_rate: 0.01, threads: 1, device: cpu}
"""


WITH_LIBTORCH = ("train", "rerun", "scan", "export", "evaluate")
"""Commands that the program `jetseq` leaves to `jetseq-libtorch`."""
TIMEOUT = 300


@functools.lru_cache(None)
def libtorch_program():
    """It has loaded LibTorch and waits for the calls of this test."""
    program = Prestarted(JETSEQ + "-libtorch", os.environ["JETSEQ_PRESTARTED"])
    atexit.register(program.end)
    return program


def jetseq(*arguments, **options):
    """Runs the command; gives its exit code, standard output and standard error."""
    words = [JETSEQ, *map(str, arguments)]
    if "JETSEQ_PRESTARTED" in os.environ and not options and words[1:2] and words[1] in WITH_LIBTORCH:
        if done := libtorch_program().run(words, TIMEOUT):
            return done
    done = subprocess.run(words, capture_output=True, text=True, timeout=TIMEOUT, **options)
    return done.returncode, done.stdout, done.stderr


def tables(events=2000, seed=1):
    """/events and /jets [N, 4] in which VBF has a forward and a backward jet, ggF/DY fewer and more central ones."""
    random = np.random.default_rng(seed)
    info = np.zeros(events, np.dtype(EVENT.descr))  # a test may rename its columns
    info["eventNumber"] = np.arange(events)
    info["signalType"] = vbf = random.integers(0, 2, events)
    info["mcEventWeight"] = 1
    jets = np.zeros((events, 4), JET)
    count = np.where(vbf == 1, random.integers(1, 4, events), random.integers(0, 3, events))
    jets["valid"] = np.arange(4) < count[:, None]
    pt = -np.sort(-(31 + random.exponential(60, (events, 4))), axis=1)
    eta = np.where(vbf[:, None] == 1, random.normal(0, 3, (events, 4)), random.normal(0, 1.2, (events, 4))).clip(-4.4, 4.4)
    widest = np.arccosh(11_000 / pt)  # no jet has more energy than both beams, with room for harder ones
    eta = eta.clip(-widest, widest)
    for name, values in {"pt": pt, "eta": eta, "phi": random.uniform(-3.1, 3.1, (events, 4)), "e": pt * np.cosh(eta)}.items():
        jets[name] = np.where(jets["valid"], values, 0)
    return info, jets


def write(path, info, jets, **options):
    with h5py.File(path, "w") as file:
        file.create_dataset("events", data=info, **options)
        file.create_dataset("jets", data=jets, **options)


def write_text(path, text):
    with open(path, "w") as file:
        file.write(text)
    return path


@contextlib.contextmanager
def held(folder):
    """A command writes to the folder meanwhile."""
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, ".jetseq.lock")
    with open(path, "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write("process 1 on elsewhere")
        lock.flush()
        yield
        os.remove(path)


def read_bytes(path):
    with open(path, "rb") as file:
        return file.read()


class WithCommand(folders.WithFolder):
    """An empty working folder for each test, and the command."""

    def run_ok(self, *arguments):
        code, out, err = jetseq(*arguments)
        self.assertEqual(code, 0, err)
        return out

    def assert_refused(self, *arguments, says, code=1):
        """The command ends with `code` and, notes on its inputs aside, one line on standard error, which holds all of
        `says`."""
        got, _, err = jetseq(*arguments)
        self.assertEqual(got, code, err)
        lines = [line for line in err.strip().splitlines() if not line.startswith("jetseq: note: ")]
        self.assertEqual(len(lines), 1, err)
        for part in says:
            self.assertIn(part, lines[0])

    def read_json(self, name):
        with open(self.path(name)) as file:
            return json.load(file)


class WithToy(WithCommand):
    """The same with a toy file `toy.h5` and a configuration `toy.yaml`."""

    def setUp(self):
        super().setUp()
        self.info, self.jets = tables()
        self.data = self.path("toy.h5")
        write(self.data, self.info, self.jets)
        self.config = write_text(self.path("toy.yaml"), SMALL_CONFIG)


class WithTraining(WithToy):
    """The same, and what most tests do with them."""

    def train(self, name, *arguments):
        self.run_ok("train", self.config, "--data", self.data, "--out", self.path(name), *arguments)
        return self.path(name + "/toy.json")

    def scores_of(self, model):
        self.run_ok("score", model, self.data, "--out", self.path("scores.h5"))
        with h5py.File(self.path("scores.h5")) as file:
            return file["events"]["toy_pVBF"]
