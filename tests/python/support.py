"""The reference model and the sample in the box, for the tests of the Python package."""

import importlib.util
import os
import sys

import h5py
import jetseq
import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from event_hash import event_hash  # noqa: E402, F401
from folders import WithFolder, WithOneFolder  # noqa: E402, F401

SOURCE = os.environ["JETSEQ_SOURCE_DIR"]
MODEL = os.path.join(SOURCE, "models", "reference", "vbf.json")
SAMPLE = os.path.join(SOURCE, "data", "sample", "sequences_1000_2lep.h5")
NAMES = ("pt", "eta", "phi", "e")


def sequences(events=None):
    """pt, eta, phi, e and offsets of the first events of the sample."""
    with h5py.File(SAMPLE) as file:
        rows = file["jets"][:events]
    valid = rows["valid"]
    return *(rows[name][valid] for name in NAMES), np.concatenate([[0], np.cumsum(valid.sum(axis=1))])


def classifier():
    return jetseq.load(MODEL)


def needs(module):
    """Exits with ctest's code for skipped tests if `module` is not installed."""
    if importlib.util.find_spec(module) is None:
        print(f"skipped: {module} is not installed")
        sys.exit(77)
