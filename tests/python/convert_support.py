"""Small ntuples, and the converter in this process: starting Python and uproot takes longer than a conversion."""

import contextlib
import glob
import io
import os
import sys
import traceback

import awkward as ak
import h5py
import numpy as np
import uproot
import yaml
from jetseq.convert.__main__ import main
from support import WithFolder

POLAR = {"pt": "jet_pt", "eta": "jet_eta", "phi": "jet_phi", "m": "jet_m"}
"""The jets of a Toy, in a map; also for large jets and leptons."""
EVENTS = {"eventNumber": "event", "sampleId": "run", "leptons": 2}


class Done:
    """The result of a command, with the names of subprocess."""

    def __init__(self, returncode, stdout, stderr):
        self.returncode, self.stdout, self.stderr = returncode, stdout, stderr


def run(*arguments):
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as error:
        code = main([str(argument) for argument in arguments])
    return Done(code, out.getvalue(), error.getvalue())


class Child:
    """`action`, which gives an exit code, at work in a copy of this process: it has imported uproot already."""

    def __init__(self, action):
        reader, writer = os.pipe()
        self.id = os.fork()
        if self.id == 0:
            self._act(action, writer)
        os.close(writer)
        self.said = os.fdopen(reader)
        """Standard output and error."""

    @staticmethod
    def _act(action, writer):
        code = 99
        try:
            for stream in (1, 2):
                os.dup2(writer, stream)
            sys.stdout, sys.stderr = (open(stream, "w") for stream in (1, 2))
            code = action()
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    def exit_code(self):
        self.said.close()
        return os.waitstatus_to_exitcode(os.waitpid(self.id, 0)[1])


def write_ntuple(path, trees):
    """A ROOT file of {tree: {branch: array}}, lists as Awkward Arrays."""
    with uproot.recreate(path) as file:
        for name, branches in trees.items():
            branches = {branch: array if is_list(array) else np.asarray(array) for branch, array in branches.items()}
            # a type, for awkward takes longer to read the text of one than uproot to write the file
            types = {branch: ak.types.ListType(array.type.content.content) if is_list(array)
                     else np.dtype((array.dtype, array.shape[1:])) for branch, array in branches.items()}
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


def a_map(events={}, jets={}, **others):
    """The map of the toy's branches, with what is different."""
    return {"tree": "t", "unit": "GeV", "events": {**EVENTS, **events}, "jets": {**POLAR, **jets}, **others}


def leptons(quality, **others):
    """Leptons that are the toy's jets."""
    return {"pt": "jet_pt", "eta": "jet_eta", "phi": "jet_phi", "pdg_id": 13, "quality": quality, **others}


class WithToy(WithFolder):
    """A toy, and maps that are converted or refused."""

    def setUp(self):
        super().setUp()
        self.toy = Toy()
        self.out = self.path("events.h5")

    def ntuple(self, name="in.root", without=(), tree="t", **branches):
        """A file of the toy's branches and further ones."""
        all_branches = {**self.toy.branches, **branches}
        write_ntuple(self.path(name), {tree: {key: values for key, values in all_branches.items() if key not in without}})
        return self.path(name)

    def run_map(self, mapping, *files, options=()):
        map_file = self.path("map.yaml")
        with open(map_file, "w") as file:
            file.write(mapping if isinstance(mapping, str) else yaml.safe_dump(mapping))
        return run(map_file, *(files or [self.path("in.root")]), "--out", self.out, *options)

    def converted(self, mapping, *files, options=()):
        """The tables of the output, which is then removed; `self.said`: what was printed."""
        done = self.run_map(mapping, *files, options=options)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.said = done.stdout
        with h5py.File(self.out) as file:
            tables = {name: file[name][:] for name in file}
            self.attributes = dict(file.attrs)
        os.remove(self.out)
        return tables

    def refused(self, mapping, expected, *files, options=()):
        done = self.run_map(mapping, *files, options=options)
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        self.assertRegex(done.stderr, r"^jetseq convert: .+ \(.+\)\. .+")
        self.assertRegex(done.stderr, expected)
        self.assertEqual(glob.glob(self.out + "*"), [])

    def of_jets(self, table, column):
        return table[column][table["valid"]]
