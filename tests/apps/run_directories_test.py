"""Several writers never mix, a run directory knows its model, and an interrupted command says so."""

import os
import signal
import shutil
import socket
import subprocess
import time
import unittest

import toy
from toy import read_bytes

MODEL = os.path.join(toy.SOURCE, "models", "reference", "vbf.json")
SAMPLE = os.path.join(toy.SOURCE, "data", "sample")


def start(*arguments, **options):
    return subprocess.Popen([toy.JETSEQ, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)


class Writers(toy.WithToy):
    def test_say_for_whom_they_wait(self):
        first = start("train", self.config, "--data", self.data, "--out", self.path("run"), "--set", "train.max_epochs=100000",
                      "--set", "train.patience=0")
        while first.poll() is None and not os.path.exists(self.path("run/checkpoint.pt")):
            time.sleep(0.01)
        second = start("evaluate", MODEL, self.data, "--all", "--out", self.path("run"))
        notes = iter(second.stderr.readline, "")
        said = next(line for line in notes if "toy.h5" not in line)
        first.kill()
        first.communicate()
        second.communicate()
        self.assertRegex(said, rf"note: .*/run is in use \(process {first.pid} on .* writes to it\); waiting for its end")
        self.assertEqual(second.returncode, 0)

    def test_of_one_output_end_well_and_leave_one_whole(self):
        info, jets = toy.tables(seed=2)
        toy.write(self.path("other.h5"), info, jets)
        alone = []
        for data in (self.data, self.path("other.h5")):
            self.run_ok("score", MODEL, data, "--out", self.path("alone.h5"))
            alone.append(read_bytes(self.path("alone.h5")))
        for _ in range(6):
            jobs = [start("score", MODEL, data, "--out", self.path("scores.h5")) for data in (self.data, self.path("other.h5"))]
            for job in jobs:
                _, err = job.communicate()
                self.assertEqual(job.returncode, 0, err)
            self.assertIn(read_bytes(self.path("scores.h5")), alone)
        self.assertEqual([name for name in os.listdir(self.folder) if name.endswith(".part")], [])

    def test_of_one_selection_are_one(self):
        regions = os.path.join(toy.SOURCE, "configs", "two_lepton.yaml")
        events = os.path.join(SAMPLE, "vbf_1000_2lep.h5")
        self.run_ok("select", regions, events, "--model", MODEL, "--out", self.path("alone"))
        for _ in range(4):
            shutil.rmtree(self.path("together"), ignore_errors=True)
            jobs = [start("select", regions, events, "--model", MODEL, "--out", self.path("together")) for _ in range(2)]
            ends = [(job.communicate()[1], job.returncode) for job in jobs]
            self.assertIn(0, [code for _, code in ends])
            for err, code in ends:
                self.assertTrue(code == 0 or (code == 1 and "is in use (" in err), err)
            self.assertEqual(read_bytes(self.path("together/selected.h5")), read_bytes(self.path("alone/selected.h5")))
            self.assertEqual(sorted(os.listdir(self.path("together"))), ["cutflow.csv", "cutflow.json", "selected.h5"])

    def test_of_one_training_are_one(self):
        first = start("train", self.config, "--data", self.data, "--out", self.path("run"), "--set", "train.max_epochs=100000",
                      "--set", "train.patience=0")
        while first.poll() is None and not os.path.exists(self.path("run/checkpoint.pt")):
            time.sleep(0.01)
        self.assert_refused("train", "--resume", self.path("run"), says=["run is in use", f"process {first.pid} on "])
        self.assert_refused("train", self.config, "--data", self.data, "--out", self.path("run"), says=["holds a training already"])
        first.kill()
        first.communicate()
        resumed = start("train", "--resume", self.path("run"))  # the lock went with the process
        time.sleep(0.3)
        resumed.send_signal(signal.SIGINT)
        _, err = resumed.communicate()
        self.assertNotIn("in use", err)

    def test_that_died_leave_nothing_for_long(self):
        job = start("score", MODEL, self.data, "--out", self.path("scores.h5"))
        job.communicate()
        name = f"scores.h5.{''.join(c if c.isalnum() else '_' for c in socket.gethostname())[:32]}-{job.pid}-0.jetseq.part"
        toy.write_text(self.path(name), "half")
        other = toy.write_text(self.path("scores.h5.elsewhere-1-0.jetseq.part"), "of another host")
        self.run_ok("score", MODEL, self.data, "--out", self.path("scores.h5"))
        if os.stat("/proc/self/ns/pid").st_ino == 0xEFFFFFFC:  # else the name holds more
            self.assertFalse(os.path.exists(self.path(name)))
        self.assertTrue(os.path.exists(other))
        os.utime(other, (time.time() - 8 * 86400,) * 2)
        self.run_ok("score", MODEL, self.data, "--out", self.path("scores.h5"))
        self.assertFalse(os.path.exists(other))


class RunDirectory(toy.WithTraining):
    def model_of(self, folder):
        self.run_ok("score", folder, self.data, "--out", self.path("scores.h5"))
        return self.run_ok("info", self.path("scores.h5"))

    def test_means_the_model_of_its_training(self):
        model = self.train("run")
        for name in ("aaa", "best", "zzz"):
            self.run_ok("evaluate", model, self.data, "--calibrate", "temperature", "--freeze", self.path(f"run/{name}.json"),
                        "--out", self.path("report"))
            self.assertIn("run/toy.json", self.model_of(self.path("run")))
        os.remove(model)
        self.assert_refused("score", self.path("run"), self.data, "--out", self.path("scores.h5"),
                            says=["holds several frozen models", "aaa.json", "best.json", "zzz.json"])
        for name in ("aaa", "best"):
            os.remove(self.path(f"run/{name}.json"))
        self.assert_refused("score", self.path("run"), self.data, "--out", self.path("scores.h5"),
                            says=["has no toy.json yet", "zzz.json"])

    def test_is_any_folder_with_one_model(self):
        os.mkdir(self.path("models"))
        shutil.copy(MODEL, self.path("models/some.json"))
        toy.write_text(self.path("models/notes.json"), '{"a": 1}')
        self.assertIn("models/some.json", self.model_of(self.path("models")))
        shutil.copy(MODEL, self.path("models/other.json"))
        self.assert_refused("info", self.path("models"), says=["other.json", "some.json", "which of them"])

    def test_says_what_it_holds_in_place_of_a_model(self):
        self.train("run", "--seeds", "2", "--set", "train.max_epochs=1")
        for name in ("run/toy.json", "run/seed1/toy.json", "run/summary.json"):
            os.remove(self.path(name))  # as if it were not finished
        score = lambda folder: ("score", self.path(folder), self.data, "--out", self.path("scores.h5"))  # noqa: E731
        self.assert_refused(*score("run/seed1"), says=["one of many, which are not finished", f"train --resume {self.path('run')}"])
        self.assert_refused("train", "--resume", self.path("run/seed1"), says=["one of many trainings", f"train --resume {self.path('run')}"])
        self.assert_refused("scan", self.config, "--data", self.data, "--out", self.path("run"),
                            says=["holds a training already", f"jetseq train --resume {self.path('run')}"])
        self.assert_refused(*score("run/seed1/"), says=["one of many", f"train --resume {self.path('run')}"])
        os.makedirs(self.path("fit"))
        toy.write_text(self.path("fit/config.yaml"), "title: x\n")
        self.assert_refused(*score("fit"), says=["holds no frozen model (it holds a fit)"])
        os.makedirs(self.path("run/notes"))
        with toy.held(self.path("run")):
            self.assert_refused(*score("run/notes"), says=["holds no frozen model (and no training)"])
            self.assert_refused(*score("run/seed1"), says=["Wait for its end"])
        self.train("run/seed7", "--set", "train.max_epochs=1")  # a run of its own by such a name
        os.remove(self.path("run/seed7/toy.json"))
        self.assert_refused(*score("run/seed7"), says=["cut off after 1 epoch", f"train --resume {self.path('run/seed7')}"])
        os.makedirs(self.path("other"))
        toy.write_text(self.path("other/config.yaml"), "a: 1\n")
        self.assert_refused(*score("other"), says=["its config.yaml is none of a training"])
        os.mkfifo(self.path("other/seen_jets.h5"))
        self.assert_refused("score", MODEL, self.path("other/seen_jets.h5"), "--out", self.path("s.h5"), says=["a pipe or a device"])
        os.mkdir(self.path("fit/config"))
        shutil.move(self.path("fit/config"), self.path("config.yaml"))  # a folder by that name
        self.assert_refused(*score(""), says=["holds no frozen model"])
        self.train("one", "--set", "train.max_epochs=1")
        os.remove(self.path("one/toy.json"))
        shutil.copytree(self.path("one"), self.path("one/backup"))
        os.remove(self.path("one/backup/config.yaml"))
        self.assert_refused(*score("one"), says=["its training was cut off after 1 epoch"])

    def test_has_no_model_called_like_another_of_its_files(self):
        for name in ("config", "metadata", "summary", "scan", "best", "checkpoint", "Metrics", "REPORT", "fit", "cutflow"):
            self.assert_refused("train", self.config, "--data", self.data, "--out", self.path("x"), "--set", f"name={name}",
                                says=[f"key 'name' is '{name}'", "another name"])
        for name in ("a/b", "..", "'a b'", "x" * 101):
            self.assert_refused("train", self.config, "--data", self.data, "--out", self.path("x"), "--set", f"name={name}",
                                says=["key 'name' is out of range"])
        self.assertFalse(os.path.exists(self.path("x")))

    def test_holds_no_network_that_cannot_be_read(self):
        for settings in (["network.cells=2048", "network.layers=16"], ["network.cells=2048"], ["network.cells=500", "train.folds=5"]):
            options = [word for setting in settings for word in ("--set", setting)]
            self.assert_refused("train", self.config, "--data", self.data, "--out", self.path("x"), *options,
                                says=["toy.yaml", "too large to be read again", "256 MiB"])
        self.assertFalse(os.path.exists(self.path("x")))


class Interrupted(toy.WithToy):
    def begun(self):
        job = start("train", self.config, "--data", self.data, "--out", self.path("run"), "--set", "train.max_epochs=100000",
                    "--set", "train.patience=0")
        while job.poll() is None and not os.path.exists(self.path("run/metrics.csv")):
            time.sleep(0.01)
        return job

    def test_by_a_signal_that_is_ignored_they_are_not(self):
        """As under nohup, and in the background of a script."""
        job = start("train", self.config, "--data", self.data, "--out", self.path("run"), "--set", "train.max_epochs=2",
                    preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN))
        while not os.path.exists(self.path("run/config.yaml")) and job.poll() is None:
            time.sleep(0.005)
        job.send_signal(signal.SIGINT)
        self.assertIn("next: jetseq evaluate", job.communicate()[0])
        self.assertEqual(job.returncode, 0)

    def test_trainings_say_so_in_their_exit_code(self):
        for sign, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)):
            job = self.begun()
            job.send_signal(sign)
            out, err = job.communicate()
            self.assertEqual(job.returncode, code, err)
            self.assertIn("next: jetseq train --resume " + self.path("run"), out)
            self.assertFalse(os.path.exists(self.path("run/.jetseq.lock")))
            shutil.rmtree(self.path("run"))


if __name__ == "__main__":
    unittest.main()
