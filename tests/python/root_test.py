"""ROOT's RDataFrame scores as the Python package does: compiled, interpreted, and on a Dask cluster whose worker dies."""

import glob
import os
import subprocess
import sys
import time
import unittest
import warnings

import numpy as np
from support import MODEL, NAMES, SOURCE, WithOneFolder, classifier, needs, sequences

needs("ROOT")  # scripts/install-python-peers root
needs("distributed")
import psutil

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # PyPI's says that it is a pre-release
    import ROOT

EXAMPLES = os.path.join(SOURCE, "examples")
EVENTS, FILES = 6000, 3


def write_events(path, numbers, columns, offsets):
    """The tree `events` with the number and the jets of these events, in clusters of 500."""
    file = ROOT.TFile(path, "RECREATE")
    tree = ROOT.TTree("events", "")
    tree.SetAutoFlush(500)
    number = np.zeros(1, np.uint64)
    tree.Branch("event_number", number, "event_number/l")
    jets = [ROOT.std.vector["float"]() for _ in NAMES]
    for name, jet in zip(NAMES, jets):
        tree.Branch("jet_" + name, jet)
    for n in numbers:
        number[0] = n
        for jet, column in zip(jets, columns):
            jet.assign(column[offsets[n]:offsets[n + 1]].tolist())
        tree.Fill()
    tree.Write()
    file.Close()


class RDataFrame(WithOneFolder):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        *columns, offsets = sequences(EVENTS)
        cls.scores = classifier().score(*columns, offsets)
        cls.files = [cls.path(f"in{n}.root") for n in range(FILES)]
        for file, numbers in zip(cls.files, np.array_split(np.arange(EVENTS), FILES)):
            write_events(file, numbers, columns, offsets)

    def assert_scored(self, files, events):
        found = ROOT.RDataFrame("events", files).AsNumpy()
        order = np.argsort(found["event_number"])
        np.testing.assert_array_equal(found["event_number"][order], events)
        np.testing.assert_array_equal(found["p_vbf"][order], self.scores[events])

    def test_in_python(self):
        subprocess.run([sys.executable, os.path.join(EXAMPLES, "root", "score.py"), MODEL, "events", self.files[1],
                        self.path("python.root")], check=True, capture_output=True)
        self.assert_scored(self.path("python.root"), np.arange(2000, 4000))

    def test_compiled(self):
        """Against ROOT's headers. Libraries that ROOT's wheel brings for itself are left to the loader."""
        prefix, build = self.path("prefix"), self.path("build")
        quiet = {"check": True, "stdout": subprocess.DEVNULL}
        subprocess.run(["cmake", "-S", SOURCE, "-B", self.path("jetseq"), "-DJETSEQ_TRAIN=OFF", "-DJETSEQ_TESTS=OFF",
                        "-DCMAKE_INSTALL_PREFIX=" + prefix], **quiet)
        subprocess.run(["cmake", "--build", self.path("jetseq"), "--target", "install"], **quiet)
        subprocess.run(["cmake", "-S", os.path.join(EXAMPLES, "root"), "-B", build, "-DCMAKE_EXE_LINKER_FLAGS=-Wl,--allow-shlib-undefined",
                        f"-DCMAKE_PREFIX_PATH={prefix};{os.path.dirname(ROOT.__file__)}"], **quiet)
        subprocess.run(["cmake", "--build", build], **quiet)
        subprocess.run([os.path.join(build, "score"), MODEL, "events", self.files[2], self.path("compiled.root")], check=True)
        self.assert_scored(self.path("compiled.root"), np.arange(4000, 6000))

    def test_distributed_while_a_worker_dies(self):
        process = subprocess.Popen([sys.executable, os.path.join(EXAMPLES, "scale-out", "rdataframe_score.py"), "--workers", "2",
                                    "--partitions", "6", MODEL, "events", self.path("out"), *self.files],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        while not glob.glob(self.path("out/*.root")):  # the first partition is being written
            self.assertIsNone(process.poll())
            time.sleep(0.01)
        workers = [child for child in psutil.Process(process.pid).children(recursive=True)
                   if "spawn_main" in " ".join(child.cmdline())]
        self.assertEqual(len(workers), 2)
        workers[0].kill()
        said = process.stderr.read()
        process.stderr.close()
        self.assertEqual(process.wait(), 0, said)
        self.assertIn("Restarting worker", said)
        self.assert_scored(sorted(glob.glob(self.path("out/*.root"))), np.arange(EVENTS))


if __name__ == "__main__":
    unittest.main()
