"""Small ntuples, and the converter in this process: to start Python and uproot takes longer than a conversion."""

import contextlib
import io

import awkward as ak
import numpy as np
import uproot
from jetseq.convert.__main__ import main


class Done:
    """What a command did; the names are those of subprocess."""

    def __init__(self, returncode, stdout, stderr):
        self.returncode, self.stdout, self.stderr = returncode, stdout, stderr


def run(*arguments):
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as error:
        code = main([str(argument) for argument in arguments])
    return Done(code, out.getvalue(), error.getvalue())


def write_ntuple(path, trees):
    """A ROOT file of {tree: {branch: array}}, lists as Awkward Arrays."""
    with uproot.recreate(path) as file:
        for name, branches in trees.items():
            branches = {branch: array if is_list(array) else np.asarray(array) for branch, array in branches.items()}
            types = {branch: f"var * {array.type.content.content}" if is_list(array) else np.dtype((array.dtype, array.shape[1:]))
                     for branch, array in branches.items()}
            file.mktree(name, types).extend(branches)


def is_list(array):
    return isinstance(array, ak.Array) and array.ndim > 1


def ragged(counts, values, type_="float32"):
    """Lists of `counts` lengths."""
    return ak.unflatten(np.asarray(values).astype(type_), counts)


class Toy:
    """60 events with one to five jets each, in GeV: `counts` [60], `jets` {pt, eta, phi, m: [sum of counts]}, and the same
    as the branches of a tree `t`."""

    def __init__(self, events=60):
        rng = np.random.default_rng(5)
        self.events = events
        self.counts = rng.integers(1, 6, events)
        self.event_of = np.repeat(np.arange(events), self.counts)
        n = self.counts.sum()
        pt = 30 + rng.exponential(60, n)
        pt = pt[np.lexsort((-pt, self.event_of))].astype("f4")
        self.jets = {"pt": pt, "eta": rng.uniform(-4.4, 4.4, n).astype("f4"), "phi": rng.uniform(-3.1, 3.1, n).astype("f4"), "m": pt * np.float32(0.1)}
        self.branches = {"event": np.arange(1, events + 1, dtype="u8"), "run": np.ones(events, "i4"),
                         **{"jet_" + name: self.of_jets(values) for name, values in self.jets.items()}}

    def of_jets(self, values, type_="float32"):
        return ragged(self.counts, values, type_)

    def nth(self):
        """[jets] the place of each in its event."""
        return np.concatenate([np.arange(n) for n in self.counts])
