"""Many files on a Dask cluster: the same bytes as from one process, even if workers die."""

import glob
import os
import signal
import subprocess
import sys
import unittest

import h5py
import numpy as np
from support import MODEL, SAMPLE, SOURCE, WithOneFolder, needs

needs("distributed")
import psutil
from dask.distributed import Client

FOLDER = os.path.join(SOURCE, "examples", "scale-out")
sys.path.insert(0, FOLDER)
import dask_score

FILES = 60


def contents(folder):
    found = {}
    for path in glob.glob(os.path.join(folder, "*")):
        with open(path, "rb") as file:
            found[os.path.basename(path)] = file.read()
    return found


def die_in_the_next_file():
    """Kills the worker that calls it, between writing a file and renaming it."""
    dask_score.os.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)


class ManyFiles(WithOneFolder):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.files = [cls.path(f"part{n:02}.h5") for n in range(FILES)]
        with h5py.File(SAMPLE) as sample:
            for n, path in enumerate(cls.files):
                rows = slice(n * 1000, n * 1000 + 1000 - n)
                with h5py.File(path, "w") as file:
                    file["events"], file["jets"] = sample["events"][rows], sample["jets"][rows]
        cls.run_command("one", "--workers", 0)
        cls.expected = contents(cls.path("one"))

    @classmethod
    def command(cls, out, *options):
        return [sys.executable, os.path.join(FOLDER, "dask_score.py"), *map(str, options), MODEL, cls.path(out), *cls.files]

    @classmethod
    def run_command(cls, *arguments):
        return subprocess.run(cls.command(*arguments), check=True, capture_output=True, text=True).stdout

    def assert_all(self, out):
        found = contents(self.path(out))
        self.assertEqual(sorted(found), sorted(self.expected))  # nothing half written beside them
        self.assertEqual([name for name in found if found[name] != self.expected[name]], [])

    def test_scores_are_those_of_the_command(self):
        self.assertEqual(len(self.expected), FILES)
        out = self.path("scores.h5")
        subprocess.run([os.environ["JETSEQ"], "score", MODEL, *self.files, "--out", out], check=True, stdout=subprocess.DEVNULL)
        parts = []
        for name in sorted(self.expected):
            with h5py.File(os.path.join(self.path("one"), name)) as file:
                parts.append(file["events"][:])
        with h5py.File(out) as file:
            np.testing.assert_array_equal(np.concatenate(parts), file["events"][:])

    def test_workers_give_the_bytes_of_one_process(self):
        self.run_command("workers", "--workers", 2)
        self.assert_all("workers")

    def test_a_worker_killed_from_outside(self):
        process = subprocess.Popen(self.command("killed", "--workers", 2), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        process.stdout.readline()  # the first file is done
        workers = [child for child in psutil.Process(process.pid).children(recursive=True)
                   if "spawn_main" in " ".join(child.cmdline())]
        self.assertEqual(len(workers), 2)
        workers[0].kill()
        done = len(glob.glob(self.path("killed/*.h5")))
        process.stdout.read()
        self.assertEqual(process.wait(), 0)
        process.stdout.close()
        self.assertLess(done, FILES)
        self.assert_all("killed")

    def test_a_worker_that_dies_before_its_file_is_named(self):
        os.makedirs(self.path("midway"))
        with Client(n_workers=2, threads_per_worker=1, dashboard_address=None) as client:
            client.run(sys.path.insert, 0, FOLDER)
            first, second = client.scheduler_info()["workers"]
            client.run(die_in_the_next_file, workers=[first])
            ours = client.submit(dask_score.jetseq.load, MODEL)
            futures = [client.submit(dask_score.attempt, ours, file, self.path("midway/" + os.path.basename(file)))
                       for file in self.files]
            self.assertTrue(all(worked for worked, _ in client.gather(futures)))
            self.assertNotIn(first, client.scheduler_info()["workers"])
        self.assert_all("midway")

    def test_started_again_it_goes_on(self):
        process = subprocess.Popen(self.command("again", "--workers", 1), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for _ in range(5):
            process.stdout.readline()
        family = [process, *psutil.Process(process.pid).children(recursive=True)]
        for member in family:
            member.kill()
        process.wait()
        process.stdout.close()
        done = {path: os.stat(path).st_mtime_ns for path in glob.glob(self.path("again/*.h5"))}
        self.assertGreaterEqual(len(done), 5)
        self.assertLess(len(done), FILES)
        said = self.run_command("again", "--workers", 1)
        self.assertEqual(said.count("scores exist"), len(done))
        self.assertEqual({path: os.stat(path).st_mtime_ns for path in done}, done)
        self.assert_all("again")

    def test_a_bad_file_does_not_stop_the_others(self):
        bad = self.path("bad.h5")
        with open(bad, "w") as file:
            file.write("no HDF5")
        events = os.path.join(SOURCE, "data", "sample", "vbf_700_2lep.h5")
        done = subprocess.run([*self.command("some", "--workers", 2), bad, events], capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("bad.h5: ", done.stderr)
        self.assertIn("vbf_700_2lep.h5: also contains the jets of the V -> qq candidate", done.stderr)
        self.assert_all("some")


if __name__ == "__main__":
    unittest.main()
